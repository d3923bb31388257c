"""What a model reads of a diff: numbered lines, whole hunks, and a name for what stays out."""

from __future__ import annotations

import re

import pytest
from factcase import FactCase
from handmade import change, commit, diff, hunk
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.diff import Diff, FileChange, Unread
from gitdigest.facts.extract import find_facts
from gitdigest.prompt.budget import fit
from gitdigest.prompt.excerpt import LeftOut, cut, excerpt


def read(*files: FileChange) -> tuple[Diff, str]:
    made = diff(*files)
    found = excerpt(made, find_facts(commit("x"), made))
    return made, "\n".join(piece.text for piece in found.pieces)


def test_changed_lines_carry_the_number_of_their_side() -> None:
    """Added lines have the new number, removed ones the old, context none."""
    _, text = read(change("a.py", " one\n-two\n+zwei\n+drei\n four", start=7, section="def f():"))
    assert "@@ def f():\n one\n8-two\n8+zwei\n9+drei\n four" == text


def test_a_section_is_named_once() -> None:
    """The enclosing function stands at the first of its hunks."""
    file = FileChange("a.py", "modified", hunks=(hunk("+a", section="f"), hunk("+b", section="f")))
    assert "@@ f\n1+a\n@@\n1+b" == read(file)[1]


def test_what_runs_is_read_first() -> None:
    """Source stands before tests, tests before docs, whatever the names are."""
    made = diff(change("README.md", "+1"), change("tests/test_a.py", "+1"), change("z.py", "+1"))
    found = excerpt(made, find_facts(commit("x"), made))
    assert ("z.py", "tests/test_a.py", "README.md") == found.paths
    assert ("F1 z.py", "F2 tests/test_a.py", "F3 README.md") == found.headings


def test_files_that_go_in_as_facts_are_named() -> None:
    """Generated, lock, vendored and unread files have a heading, no hunk, and a reason."""
    made = diff(
        change("Cargo.lock", "+1"),
        change("vendor/x.go", "+1"),
        change("api_pb2.py", "+1"),
        FileChange("logo.png", "added", binary=True, unread=Unread.BINARY),
        FileChange("big.py", "modified", unread=Unread.TOO_LARGE),
    )
    found = excerpt(made, find_facts(commit("x"), made))
    assert () == found.pieces
    assert {
        LeftOut("Cargo.lock", 1, "lock"),
        LeftOut("vendor/x.go", 1, "vendored"),
        LeftOut("api_pb2.py", 1, "generated"),
        LeftOut("logo.png", 0, "binary"),
        LeftOut("big.py", 0, "too-large"),
    } == set(found.left_out)
    assert all("not shown" in heading for heading in found.headings)


def test_renames_and_new_files_are_told() -> None:
    """The heading tells where a file came from."""
    made = diff(
        FileChange("new.py", "renamed", old_path="old.py"), change("b.py", "+1", status="added")
    )
    found = excerpt(made, find_facts(commit("x"), made))
    assert ("F1 new.py renamed from old.py", "F2 b.py added") == found.headings


def test_nothing_invisible_reaches_a_model() -> None:
    """Escapes and bidirectional characters are spelled out; CRLF costs nothing where all have it."""
    _, text = read(change("a.py", "+a\u202eb\x1b[31m\r\n+c\r\n"))
    assert "@@\n1+a<U+202E>b\\x1b[31m\n2+c" == text
    _, text = read(change("a.py", "-a\r\n+a\n"))
    assert "@@\n1-a\\x0d\n1+a" == text


def test_an_endless_line_is_shortened_and_said() -> None:
    """The line keeps its head, and the file is named."""
    made = diff(change("a.js", "+" + "x" * 50_000))
    found = excerpt(made, find_facts(commit("x"), made))
    assert "… [+48000]" in found.pieces[0].text
    assert (LeftOut("a.js", 0, "long-line"),) == found.left_out


def test_a_newline_that_is_missing_is_seen(case: FactCase) -> None:
    """A change of the last newline alone is no riddle."""
    case.facts({"a.py": "x = 1\n"}, {"a.py": "x = 1"})
    _, made, facts = case.history()[0]
    assert "1-x = 1\n1+x = 1 \\ no newline at end of file" in excerpt(made, facts).pieces[0].text


@given(
    st.lists(st.lists(st.integers(1, 400), min_size=1, max_size=5), min_size=1, max_size=6),
    st.integers(60, 4_000),
    st.integers(1, 40),
)
def test_every_row_is_in_exactly_one_part_or_named(
    sizes: list[list[int]], room: int, most: int
) -> None:
    """Whatever the room: rows of parts and rows left out are the rows of the diff, each once."""
    files = [
        FileChange(
            f"f{n}.py",
            "modified",
            hunks=tuple(hunk("".join(f"+row {n} {k} {i}\n" for i in range(h))) for k, h in enumerate(hunks)),
        )
        for n, hunks in enumerate(sizes)
    ]  # fmt: skip
    made = diff(*files)
    found = excerpt(made, find_facts(commit("x"), made))

    def count(text: str) -> int:
        return (len(text) + 3) // 4

    parts, lost = fit(found, room, count, most)
    assert len(parts) <= most
    rows = [row for part in parts for piece in part.pieces for row in _rows(piece.text)]
    assert len(set(rows)) == len(rows)
    everything = {row for piece in found.pieces for row in _rows(piece.text)}
    assert set(rows) <= everything
    missing = everything - set(rows)
    assert {int(row.split(" ")[1]) for row in missing} == {int(one.path[1:-3]) for one in lost}
    assert all(part.tokens <= room for part in parts)


def _rows(text: str) -> list[str]:
    return re.findall(r"row \d+ \d+ \d+", text)


def test_hunks_stay_whole_where_they_fit() -> None:
    """A diff is split at the borders of hunks; only a hunk larger than the room is cut."""
    file = FileChange("a.py", "modified", hunks=tuple(hunk("+x\n" * 20) for _ in range(6)))
    made = diff(file)
    found = excerpt(made, find_facts(commit("x"), made))
    parts, lost = fit(found, 60, lambda text: len(text) // 4)
    assert () == lost
    assert {(0, 20)} == {(piece.start, piece.stop) for part in parts for piece in part.pieces}


def test_a_large_hunk_is_cut_before_an_outer_line() -> None:
    """The cut falls where a new definition starts, not inside one."""
    body = "".join(f"+def f{n}():\n" + "+    pass\n" * 9 for n in range(20))
    made = diff(change("a.py", body))
    found = excerpt(made, find_facts(commit("x"), made))
    parts, _ = fit(found, 220, lambda text: len(text) // 4)
    assert len(parts) > 2
    firsts = [part.pieces[0].text.split("\n")[1] for part in parts]
    assert all(re.match(r"\d+\+def f\d+", first) for first in firsts)


def test_a_piece_cannot_be_cut_into_nothing() -> None:
    """Both halves have rows, and together they are the whole."""
    made = diff(change("a.py", "+a\n+b\n+c"))
    piece = excerpt(made, find_facts(commit("x"), made)).pieces[0]
    first, second = cut(piece, 1)
    assert ((0, 1), (1, 3)) == ((first.start, first.stop), (second.start, second.stop))
    with pytest.raises(ValueError, match="leave nothing"):
        cut(piece, 3)
