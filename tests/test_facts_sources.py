"""Contents and trees of files: each is read and parsed once, and made from another where it can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from factcase import FactCase, Texts, named, nodes

from gitdigest.diff import FileChange
from gitdigest.errors import GitError
from gitdigest.facts import sources
from gitdigest.facts.fact import Side
from gitdigest.facts.sources import Remembered, Sources
from gitdigest.facts.trees import Parsed, parse
from gitdigest.repo import open_repository
from gitdigest.selection import Selection


def versions(count: int) -> dict[str, bytes]:
    """A file of Python that grows by a function a version, by names as ids are."""
    return {
        f"{n:040x}": b"".join(b"def f%d():\n    return %d\n\n\n" % (i, i) for i in range(20 + n))
        for n in range(1, count + 1)
    }


def step(new: int, old: int, path: str = "a.py") -> FileChange:
    """The change of a file from one version to another, of which there are no hunks."""
    return FileChange(path, "modified", old_blob=f"{old:040x}", new_blob=f"{new:040x}")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is parsed from the first byte on."""
    whole: list[bytes] = []

    def note(source: bytes, grammar: str) -> Parsed | None:
        whole.append(source)
        return parse(source, grammar)

    monkeypatch.setattr(sources, "parse", note)
    return whole


def test_a_file_is_parsed_as_a_whole_once(parsed: list[bytes]) -> None:
    """Later versions are made from the last one, also where nobody tells what differs."""
    texts = versions(6)
    made = Sources(Texts(texts))
    for change in (step(6, 5), step(3, 1), step(4, 3)):
        old, new = made.trees(change, "Python")
        assert old is not None
        assert new is not None
        for tree, blob in ((old, change.old_blob), (new, change.new_blob)):
            fresh = parse(texts[blob], "Python")
            assert fresh is not None
            assert nodes(fresh) == nodes(tree)
    assert [texts[f"{6:040x}"]] == parsed


def test_another_file_is_parsed_for_itself(parsed: list[bytes]) -> None:
    """A tree is made from those of the same path and the same grammar alone."""
    made = Sources(Texts(versions(2)))
    made.trees(step(1, 1, "a.py"), "Python")
    made.trees(step(2, 2, "b.py"), "Python")
    made.trees(step(2, 2, "a.py"), "Ruby")
    assert 3 == len(parsed)


def test_few_versions_of_a_file_are_kept() -> None:
    """Those that come before a commit are wanted for the next one, and then no more."""
    made = Sources(Texts(versions(19)))
    for number in range(19, 1, -1):
        made.trees(step(number, number - 1), "Python")
    assert 8 == len(made._trees) == len(made._paths)
    assert made._kept == sum(len(tree.source) for tree in made._trees.values())


def test_trees_are_kept_within_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many files there are; the last one is kept whatever its size."""
    monkeypatch.setattr(sources, "_KEPT_BYTES", 1_000)
    made = Sources(Texts(versions(5)))
    for number in range(1, 6):
        made.trees(step(number, number, f"{number}.py"), "Python")
    assert 1 == len(made._trees) == len(made._paths) == len(made._versions)


def test_many_processes_keep_no_more_than_a_bound_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two may keep as much as one alone; of more each keeps less, down to what any needs."""
    monkeypatch.setattr(sources, "_KEPT_BYTES", 8_000)
    monkeypatch.setattr(sources, "_LEAST_BYTES", 2_000)
    texts = versions(40)
    kept = {}
    for processes in (1, 2, 4, 8, 64):
        made = Sources(Texts(texts))
        made.share(processes)
        for number in range(1, 41):
            made.tree(f"{number:040x}", "Python")
        kept[processes] = made._kept
        assert made._text_bytes <= 2 * made._room
    assert kept[1] == kept[2]
    assert 4_000 < kept[2] <= 8_000
    assert 2_000 < kept[4] <= 4_000
    assert kept[8] == kept[64] <= 2_000


def test_what_was_read_is_not_asked_for_again() -> None:
    """In its order among what is, and not where it is larger than is wanted."""
    objects = Texts({"a": b"1", "b": b"22", "c": b"3"})
    made = Sources(objects)
    made.read("b")
    known = Remembered(objects, made)
    assert [b"1", b"22", None, b"3"] == list(known.read_all(["a", "b", "x", "c"], limit=9))
    assert ["b", "a", "x", "c"] == objects.asked
    assert known.read("b", limit=1) is None
    assert [b"t"] == list(known.trees(["t"]))


