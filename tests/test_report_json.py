"""A digest as JSON: the published schema, and the way back."""

from __future__ import annotations

import json as stdlib
import string
from dataclasses import replace
from pathlib import Path
from typing import Any

import digests
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import PAYLOADS

from gitdigest.digest import CommitDigest, Digest, Note
from gitdigest.errors import DigestError
from gitdigest.report import json

PUBLISHED = Path(__file__).parent.parent / "docs" / "digest.schema.json"


def changed(**values: Any) -> str:
    """The JSON of a day with fields at its top replaced."""
    return stdlib.dumps({**stdlib.loads(json.dump(digests.dynamo_day())), **values})


def test_the_published_schema_is_that_of_the_types(request: pytest.FixtureRequest) -> None:
    """docs/digest.schema.json says what `dump` writes (this test with --golden rewrites it)."""
    if request.config.getoption("--golden"):
        text = stdlib.dumps(json.schema(), indent=2, ensure_ascii=False)
        PUBLISHED.write_text(f"{text}\n", encoding="utf-8")
    assert json.schema() == stdlib.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(json.schema())


def test_commits_come_back_from_another_process_as_they_were() -> None:
    """Times keep their zones, and tuples are no lists."""
    commits = [*digests.dynamo_day().repositories[0].commits]
    packed = json.pack(commits)
    assert packed is not None
    assert commits == json.unpack(packed, list[CommitDigest])
    assert json.pack("\udc80") is None


def test_a_digest_is_valid_by_its_schema() -> None:
    """A real day passes the published schema, a day without its period does not."""
    check = jsonschema.Draft202012Validator(json.schema())
    day = stdlib.loads(json.dump(digests.dynamo_day()))
    assert [] == list(check.iter_errors(day))
    del day["period"]
    assert not check.is_valid(day)
    assert not check.is_valid({**day, "schema": "gitdigest/digest/2"})


def test_a_commit_has_its_sha_importance_and_reasons() -> None:
    """Programs find them as plain strings beside the commit, newest first."""
    commits = stdlib.loads(json.dump(digests.dynamo_day()))["repositories"][0]["commits"]
    assert ["low", "medium", "high", "low"] == [commit["importance"] for commit in commits]
    assert "4447c247c166667959a54e3f6013efbffcb04e2e" == commits[2]["sha"]
    assert {"code": "type", "points": 2.0, "detail": "fix"} == commits[2]["reasons"][0]


def test_what_is_loaded_is_what_was_dumped() -> None:
    """The digest comes back equal, with every date in the zone that the commit recorded."""
    day = digests.dynamo_day()
    again = json.load(json.dump(day))
    assert day == again
    recorded = again.repositories[0].commits[0].commit.committer_date
    assert "2026-01-26T23:24:03+08:00" == recorded.isoformat()
    assert json.dump(day) == json.dump(json.load(json.dump(day).encode()))


def test_text_is_utf8_and_the_form_is_stable() -> None:
    """Two spaces of indent, names in the order of the types, no escapes but those of JSON."""
    text = json.dump(digests.digest(digests.repository(digests.commit_digest("1", "修复 ゆり 🔴"))))
    assert '"subject": "修复 ゆり 🔴"' in text
    assert text.startswith('{\n  "period": {\n    "kind": "day",\n    "label": "2026-01-26",\n')
    assert text.endswith("\n}\n")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_any_text_goes_through(payload: str) -> None:
    """Hostile subjects come back as they were; a lone surrogate comes back spelled out."""
    day = digests.digest(digests.repository(digests.commit_digest("1", payload)))
    again = json.load(json.dump(day)).repositories[0].commits[0].commit.subject
    assert payload.encode("utf-8", "backslashreplace").decode() == again


@given(st.text(st.characters(codec="utf-8")))
def test_any_characters_go_through(text: str) -> None:
    """Every text that UTF-8 can hold survives."""
    day = digests.digest(digests.repository(name=text, notes=(Note(text, (text,)),)))
    assert day == json.load(json.dump(day))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("is not a digest", ""),
        ("is not a digest", "# a report"),
        ("is not a digest", '{"schema": 1}'),
        ("is not a digest", "[]"),
        ("is not a digest", "[" * 100_000),
        ("is not a digest", b"\xff\xfe"),
        ("no digest of gitdigest", "{}"),
        ("no digest of gitdigest", '{"schema": "https://json-schema.org"}'),
        ("the form 2, this gitdigest reads the form 1", '{"schema": "gitdigest/digest/2"}'),
        ("is a damaged digest", '{"schema": "gitdigest/digest/1"}'),
        ("is a damaged digest", changed(repositories=[{"name": "x"}])),
        ("is a damaged digest", changed(generated_at="yesterday")),
        ("does not exist", changed(timezone="Nowhere/At_All")),
        ("does not exist", changed(timezone="../../etc/passwd")),
        ("does not exist", changed(timezone="America")),
    ],
)
def test_what_is_no_digest_is_refused(expected: str, text: str | bytes) -> None:
    """Broken, foreign and later files are told apart, in one line with a hint."""
    with pytest.raises(DigestError, match=expected) as caught:
        json.load(text)
    assert caught.value.hint
    assert not set("\r\n\x1b") & set(caught.value.message + caught.value.hint)


@given(st.text(string.printable, max_size=40), st.integers(0, 4000))
def test_a_damaged_file_never_surprises(noise: str, at: int) -> None:
    """Whatever is written over a part of it, the file is a digest or a DigestError."""
    text = json.dump(digests.dynamo_day())
    try:
        loaded = json.load(text[:at] + noise + text[at + len(noise) :])
    except DigestError:
        return
    assert isinstance(loaded, Digest)


def test_an_unknown_field_is_no_hindrance() -> None:
    """A digest with more fields than we know still renders."""
    assert digests.dynamo_day() == json.load(changed(mood="good"))


def test_defaults_are_written_out() -> None:
    """A reader in another language need not know our defaults."""
    day = replace(digests.dynamo_day(), complete=False)
    assert stdlib.loads(json.dump(day))["complete"] is False
    assert stdlib.loads(json.dump(digests.dynamo_day()))["complete"] is True
