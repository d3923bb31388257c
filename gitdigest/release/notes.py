"""The notes of a release: lines for who upgrades, each tied to the commits that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gitdigest.digest import CommitDigest
from gitdigest.facts.fact import FileClass
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.found import Found
from gitdigest.release.topics import Topic

Section = Literal[
    "breaking", "security", "added", "changed", "deprecated", "removed", "fixed", "dependencies"
]
SECTIONS: tuple[Section, ...] = (
    "breaking",
    "security",
    "added",
    "changed",
    "deprecated",
    "removed",
    "fixed",
    "dependencies",
)
_BY_TYPE: Mapping[str, Section] = {
    "feat": "added",
    "fix": "fixed",
    "perf": "changed",
    "other": "changed",
    "revert": "removed",
}
_SECURITY = re.compile(r"CVE-\d{4}-\d+|GHSA-|\bsecurity\b|\bvulnerab", re.IGNORECASE)
_PHRASES: tuple[tuple[re.Pattern[str], Section], ...] = (
    (re.compile(r"deprecate[sd]?\b|deprecating\b|deprecation\b", re.IGNORECASE), "deprecated"),
    (re.compile(r"(?:drop|remove)(?:s|d|ped)? (?:support|deprecated)\b", re.IGNORECASE), "removed"),
)
_FOOTER = re.compile(
    r"^BREAKING[ -]CHANGE(?:\([^)]*\))?\s*:\s*(.+(?:\n(?!\s*$|[\w-]+: ).+)*)", re.MULTILINE
)
_RUNS = frozenset(
    {FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION, FileClass.CONFIG, FileClass.ASSET}
)
_QUIET = frozenset({FileClass.TEST, FileClass.CI, FileClass.BENCH})
_OURS = re.compile(r"(?:^|/)(?:\.[^/]+|acceptance|e2e)(?:/|$)")  # settings of tools, and tests
_BUILT_IN = re.compile(r"(?:^|/)(?:go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$")
_CALLED = frozenset({"feat", "fix", "perf"})
_HELD = frozenset({"held", "repaired"})
_STEPS = frozenset({"flag", "env", "config", "minimum", "migration", "dependency", "schema"})
_RAISED = frozenset({"major", "raised", "added"})


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line; `breaks` is what it breaks, told below it. It cannot be made without a commit.

    `text` is the commit's own, or a model's that held; empty where `breaks` say all.
    """

    section: Section
    text: str
    commits: tuple[str, ...]
    references: tuple[str, ...] = ()
    scope: str = ""
    breaks: tuple[Break, ...] = ()
    source: Literal["facts", "model"] = "facts"

    def __post_init__(self) -> None:
        if not self.commits:
            raise ValueError("a line of the notes rests on no commit")


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do before or after upgrading; it cannot be made without a commit either."""

    item: Break
    commits: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.commits:
            raise ValueError("a step of the upgrade rests on no commit")


@dataclass(frozen=True, slots=True)
class Notes:
    """The lines by section, the steps of the upgrade, and what was left out and why.

    `internal` counts changes that no user notices, `reverted` and `gone` those that do not ship,
    `untied` the breaks that no commit of the range is behind.
    """

    lines: tuple[NoteLine, ...] = ()
    steps: tuple[Step, ...] = ()
    internal: int = 0
    reverted: int = 0
    gone: int = 0
    untied: int = 0


def write_notes(found: Found, language: str = "") -> Notes:
    """The notes of what ships; `language` is that in which a model's words may stand in them."""
    told = [item for item in found.breaks if item.sure or item.weight == "look"]
    tied = [item for item in told if item.commits]
    by_topic = _by_topic(found, tied)
    lines: list[NoteLine] = []
    internal = 0
    for topic in found.topics:
        if topic.ships:
            line = _line(found, topic, by_topic.get(topic.sha, ()), language)
            internal += line is None
            lines += [line] if line else []
    order = {name: place for place, name in enumerate(SECTIONS)}
    score = {sha: commit.facts.score for sha, commit in found.commits.items()}
    lines.sort(key=lambda line: (order[line.section], -max(score[sha] for sha in line.commits)))
    return Notes(
        lines=tuple(lines),
        steps=tuple(Step(item, item.commits) for item in tied if _is_step(item)),
        internal=internal,
        reverted=sum(topic.state == "reverted" for topic in found.topics),
        gone=sum(topic.state == "gone" for topic in found.topics),
        untied=len(told) - len(tied),
    )


