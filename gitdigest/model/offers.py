"""Servers -> each model that they offer, and how it is named to be asked."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gitdigest.model.servers import ServedModel, Server
from gitdigest.model.serving import ModelOptions, split_name, window_of

_NONE = "none"  # means that no model is asked
_FILE = ".gguf"


@dataclass(frozen=True, slots=True)
class Offer:
    """A model of a server; `window` is what a request may have, unless the user says less.

    `name` and `api_base` are the options that mean it; the latter is empty where it needs none.
    """

    server: Server
    model: ServedModel
    window: int
    name: str
    api_base: str = ""

    @property
    def flags(self) -> str:
        """The options as a shell reads them."""
        base = f" --api-base {shlex.quote(self.api_base)}" if self.api_base else ""
        return f"--model {shlex.quote(self.name)}{base}"


def offers(servers: Sequence[Server], *, named: bool = False) -> Iterator[Offer]:
    """Every model of the servers, in their order; those that were `named` are named again."""
    for number, server in enumerate(servers):
        for model in server.models:
            window = window_of(ModelOptions(model.name), server, model)
            if not named and _is_enough(model.name, servers[:number]):
                yield Offer(server, model, window, model.name)
            else:
                yield Offer(server, model, window, f"openai/{model.name}", server.api_base)


def _is_enough(name: str, before: Sequence[Server]) -> bool:
    """Whether a name alone means this model: no other server, no provider, no file, no flag."""
    provider, _ = split_name(name)
    taken = any(server.model(name) for server in before)
    plain = name[:1].isalnum() and name != _NONE and not name.casefold().endswith(_FILE)
    return plain and not provider and not taken
