"""What `--dry-run` tells: how much a model would be asked, and how long that may take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from gitdigest.cli.asking import AskedModel, asked_model
from gitdigest.cli.collect import Collector
from gitdigest.cli.interrupts import interrupts
from gitdigest.cli.outputs import print_data
from gitdigest.cli.session import Session
from gitdigest.cli.watching import watch
from gitdigest.errors import ModelError, UsageError
from gitdigest.explain.forecast import Forecast
from gitdigest.period import Asked

_MINUTE, _HOUR = 60, 3600


def forecast(session: Session, asked: Asked) -> int:
    """Print what the run would ask; one small request is made, to measure the model, and kept."""
    with ExitStack() as stack:
        stop = stack.enter_context(interrupts())
        model = stack.enter_context(asked_model(session, needed=True))
        if model.explaining is None:
            raise UsageError("there is no model to be asked", "name one with --model")
        with watch(session.talk) as progress:
            collector = Collector(session, progress, stop, stack, model)
            collector.read(asked)
        works = collector.works()
        print_data("".join(f"{line}\n" for line in _lines(model, model.explaining.forecast(works))))
    return 0


def _lines(model: AskedModel, found: Forecast) -> Iterator[str]:
    explaining = model.explaining
    assert explaining is not None  # noqa: S101 - the caller has looked
    inside = explaining.asker.model
    yield f"model     {explaining.name}, {inside.window:,} tokens, {inside.concurrency} at a time"
    yield (
        f"commits   {found.commits:,}: {found.kept:,} explained already, "
        f"{found.plain:,} need no model"
    )
    more = ", more where an answer must be corrected" if found.calls else ""
    yield f"requests  {found.calls:,}{more}"
    yield (
        f"tokens    about {found.prompt_tokens:,} to read, up to {found.answer_tokens:,} to write"
    )
    if found.probe is None:
        return
    price = explaining.price.of(found.prompt_tokens, found.answer_tokens)
    if price:
        yield f"price     up to ${price:.2f}"
    try:
        seconds, measured = explaining.measure(found)
    except ModelError as error:
        yield f"time      unknown: {error.message}"
        return
    yield f"time      about {_duration(seconds)}; one request took {measured:.1f} s"


def _duration(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / _MINUTE:.0f} min" if seconds < 2 * _HOUR else f"{seconds / _HOUR:.1f} h"