def _by_topic(found: Found, breaks: Sequence[Break]) -> Mapping[str, tuple[Break, ...]]:
    """What each change breaks: a break belongs to the change of its first commit that ships."""
    topic_of = found.topic_of()
    made: dict[str, tuple[Break, ...]] = {}
    for item in breaks:
        topics = [topic_of[sha] for sha in item.commits if sha in topic_of]
        topic = next((topic for topic in topics if topic.ships), None)
        if topic and item.kind != "declared":
            made[topic.sha] = (*made.get(topic.sha, ()), item)
    return made


def _line(found: Found, topic: Topic, breaks: Sequence[Break], language: str) -> NoteLine | None:
    """The line of a change, None where no user notices it."""
    commits = [found.commits[sha] for sha in topic.shas if sha in found.commits]
    section = _section(topic, commits, breaks)
    if section is None:
        return None
    text, source = _text(topic, commits, language)
    return NoteLine(
        section=section,
        text=text,
        commits=topic.shas,
        references=topic.references,
        scope=topic.scope,
        breaks=tuple(breaks),
        source=source,
    )


def _section(
    topic: Topic, commits: Sequence[CommitDigest], breaks: Sequence[Break]
) -> Section | None:
    if topic.breaking or any(item.weight == "major" for item in breaks):
        return "breaking"
    if not breaks and not _is_noticed(topic, commits):
        return None
    said = " ".join(f"{commit.commit.subject}\n{commit.commit.body}" for commit in commits)
    if topic.change_type == "fix" and _SECURITY.search(said):
        return "security"
    for pattern, section in _PHRASES:
        if pattern.match(topic.title):
            return section
    return _BY_TYPE.get(topic.change_type) or _of_breaks(breaks)


def _of_breaks(breaks: Sequence[Break]) -> Section | None:
    """The section of a change that is told for what it asks of others alone."""
    if any(item.code == "deprecated" for item in breaks):
        return "deprecated"
    if any(item.kind == "dependency" for item in breaks):
        return "dependencies"
    return "changed" if breaks else None


def _is_noticed(topic: Topic, commits: Sequence[CommitDigest]) -> bool:
    """Whether users may notice a change: it touches what runs, or its author calls it one."""
    files = [file for commit in commits for file in commit.facts.files]
    classes = {file.file_class for file in files if not _OURS.search(file.path)}
    named = any(not commit.facts.type_inferred for commit in commits)
    called = named and topic.change_type in _CALLED
    return bool(classes & _RUNS) or (called and (not files or bool(classes - _QUIET)))


def _text(
    topic: Topic, commits: Sequence[CommitDigest], language: str
) -> tuple[str, Literal["facts", "model"]]:
    """What a breaking footer says, else a model's summary that held, else the title."""
    for commit in commits:
        footer = _FOOTER.search(commit.commit.body)
        if footer:
            return " ".join(footer[1].split()), "facts"
    first = commits[0].analysis if commits else None
    claim = first.summary if first and language and first.language == language else None
    if claim and claim.verdict in _HELD:
        return claim.text, "model"
    return topic.title, "facts"


def _is_step(item: Break) -> bool:
    """Whether somebody must do something; what is built into a program comes with it."""
    if item.kind == "dependency":
        built_in = any(_BUILT_IN.search(place.path) for place in item.evidence)
        return item.code in _RAISED and not built_in
    return item.kind in _STEPS


def sections(notes: Notes) -> Iterator[tuple[Section, list[NoteLine]]]:
    """Each section that has lines, breaking things first."""
    for section in SECTIONS:
        lines = [line for line in notes.lines if line.section == section]
        if lines:
            yield section, lines
