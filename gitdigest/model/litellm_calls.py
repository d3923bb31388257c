"""One request through litellm, made silent: it is imported at first use and never fetches anything."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from gitdigest.errors import ModelError
from gitdigest.model.endpoints import Endpoint
from gitdigest.model.errors import Failure, model_error, own_error
from gitdigest.model.model import Mode, Reply
from gitdigest.prompt.prompt import Prompt

# What litellm reads when it is imported. Without these it asks for a list of prices, for
# tokenizers, and loads a .env file from above the environment that it is installed in.
_SILENT = {
    "LITELLM_OFFLINE_MODE": "true",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_LOG": "ERROR",
    "HF_HUB_OFFLINE": "1",
}
_CONNECT = 10.0  # seconds: a host that is mute is given up long before a slow answer
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Sampling:
    """How an answer is drawn from what the model holds for likely."""

    temperature: float = 0.0
    seed: int = 1
    thinking: bool = False

    def __str__(self) -> str:
        return f"temperature={self.temperature:g} seed={self.seed} thinking={self.thinking}"


class CallError(Exception):
    """A request that failed, and how long the server asked to be left alone, in seconds."""

    def __init__(self, error: ModelError, retry_after: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.retry_after = retry_after


class Caller:
    """Requests to one model; they belong to one event loop."""

    def __init__(self, model: str, sampling: Sampling, window: int) -> None:
        self._model = model
        self._sampling = sampling
        self._window = window
        self._stream: Any = None

    async def ask(self, endpoint: Endpoint, prompt: Prompt, mode: Mode, seconds: float) -> Reply:
        """The server's answer, after one request. Raises CallError."""
        litellm = load(endpoint.base)
        _make_known(litellm, self._model, self._window)
        timeout = _transport().patience(seconds, _CONNECT)
        request = {**self._always(endpoint), **_asked(prompt, mode), "timeout": timeout}
        if endpoint.kind == "llama.cpp":
            request["client"] = self._streaming(litellm)
        began = time.monotonic()
        try:
            response = await litellm.acompletion(**request)
        except _errors(litellm) as error:
            raise self._translated(error, endpoint, began, seconds) from error
        return _reply(response, time.monotonic() - began)

    async def close(self) -> None:
        """Let the connections go."""
        if self._stream is not None:
            await self._stream.close()
        await load().close_litellm_async_clients()

    def _always(self, endpoint: Endpoint) -> dict[str, Any]:
        """What is the same in every request to a server."""
        same: dict[str, Any] = {
            "model": self._model,
            "temperature": self._sampling.temperature,
            "seed": self._sampling.seed,
            "drop_params": True,  # what a provider does not know
            "max_retries": 0,  # litellm's own are hidden, and after a timeout harmful
        }
        if endpoint.base:
            same |= {"api_base": endpoint.base, "api_key": endpoint.key or "none"}
        elif endpoint.key:
            same["api_key"] = endpoint.key
        if endpoint.kind == "ollama":
            # another window would load the model again; without one it is 4,096 tokens
            same |= {"num_ctx": self._window, "think": self._sampling.thinking}
        elif endpoint.kind in {"llama.cpp", "vllm"}:
            template = {"enable_thinking": self._sampling.thinking}
            same["extra_body"] = {"chat_template_kwargs": template}
        return same

    def _streaming(self, litellm: ModuleType) -> Any:
        if self._stream is None:
            handler = litellm.llms.custom_httpx.http_handler.AsyncHTTPHandler
            self._stream = handler(
                transport=_transport().StreamJoin(handler.create_async_transport())
            )
        return self._stream

    def _translated(
        self, error: BaseException, endpoint: Endpoint, began: float, seconds: float
    ) -> CallError:
        name = self._model.partition("/")[2] or self._model
        where = endpoint.base or self._model.partition("/")[0]
        told = model_error(Failure.of(error), name, where)
        late = time.monotonic() - began
        if told.kind == "timeout" and _CONNECT <= late < seconds - _CONNECT:
            told = own_error("unreachable", f"nobody answers at {where}")
        return CallError(told, _retry_after(error))


