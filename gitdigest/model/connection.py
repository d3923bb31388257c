"""The name of a model -> a model that can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Protocol

from gitdigest.errors import ModelError
from gitdigest.files import from_home
from gitdigest.model.endpoints import Endpoint
from gitdigest.model.errors import own_error
from gitdigest.model.litellm_model import LiteLLMModel, Patience, Served
from gitdigest.model.llama_server import (
    WINDOW,
    ServerSettings,
    check_file,
    gguf_identity,
    llama_server,
)
from gitdigest.model.servers import probe
from gitdigest.model.serving import ModelOptions, find_served, tokens_of

__all__ = ["Memory", "ModelOptions", "is_file", "open_model"]


class Memory(Protocol):
    """Keeps what is known of a model for a run in which its server is not there."""

    def recall(self, name: str) -> dict[str, Any]:
        """What was known of a model, empty where it never was there."""

    def remember(self, name: str, profile: dict[str, Any]) -> None:
        """Keep what is known of a model."""


@contextmanager
def open_model(options: ModelOptions, memory: Memory | None = None) -> Iterator[LiteLLMModel]:
    """The model, ready to be asked in one event loop. Raises ModelError.

    Where nobody answers, but `memory` knows the model, it is given as it was: a cache of its
    answers can still be read.
    """
    if is_file(options):
        with ExitStack() as stack:
            yield _of_file(options, memory, stack)
        return
    try:
        served = find_served(options)
    except ModelError as error:
        recalled = _recalled(options, options.name, memory)
        if error.kind != "unreachable" or recalled is None:
            raise
        served = recalled
    else:
        _remember(options.name, served, memory)
    yield LiteLLMModel(served, options.sampling, Patience(options.timeout))


def is_file(options: ModelOptions) -> bool:
    """Whether a GGUF file is named; at an address, such a name is that of a model."""
    return options.name.casefold().endswith(".gguf") and not options.api_base


def _of_file(options: ModelOptions, memory: Memory | None, stack: ExitStack) -> LiteLLMModel:
    """The model in a file; one that was served before is served again when it must be asked.

    A large file takes its time to load, and a run may find all its answers in the cache.
    """
    path = from_home(options.name)
    settings = ServerSettings(
        path, window=options.window or WINDOW, slots=max(1, options.concurrency)
    )
    check_file(path)
    name = f"{gguf_identity(path)} {settings.window} {settings.slots}"
    patience = Patience(options.timeout)
    if known := _recalled(options, name, memory):
        start = partial(_serve, settings, stack)
        return LiteLLMModel(known, options.sampling, patience, lambda: start().endpoints)
    served = _serve(settings, stack)
    _remember(name, served, memory)
    return LiteLLMModel(served, options.sampling, patience)


def _serve(settings: ServerSettings, stack: ExitStack) -> Served:
    running = stack.enter_context(llama_server(settings))
    server = probe(running.url, running.key)
    model = server.model(settings.path.stem) if server else None
    if server is None or model is None:
        raise own_error("unreachable", f"the server of {settings.path.name} does not answer")
    return Served(
        name=f"hosted_vllm/{settings.path.stem}",
        identity=gguf_identity(settings.path),
        window=model.window,
        endpoints=(Endpoint(server.api_base, server.kind, server.slots, 0, running.key),),
        tokens=tokens_of(server, model.name, running.key),
    )


def _remember(name: str, served: Served, memory: Memory | None) -> None:
    if memory:
        memory.remember(
            name,
            {
                "name": served.name,
                "identity": served.identity,
                "window": served.window,
                "tokens": served.tokens,
                "slots": sum(endpoint.slots for endpoint in served.endpoints),
            },
        )


def _recalled(options: ModelOptions, name: str, memory: Memory | None) -> Served | None:
    """The model as it was known; nobody answers, for now, where it was."""
    profile = memory.recall(name) if memory else {}
    try:
        return Served(
            name=str(profile["name"]),
            identity=str(profile["identity"]),
            window=int(profile["window"]),
            endpoints=(
                Endpoint(next(iter(options.api_base), ""), slots=max(1, int(profile["slots"]))),
            ),
            tokens=float(profile["tokens"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
