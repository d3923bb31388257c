"""The name of a model -> a model that can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from gitdigest.endpoints import Endpoint
from gitdigest.errors import ModelError
from gitdigest.litellm_model import LiteLLMModel, Patience, Served
from gitdigest.llama_server import WINDOW, ServerSettings, gguf_identity, llama_server
from gitdigest.modelerrors import own_error
from gitdigest.servers import probe
from gitdigest.serving import ModelOptions, find_served, tokens_of

__all__ = ["Memory", "ModelOptions", "open_model"]


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
    if options.name.casefold().endswith(".gguf"):
        with _file(options) as served:
            yield LiteLLMModel(served, options.sampling, Patience(options.timeout))
        return
    try:
        served = find_served(options)
    except ModelError as error:
        recalled = _recalled(options, memory) if error.kind == "unreachable" else None
        if recalled is None:
            raise
        served = recalled
    else:
        if memory:
            memory.remember(options.name, _profile(served))
    yield LiteLLMModel(served, options.sampling, Patience(options.timeout))


@contextmanager
def _file(options: ModelOptions) -> Iterator[Served]:
    path = Path(options.name).expanduser()
    settings = ServerSettings(
        path, window=options.window or WINDOW, slots=max(1, options.concurrency)
    )
    with llama_server(settings) as running:
        server = probe(running.url, running.key)
        model = server.model(path.stem) if server else None
        if server is None or model is None:
            raise own_error("unreachable", f"the server of {path.name} does not answer")
        yield Served(
            name=f"hosted_vllm/{path.stem}",
            identity=gguf_identity(path),
            window=model.window,
            endpoints=(Endpoint(server.api_base, server.kind, server.slots, 0, running.key),),
            tokens=tokens_of(server, model.name, running.key),
        )


def _profile(served: Served) -> dict[str, Any]:
    return {
        "name": served.name,
        "identity": served.identity,
        "window": served.window,
        "tokens": served.tokens,
    }


def _recalled(options: ModelOptions, memory: Memory | None) -> Served | None:
    """The model as it was known; nobody answers where it was."""
    profile = memory.recall(options.name) if memory else {}
    try:
        served = Served(
            name=str(profile["name"]),
            identity=str(profile["identity"]),
            window=options.window or int(profile["window"]),
            endpoints=(Endpoint(next(iter(options.api_base), "")),),
            tokens=float(profile["tokens"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
    return served
