"""The types that every kind of fact shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Importance = Literal["high", "medium", "low"]
Side = Literal["old", "new"]
Change = Literal["added", "removed", "changed"]


class Level(StrEnum):
    """How far a finding can be trusted.

    A fact is precise enough (0.97 and more, measured) to print and to contradict a model; a hint
    is only shown to the model.
    """

    FACT = "fact"
    HINT = "hint"


class FileClass(StrEnum):
    """What a file is for, by its path and its first lines."""

    SOURCE = "source"
    TEST = "test"
    DOCS = "docs"
    CI = "ci"
    BUILD = "build"
    DEPS = "deps"
    LOCK = "lock"
    GENERATED = "generated"
    VENDORED = "vendored"
    CONFIG = "config"
    EXAMPLE = "example"
    BENCH = "bench"
    SCHEMA = "schema"
    MIGRATION = "migration"
    ASSET = "asset"
    META = "meta"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact can be seen: a path, a line number (1-based) and the side that it counts on."""

    path: str
    line: int | None = None
    side: Side = "new"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that code found in a commit.

    `kind` is a dotted name ("dependency", "symbol.public"), `name` what it is about, `before` and
    `after` its values on either side where it has any.
    """

    kind: str
    name: str
    level: Level = Level.FACT
    change: Change | None = None
    before: str | None = None
    after: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of the importance score: a stable code, its points, and what it saw.

    `detail` holds names and numbers only, so that it reads the same in every language.
    """

    code: str
    points: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FileFact:
    """One changed file: what git says of it, and what it is for.

    Counts are None where git counts none (binary) or could not read the content; `unread` then
    says why in a stable code, as it does where hunks were not kept.
    """

    path: str
    status: str
    file_class: FileClass
    component: str
    additions: int | None
    deletions: int | None
    language: str = ""
    old_path: str | None = None
    old_mode: str = ""
    new_mode: str = ""
    binary: bool = False
    encoding: str = "utf-8"
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sums over the files of a commit; lines are those that git counts, binaries have none."""

    files: int = 0
    additions: int = 0
    deletions: int = 0
    added: int = 0
    deleted: int = 0
    renamed: int = 0
    copied: int = 0
    binary: int = 0


@dataclass(frozen=True, slots=True)
class Trailer:
    """One `Key: value` line at the end of a message, as git-interpret-trailers defines it."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An issue, pull request or commit that a message names."""

    kind: Literal["pull-request", "issue", "commit", "reverts", "cherry-pick", "fixes"]
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that code can say of one commit.

    `change_type` is one of Conventional Commits' types, or "other"; `type_inferred` tells that
    the subject did not name it. `components` are the touched parts of the tree, largest first.
    Two commits of one `patch_id` make the same change; that of the change that would take this one
    back is `inverse_id`. Both are empty where nothing changed, or not all was read. Where not even
    the names of the files are known, `unread` says why in a stable code.
    """

    change_type: str
    type_inferred: bool
    scope: str
    breaking: bool
    description: str
    trailers: tuple[Trailer, ...]
    references: tuple[Reference, ...]
    files: tuple[FileFact, ...]
    sizes: Sizes
    components: tuple[str, ...]
    findings: tuple[Fact, ...]
    importance: Importance
    score: float
    reasons: tuple[Reason, ...]
    patch_id: str = ""
    inverse_id: str = ""
    unread: str = ""
