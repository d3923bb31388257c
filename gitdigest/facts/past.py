"""What the history of the touched files says: the measures of just-in-time defect prediction.

Named as in Kamei et al., "A Large-Scale Empirical Study of Just-in-Time Quality Assurance", IEEE
Transactions on Software Engineering 39(6), 2013, table 1: NS, ND, NF, Entropy, LA, LD of the
change; NDEV, AGE, NUC of its files; EXP, REXP, SEXP of its author. Which files usually change
together is from Zimmermann et al., "Mining Version Histories to Guide Software Changes", ICSE 2004.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gitdigest.facts.context import Context
from gitdigest.facts.fact import Evidence, Fact
from gitdigest.facts.files import folder_of


def find_past(context: Context) -> Iterator[Fact]:
    """The measures as facts of kind "history", and what they make worth a look."""
    counted = [(file, (file.additions or 0) + (file.deletions or 0)) for file in context.files]
    if not counted:
        return
    yield _measure("NF", len(counted))
    yield _measure("ND", len({folder_of(file.path) for file, _ in counted}))
    yield _measure("NS", len({file.component for file, _ in counted}))
    yield _measure("LA", sum(file.additions or 0 for file in context.files))
    yield _measure("LD", sum(file.deletions or 0 for file in context.files))
    yield _measure("Entropy", round(entropy([lines for _, lines in counted]), 2))
    past = context.past
    if past is None:
        return
    yield _measure("NDEV", past.developers)
    yield _measure("NUC", past.changes)
    yield _measure("AGE", round(past.age, 1))
    yield _measure("EXP", past.experience)
    yield _measure("REXP", round(past.recent, 2))
    yield _measure("SEXP", past.subsystem)
    if past.first_touched:
        places = tuple(Evidence(path) for path in past.first_touched)
        yield Fact("history.new-author", context.commit.author.name, evidence=places)
    for found in past.partners:
        yield Fact(
            "history.partner",
            found.partner,
            after=f"{found.together}/{found.changes}",
            evidence=(Evidence(found.path),),
        )


def entropy(lines: Sequence[int]) -> float:
    """How evenly a change is spread over its files: 0 for one file, 1 for the same in each."""
    whole = sum(lines)
    if len(lines) < 2 or not whole:
        return 0.0
    shares = [count / whole for count in lines if count]
    return -sum(share * math.log2(share) for share in shares) / math.log2(len(lines))


def _measure(name: str, value: float) -> Fact:
    return Fact("history", name, after=f"{value:g}")
