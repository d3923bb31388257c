"""The answers of models, kept in a folder: read, pruned, carried to another machine."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from gitdigest.errors import GitDigestError
from gitdigest.model.model import Reply
from gitdigest.model.store import Store, is_key

_ANSWER = "answer:"
_PROFILE = "profile:"
_TALLY = "tally:"
_DAY = 86400.0
_LONGEST_LINE = 20 << 20


class Writable(Protocol):
    """What takes text."""

    def write(self, text: str, /) -> object:
        """Take a text."""


class AnswerCache:
    """The answers of all models, in one folder."""

    def __init__(
        self, folder: Path, limit: int = 1 << 30, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = Store(folder, limit)
        self._clock = clock

    def get(self, key: str) -> Reply | None:
        """The answer of a key; None where there is none that is whole."""
        reply, _ = _read(self._store.get(_ANSWER + key))
        return reply

    def put(self, key: str, reply: Reply) -> None:
        """Keep an answer."""
        self._store.put(_ANSWER + key, _written(reply, self._clock()))

    def drop(self, key: str) -> None:
        """Let an answer go."""
        self._store.delete(_ANSWER + key)

    def recall(self, name: str) -> dict[str, Any]:
        """What was known of a model when it was there; empty where it never was."""
        value = self._store.get(_PROFILE + hash_of(name))
        return value if isinstance(value, dict) else {}

    def remember(self, name: str, profile: dict[str, Any]) -> None:
        """Keep what is known of a model, for a run in which it is not there."""
        value = {"of": name, **profile}
        if value != self.recall(name):
            self._store.put(_PROFILE + hash_of(name), value)

    def tally(self, asked: int, found: int) -> None:
        """Add to the answers that runs asked for, and to those that they found here."""
        if asked or found:
            before = self.tallied
            value = {"asked": before[0] + asked, "found": before[1] + found}
            self._store.put(_TALLY + hash_of(_TALLY), value)

    @property
    def tallied(self) -> tuple[int, int]:
        """How many answers runs asked for, and how many they found here, as far as is known."""
        value = self._store.get(_TALLY + hash_of(_TALLY))
        found = value if isinstance(value, dict) else {}
        asked, kept = (found.get(name, 0) for name in ("asked", "found"))
        return (int(asked), int(kept)) if _is_number(asked) and _is_number(kept) else (0, 0)

    def prune(self, *, days: float | None = None, limit: int | None = None) -> int:
        """Let answers go that are older, then the oldest ones beyond `limit` bytes; how many."""
        before = self.count
        if days is not None:
            oldest = self._clock() - days * _DAY
            for key in list(self._keys(_ANSWER)):
                reply, kept = _read(self._store.get(key))
                if reply is None or kept < oldest:
                    self._store.delete(key)
        if limit is not None:
            self._store.shrink(limit)
        return before - self.count

    @property
    def count(self) -> int:
        """How many answers it holds."""
        return sum(1 for _ in self._keys(_ANSWER))

    @property
    def bytes(self) -> int:
        """What it takes on disk."""
        return self._store.bytes

    @property
    def ages(self) -> tuple[float, float] | None:
        """When the oldest and the newest answer were kept, in seconds since 1970; None for none."""
        read = (_read(self._store.get(key)) for key in self._keys(_ANSWER))
        times = [kept for reply, kept in read if reply]
        return (min(times), max(times)) if times else None

    def clear(self) -> int:
        """Let all go, and what is known of models as well; how many answers."""
        before = self.count
        self._store.clear()
        return before

    def export(self, out: Writable) -> int:
        """Write all as JSON, one line for each; how many answers."""
        count = 0
        for key in self._keys(_ANSWER, _PROFILE):
            value = self._store.get(key)
            if isinstance(value, dict):
                out.write(json.dumps({"key": key, "value": value}) + "\n")
                count += key.startswith(_ANSWER)
        return count

    def take_in(self, lines: IO[str]) -> int:
        """Read what `export` wrote; answers that are here stay. How many are new.

        Raises GitDigestError at a line that is no entry; what stood before it is kept.
        """
        count = 0
        for number, key, value in _entries(lines):
            if key.startswith(_PROFILE) and isinstance(value.get("of"), str):
                self._store.put(_PROFILE + hash_of(value["of"]), value)
            elif key.startswith(_ANSWER) and _read(value)[0] is not None:
                if self.get(key.removeprefix(_ANSWER)) is None:
                    self._store.put(key, value)
                    count += 1
            else:
                raise _no_entry(number)
        return count

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def _keys(self, *prefixes: str) -> Iterator[str]:
        return (key for key in self._store if key.startswith(prefixes))


def hash_of(text: str) -> str:
    """A key for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _written(reply: Reply, now: float) -> dict[str, Any]:
    return {
        "text": reply.text,
        "finish_reason": reply.finish_reason,
        "prompt_tokens": reply.prompt_tokens,
        "answer_tokens": reply.answer_tokens,
        "seconds": round(reply.seconds, 3),
        "kept": int(now),
    }


def _read(value: Any) -> tuple[Reply | None, float]:
    """The answer and when it was kept; no answer where the value is not what `_written` makes."""
    try:
        text, finish = value["text"], value["finish_reason"]
        numbers = [value[name] for name in ("prompt_tokens", "answer_tokens", "seconds", "kept")]
    except (TypeError, KeyError):
        return None, 0.0
    if not isinstance(text, str) or finish not in {"stop", "length"}:
        return None, 0.0
    if not all(_is_number(number) for number in numbers):
        return None, 0.0
    prompt_tokens, answer_tokens, seconds, kept = numbers
    return Reply(text, finish, int(prompt_tokens), int(answer_tokens), float(seconds)), float(kept)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _entries(lines: IO[str]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    number = 0
    while line := lines.readline(_LONGEST_LINE):
        number += 1
        try:
            entry = json.loads(line)
            key, value = entry["key"], entry["value"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _no_entry(number) from error
        if not is_key(key) or not isinstance(value, dict):
            raise _no_entry(number)
        yield number, key, value


def _no_entry(number: int) -> GitDigestError:
    return GitDigestError(
        f"line {number} is no answer of a cache", "import a file that gitdigest cache exported"
    )