def test_what_is_to_come_is_asked_for_at_once_and_once() -> None:
    """One side of each change, unless it is of one that is known or that comes before it."""
    objects = Texts(versions(9))
    made = Sources(objects)
    made.read(f"{9:040x}")
    new = FileChange("b.py", "added", old_blob="0" * 40, new_blob=f"{7:040x}")
    made.expect([step(5, 4), step(4, 3), step(9, 8), new, step(2, 1), step(6, 5)])
    assert [f"{n:040x}" for n in (9, 5, 2)] == objects.asked
    assert versions(5)[f"{5:040x}"] == made.read(f"{5:040x}")
    assert 3 == len(objects.asked)


def test_few_are_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit of thousands of files would fill the memory."""
    monkeypatch.setattr(sources, "_MOST_AHEAD", 2)
    objects = Texts(versions(9))
    Sources(objects).expect([step(n, n - 1) for n in (9, 7, 5, 3)])
    assert [f"{n:040x}" for n in (9, 7)] == objects.asked


def test_what_cannot_be_asked_for_ahead_fails_when_it_is_needed() -> None:
    """So the error is that of the commit that needs it, and those before have their facts."""

    class Broken(Texts):
        """Objects of a git that has ended."""

        def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
            raise GitError(f"git stopped answering: {names}, {limit}")

    made = Sources(Broken({}))
    made.expect([step(2, 1)])
    with pytest.raises(GitError):
        made.read(f"{2:040x}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def a():\n    return 1\n", "def a():\n    return 2\n"),
        ("def a():\n    return 1", "def a():\n    return 2\n"),
        ("def a():\n    return 1\n", "def a():\n    return 2"),
        ("x = 1\n\n\ndef a():\n    return 1\n\n\n", "def a():\n    return 1\n\n\n\n"),
        ("x = 'é\u2028'\n", "x = 'è\u2028'\r\n"),
        ("", "x = 1\n"),
    ],
)
def test_what_is_before_is_what_git_has(case: FactCase, before: str, after: str) -> None:
    """It is made from what is after and the hunks, with the line ends and the end that it had."""
    case.facts({"a.py": before}, {"a.py": after})
    with open_repository(str(case.repo.path), cache=case.cache) as repository:
        _, diff = next(repository.stream(repository.select(Selection())))
        assert before.encode() == repository.sources.side(diff.files[0], "old")
        assert after.encode() == repository.sources.side(diff.files[0], "new")


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_side_is_made_of_the_one_that_is_known(case: FactCase, side: Side) -> None:
    """Commits may be read in either direction; git is asked for one of them."""
    texts = {"old": "a = 1\n\n\nb = 2\n", "new": "c = 0\na = 1\n\nb = 3\n"}
    case.facts({"a.py": texts["old"]}, {"a.py": texts["new"]})
    with open_repository(str(case.repo.path), cache=case.cache) as repository:
        _, diff = next(repository.stream(repository.select(Selection())))
        change = diff.files[0]
        ids = {"old": change.old_blob, "new": change.new_blob}
        other: Side = "new" if side == "old" else "old"
        objects = Texts({ids[other]: texts[other].encode()})
        made = Sources(objects)
        assert texts[other].encode() == made.read(ids[other])
        assert texts[side].encode() == made.side(change, side)
        assert [ids[other]] == objects.asked


@pytest.mark.parametrize("text", ["x = 1\n" * 200_000, "x\n" * 9 + "-----BEGIN PRIVATE KEY-----\n"])
def test_what_must_be_read_whole_is_not_made(case: FactCase, text: str) -> None:
    """What is larger than any file that is read, and what may be masked by more than its hunks."""
    case.facts({"b.py": "x = 1\n"}, {"b.py": "x = 2\n", "a.py": text})
    with open_repository(str(case.repo.path), cache=case.cache) as repository:
        _, diff = next(repository.stream(repository.select(Selection())))
        (change,) = [one for one in diff.files if one.path == "a.py"]
        objects = Texts({})
        assert Sources(objects).side(change, "new") is None
        assert [change.new_blob] == objects.asked


def test_latin_one_is_put_back_as_it_was(case: FactCase) -> None:
    """A file that is no UTF-8 is hashed by its bytes."""
    facts = case.facts({"a.py": b"x = '\xe9'\n"}, {"a.py": b"x = '\xe8'\n"})
    assert [("x", "changed")] == named(facts, "symbol")
