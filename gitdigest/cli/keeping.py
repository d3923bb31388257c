"""What `gitdigest cache` does with the kept answers."""

from __future__ import annotations

import codecs
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gitdigest.cli.outputs import STDOUT, print_data
from gitdigest.cli.sizes import readable
from gitdigest.cli.talk import Talk
from gitdigest.config.folders import user_folders
from gitdigest.errors import UsageError
from gitdigest.explain.opening import ANSWERS
from gitdigest.files import from_home, written_whole
from gitdigest.model.answers import AnswerCache
from gitdigest.zone import system_zone

_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[kmg]?)(?P<binary>i?)b?", re.IGNORECASE)
_POWER = {"": 0, "k": 1, "m": 2, "g": 3}


def show() -> int:
    """Print where the answers are, how many, how large, how old, and what they spared."""
    with _opened() as answers:
        print_data("".join(f"{name:<8}  {said}\n" for name, said in _lines(answers)))
    return 0


def prune(days: float | None, size: str) -> int:
    """Let answers go that are too old or too many, and print how many went."""
    if days is None and not size:
        raise UsageError("nothing says which answers may go", "give --days N or --size 200MB")
    limit = read_size(size) if size else None
    with _opened() as answers:
        print_data(f"{answers.prune(days=days, limit=limit)}\n")
    return 0


def clear() -> int:
    """Let every answer go, and print how many there were."""
    with _opened() as answers:
        print_data(f"{answers.clear()}\n")
    return 0


def export(file: str, talk: Talk) -> int:
    """Write all answers to a file, whose path is printed, or to stdout."""
    with _opened() as answers:
        if file == STDOUT:
            talk.say(f"{answers.export(_Printed()):,} answers written")
            return 0
        path = from_home(file)
        with written_whole(path) as out:
            count = answers.export(codecs.getwriter("ascii")(out))
    talk.say(f"{count:,} answers written")
    print_data(f"{path}\n")
    return 0


def take_in(file: str, talk: Talk) -> int:
    """Read answers from a file or stdin, and print how many are new."""
    try:
        source = sys.stdin.buffer if file == STDOUT else from_home(file).open("rb")
    except OSError as error:
        hint = "give a file that gitdigest cache export wrote"
        raise UsageError(f"{file} cannot be read: {error.strerror}", hint) from error
    with source, _opened() as answers:
        count = answers.take_in(io.TextIOWrapper(source, "utf-8", errors="replace"))
    print_data(f"{count}\n")
    return 0


def read_size(text: str) -> int:
    """The bytes of a size as people write it: 200MB, 1.5GB, 512 MiB; UsageError for none."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no size", "write it as 200MB or 1.5GB")
    unit = 1024 if match["binary"] else 1000
    return int(float(match["number"]) * unit ** _POWER[match["unit"].lower()])


class _Printed:
    """Text that goes to stdout, whatever the locale."""

    def write(self, text: str) -> None:
        print_data(text)


def _lines(answers: AnswerCache) -> Iterator[tuple[str, str]]:
    yield "folder", str(_folder())
    yield "answers", f"{answers.count:,}"
    yield "size", readable(answers.bytes)
    if ages := answers.ages:
        yield "kept", " to ".join(_day(age) for age in ages)
    asked, found = answers.tallied
    if asked or found:
        share = found / (asked + found)
        yield "hits", f"{found:,} of {asked + found:,} answers that runs needed ({share:.0%})"


def _day(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, system_zone()):%Y-%m-%d}"


def _folder() -> Path:
    return user_folders().cache / ANSWERS


@contextmanager
def _opened() -> Iterator[AnswerCache]:
    answers = AnswerCache(_folder())
    try:
        yield answers
    finally:
        answers.close()
