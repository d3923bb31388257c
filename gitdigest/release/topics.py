"""The commits of a range as the changes that people see: each with what mends or undoes it.

A pull request and the commits that it brought are one change. A revert cancels what it reverts, a
fix-up or a follow-up hangs under what it mends, a patch that came twice counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gitdigest.commit import Commit
from gitdigest.digest import CommitDigest
from gitdigest.facts.change_type import inferred_type
from gitdigest.facts.message import Message, parse_message
from gitdigest.facts.requests import is_request, request_number, request_title
from gitdigest.release.effect import Fate
from gitdigest.release.grouping import Range, groups
from gitdigest.release.links import Member

TopicState = Literal["ships", "partly", "reverted", "gone", "same", "nothing"]

_NAMED = frozenset({"pull-request", "fixes"})
_MOST_TAKERS = 5


@dataclass(frozen=True, slots=True)
class Topic:
    """A change with all that belongs to it; `members` stand behind the commit that names it.

    `added` and `removed` are the lines of it that ship. `by` names the commits that took it out
    again, or that ship the same. `breaking` tells that a commit of it says so.
    """

    sha: str
    title: str
    change_type: str
    scope: str
    breaking: bool
    state: TopicState
    members: tuple[Member, ...] = ()
    added: int = 0
    removed: int = 0
    references: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def shas(self) -> tuple[str, ...]:
        """All of its commits, the one that names it first."""
        return (self.sha, *(member.sha for member in self.members))

    @property
    def ships(self) -> bool:
        """Whether anything of it is in the release."""
        return self.state in {"ships", "partly"}


def find_topics(found: Range) -> tuple[Topic, ...]:
    """The changes of a range in the order in which they came; every commit is in one."""
    return tuple(_topic(found, root, members) for root, members in groups(found).items())


def _topic(found: Range, root: str, members: Sequence[Member]) -> Topic:
    shas = (root, *(member.sha for member in members))
    commits = [found.commits[sha] for sha in shas]
    fates = [found.fates[sha] for sha in shas]
    own = [
        commits[0],
        *(c for c, m in zip(commits[1:], members, strict=True) if m.relation == "branch"),
    ]
    said = _said(own)
    named = [commit for commit in own if not commit.commit.is_merge] or own
    weightiest = max(named, key=lambda commit: commit.facts.score)
    classes = {file.file_class for commit in own for file in commit.facts.files}
    inferred = inferred_type(said.description, classes) if _is_request(commits[0].commit) else ""
    takers = Counter(sha for fate in fates for sha in fate.by if sha not in shas)
    return Topic(
        sha=root,
        title=said.description or weightiest.facts.description or weightiest.commit.subject,
        change_type=said.change_type or inferred or weightiest.facts.change_type,
        scope=said.scope or weightiest.facts.scope,
        breaking=said.breaking or any(commit.facts.breaking for commit in commits),
        state=_state(members, fates),
        members=tuple(members),
        added=sum(fate.survived for fate in fates),
        removed=sum(fate.removed for fate in fates),
        references=_references(commits[0], own),
        by=tuple(sha for sha, _ in takers.most_common(_MOST_TAKERS)),
    )


def _said(own: Sequence[CommitDigest]) -> Message:
    """What names the change: the title of its pull request, or the message of its commit."""
    first = own[0].commit
    if _is_request(first):
        return parse_message(request_title(first.body))
    return parse_message(first.subject, first.body)


def _is_request(commit: Commit) -> bool:
    return is_request(commit.subject, commit.body)


def _state(members: Sequence[Member], fates: Sequence[Fate]) -> TopicState:
    """What is left of a change; the last word of its reverts counts."""
    turns = [member.relation for member in members if member.relation in {"revert", "reapply"}]
    reverted = bool(turns) and turns[-1] == "revert"
    if any(fate.survived or fate.removed or fate.files for fate in fates):
        return "partly" if reverted else "ships"
    if reverted:
        return "reverted"
    states = {fate.state for fate in fates}
    if states == {"nothing"}:
        return "nothing"
    return "same" if states <= {"same", "nothing"} else "gone"


def _references(root: CommitDigest, own: Sequence[CommitDigest]) -> tuple[str, ...]:
    """The numbers of the pull request and of what it settles, each once."""
    number = request_number(root.commit.subject, root.commit.body)
    named = [
        r.value for c in own for r in c.facts.references if r.kind in _NAMED and "#" in r.value
    ]
    return tuple(dict.fromkeys(value for value in (number, *named) if value))
