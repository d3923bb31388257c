"""Words and signs in a text: many are found as few are, and plain text tells what a pattern would."""

from __future__ import annotations

import re
import time

import pytest
from factcase import FactCase
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.facts.asked import names_one
from gitdigest.facts.grammars import GRAMMARS
from gitdigest.facts.lockfiles import locked_versions
from gitdigest.facts.manifest_images import actions
from gitdigest.facts.mentions import words
from gitdigest.facts.reach import crates_of, is_kept
from gitdigest.facts.settings import _unnamed
from gitdigest.facts.syntax import _WRAPPERS, _WRAPPING
from gitdigest.facts.trees import language
from gitdigest.facts.whereabouts import holds, starts_of, words_in

TEXT = st.lists(
    st.sampled_from(["ab", "b", "-", "_", ".", " ", "\n", "é", "$on"]), max_size=40
).map("".join)


@given(TEXT, st.sets(st.sampled_from(["", "ab", "b", "ab-b", "b.b", "b.ab", "é", "$on"])))
def test_many_words_are_found_as_few_are(text: str, few: set[str]) -> None:
    """Where there are many, those that are words are looked up among all; the rest as before."""
    others = {f"other{n}" for n in range(60)}
    for parts, part in ((re.compile(r"\w+"), r"\w"), (re.compile(r"[\w-]+"), r"[\w-]")):
        expected = {
            word
            for word in few
            if word and re.search(rf"(?<!{part}){re.escape(word)}(?!{part})", text)
        }
        assert expected == set(words_in(few, text, parts))
        assert expected == set(words_in(few | others, text, parts))


@given(TEXT)
def test_where_words_begin_is_told_alike(text: str) -> None:
    """However many are looked for."""
    few, others = {"", "ab", "b", "$on", "b.b"}, {f"other{n}" for n in range(60)}
    assert starts_of(few, text) == starts_of(few | others, text)
    assert "" not in starts_of(few, text)


def test_a_sign_is_held_anywhere() -> None:
    """In a word as well; none of no signs."""
    assert holds("process.env", ("ENV", "env"))
    assert not holds("process.env", ("ENV",))
    assert not holds("process.env", ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("client = http_client()", True),
        ("_httpClient.get()", True),
        ("HTTPCLIENT = 1", True),
        ("class HttpClients:", False),
        ("xhttp_client", False),
        ("http__client", False),
        ("http client", False),
    ],
)
def test_a_type_is_named_in_each_way_to_write_it(text: str, told: bool) -> None:
    """With other letters and joints between its words, and as a whole."""
    assert told == names_one(text.encode(), ["Nothing", "HttpClient"])


def test_a_type_of_other_letters_is_named_as_it_is_written() -> None:
    """Only ASCII letters have a small form in bytes."""
    assert names_one("Éclair()".encode(), ["Éclair"])
    assert not names_one("éclair()".encode(), ["Éclair"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("import x from 'y';\nconst one_name = 1;\n", True),
        ("import x from 'y';\nasync function one_name() {}\n", True),
        ("const one_name = 1;\n", False),  # no module
        ("import x from 'y';\n  const one_name = 1;\n", False),
        ("const one_name = 1;\nexport { other, one_name };\n", False),
        ("const one_name = 1;\nmodule.exports = { one_name };\n", False),
        ("const one_name = 1;\nexport {};\none_name();\n", True),
        ("import x from 'y';\nconst one_names = 1;\n", False),
        (f"import x;\nconst one_name = 1;\n{'one_name();' * 1_000}\nexport {{ one_name }};", False),
    ],
)
def test_a_module_keeps_what_it_does_not_export(text: str, kept: bool) -> None:
    """Of what it has at its top."""
    assert kept == is_kept("src/a.js", text.encode(), "one_name")


@pytest.mark.parametrize(
    ("text", "crates"),
    [
        ("fn one_name() {}\n", ("core/src/",)),
        ("pub(crate) fn one_name() {}\n", ("core/src/",)),
        ("pub fn one_name() {}\n", ()),
        ("pub async unsafe fn one_name() {}\n", ()),
        ("macro_rules! one_name {}\n", ()),
        ("pub fn one_name_more() {}\nfn one_name() {}\n", ("core/src/",)),
        (f"{'one_name();' * 1_000}\npub fn one_name() {{}}\n", ()),
    ],
)
def test_a_name_of_rust_stays_in_its_crate_unless_it_is_public(
    text: str, crates: tuple[str, ...]
) -> None:
    """Whatever its name is part of."""
    assert crates == crates_of({"core/src/a.rs": text.encode()}, "one_name")


@given(st.lists(st.sampled_from([0, 3, 999, 1000, 1001, 2500]), max_size=6))
def test_long_lines_of_a_lock_are_cut(sizes: list[int]) -> None:
    """A version behind the bound is none, and one before it stays, whatever stands around."""
    rows = "".join(f"{'x' * size}\n" for size in sizes)
    text = f'{rows}name = "a"\nversion = "1"\n{rows}name = "{"b" * 1_000}"\nversion = "2"\n'
    assert {"a": "1"} == locked_versions("uv.lock", text)


def test_what_has_no_name_is_looked_for_nowhere() -> None:
    """A parser that recovers calls something so, and a search for it has no end."""
    assert [] == list(words(b"a b", b""))
    assert set() == set(words_in({""}, "a b"))
    assert {} == starts_of({""}, " a")


@pytest.mark.parametrize("head", ["class A {", "export class A {"])
def test_a_method_without_a_name_ends(case: FactCase, head: str) -> None:
    """`1.` is a number and a name in TypeScript."""
    facts = case.facts(
        {"a.ts": f"{head}\n  x = 1;\n}}\n"},
        {"a.ts": f"{head}\n  x = 1;\n  1.() {{ return 2; }}\n}}\n"},
    )
    assert 1 == facts.sizes.additions


def test_a_value_of_a_workflow_may_stand_behind_its_key() -> None:
    """In the next line, as YAML lets it."""
    text = (
        "jobs:\n  - uses:\n      actions/checkout@v4\n    run: echo\n  - with:\n"
        "      node-version:\n        18\n    container:\n      node:18\n"
    )
    expected = {("action", "actions/checkout"): "v4", ("setup", "node"): "18"}
    assert {**expected, ("image", "node"): "18"} == dict(actions(text))


def test_many_flags_with_points_cost_what_the_text_is_long() -> None:
    """Go has them; each was looked for in all of the text."""
    flags = [("setting.flag", f"--a.b{n:05}") for n in range(20_000)]
    text = "".join(f'fs.String("{name}", "", x)\n' for _, name in flags[::2])
    started = time.process_time()
    assert flags[1::2] == _unnamed(flags, text)
    assert time.process_time() - started < 1


def test_grammars_that_wrap_definitions_are_known() -> None:
    """The node around one is asked for where there may be a wrapper, and nowhere else."""
    wrapping = {
        name
        for name in GRAMMARS
        if any(language(name).id_for_node_kind(kind, True) is not None for kind in _WRAPPERS)
    }
    assert wrapping | {"PHP"} == _WRAPPING
