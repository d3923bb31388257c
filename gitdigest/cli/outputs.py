"""Where a report goes: which formats, into which files or to stdout, and the writing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from gitdigest.cli.screen import find_screen
from gitdigest.cli.talk import Talk
from gitdigest.digest import Digest
from gitdigest.errors import OutputError, UsageError
from gitdigest.files import from_home, safe_name, write_whole
from gitdigest.report import ENDINGS, FORMATS, render

if TYPE_CHECKING:
    from gitdigest.report.environment import Templates

STDOUT = "-"
Endings = Mapping[Any, str]


class Rendering(Protocol):
    """Makes a report in a format; `width`, `colour` and `links` are those of the terminal."""

    def __call__(
        self, name: str, *, width: int = 100, colour: bool = False, links: bool = False
    ) -> str:
        """The report."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: the formats for `place`, and whether the terminal view is shown.

    `place` is a folder, or with `single` a file; None is stdout.
    """

    formats: tuple[str, ...]
    place: Path | None
    single: bool = False
    shown: bool = False

    @property
    def printed(self) -> tuple[str, ...]:
        """The formats that go to stdout."""
        return self.formats if self.place is None else ("terminal",) * self.shown


def plan(
    formats: Sequence[str],
    output: str,
    default: Path | None,
    *,
    shown: bool = False,
    endings: Endings = ENDINGS,
) -> Plan:
    """The plan for what was asked for; `default` is the folder where nothing was, None stdout.

    `shown` asks for the terminal view beside a default, `endings` are those of the formats that
    there are. Raises UsageError.
    """
    formats = tuple(dict.fromkeys(formats))
    check_formats(formats, tuple(endings))
    if output == STDOUT or (not output and default is None):
        return _only(Plan(tuple(formats) or ("md",), None))
    if not output:
        files = tuple(name for name in formats if name != "terminal") if formats else ("md",)
        return Plan(files, default, shown="terminal" in formats or (shown and not formats))
    place = from_home(output)
    if _is_file(place, output, endings):
        return _only(Plan(tuple(formats) or (_kind(output, endings),), place, single=True))
    files = tuple(name for name in formats if name != "terminal")
    return Plan(files if formats else ("md",), place, shown="terminal" in formats)


def check_formats(formats: Iterable[str], known: Sequence[str] = FORMATS) -> None:
    """Raise UsageError for a format that there is not."""
    for name in formats:
        if name not in known:
            near = get_close_matches(name.lower(), known, n=1, cutoff=0.3)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise UsageError(f"there is no format {name!r}", hint)


def check_place(planned: Plan) -> None:
    """Raise OutputError where the place of a plan can be seen to be unwritable, before the work."""
    if planned.place is None or not planned.formats:
        return
    folder = planned.place.parent if planned.single else planned.place
    around = next(
        parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists()
    )
    if not around.is_dir() or not os.access(around, os.W_OK | os.X_OK):
        why = "is no folder" if not around.is_dir() else "cannot be written to"
        raise OutputError(f"{around} {why}", "name another place with -o")


def check_escape(planned: Plan, work_trees: Iterable[Path]) -> None:
    """Raise OutputError where a link inside an analysed repository leads the report out of it."""
    if planned.place is None:
        return
    folder = planned.place.parent if planned.single else planned.place
    for tree in work_trees:
        inside = Path(os.path.abspath(folder)).is_relative_to(os.path.abspath(tree))  # noqa: PTH100 - links unresolved
        if inside and not folder.resolve().is_relative_to(tree.resolve()):
            raise OutputError(
                f"{folder} leads out of the repository by a link", "name another place"
            )


def set_apart(planned: Plan, digest: Digest, language: str) -> Digest:
    """The digest under a label whose files are not there yet; as it is where nothing is named so.

    What is new is told once: a report of it takes no other's place, as one of a day may.
    """
    if planned.place is None or planned.single:
        return digest
    place, numbers, apart = planned.place, count(2), digest
    while any((place / file_name(apart, name, language)).exists() for name in planned.formats):
        label = f"{digest.period.label} ({next(numbers)})"
        apart = replace(digest, period=replace(digest.period, label=label))
    return apart


def write(
    planned: Plan,
    digest: Digest,
    language: str,
    *,
    talk: Talk,
    templates: Templates | None = None,
) -> list[Path]:
    """Write every report of a plan; the files, in the order of the formats."""
    return write_each(
        planned,
        lambda name, **how: render(digest, name, language=language, templates=templates, **how),
        lambda name: file_name(digest, name, language),
        talk=talk,
    )


def write_each(
    planned: Plan, rendered: Rendering, named: Callable[[str], str], *, talk: Talk
) -> list[Path]:
    """Write what `rendered` makes of every format, into files that `named` names, or to stdout."""
    files = []
    if planned.place:
        for name in planned.formats:
            file = planned.place if planned.single else planned.place / named(name)
            write_whole(file, rendered(name).encode("utf-8", "backslashreplace"), mode=mode())
            files.append(file)
    for name in planned.printed:
        screen = find_screen(talk)
        text = rendered(name, width=screen.width, colour=screen.colour, links=screen.links)
        if not screen.show(text):
            print_data(text)
    return files


def file_name(digest: Digest, name: str, language: str) -> str:
    """The name of a report's file: period, repositories, language; JSON has no language."""
    label = f"new-{digest.period.label}" if digest.period.kind == "new" else digest.period.label
    repositories = "+".join(part.name for part in digest.repositories)
    parts = [label, repositories, *([] if name == "json" else [language])]
    return "-".join(safe_name(part) for part in parts) + _ending(name)


def is_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout.isatty()


def templates_of(folder: str) -> Templates | None:
    """The user's own templates, checked; None where he has none."""
    if not folder:
        return None
    from gitdigest.report.owntemplates import own_templates

    return own_templates(from_home(folder))


def print_data(text: str) -> None:
    """Text on stdout as UTF-8 and with its newlines as they are, whatever the locale.

    Ends the process quietly where whoever read it has left, as `head` does; raises OutputError.
    """
    data = memoryview(text.encode("utf-8", "backslashreplace"))
    try:
        while data:  # past sys.stdout: what its buffer keeps of a failure fails again at the end
            data = data[os.write(sys.stdout.fileno(), data) :]
    except BrokenPipeError:
        raise SystemExit(0) from None
    except OSError as error:
        raise OutputError(
            f"stdout cannot be written: {error.strerror}", "write to a file with -o"
        ) from error


def _only(planned: Plan) -> Plan:
    if len(planned.formats) > 1:
        raise UsageError(
            f"{len(planned.formats)} formats do not fit into one place",
            "name a folder with -o, or one format",
        )
    return planned


def _is_file(place: Path, output: str, endings: Endings) -> bool:
    if place.is_dir() or output.endswith(os.sep):
        return False
    return place.exists() or output.endswith(tuple(endings.values()))


def _kind(output: str, endings: Endings) -> str:
    """The format that a file's ending names (the longest that fits), Markdown where it names none."""
    fitting = [name for name, ending in endings.items() if output.endswith(ending)]
    return max(fitting, key=lambda name: len(endings[name]), default="md")


def _ending(name: str) -> str:
    return next(ending for kind, ending in ENDINGS.items() if kind == name)


def mode() -> int:
    """The mode of a new file as the user's umask has it."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
