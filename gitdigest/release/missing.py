"""What the base has and the head lacks: fixes of a release branch that nobody brought over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gitdigest.facts.change_type import inferred_type
from gitdigest.facts.fact import FileClass
from gitdigest.facts.files import read_path
from gitdigest.facts.message import parse_message
from gitdigest.release.links import patch_key
from gitdigest.release.walk import RangeSource

_CODE = frozenset({FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION})
_QUIET = frozenset({"chore", "docs", "ci", "style", "test", "build", "merge"})


@dataclass(frozen=True, slots=True)
class Missing:
    """A commit of the base's own history; `picked` where the head has its patch or its subject.

    `counts` tells that it changed code, so that somebody may miss it.
    """

    sha: str
    subject: str
    picked: bool = False
    counts: bool = False


def find_missing(
    source: RangeSource,
    base: str,
    head: str,
    patches: Collection[bytes],
    subjects: Collection[str],
) -> Iterator[Missing]:
    """The commits that the base reaches and the head does not, but for merges."""
    shas: Sequence[str] = source.commits(head, base)
    for commit, diff in source.lines(shas):
        if commit.is_merge:
            continue
        key = patch_key(diff)
        classes = {read_path(change.path).file_class for change in diff.files}
        message = parse_message(commit.subject, commit.body)
        kind = message.change_type or inferred_type(message.description, classes)
        yield Missing(
            commit.sha,
            commit.subject,
            picked=(bool(key) and key in patches) or commit.subject in subjects,
            counts=bool(classes & _CODE) and kind not in _QUIET,
        )
