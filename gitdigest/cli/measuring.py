"""What `gitdigest eval` does: each model is asked, counted, and put beside the others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from gitdigest.cli.asking import NONE, settings_of
from gitdigest.cli.codes import COMPLETE, INTERRUPTED
from gitdigest.cli.interrupts import interrupts
from gitdigest.cli.opening import opened
from gitdigest.cli.outputs import print_data
from gitdigest.cli.scores import Measured, scores
from gitdigest.cli.session import Session
from gitdigest.cli.watching import watch
from gitdigest.errors import GitDigestError, UsageError
from gitdigest.evaluation.asking import evaluate
from gitdigest.evaluation.score import score
from gitdigest.evaluation.subject import Subject, of_repository, planted
from gitdigest.explain.opening import open_explaining
from gitdigest.selection import Selection

_SALT = "eval"
_INTERRUPTED = "interrupted: the answers so far are kept, the next run goes on from there"
_FORMATS = ("table", "json")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured: which models, on which commits, printed how."""

    models: tuple[str, ...]
    revision_range: str
    commits: int
    own: bool
    format: str
    fresh: bool = False


def measure(session: Session, wanted: Wanted) -> int:
    """Ask each model about every commit, and print what came of those that answered all."""
    names = wanted.models or (session.options.model,)
    if not set(names).isdisjoint({"", NONE}):
        raise UsageError("there is no model to be measured", "name one with --model")
    if wanted.format not in _FORMATS:
        raise UsageError(f"there is no format {wanted.format!r}", "there are table and json")
    if wanted.revision_range and not wanted.own:
        raise UsageError("a range needs a repository", "name one with --repo")
    measured: list[Measured] = []
    with interrupts() as stop:
        try:
            with _subjects(session, wanted) as sets:
                for name in names:
                    asked = replace(
                        session, options=replace(session.options, model=name, budget="")
                    )
                    measured.append(_measured(asked, sets, fresh=wanted.fresh))
        except (KeyboardInterrupt, GitDigestError):
            if not stop.seen:
                raise
            session.talk.say(_INTERRUPTED)
    if measured:
        print_data(_json(measured) if wanted.format == "json" else scores(measured))
    return INTERRUPTED if stop.seen else COMPLETE


def _measured(session: Session, sets: dict[str, list[Subject]], *, fresh: bool) -> Measured:
    settings = replace(settings_of(session, fresh=fresh), salt=_SALT)
    outcomes = {}
    with (
        open_explaining(settings, session.folders.cache) as explaining,
        watch(session.talk) as progress,
    ):
        for title, subjects in sets.items():
            progress.start(f"{explaining.name}, {title}", len(subjects))
            outcomes[title] = tuple(explaining.run(evaluate(explaining, subjects, progress)))
            progress.finish()
        model = explaining.asker.model
        return Measured(explaining.name, model.window, model.concurrency, outcomes)


@contextmanager
def _subjects(session: Session, wanted: Wanted) -> Iterator[dict[str, list[Subject]]]:
    """The commits by the name of their set; the repository stays open while they are asked about."""
    sets = {"planted": list(planted())}
    if not wanted.own:
        yield sets
        return
    options = session.options
    with opened(session, options.repositories[0]) as repository:
        asked = Selection(revision_range=wanted.revision_range, merges=options.merges)
        selected = repository.select(asked)
        newest = replace(selected, shas=selected.shas[: wanted.commits])
        own = list(of_repository(repository, newest, options.rules))
        if not own:
            raise UsageError("no commit there is one to ask about", "give another --range")
        yield {**sets, repository.name: own}


def _json(measured: Sequence[Measured]) -> str:
    """Everything that was counted, commit by commit."""
    models = [
        {
            "model": one.name,
            "window": one.window,
            "sets": {
                title: {
                    "score": asdict(score(outcomes)),
                    "commits": [asdict(outcome) for outcome in outcomes],
                }
                for title, outcomes in one.sets.items()
            },
        }
        for one in measured
    ]
    return json.dumps({"models": models}, indent=2, ensure_ascii=False) + "\n"
