"""What a range breaks for those who upgrade and those who run it, each with its commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gitdigest.facts.fact import Evidence

Kind = Literal[
    "public",
    "default",
    "flag",
    "env",
    "config",
    "schema",
    "migration",
    "minimum",
    "dependency",
    "licence",
    "declared",
]
Weight = Literal["major", "look"]


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that somebody may have to follow.

    `code` says what happened ("removed", "parameter-removed" …), `detail` what it is about.
    `weight` is "major" where semantic versioning calls it incompatible, "look" where a person must
    judge. `certain` is false where the name may be reached by ways that cannot be seen, `promised`
    where the front door of the project did not lead to it; `announced` tells that it was marked as
    deprecated before. `commits` are those that are seen to have made it, empty where none is.
    """

    kind: Kind
    code: str
    name: str
    weight: Weight
    before: str = ""
    after: str = ""
    detail: str = ""
    certain: bool = True
    promised: bool = True
    announced: bool = False
    evidence: tuple[Evidence, ...] = ()
    commits: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it breaks what was promised, beyond doubt."""
        return self.certain and self.promised