def load(base: str = "") -> ModuleType:
    """litellm, with all that would speak or fetch turned off; 2 to 5 seconds at first use.

    `base` is an address that no proxy shall see, if it is one of this machine or its network.
    """
    hosts = [*_LOOPBACK, *([host] if (host := _private_host(base)) else [])]
    for name in ("NO_PROXY", "no_proxy"):
        known = [part for part in os.environ.get(name, "").split(",") if part]
        os.environ[name] = ",".join(dict.fromkeys([*known, *hosts]))
    return _load()


@cache
def _load() -> ModuleType:
    os.environ.update(_SILENT)
    with _hoarding():
        import litellm  # noqa: PLC0415 - 2 seconds and 190 MB that no other run shall pay
        import litellm.llms.custom_httpx.http_handler  # noqa: PLC0415

    with warnings.catch_warnings():
        # its answers' types are built when first used, and pydantic then warns of one of them
        warnings.simplefilter("ignore")
        litellm.ModelResponse()
    litellm.suppress_debug_info = True  # it prints to stdout
    litellm.disable_hf_tokenizer_download = True
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


@contextmanager
def _hoarding() -> Iterator[None]:
    """Nothing is looked through for garbage: an import makes none, and is a fifth shorter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _make_known(litellm: ModuleType, model: str, window: int) -> None:
    """Enter a model of nobody's price list: litellm would look for it in each request, for 1 ms."""
    if model not in litellm.model_cost and model.partition("/")[2] not in litellm.model_cost:
        free = {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0, "mode": "chat"}
        kind = {"litellm_provider": model.partition("/")[0], "max_input_tokens": window}
        litellm.register_model({model: {**free, **kind}})


def _transport() -> ModuleType:
    from gitdigest.model import transport  # noqa: PLC0415 - httpx is for runs that ask, too

    return transport


@cache
def _errors(litellm: ModuleType) -> tuple[type[BaseException], ...]:
    """All that litellm raises; six of its classes have no base in common with the others."""
    own = vars(litellm.exceptions).values()
    return tuple(one for one in own if isinstance(one, type) and issubclass(one, Exception))


def _asked(prompt: Prompt, mode: Mode) -> dict[str, Any]:
    """What the prompt asks for; the system part is first, and byte for byte the same."""
    asked: dict[str, Any] = {
        "messages": [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ],
        "max_tokens": prompt.max_tokens,
    }
    if mode == "schema":
        schema = {"name": prompt.schema_name, "schema": dict(prompt.schema), "strict": True}
        asked["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif mode == "json":
        asked["response_format"] = {"type": "json_object"}
    return asked


def _reply(response: Any, seconds: float) -> Reply:
    if not response.choices:
        raise CallError(own_error("broken", "the server answered without an answer"))
    choice = response.choices[0]
    if choice.finish_reason == "content_filter":
        raise CallError(own_error("content", "the provider's filter stopped the answer"))
    usage = getattr(response, "usage", None)
    return Reply(
        text=choice.message.content or "",
        finish_reason="length" if choice.finish_reason == "length" else "stop",
        prompt_tokens=getattr(usage, "prompt_tokens", 0) or 0,
        answer_tokens=getattr(usage, "completion_tokens", 0) or 0,
        seconds=seconds,
    )


def _retry_after(error: BaseException) -> float | None:
    """Seconds of the header Retry-After, which may be a number or a date."""
    for headers in _headers(error):
        text = headers.get("retry-after") or headers.get("llm_provider-retry-after") or ""
        if text.strip().isdigit():
            return float(text)
        if text:
            try:
                return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
            except ValueError:
                return None
    return None


def _headers(error: BaseException) -> Sequence[Mapping[str, str]]:
    response = getattr(error, "response", None)
    found = (getattr(error, "litellm_response_headers", None), getattr(response, "headers", None))
    return [headers for headers in found if headers]


def _private_host(base: str) -> str:
    """The host of an address, when it is of this machine or a private network."""
    host = urlsplit(base).hostname or ""
    try:
        return host if ipaddress.ip_address(host).is_private else ""
    except ValueError:
        return host if host == "localhost" or host.endswith((".local", ".internal")) else ""
