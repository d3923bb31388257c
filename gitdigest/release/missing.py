"""What the base has and the head lacks: fixes of a release branch that nobody brought over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gitdigest.diff import Diff
from gitdigest.facts.change_type import inferred_type
from gitdigest.facts.fact import FileClass
from gitdigest.facts.files import read_path
from gitdigest.facts.message import parse_message
from gitdigest.release.links import patch_key
from gitdigest.release.surface.side import Side
from gitdigest.release.walk import RangeSource

_NUMBER = re.compile(r"#\d+")
_TELLING = 8  # characters; shorter lines stand everywhere
_MOST_OF_IT = 0.7
_CODE = frozenset({FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION})
_QUIET = frozenset({"chore", "docs", "ci", "style", "test", "build", "merge"})


@dataclass(frozen=True, slots=True)
class Missing:
    """A commit of the base's own history; `picked` where the head has it in one way or another.

    `counts` tells that it changed code, so that somebody may miss it.
    """

    sha: str
    subject: str
    picked: bool = False
    counts: bool = False


def find_missing(
    source: RangeSource,
    shas: Sequence[str],
    patches: Collection[bytes],
    messages: Collection[str],
    after: Side,
) -> Iterator[Missing]:
    """What the head lacks of the commits that the base alone has; merges are left out.

    `messages` are those of the head's commits: whoever picks a fix names it, or its pull request.
    """
    subjects = {message.partition("\n")[0] for message in messages}
    numbers = {number for message in messages for number in _NUMBER.findall(message)}
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
            picked=(bool(key) and key in patches)
            or commit.subject in subjects
            or not numbers.isdisjoint(_NUMBER.findall(commit.subject))
            or _is_there(diff, after),
            counts=bool(classes & _CODE) and kind not in _QUIET,
        )


def _is_there(diff: Diff, after: Side) -> bool:
    """Whether most of the lines that a commit wrote stand in the head's files of that name."""
    new = there = 0
    for change in diff.files:
        rows = [r[1:].strip() for h in change.hunks for r in h.body.split("\n") if r[:1] == "+"]
        telling = [row for row in rows if len(row) >= _TELLING]
        lines = {line.strip() for line in after.text(change.path).split("\n")}
        new += len(telling)
        there += sum(row in lines for row in telling)
    return there >= _MOST_OF_IT * new if new else False
