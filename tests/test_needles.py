"""needles.py: all words of a text at once, as a search for each of them tells."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.needles import Needles, encoded

WORDS = ("a", "ab", "bc", "abc", "://", "sk-", "sk-ant-", "é", "指令", "not ", "\n")
NEEDLES = Needles(WORDS)


@given(st.text(alphabet="abc:/sknt-é指令 o\n\udc80", max_size=60))
def test_it_tells_what_a_search_for_each_tells(text: str) -> None:
    """Also words inside others, and beyond ASCII, in a text that is no UTF-8."""
    assert {word for word in WORDS if word in text} == NEEDLES.within(encoded(text))


@given(st.text(alphabet="abc:/sknt-é指令 o\n\udc80", max_size=60))
def test_it_tells_each_place(text: str) -> None:
    """The last byte of each, of overlapping ones as well."""
    raw = encoded(text)
    ends = {
        (word, at + len(word.encode()) - 1)
        for word in WORDS
        for at in range(len(raw))
        if raw.startswith(word.encode(), at)
    }
    assert ends == set(NEEDLES.places(raw))


def test_a_word_may_have_a_byte_that_is_no_text() -> None:
    """The last one of any sign that stands before it."""
    needles = Needles(["\udc82ai"])
    assert [("\udc82ai", 4)] == list(needles.places("。ai".encode()))
    assert set() == needles.within(b"ai")


@pytest.mark.parametrize("size", [65_530, 65_536, 65_540, 131_072])
def test_a_long_text_is_read_whole(size: int) -> None:
    """A word may stand where one piece of it ends and the next one begins."""
    for before in range(size - 8, size + 2):
        assert {"sk-", "sk-ant-", "a"} == NEEDLES.within(b"." * before + b"sk-ant-" + b"." * 9)


def test_case_matters() -> None:
    """Whoever folds it gives both folded."""
    assert set() == NEEDLES.within(b"SK-")
    assert {"sk-"} == NEEDLES.within(encoded("É SK-", folded=True))


def test_a_text_of_nothing_else_takes_little_memory() -> None:
    """Each place of a word is an object of Python's."""
    script = """
import resource
from gitdigest.needles import Needles
needles = Needles(["a", "aa", "aaa", "b"])
needles.prepare()
text = b"a" * 20_000_000
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert needles.within(text) == {"a", "aa", "aaa"}
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    grown = int(done.stdout) * (1 if sys.platform == "darwin" else 1024)
    assert grown < 80_000_000
