"""A remote repository -> a bare copy of its branches and tags in the user's cache."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from gitdigest.errors import GitDigestError, GitError, RemoteError
from gitdigest.git.address import Address, parse_address
from gitdigest.git.bare import object_format_of
from gitdigest.git.config import read_config, remote_url
from gitdigest.git.credentials import network_for
from gitdigest.git.pipes import OnLine
from gitdigest.git.remote import Remote, is_whole
from gitdigest.git.shadow import open_shadow
from gitdigest.text import clean

PATIENCE = 600.0  # seconds that a run waits for another one

_HINTS = {
    "https": "check the address and the network; --credentials lets git use your own credentials",
    "ssh": "see that ssh reaches the host without asking a question",
    "file": "give the path of a repository",
    "http": "check the address and the network",
}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A bare copy of a remote; `url` is free of credentials.

    `stale` says in one line why it could not be refreshed, "" when it was. `fetched` means that it
    has changed, `healed` that it was damaged and has been cloned again.
    """

    path: Path
    url: str
    stale: str = ""
    fetched: bool = False
    healed: bool = False


def refresh_mirror(
    url: str,
    cache: Path,
    *,
    offline: bool = False,
    credentials: bool = False,
    on_line: OnLine | None = None,
) -> Mirror:
    """The mirror of a remote, brought up to date, made where there is none.

    `credentials` lets git use the user's own credential helpers and proxies; `on_line` gets git's
    progress. A remote that cannot be reached leaves an older mirror as it is. Raises UsageError
    for an address that is not read, RemoteError where there is nothing to read.
    """
    address = parse_address(url)
    if offline and address.protocol != "file":
        return _as_it_is(_mirror_of(address, cache), RemoteError("offline", "run it once online"))
    return refresh(address, cache, credentials=credentials, on_line=on_line)


def refresh(
    address: Address,
    cache: Path,
    *,
    credentials: bool = False,
    on_line: OnLine | None = None,
    patience: float = PATIENCE,
) -> Mirror:
    """As `refresh_mirror`, for an address that is parsed; waits `patience` seconds for others."""
    mirror = _mirror_of(address, cache)
    try:
        with _locked(mirror, patience), _workshop(mirror) as workshop:
            network = network_for(address, workshop, credentials=credentials)
            try:
                with _source(address) as source:
                    return _renew(mirror, Remote(source, address.shown, network, on_line), workshop)
            except GitDigestError as error:
                return _as_it_is(mirror, _explained(error, address))
    except OSError as error:
        raise RemoteError(
            f"{mirror.path.parent} cannot be written: {error.strerror}",
            "free some room, or name another cache by XDG_CACHE_HOME",
        ) from error


def list_mirrors(cache: Path) -> tuple[Mirror, ...]:
    """The mirrors that there are, by their addresses."""
    paths = _folder(cache).glob("[!.]*.git")
    found = (Mirror(path, remote_url(read_config(path / "config"))) for path in paths)
    return tuple(sorted(found, key=lambda mirror: mirror.url))


def remove_mirror(url: str, cache: Path) -> bool:
    """Removes the mirror of a remote; whether there was one."""
    mirror = _mirror_of(parse_address(url), cache)
    with _locked(mirror, PATIENCE):
        existed = mirror.path.is_dir()
        shutil.rmtree(mirror.path, ignore_errors=True)
    return existed


def _renew(mirror: Mirror, remote: Remote, workshop: Path) -> Mirror:
    """Fetches into the mirror, or into a new one that takes its place when it is complete."""
    new = workshop / "new.git"
    listing = remote.ask(new)
    exists = mirror.path.is_dir()
    if exists and object_format_of(mirror.path) == listing.object_format:
        remote.prepare(mirror.path, listing)
        try:
            if is_whole(mirror.path):
                return replace(mirror, fetched=remote.fetch(mirror.path, listing))
        except GitError:
            if is_whole(mirror.path, thorough=True):
                raise
    remote.prepare(new, listing)
    remote.fetch(new, listing)
    if exists:
        mirror.path.rename(workshop / "old.git")
    new.rename(mirror.path)
    return replace(mirror, fetched=True, healed=exists)


def _as_it_is(mirror: Mirror, error: RemoteError) -> Mirror:
    """The mirror without a refresh, if there is one; HEAD is written at the end of each."""
    try:
        seconds = (mirror.path / "HEAD").stat().st_mtime
    except FileNotFoundError:
        raise RemoteError(f"{mirror.url}: {error.message}", error.hint) from error
    when = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return replace(mirror, stale=f"{error.message}; last refreshed {when}")


def _explained(error: GitDigestError, address: Address) -> RemoteError:
    """What went wrong with a remote; ssh says it in the first line, before git gives up."""
    reason = error.message
    if isinstance(error, GitError) and "No space left on device" in error.stderr:
        return RemoteError(
            "no space left for a mirror", "free some room, or name another cache by XDG_CACHE_HOME"
        )
    if isinstance(error, GitError):
        lines = error.stderr.split("\n") if address.protocol == "ssh" else []
        reason = next(filter(None, lines), reason)
    hint = (error.hint if not isinstance(error, GitError) else "") or _HINTS[address.protocol]
    return RemoteError(clean(reason, limit=400, oneline=True), hint)


@contextmanager
def _source(address: Address) -> Iterator[str]:
    """What git fetches from; a folder of this machine is read through its shadow, as any other."""
    if address.protocol != "file":
        yield address.url
        return
    with open_shadow(Path(address.url)) as shadow:
        yield f"file://{quote(str(shadow.path))}"


def _mirror_of(address: Address, cache: Path) -> Mirror:
    return Mirror(_folder(cache) / f"{address.folder_name}.git", address.shown)


def _folder(cache: Path) -> Path:
    """The folder of all mirrors, private to the user; one that others can write is refused."""
    folder = cache / "mirrors"
    try:
        for made in (cache, folder):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = made.lstat()
            if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid():
                raise RemoteError(f"{made} is not a folder of yours", "name another cache folder")
            if found.st_mode & 0o022:
                raise RemoteError(f"others may write in {made}", f"chmod go-w {made}")
    except OSError as error:
        raise RemoteError(
            f"{folder} cannot be made: {error.strerror}", "name another cache folder"
        ) from error
    return folder


@contextmanager
def _locked(mirror: Mirror, patience: float) -> Iterator[None]:
    lock = FileLock(mirror.path.with_suffix(".lock"), mode=0o600)
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise RemoteError(
            f"another run has been refreshing {mirror.url} for {patience:g} seconds",
            "wait until it is done, or end it",
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _workshop(mirror: Mirror) -> Iterator[Path]:
    """A private folder beside the mirror; what a run left behind that was killed goes first."""
    prefix = f".{mirror.path.stem}-"
    for left in mirror.path.parent.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(
        prefix=prefix, dir=mirror.path.parent, ignore_cleanup_errors=True
    ) as made:
        yield Path(made)
