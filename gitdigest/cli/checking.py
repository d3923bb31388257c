"""What `gitdigest doctor` prints: a line for each finding, and below it what mends it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from gitdigest.cli.asking import NONE, settings_of
from gitdigest.cli.outputs import print_data
from gitdigest.cli.session import Session, open_session
from gitdigest.cli.talk import Talk
from gitdigest.config.folders import user_folders
from gitdigest.doctor.finding import Finding, State, exit_code
from gitdigest.doctor.model import check_model
from gitdigest.doctor.surroundings import (
    check_cache,
    check_git,
    check_prompts,
    check_repositories,
)
from gitdigest.errors import UsageError
from gitdigest.text import clean

_LONGEST = 400


def check(flags: Mapping[str, object], talk: Talk) -> int:
    """Look at one thing after the other, and print each finding at once; the exit code."""
    states: list[State] = []
    for finding in _findings(flags, talk):
        print_data(_shown(finding))
        states.append(finding.state)
    return exit_code(states)


def _findings(flags: Mapping[str, object], talk: Talk) -> Iterator[Finding]:
    yield check_git()
    yield check_cache(user_folders())
    try:
        session = open_session(flags, talk)
        settings = replace(settings_of(session, fresh=True), salt="doctor")
    except UsageError as error:
        yield Finding("configuration", "broken", error.message, error.hint)
        return
    yield Finding("configuration", "ok", _file(session, flags.get("config")))
    yield from check_repositories(session.options, session.folders)
    prompts = check_prompts(settings.wording)
    yield prompts
    if session.options.model in {"", NONE}:
        said = "none: reports have facts alone; gitdigest models lists what there is"
        yield Finding("model", "ok", said)
    elif prompts.state == "ok":
        with tempfile.TemporaryDirectory(prefix="gitdigest-") as scratch:
            yield from check_model(settings, Path(scratch), talk.say)


def _file(session: Session, named: object) -> str:
    """The user's own file, whether it is there or not."""
    file = named or session.folders.user_file
    found = session.folders.user_file.exists() or named
    return str(file) if found else f"no {file}: gitdigest init writes one"


def _shown(finding: Finding) -> str:
    mend = _line("", "mend it", finding.mend) if finding.mend else ""
    return _line(finding.state, finding.title, finding.said) + mend


def _line(state: str, title: str, said: str) -> str:
    return f"{state:<8} {title:<14} {clean(said, limit=_LONGEST, oneline=True)}\n"
