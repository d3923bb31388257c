"""What `gitdigest models` prints: servers, models, windows, slots, and how to name each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitdigest.cli.outputs import print_data
from gitdigest.cli.session import Session
from gitdigest.cli.table import table
from gitdigest.errors import ModelError
from gitdigest.model.offers import Offer, offers
from gitdigest.model.servers import Server, find_servers, probe
from gitdigest.model.serving import forbid_far

_HEADS = ("server", "kind", "slots", "model", "window", "made for", "to use it")
_NUMBERS = ("slots", "window", "made for")
_UNKNOWN = "-"
_START = "start one (ollama serve; llama-server -m FILE.gguf), or name its address: --api-base URL"


def show(session: Session) -> int:
    """Print what the servers offer whose addresses are set, or else those of this machine.

    Raises ModelError where nobody answers.
    """
    options = session.options
    named = bool(options.api_base)
    servers = _named(session) if named else find_servers(key=options.api_key)
    if not servers:
        where = f"at {' or '.join(options.api_base)}" if named else "on this machine"
        raise ModelError(f"no model server answers {where}", _START, kind="unreachable")
    found = list(offers(servers, named=named))
    rows = [row for server in servers for row in _rows(server, found)]
    print_data(table(_HEADS, rows, _NUMBERS))
    return 0


def _named(session: Session) -> list[Server]:
    """The servers at the addresses of the options; one that is mute is told beside others."""
    options = session.options
    forbid_far(options.api_base, offline=options.offline)
    found = {base: probe(base, options.api_key) for base in options.api_base}
    servers = [server for server in found.values() if server]
    for base in (base for base, server in found.items() if servers and server is None):
        session.talk.say(f"{base}: no model server answers")
    return servers


def _rows(server: Server, found: Sequence[Offer]) -> Iterator[tuple[str, ...]]:
    """A row for each model of a server; one for a server that tells none."""
    about = (server.base, server.kind, _number(server.slots))
    for offer in found:
        if offer.server is server:
            model = offer.model
            numbers = (_number(offer.window), _number(model.trained))
            yield (*about, model.name, *numbers, offer.flags)
    if not server.models:
        yield (*about, *[_UNKNOWN] * 3, _way_in(server))


def _way_in(server: Server) -> str:
    if server.needs_key:
        return "it wants a key: set GITDIGEST_API_KEY"
    return "ollama pull qwen3:8b" if server.kind == "ollama" else "it has no model loaded"


def _number(value: int) -> str:
    return f"{value:,}" if value else _UNKNOWN
