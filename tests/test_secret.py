"""Secrets are found by their forms, masked with their kind, and named with their place."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from factcase import FactCase, of_kind
from gitrepo import GitRepo
from hypothesis import given
from hypothesis import strategies as st
from leaks import HARMLESS, planted, private_key

from gitdigest.facts.sources import Sources
from gitdigest.repo import open_repository
from gitdigest.secret.find import find_secrets
from gitdigest.secret.kinds import KINDS, PRIVATE_KEY
from gitdigest.secret.mask import MaskedBlobs, mask, masked
from gitdigest.selection import Selection

PLANTED = planted()


@pytest.mark.parametrize("name", PLANTED)
def test_every_form_is_found_and_nothing_around_it_is_lost(name: str) -> None:
    """Alone, in a line of a hunk, in the middle of an endless line, beside letters of any script."""
    kind, value, line = PLANTED[name]
    expected = line.replace(value, f"[secret:{kind}]")
    assert expected == mask(line)
    rows = f" before\n+{line}\n-{line}\n behind\n"
    assert rows.replace(value, f"[secret:{kind}]") == mask(rows)
    assert f"前{expected}後" == mask(f"前{line}後") or kind in {"password", "npm-token"}
    long = f"{'x = y; ' * 9_000}\n{line}\n{'z' * 70_000}"
    assert value not in mask(long)


def test_every_kind_is_planted() -> None:
    """A new form brings its example."""
    kinds = {kind.name for kind in KINDS} | {PRIVATE_KEY}
    assert kinds == {kind for kind, _, _ in PLANTED.values()} | {PRIVATE_KEY}


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_looks_like_one_stays(line: str) -> None:
    """Examples, variables, names, hashes, addresses, and talk of secrets."""
    assert line == mask(line)


def test_a_private_key_loses_each_of_its_lines() -> None:
    """Their number stays, and so do the marks around them."""
    first, *body, last = private_key()
    text = "\n".join(["x = 1", first, *body, last, "y = 2", ""])
    marked = ["[secret:private-key]"] * len(body)
    assert "\n".join(["x = 1", first, *marked, last, "y = 2", ""]) == mask(text)


@pytest.mark.parametrize("sign", ["+", "-", " "])
@pytest.mark.parametrize(("start", "end"), [(0, 8), (0, 5), (3, 8), (0, 2), (6, 8)])
def test_a_part_of_a_private_key_is_one(sign: str, start: int, end: int) -> None:
    """A hunk may show its beginning or its end alone; the signs of its lines stay."""
    key = private_key()
    rows = [f"{sign}{line}" for line in key[start:end]]
    text = mask("\n".join([" a = 1", *rows, " b = 2", ""]), signs=True)
    for line in key[1:-1]:
        assert line not in text
    lines = text.split("\n")
    assert len(rows) + 3 == len(lines)
    assert [sign] * len(rows) == [line[:1] for line in lines[1:-2]]
    assert [" a = 1", " b = 2", ""] == [lines[0], *lines[-2:]]


def test_a_private_key_in_one_line_of_code() -> None:
    """As JSON and YAML hold it."""
    text = '{"key": "' + "\\n".join(private_key()) + '\\n", "id": 7}'
    assert text.count("PRIVATE") == mask(text).count("PRIVATE")
    assert all(line not in mask(text) for line in private_key()[1:-1])
    assert mask(text).endswith('\\n", "id": 7}')


@given(st.text(max_size=400), st.sampled_from(sorted(PLANTED)))
def test_masking_keeps_lines_and_is_done_once(noise: str, name: str) -> None:
    """Whatever stands around: as many lines, and a second time changes nothing."""
    text = f"{noise}\n{PLANTED[name][2]}\n{noise}"
    once = mask(text)
    assert text.count("\n") == once.count("\n")
    assert once == mask(once)
    assert "" != noise or not find_secrets(once)
    assert PLANTED[name][1] not in once or PLANTED[name][1] in noise


HOSTILE = {
    "words": "token secret password " * 100_000,
    "starts": "eyJ" * 700_000,
    "dots": "eyJaaaaaaaaaa." * 150_000,
    "dashes": "-eyJ" * 500_000,
    "begins": ("-----BEGIN RSA PRIVATE " + "KEY-----") * 60_000,
    "ends": ("-----END RSA PRIVATE " + "KEY-----\n") * 60_000,
    "base64": f"{'A' * 64}\n" * 30_000
    + "-----END PRIVATE "
    + "KEY-----\n"
    + f"{'A' * 64}\n" * 3_000,
    "urls": "://a" * 500_000,
    "colons": "://" + "a:" * 1_000_000,
    "letters": "sk-" + "a" * 2_000_000,
    "quotes": "token='" * 300_000,
    "assignments": "token:" * 350_000,
    "spaces": "authorization" + " " * 2_000_000,
    "turkish": "İ" * 1_000_000 + "token",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_costs_more_than_its_length(name: str) -> None:
    """Two million letters that are made for it take a few seconds of CPU, not hours."""
    began = time.process_time()
    find_secrets(HOSTILE[name])
    assert time.process_time() - began < 6


def test_a_letter_with_two_in_lower_case_moves_nothing() -> None:
    """Places are those in the text."""
    kind, value, line = PLANTED["code"]
    assert f"İİİ\nİ {line}".replace(value, f"[secret:{kind}]") == mask(f"İİİ\nİ {line}")


def test_a_commit_names_its_secrets_and_holds_none(repo: GitRepo, cache: Path) -> None:
    """Added and removed ones with their line; in the message, a name, a path without one."""
    key, code = PLANTED["aws"][1], PLANTED["code"]
    repo.commit("before", {"a.py": f"x = 1\n{code[2]}\ny = 2\n", "k.pem": "\n".join(private_key())})
    repo.commit(f"use {key}\n\nand {key} again", {"a.py": f"x = 1\ny = 2\n\nz = '{key}'\n"})
    repo.commit("path", {f"{key}.txt": "a\n"})
    with open_repository(str(repo.path), cache=cache) as found:
        pairs = list(found.stream(found.select(Selection())))
    assert all(key not in repr(pair) and code[1] not in repr(pair) for pair in pairs)
    assert all(line not in repr(pairs) for line in private_key()[1:-1])
    path, change, before = (diff.secrets for _, diff in pairs)
    assert [("aws-access-key", "[secret:aws-access-key].txt", None, "")] == [*map(tuple, path)]
    assert [
        *[("aws-access-key", "", None, "")] * 2,
        ("password", "a.py", 2, "-"),
        ("aws-access-key", "a.py", 4, "+"),
    ] == [*map(tuple, change)]
    assert [("password", "a.py", 2, "+"), ("private-key", "k.pem", 1, "+")] == [*map(tuple, before)]
    assert "use [secret:aws-access-key]" == pairs[1][0].subject


def test_a_commit_without_secrets_is_the_same_object(repo: GitRepo, cache: Path) -> None:
    """That costs nothing but the look."""
    repo.commit("one", {"a.py": "x = 1\n"})
    with open_repository(str(repo.path), cache=cache) as found:
        ((commit, diff),) = found.stream(found.select(Selection()))
    same = masked(commit, diff)
    assert same[0] is commit
    assert same[1] is diff


def test_what_is_written_like_a_marker_is_no_secret(case: FactCase) -> None:
    """A repository cannot raise the alarm by speaking of it."""
    facts = case.facts({"a.py": "x = 1\n"}, {"a.py": "x = '[secret:aws-access-key]'\n"})
    assert not of_kind(facts, "secret")


def test_contents_are_masked_as_hunks_are(repo: GitRepo, cache: Path) -> None:
    """A finder that reads whole files meets no secret, on either side of a change."""
    _, value, line = PLANTED["code"]
    old, new = f"a = 1\n{line}\nb = 'é'\n", f"a = 2\n{line}\nb = 'é'\n"
    repo.commit("one", {"a.py": old, "b.bin": f"\0{line}"})
    repo.commit("two", {"a.py": new.encode("latin-1"), "b.bin": f"\0\0{line}"})
    with open_repository(str(repo.path), cache=cache) as found:
        sources = Sources(found.blobs)
        _, diff = next(iter(found.stream(found.select(Selection()))))
        sides = [sources.side(diff.files[0], side) for side in ("new", "old")]
    assert [text.replace(value, "[secret:password]") for text in (new, old)] == [
        (sides[0] or b"").decode("latin-1"),
        (sides[1] or b"").decode(),
    ]


class Contents:
    """Blobs by their names."""

    def __init__(self, **contents: bytes) -> None:
        self._contents = contents

    def read_all(self, names: Iterable[str], *, limit: int = 0) -> Iterator[bytes | None]:
        for name in names:
            content = self._contents.get(name)
            yield content if content and len(content) <= limit else None


def test_binary_contents_stay_as_they_are() -> None:
    """Nothing reads them as text."""
    line = PLANTED["aws"][2].encode()
    blobs = MaskedBlobs(Contents(text=line, binary=b"\0" + line))
    assert b'key = "[secret:aws-access-key]"' == blobs.read("text", limit=99)
    assert b"\0" + line == blobs.read("binary", limit=99)
    assert blobs.read("none", limit=99) is None


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["x = 1", "", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "M" * 64]
                + [line for _, _, line in PLANTED.values()]
            ),
            max_size=8,
        ),
        max_size=5,
    )
)
def test_contents_are_masked_as_texts_are(versions: list[list[str]]) -> None:
    """Whatever was read before: secrets, and keys of several lines."""
    texts = {str(n): "\n".join(lines).encode() for n, lines in enumerate(versions)}
    blobs = MaskedBlobs(Contents(**texts))
    expected = [
        mask(content.decode("latin-1")).encode("latin-1") if content else None
        for content in texts.values()
    ]
    assert expected == [blobs.read(name, limit=100_000) for name in texts]
    assert expected == list(blobs.read_all(texts, limit=100_000))


@pytest.mark.parametrize(
    ("path", "name", "least"),
    [
        ("src/a.py", "aws", "high"),
        ("config/a.yaml", "github", "high"),
        ("tests/test_a.py", "aws", "low"),
        ("docs/a.md", "aws", "low"),
        ("src/a.py", "code", "low"),
    ],
)
def test_somebodys_key_makes_a_commit_grave(
    case: FactCase, path: str, name: str, least: str
) -> None:
    """Where it has the very form of one, and no test or document is to hold it."""
    kind, _, line = PLANTED[name]
    facts = case.facts({path: "x = 1\n"}, {path: f"x = 1\n{line}\n"}, "chore: settings")
    (fact,) = of_kind(facts, "secret")
    assert (kind, "added", path, 2) == (
        fact.name,
        fact.change,
        fact.evidence[0].path,
        fact.evidence[0].line,
    )
    floors = [reason.code for reason in facts.reasons if reason.code == "floor.secret"]
    assert (["floor.secret"] if least == "high" else []) == floors
    if least == "high":
        assert "high" == facts.importance


def test_a_secret_that_goes_is_named_too(case: FactCase) -> None:
    """It stays in the history, and is no reason for alarm."""
    line = PLANTED["aws"][2]
    facts = case.facts({"a.py": f"x = 1\n{line}\n"}, {"a.py": "x = 1\n"}, "fix: drop the key")
    (fact,) = of_kind(facts, "secret")
    assert ("removed", "old", 2) == (fact.change, fact.evidence[0].side, fact.evidence[0].line)
    assert not any("secret" in reason.code for reason in facts.reasons)


def test_no_two_planted_secrets_are_the_same() -> None:
    """So that none can stand for another."""
    values = [value for _, value, _ in PLANTED.values()]
    assert len(values) == len(set(values))
