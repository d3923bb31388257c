"""Every error that gitdigest raises on purpose: what happened, what mends it, the exit code."""

from __future__ import annotations

from typing import Literal

SCARCE = "end other programs, or raise the limit (ulimit -u)"
"""What helps where the system has no thread or process left."""


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
    """A git process failed; `stderr` holds the last lines that it said, cleaned of escapes."""

    def __init__(self, message: str, hint: str = "", *, status: int = -1, stderr: str = "") -> None:
        super().__init__(message, hint)
        self.status = status
        self.stderr = stderr


class GitTimeoutError(GitError):
    """A git process said nothing for longer than it may."""


class DigestError(GitDigestError):
    """A saved digest cannot be read back."""


class OutputError(GitDigestError):
    """A report cannot be written where it was asked for."""


ModelErrorKind = Literal[
    "setup",  # a name that nobody knows, a package that is not installed
    "unreachable",  # nobody answers at the address
    "refused",  # a key, a permission, a bill
    "no-model",  # the server does not have it, or has it no more
    "busy",  # too many requests, or still loading
    "broken",  # the server failed, or its answer is none
    "timeout",
    "window",  # prompt and answer are longer than the model's window
    "cut",  # the server read only a part of the prompt, and did not say so
    "format",  # it cannot answer by a schema, or in JSON
    "request",  # it does not want the request, for another reason
    "content",  # its rules forbid the text
    "budget",  # what the user allows is spent
]


FATAL_KINDS: frozenset[ModelErrorKind] = frozenset(
    {"setup", "unreachable", "refused", "no-model", "budget"}
)
"""What every other request of a run would meet as well."""


class ModelError(GitDigestError):
    """A model could not be asked, or gave no answer.

    A `fatal` one would meet every other request as well. Of kind "window" and "cut", `tokens` is
    how long the prompt was and `window` how long it may be, where the server told.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        kind: ModelErrorKind,
        tokens: int = 0,
        window: int = 0,
    ) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.tokens = tokens
        self.window = window

    @property
    def fatal(self) -> bool:
        """Whether every other request would end so too."""
        return self.kind in FATAL_KINDS
