"""The lines that git counts in each file of a commit, where a patch does not show them."""

from __future__ import annotations

from itertools import islice


def parse_numstat(raw: bytes) -> list[tuple[int | None, int | None]]:
    """Added and deleted lines of `--numstat -z` in its order, None where git counts none.

    Raises ValueError for what is not of that form.
    """
    counts: list[tuple[int | None, int | None]] = []
    fields = iter(raw.split(b"\0")[:-1])
    for field in fields:
        added, deleted, path = field.split(b"\t", 2)
        if not path:  # of a rename or a copy both names follow
            _, _ = islice(fields, 2)
        counts.append((None, None) if added == b"-" else (int(added), int(deleted)))
    return counts
