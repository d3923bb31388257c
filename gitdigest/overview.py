"""Analyses of a day's commits -> an overview: themes, what to read first, each tied to commits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gitdigest.analysis.answer import read_numbers
from gitdigest.analysis.asking import Asker, Calls
from gitdigest.analysis.claim import Overview, Sentence, Skipped
from gitdigest.analysis.tolerant import objects
from gitdigest.errors import ModelError
from gitdigest.grounding.repair import prose, repair, spans
from gitdigest.model.model import Reply
from gitdigest.prompt.forms import OVERVIEW
from gitdigest.text import clean

FEWEST = 3  # commits that have something in common to tell
LONGEST_LINE = 500
LONGEST_SENTENCE = 300
_NAME = re.compile(
    r"(?<![\w/.-])(?:[A-Za-z]\w*_\w+|[A-Za-z_]\w*(?:::\w+)+|--[a-z][\w-]+)", re.ASCII
)
_NUMBER = re.compile(r"(?<![\w.#/-])\d[\d,]*(?:\.\d+)?\s*%?", re.ASCII)
_SINGLE = 10


@dataclass(frozen=True, slots=True)
class CommitLine:
    """A commit as the overview sees it: its id, and a line of importance, subject and summary."""

    sha: str
    text: str


async def overview(asker: Asker, lines: Sequence[CommitLine]) -> Overview | Skipped:
    """What the commits have in common and what to read first, or why nothing is told.

    A sentence stays where it names commits of the list, and where its names and numbers stand in
    their lines. What does not fit the window is left out at the end: give the weightiest first.
    """
    if len(lines) < FEWEST:
        return Skipped("few-commits")
    shown = _fitting(asker, lines)
    prompt = asker.requests.overview([line.text[:LONGEST_LINE] for line in shown])
    again = asker.requests.again(prompt, "it held no such JSON object", OVERVIEW)
    calls = Calls()
    try:
        found = _read(await asker.reply(prompt, calls), shown)
        if found is None and calls.take():
            found = _read(await asker.reply(again, calls), shown)
    except ModelError as error:
        return Skipped(f"model-{error.kind}", error.message)
    if found is not None:
        return found
    asker.forget(prompt)
    asker.forget(again)
    return Skipped("not-json")


def _fitting(asker: Asker, lines: Sequence[CommitLine]) -> Sequence[CommitLine]:
    """The first lines that leave room for rules and answer."""
    room = asker.model.window - 2 * OVERVIEW.max_tokens
    used = 0
    for n, line in enumerate(lines):
        used += asker.model.count(line.text[:LONGEST_LINE]) + 4
        if used > room and n >= FEWEST:
            return lines[:n]
    return lines


def _read(reply: Reply, lines: Sequence[CommitLine]) -> Overview | None:
    if reply.finish_reason == "length":
        return None
    found = next((o for o in objects(reply.text) if isinstance(o.get("themes"), list)), None)
    if found is None:
        return None
    said = [_sentences(found.get(name), lines) for name in ("themes", "first")]
    kept = [[one for one in sentences if one is not None] for sentences in said]
    struck = sum(map(len, said)) - sum(map(len, kept))
    return Overview(tuple(kept[0]), tuple(kept[1]), struck)


def _sentences(value: object, lines: Sequence[CommitLine]) -> list[Sentence | None]:
    """The sentences of a list, None for one that the commits do not hold."""
    items = value if isinstance(value, list) else []
    return [_sentence(item, lines) for item in items[:8] if isinstance(item, dict)]


def _sentence(item: dict[str, object], lines: Sequence[CommitLine]) -> Sentence | None:
    text = item.get("text")
    numbers = [n for n in read_numbers(item.get("commits")) if 0 < n <= len(lines)]
    if not isinstance(text, str) or not text.strip() or not numbers:
        return None
    text = repair(clean(text, limit=LONGEST_SENTENCE, oneline=True).strip())
    about = [lines[n - 1] for n in dict.fromkeys(numbers)]
    if not _holds(text, "\n".join(line.text for line in about), len(about)):
        return None
    return Sentence(text, tuple(line.sha for line in about))


def _holds(text: str, known: str, count: int) -> bool:
    """Whether names and numbers stand in the lines; the number of commits may be said too."""
    loose = prose(text)
    names = [*spans(text), *_NAME.findall(loose)]
    numbers = [found.strip() for found in _NUMBER.findall(loose)]
    told = (n in known or n == str(count) or _is_small(n) for n in numbers)
    return all(name.rstrip("()") in known for name in names) and all(told)


def _is_small(text: str) -> bool:
    return text.isdigit() and int(text) < _SINGLE
