"""Every error that gitdigest raises on purpose: what happened, what mends it, the exit code."""

from __future__ import annotations


class GitDigestError(Exception):
    """Something went wrong that a person can mend; `message` and `hint` are one line each."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GitDigestError):
    """The command line, a date, a time zone or a revision is not what it must be."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file or a GITDIGEST_* variable cannot be used."""


class RepositoryError(GitDigestError):
    """A repository cannot be opened or read."""


class RevisionError(UsageError):
    """A branch, tag, range or commit that the repository does not have."""


class RemoteError(RepositoryError):
    """A URL cannot be cloned or fetched."""


class GitError(RepositoryError):
    """A git process failed; `stderr` holds the first lines that it said, cleaned of escapes."""

    def __init__(self, message: str, hint: str = "", *, status: int = -1, stderr: str = "") -> None:
        super().__init__(message, hint)
        self.status = status
        self.stderr = stderr


class DigestError(GitDigestError):
    """A saved digest cannot be read back."""


class OutputError(GitDigestError):
    """A report cannot be written where it was asked for."""
