"""The one options object, and how a value of a file or a variable becomes a field of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args

from gitdigest.errors import ConfigError
from gitdigest.facts.rules import Rules
from gitdigest.limits import KEYS, Limits
from gitdigest.release.gate import Gate
from gitdigest.selection import DateField, Merges

Reader = Callable[[object], object]


_AN_AGE = 1e9  # seconds
_A_BOUND = 1 << 31  # git counts bytes so far at least

_PASSWORD = re.compile(r"//[^/@]*@")


@dataclass(frozen=True, slots=True)
class Source:
    """A repository to report: a path or a URL, and what holds for it alone.

    An empty name is made from the target; empty branches and paths are those of the options.
    """

    target: str
    name: str = ""
    branches: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What to call it before it is opened; a password in a URL is left out."""
        return self.name or _PASSWORD.sub("//", self.target)


@dataclass(frozen=True, slots=True)
class Options:
    """All that can be set by a file, a GITDIGEST_* variable or a flag; see docs/configuration.md.

    An empty time zone is the system's, empty formats and output are the command's own choice. No
    model, or "none", gives facts alone; 0 lets what a model bears be found out.
    """

    repositories: tuple[Source, ...] = ()
    timezone: str = ""
    language: str = "en"
    format: tuple[str, ...] = ()
    output: str = ""
    archive: bool = False
    branches: tuple[str, ...] = ()
    all_branches: bool = False
    date_field: DateField = "committer"
    first_parent: bool = True
    merges: Merges = "first-parent"
    authors: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    offline: bool = False
    credentials: bool = False
    allow_alternates: bool = False
    model: str = ""
    api_base: tuple[str, ...] = ()
    api_key: str = ""
    window: int = 0
    concurrency: int = 0
    timeout: float = 0.0
    budget: str = ""
    templates_dir: str = ""
    prompts_dir: str = ""
    instructions: str = ""
    rules: Rules = Rules()  # noqa: RUF009 - frozen, so that all may share it
    release: Gate = Gate()  # noqa: RUF009 - likewise
    limits: Limits = Limits()  # noqa: RUF009 - likewise


class WrongValueError(ValueError):
    """A value is not of its option's kind; the text says of which kind it must be."""


def read_text(value: object) -> str:
    """A string."""
    if not isinstance(value, str):
        raise WrongValueError("a string")
    return value


def read_texts(value: object) -> tuple[str, ...]:
    """A list of strings; one string is a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise WrongValueError("a list of strings")
    return tuple(value)


def read_flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise WrongValueError("true or false")
    return value


def read_count(value: object) -> int:
    """A whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise WrongValueError("a whole number from 0 up")
    return value


def read_bound(value: object) -> int:
    """A whole number that is not zero, and that git understands."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _A_BOUND:
        raise WrongValueError("a whole number from 1 up")
    return value


def read_seconds(value: object) -> float:
    """A number of seconds that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _AN_AGE:
        raise WrongValueError("a number of seconds from 0 up")
    return float(value)


def _choice(allowed: object) -> Reader:
    names: tuple[str, ...] = get_args(allowed)

    def read(value: object) -> object:
        if value not in names:
            raise WrongValueError(f"one of {', '.join(names)}")
        return value

    return read


READERS: Mapping[str, Reader] = {
    "timezone": read_text,
    "language": read_text,
    "format": read_texts,
    "output": read_text,
    "archive": read_flag,
    "branches": read_texts,
    "all_branches": read_flag,
    "date_field": _choice(DateField),
    "first_parent": read_flag,
    "merges": _choice(Merges),
    "authors": read_texts,
    "paths": read_texts,
    "offline": read_flag,
    "credentials": read_flag,
    "allow_alternates": read_flag,
    "model": read_text,
    "api_base": read_texts,
    "api_key": read_text,
    "window": read_count,
    "concurrency": read_count,
    "timeout": read_seconds,
    "budget": read_text,
    "templates_dir": read_text,
    "prompts_dir": read_text,
    "instructions": read_text,
}

# What a project's file may say of itself. The rest could send, run or write something, or read
# other places than the one that is analysed: that is the user's to say.
SHAPES_THE_REPORT = frozenset(READERS) - {
    "output",
    "archive",
    "offline",
    "credentials",
    "allow_alternates",
    "model",
    "api_base",
    "api_key",
    "window",
    "concurrency",
    "timeout",
    "budget",
    "templates_dir",
    "prompts_dir",
    "instructions",
}

NARROWS_THE_REPORT = frozenset({"branches", "authors", "paths"})

HIDES_FROM_THE_GATE = frozenset({"note", "internal", "public"})

_SOURCE_READERS: Mapping[str, Reader] = {
    "path": read_text,
    "url": read_text,
    "name": read_text,
    "branches": read_texts,
    "paths": read_texts,
}


def read_value(key: str, value: object, where: str) -> object:
    """The value of an option, checked; `where` is the file or variable that an error names."""
    return _read(READERS[key], key, value, where)


def read_sources(value: object, where: str) -> tuple[Source, ...]:
    """`repositories`: a list of paths and URLs, or of tables with `path` or `url`."""
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, list):
        raise ConfigError(
            f"{where}: repositories is not a list", 'write repositories = ["path-or-url"]'
        )
    return tuple(_source(entry, where) for entry in entries)


def _source(entry: object, where: str) -> Source:
    if isinstance(entry, str):
        return Source(entry)
    if not isinstance(entry, dict):
        raise ConfigError(
            f"{where}: repositories holds what is no string and no table",
            "write [[repositories]] with path or url",
        )
    refuse_unknown(entry, _SOURCE_READERS, f"{where}: [[repositories]]")
    if ("path" in entry) == ("url" in entry):
        raise ConfigError(
            f"{where}: an entry of [[repositories]] needs either path or url",
            'write path = "~/src/project", or url = "https://..."',
        )
    read = {key: _read(_SOURCE_READERS[key], key, value, where) for key, value in entry.items()}
    target = read.pop("path", None) or read.pop("url", "")
    return Source(str(target), **read)  # type: ignore[arg-type]


def read_limits(value: object, where: str) -> dict[str, int]:
    """`[limits]`: those of its bounds that are set, checked."""
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: limits is not a table", "write [limits] and its keys below it")
    refuse_unknown(value, KEYS, f"{where}: [limits]")
    for key, bound in value.items():
        _read(read_bound, f"limits.{key}", bound, where)
    return dict(value)


def refuse_unknown(keys: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise ConfigError for the first key that is not known, with the nearest name."""
    names = sorted(known)
    for key in keys:
        if key not in names:
            folded = {name.lower(): name for name in names}
            near = get_close_matches(key.lower().replace("-", "_"), folded, n=1, cutoff=0.5)
            hint = f"did you mean {folded[near[0]]}?" if near else f"known keys: {', '.join(names)}"
            raise ConfigError(f"{where}: there is no key {key!r}", hint)


def _read(reader: Reader, key: str, value: object, where: str) -> object:
    try:
        return reader(value)
    except WrongValueError as wrong:
        shown = repr(value)[:60]
        raise ConfigError(f"{where}: {key} cannot be {shown}", f"it must be {wrong}") from wrong
