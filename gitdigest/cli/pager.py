"""The pager of whoever reads at a terminal: his own, found and started as git does it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

VARIABLES = ("GITDIGEST_PAGER", "PAGER")
NONE = frozenset({"", "cat"})
_DEFAULT = "less"
_SHELL = "/bin/sh"
_VERSION = ("less", "--version")
_HOW = {  # for who has not said how: end where one screen holds all, colours as they are, UTF-8
    "LESS": "FRX",
    "LESSCHARSET": "utf-8",
    "LV": "-c",
}
_NOT_RUN = (126, 127)  # what a shell ends with where there is no such program
_FIRST_WITH_LINKS = 581
_RAW = re.compile(r"-?[A-Z]*R|--RAW", re.IGNORECASE)
_NUMBER = re.compile(rb"less (\d+)")


def find_pager(environ: Mapping[str, str]) -> str:
    """The command of the pager, "" for none; an empty variable counts, as it does for git."""
    named = next((environ[name] for name in VARIABLES if name in environ), None)
    if named is None:
        return _DEFAULT if shutil.which(_DEFAULT) else ""
    return "" if named.strip() in NONE else named.strip()


def commands(environ: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The processes that a pager takes; nothing in them is from a repository."""
    pager = find_pager(environ)
    return (_command(pager), _VERSION) if pager else ()


def takes_colour(pager: str, environ: Mapping[str, str]) -> bool:
    """Whether a pager hands colours on; a less that was told how, but not this, writes codes out."""
    said = environ.get("LESS", _HOW["LESS"])
    return not _is_less(pager) or any(map(_RAW.match, f"{said} {pager}".split()))


def takes_links(pager: str) -> bool:
    """Whether a pager hands hyperlinks on; older ones and other programs would write codes out."""
    if not _is_less(pager):
        return False
    try:
        said = subprocess.run(_VERSION, capture_output=True, check=False, timeout=5).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    number = _NUMBER.match(said)
    return number is not None and int(number[1]) >= _FIRST_WITH_LINKS


def show(text: str, pager: str) -> bool:
    """Show a text in a pager until its reader leaves; False where the pager could not be started."""
    data = text.encode("utf-8", "backslashreplace")
    process = subprocess.Popen(_command(pager), stdin=subprocess.PIPE, env={**_HOW, **os.environ})
    try:
        with _undisturbed():
            process.communicate(data)  # a reader who leaves before the end breaks no pipe in it
    finally:
        process.terminate()
        process.wait()
    return process.returncode not in _NOT_RUN


def _is_less(pager: str) -> bool:
    return os.path.basename(pager.split(maxsplit=1)[0]) == _DEFAULT  # noqa: PTH119 - no path, maybe


def _command(pager: str) -> tuple[str, ...]:
    return (_SHELL, "-c", pager)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C belongs to the pager, in which it ends a search and not the reading."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
