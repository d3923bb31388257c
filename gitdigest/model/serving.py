"""The name of a model -> who serves it: the addresses, the window, how many requests at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from gitdigest.errors import ModelError
from gitdigest.model.endpoints import Endpoint
from gitdigest.model.errors import own_error
from gitdigest.model.info import Known, is_provider, known
from gitdigest.model.jsonhttp import is_loopback
from gitdigest.model.litellm_calls import Sampling
from gitdigest.model.litellm_model import TIMEOUT, Served
from gitdigest.model.llama_server import WINDOW
from gitdigest.model.servers import ServedModel, Server, find_servers, probe, tokenizer
from gitdigest.model.tokens import correction

_UNKNOWN_WINDOW = 8192
_UNLOADED = 4096  # what LM Studio loads a model with, unless told otherwise
_LOCAL = {  # where a provider of litellm listens on this machine, when no address is given
    "ollama": "http://127.0.0.1:11434",
    "ollama_chat": "http://127.0.0.1:11434",
    "lm_studio": "http://127.0.0.1:1234",
    "llamafile": "http://127.0.0.1:8080",
    "hosted_vllm": "http://127.0.0.1:8000",
    "vllm": "http://127.0.0.1:8000",
}
# providers whose name only says that the server speaks as OpenAI's does
_PLAIN = frozenset({*_LOCAL, "openai", "openai_like", "custom_openai", "text-completion-openai"})
_BATCHING = (16, 64)  # requests to begin with and at most, where a server joins them by itself
_PROVIDER = (4, 16)


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How to reach a model, and what to ask of it; 0 and empty let it be found out.

    `name` is litellm's PROVIDER/NAME, a GGUF file, or the bare name of a model of a server on this
    machine. `timeout` is in seconds, `window` in tokens. With `offline`, only `api_base` and
    servers on this machine are asked.
    """

    name: str
    api_base: tuple[str, ...] = ()
    api_key: str = ""
    window: int = 0
    concurrency: int = 0
    timeout: float = TIMEOUT
    sampling: Sampling = Sampling()  # noqa: RUF009 - frozen, so that all may share it
    offline: bool = False


def find_served(options: ModelOptions) -> Served:
    """The model as the servers that offer it tell of it, or as a provider sells it.

    Raises ModelError.
    """
    provider, name = split_name(options.name)
    bases = options.api_base or ((_LOCAL[provider],) if provider in _LOCAL else ())
    if provider and (provider not in _PLAIN or not bases):
        return _provider(options, name)
    if not bases:
        servers = [one for one in find_servers(key=options.api_key) if one.model(name)][:1]
        if not servers:
            raise own_error("unreachable", f"no server on this machine has a model {name}")
        return _joined(options, name, servers)
    forbid_far(options.api_base, offline=options.offline)
    servers = [one for base in bases if (one := probe(base, options.api_key, named=name))]
    if not servers:
        raise own_error("unreachable", f"nobody answers at {' or '.join(bases)}")
    return _joined(options, name, servers)


def split_name(name: str) -> tuple[str, str]:
    """Litellm's provider and the rest; no provider where the first part names none."""
    first, slash, rest = name.partition("/")
    return (first, rest) if slash and (first in _PLAIN or is_provider(first)) else ("", name)


def _provider(options: ModelOptions, name: str) -> Served:
    """A model that somebody else runs, or a kind of server that is not known here."""
    if options.offline and not options.api_base:
        raise ModelError(
            f"{options.name} is asked over the network",
            "name a model on this machine, or leave --offline out",
            kind="setup",
        )
    forbid_far(options.api_base, offline=options.offline)
    start, most = (_share(options, 1),) * 2 if options.concurrency else _PROVIDER
    bases = options.api_base or ("",)
    found = known(options.name) or known(name) or Known()
    return Served(
        name=options.name,
        identity=options.name,
        window=options.window or found.window or _UNKNOWN_WINDOW,
        endpoints=[Endpoint(base, "", start, most, options.api_key) for base in bases],
    )


def _joined(options: ModelOptions, name: str, servers: Sequence[Server]) -> Served:
    """One model of several servers, which must be the same on each."""
    models = [_model(server, name) for server in servers]
    first, server = models[0], servers[0]
    if {(one.provider, model.digest) for one, model in zip(servers, models, strict=True)} != {
        (server.provider, first.digest)
    }:
        raise ModelError(
            f"{name} is not the same model at every address",
            "name addresses of one kind of server, with the same weights",
            kind="setup",
        )
    windows = [window_of(options, *pair) for pair in zip(servers, models, strict=True)]
    full_name = f"{server.provider}/{first.name}"
    return Served(
        name=full_name,
        identity=f"{full_name} {first.digest}".rstrip(),
        window=min(windows),
        endpoints=[_endpoint(options, one, len(servers)) for one in servers],
        tokens=tokens_of(server, first.name, options.api_key),
    )


def _model(server: Server, name: str) -> ServedModel:
    if server.needs_key:
        raise own_error("refused", f"{server.base} wants a key")
    if model := server.model(name):
        return model
    names = [model.name for model in server.models]
    near = get_close_matches(name, names, n=1, cutoff=0.5) or names[:1]
    hint = f"it has {near[0]}" if near else f"get it first: ollama pull {name}"
    raise ModelError(f"{server.base} has no model {name}", hint, kind="no-model")


def window_of(options: ModelOptions, server: Server, model: ServedModel) -> int:
    """What the user says, within what the server has; an Ollama takes what it is told."""
    if server.kind == "ollama":
        return min(options.window or WINDOW, model.trained or options.window or WINDOW)
    has = model.window or (_UNLOADED if server.kind == "lmstudio" else 0)
    return min(options.window or has or _UNKNOWN_WINDOW, has or options.window or _UNKNOWN_WINDOW)


def _endpoint(options: ModelOptions, server: Server, servers: int) -> Endpoint:
    if options.concurrency:
        slots, most = (_share(options, servers),) * 2
    else:
        slots, most = _BATCHING if server.kind == "vllm" else (server.slots or 1,) * 2
    return Endpoint(server.api_base, server.kind, slots, most, options.api_key)


def _share(options: ModelOptions, servers: int) -> int:
    return max(1, -(-options.concurrency // servers))


def tokens_of(server: Server, model: str, key: str) -> float:
    """What corrects the estimate of tokens for a model of a server."""
    count = tokenizer(server, model, key)
    return round(correction(count), 3) if count else 1.0


def forbid_far(bases: Sequence[str], *, offline: bool) -> None:
    """With `offline`, an address must be of this machine. Raises ModelError."""
    for base in bases:
        if offline and not is_loopback(base):
            raise ModelError(
                f"{base} is not on this machine",
                "name an address on the loopback, or leave --offline out",
                kind="setup",
            )
