"""What earlier commits a commit takes back, copies, mends, or waits to be folded into."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.facts.context import Context
from gitdigest.facts.fact import Fact

_AUTOSQUASH = re.compile(r"(fixup|squash|amend)! (.+)")
_REVERTED = re.compile(r'Revert "(.+)"|Reapply (".+")')


def find_mends(context: Context) -> Iterator[Fact]:
    """What the message names: `revert`, `cherry-pick`, `fixes`, or the subject of a `fixup`."""
    for reference in context.message.references:
        if reference.kind == "reverts":
            yield Fact("revert", reference.value)
        elif reference.kind in {"cherry-pick", "fixes"}:
            yield Fact(reference.kind, reference.value)
    reverts = {item.kind for item in context.message.references}
    if "reverts" not in reverts and (match := _REVERTED.match(context.commit.subject)):
        # what is applied again is what took it back, taken back
        yield Fact("revert", match[1] or f"Revert {match[2]}")
    if match := _AUTOSQUASH.match(context.commit.subject):
        yield Fact("fixup", match[2])
