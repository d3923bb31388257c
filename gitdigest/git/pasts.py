"""The past of the files of a range: who changed them, and what used to change along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from gitdigest.facts.history import Partner
from gitdigest.git.apart import Ancestry
from gitdigest.git.command import GitCommand
from gitdigest.git.filedatabase import ancestry
from gitdigest.git.filehistory import FileHistory
from gitdigest.git.partners import CROWD
from gitdigest.release.past import Expert, FilePast
from gitdigest.secret.mask import mask

_MOST_EXPERTS = 5
_MOST_PARTNERS = 3
_LAST = 1 << 62  # behind all places
_CHANGES = """
SELECT changes.place, commits.author, commits.files FROM changes JOIN commits USING (place)
WHERE changes.path = (SELECT id FROM paths WHERE path = ?) ORDER BY changes.place
"""


class Pasts:
    """Reads the database of `FileHistory` for a range; names are those after .mailmap."""

    def __init__(self, git: GitCommand, history: FileHistory) -> None:
        self._git = git
        self._history = history

    def __call__(
        self, paths: Sequence[str], shas: Collection[str], head: str
    ) -> Mapping[str, FilePast]:
        """The past of each path: what `head` comes after, without the commits `shas`."""
        inside = self._known(shas)
        end = max([*inside, *self._known([head])], default=Ancestry(_LAST))
        before = end._replace(place=end.place + 1)
        places = {one.place for one in inside}
        found: dict[str, list[tuple[int, int, int]]] = {}
        for path in paths:
            rows = self._history.rows(_CHANGES, path)
            spans = before.spans([place for place, *_ in rows])
            reached = [row for start, last in spans for row in rows[start:last]]
            if outside := [(row[0], row[1], row[2]) for row in reached if row[0] not in places]:
                found[path] = outside
        last = {author: place for rows in found.values() for place, author, _ in rows}
        emails = dict(self._history.rows("SELECT id, email FROM authors")) if found else {}
        names = self._names({author: place for author, place in last.items() if author in emails})
        return {
            path: FilePast(
                experts=tuple(_experts(rows, names)),
                emails=frozenset(str(emails[author]) for _, author, _ in rows if author in emails),
                partners=tuple(self._partners(path, rows, before))[:_MOST_PARTNERS],
            )
            for path, rows in found.items()
        }

    def _partners(
        self, path: str, rows: Sequence[tuple[int, int, int]], before: Ancestry
    ) -> Iterator[Partner]:
        small = [place for place, _, files in rows if files <= CROWD]
        return self._history.partners.of(path, small, (), before)

    def _known(self, shas: Collection[str]) -> list[Ancestry]:
        """Where some commits are, as far as that is known."""
        asked = list(shas)
        found: list[Ancestry] = []
        for start in range(0, len(asked), 500):
            some = asked[start : start + 500]
            marks = ", ".join("?" * len(some))
            query = f"SELECT place, apart FROM commits WHERE sha IN ({marks})"  # noqa: S608 - marks
            found.extend(ancestry(*row) for row in self._history.rows(query, *some))
        return found

    def _names(self, last: Mapping[int, int]) -> Mapping[int, str]:
        """The names of authors, as their last commits give them; those that are gone are left."""
        shas = {
            str(sha): author
            for author, place in last.items()
            for (sha,) in self._history.rows("SELECT sha FROM commits WHERE place = ?", place)
        }
        if not shas:
            return {}
        output = self._git.run(
            "log",
            "--no-walk=unsorted",
            "--ignore-missing",
            "--stdin",
            "--no-show-signature",
            "--format=%H%x00%aN",
            stdin="".join(f"{sha}\n" for sha in sorted(shas)).encode("ascii"),
        )
        lines = mask(output.decode("utf-8", "replace")).split("\n")
        rows = (line.partition("\0") for line in lines if line)
        return {shas[sha]: name for sha, _, name in rows}


def _experts(rows: Sequence[tuple[int, int, int]], names: Mapping[int, str]) -> Sequence[Expert]:
    counts = Counter(author for _, author, _ in rows)
    common = sorted(counts.items(), key=lambda item: -item[1])[:_MOST_EXPERTS]
    return [Expert(names[author], many, len(rows)) for author, many in common if author in names]
