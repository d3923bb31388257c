"""What the system refuses -> an error in words: no room, no process, no memory. It is no bug."""

from __future__ import annotations

import errno

from gitdigest.errors import SCARCE, GitDigestError

_ROOM = "free some room, or name another place: -o for reports, XDG_CACHE_HOME for the cache"
_RIGHTS = "name a place that you may write to: -o for reports, XDG_CACHE_HOME for the cache"
_HINTS = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EROFS: _RIGHTS,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EAGAIN: SCARCE,
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
    errno.ENFILE: "end other programs",
    errno.ENOMEM: "end other programs, or read fewer commits at a time",
    errno.EIO: "look at the disk, or at the terminal that is gone",
}


def refused(error: BaseException) -> GitDigestError | None:
    """The refusal that an unexpected error comes from, None where it is of another kind."""
    link: BaseException | None = error
    while link is not None:
        if found := _refusal(link):
            return found
        link = link.__cause__ or link.__context__
    return None


def _refusal(error: BaseException) -> GitDigestError | None:
    if isinstance(error, MemoryError):
        return GitDigestError("there is not enough memory", _HINTS[errno.ENOMEM])
    if isinstance(error, OSError) and error.errno in _HINTS:
        place = f"{error.filename}: " if error.filename else ""
        return GitDigestError(f"{place}{error.strerror}", _HINTS[error.errno])
    text = str(error)
    if isinstance(error, RuntimeError) and "start new thread" in text:
        return GitDigestError("the system has no thread or process left for us", SCARCE)
    if isinstance(error, ImportError) and "[Errno " in text:  # a library that was refused a thread
        return GitDigestError(f"a library could not start: {text}", SCARCE)
    return None
