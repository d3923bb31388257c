"""What `gitdigest repos` does with the mirrors of URLs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gitdigest.cli.outputs import print_data
from gitdigest.cli.sizes import readable
from gitdigest.cli.talk import Talk
from gitdigest.cli.watching import watch
from gitdigest.config.folders import user_folders
from gitdigest.errors import RemoteError, UsageError
from gitdigest.git.mirror import Mirror, list_mirrors, refresh_mirror, remove_mirror
from gitdigest.git.pipes import OnLine
from gitdigest.text import clean
from gitdigest.zone import system_zone


def show() -> int:
    """Print a line for each mirror: when it was refreshed, its size, its URL."""
    rows = [
        f"{_refreshed(mirror):%Y-%m-%d %H:%M}  {readable(_size(mirror.path)):>10}  "
        f"{clean(mirror.url, oneline=True)}\n"
        for mirror in _mirrors()
    ]
    print_data("".join(rows))
    return 0


def refresh(urls: Sequence[str], talk: Talk, *, credentials: bool) -> int:
    """Refresh some mirrors, or all; 3 where one could not be reached, 1 where none could."""
    stale = 0
    wanted = list(urls) or [mirror.url for mirror in _mirrors()]
    with watch(talk) as progress:
        for url in wanted:
            why = _stale(url, credentials=credentials, on_line=progress.line)
            if why:
                talk.say(f"{url}: {why}")
            stale += bool(why)
    return 0 if not stale else 3 if stale < len(wanted) else 1


def remove(urls: Sequence[str]) -> int:
    """Remove mirrors; a URL that has none is a usage error."""
    cache = user_folders().cache
    for url in urls:
        if not remove_mirror(url, cache):
            raise UsageError(f"there is no mirror of {url}", "gitdigest repos lists them")
    return 0


def _stale(url: str, *, credentials: bool, on_line: OnLine) -> str:
    """Why a mirror could not be refreshed, "" where it was."""
    try:
        cache = user_folders().cache
        return refresh_mirror(url, cache, credentials=credentials, on_line=on_line).stale
    except RemoteError as error:
        return error.message


def _mirrors() -> tuple[Mirror, ...]:
    return list_mirrors(user_folders().cache)


def _refreshed(mirror: Mirror) -> datetime:
    """When it was last asked for news: each refresh writes its configuration anew."""
    seconds = (mirror.path / "config").stat().st_mtime
    return datetime.fromtimestamp(seconds, system_zone())


def _size(path: Path) -> int:
    return sum(file.lstat().st_size for file in path.rglob("*"))
