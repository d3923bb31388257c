"""Who knows a file best: who changed it most often, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gitdigest.git.command import GitCommand
from gitdigest.git.filehistory import FileHistory
from gitdigest.release.reviewers import Expert

_MOST = 5
_HANDS = """
SELECT COUNT(*) AS many, MAX(changes.place) AS last FROM changes JOIN commits USING (place)
WHERE changes.path = (SELECT id FROM paths WHERE path = ?)
GROUP BY commits.author ORDER BY many DESC, last DESC
"""


def find_experts(
    git: GitCommand, history: FileHistory, paths: Sequence[str]
) -> Mapping[str, Sequence[Expert]]:
    """Of each path those who changed it, who did most first; names are those after .mailmap."""
    hands = {path: history.rows(_HANDS, path) for path in paths}
    places = {last for rows in hands.values() for _, last in rows[:_MOST]}
    shas = {
        place: str(sha)
        for place in places
        for (sha,) in history.rows("SELECT sha FROM commits WHERE place = ?", place)
    }
    names = _names(git, sorted(shas.values()))
    return {
        path: [
            Expert(names[shas[last]], many, sum(count for count, _ in rows))
            for many, last in rows[:_MOST]
            if shas.get(last) in names
        ]
        for path, rows in hands.items()
    }


def _names(git: GitCommand, shas: Sequence[str]) -> Mapping[str, str]:
    """The authors of commits; those that are gone are left out."""
    if not shas:
        return {}
    output = git.run(
        "log",
        "--no-walk=unsorted",
        "--ignore-missing",
        "--stdin",
        "--no-show-signature",
        "--format=%H%x00%aN",
        stdin="".join(f"{sha}\n" for sha in shas).encode("ascii"),
    )
    rows = (line.partition(b"\0") for line in output.split(b"\n") if line)
    return {sha.decode("ascii"): name.decode("utf-8", "replace") for sha, _, name in rows}
