"""Headings of a Markdown report, and the links that lead to them."""

from __future__ import annotations

from gitdigest.digest import CommitDigest
from gitdigest.report import overview
from gitdigest.report.escape import Markdown, code, md
from gitdigest.report.slug import Anchors, agreeing, plain
from gitdigest.text import clean


class Outline:
    """Writes the headings in their order and remembers their anchors for links."""

    def __init__(self, no_subject: str) -> None:
        self._anchors = Anchors()
        self._by_key: dict[tuple[int, str], str] = {}
        self._no_subject = no_subject

    def heading(self, level: int, text: str, target: object = None, part: str = "") -> Markdown:
        """A heading; links find it by what it is about."""
        shown = clean(text, oneline=True).strip()
        self._by_key[id(target), part] = self._anchors.add(shown)
        return Markdown(f"{'#' * level} {md(shown)}")

    def commit_heading(self, commit: CommitDigest) -> Markdown:
        """A commit's heading, its subject and its short SHA."""
        text = self._commit_title(commit)
        self._by_key[id(commit), ""] = self._anchors.add(text)
        subject, sha = text[: -overview.SHORT - 1], text[-overview.SHORT - 1 :]
        return Markdown(f"#### {md(subject)}{sha[0]}{code(sha[1:])}")

    def anchor(self, target: object, part: str = "") -> str:
        """The link target of a heading that is written; "" where it has none to rely on."""
        found = self._by_key[id(target), part]
        return f"#{found}" if found else ""

    def is_cut(self, commit: CommitDigest) -> bool:
        """Whether the heading does not hold the whole subject."""
        whole = f"{self.subject(commit)} {overview.short_sha(commit)}"
        return plain(self._commit_title(commit)).split() != plain(whole).split()

    def subject(self, commit: CommitDigest) -> str:
        """The subject in one line, or a word for that there is none."""
        return clean(overview.title(commit), oneline=True).strip() or self._no_subject

    def _commit_title(self, commit: CommitDigest) -> str:
        return agreeing(self.subject(commit), overview.short_sha(commit))
