"""report/dependency.py: dependencies as people call them."""

from __future__ import annotations

import digests
import pytest

from gitdigest.facts.fact import Evidence, Fact
from gitdigest.report import html, markdown, terminal, text
from gitdigest.report.dependency import grouped, name_of, versions

OLD, NEW = "9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0", "3d3c42e5aac5ba805825da76410c181273ba90b1"


def raised(name: str, before: str, after: str, path: str = "a.yml") -> Fact:
    return Fact("dependency.upgraded", name, change="changed", before=before, after=after, evidence=(Evidence(path, 3),))  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("actions/checkout", "action:actions/checkout"),
        ("psf/black", "hook:https://github.com/psf/black"),
        ("https://example.org/x", "hook:https://example.org/x"),
        ("setup-python", "setup:python"),
        ("dev:pytest", "dev:pytest"),
        ("image:python", "image:python"),
        ("com.x:y", "com.x:y"),
    ],
)
def test_a_name_has_a_prefix_only_where_it_tells(expected: str, name: str) -> None:
    """An action has the name of a repository, an image could be anything."""
    assert expected == name_of(raised(name, "1", "2"))


@pytest.mark.parametrize(
    ("expected", "before", "after"),
    [
        (("v7.0.0", "v7.0.1"), f"v7.0.0 {OLD}", f"v7.0.1 {NEW}"),
        (("v7 9c091bb", "v7 3d3c42e"), f"v7 {OLD}", f"v7 {NEW}"),
        (("9c091bb", "3d3c42e"), OLD, NEW),
        (("3.11", "3.12"), "3.11", f"3.12 sha256:{'a' * 64}"),
        (("1.0", "2.0"), "1.0", "2.0"),
        (("", "v1"), "", f"v1 {NEW}"),
    ],
)
def test_an_id_beside_a_version_is_not_told(
    expected: tuple[str, str], before: str, after: str
) -> None:
    """But where it alone changed: then its first digits."""
    assert expected == versions(raised("action:a/b", before, after))


def test_one_action_in_many_workflows_is_one_entry() -> None:
    """With all of its places; one that went another way is another."""
    same = [raised("action:a/b", "v1", "v2", f"{n}.yml") for n in range(3)]
    other = [raised("action:a/b", "v0", "v2"), Fact("test", "x"), Fact("test", "x")]
    found = grouped([*same, *other])
    assert [3, 1, 0, 0] == [len(fact.evidence) for fact in found]


def test_every_format_tells_it_briefly() -> None:
    """No id of forty digits, no prefix, each once."""
    found = tuple(raised("action:actions/checkout", f"v7.0.0 {OLD}", f"v7.0.1 {NEW}", f"{n}.yml") for n in range(4))  # fmt: skip
    known = digests.facts((), importance="high", findings=found)
    commit = digests.commit_digest("1", "x", known=known)
    day = digests.digest(digests.repository(commit, digests.BADGE))
    reports = [made.render(day) for made in (html, markdown, text)]
    assert "(`0.yml:3`, `1.yml:3`, `2.yml:3`, `3.yml:3`)" in reports[1]
    for report in (*reports, terminal.render(digests.single(commit))):
        assert "actions/checkout" in report
        assert not {OLD, NEW, "action:actions", "and 2 more"} & {
            word for word in (OLD, NEW, "action:actions", "and 2 more") if word in report
        }
