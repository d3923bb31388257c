"""Versions of tags: their order, and the release that a range starts from."""

from __future__ import annotations

import pytest

from gitdigest.release.version import (
    ReleaseTag,
    last_release,
    main_prefix,
    parse_version,
    release_tag,
)


def tags(*names: str) -> list[ReleaseTag]:
    """Tags on commits of their own, "name@sha" on a named one."""
    found = [release_tag(*(name.split("=") if "=" in name else (name, name))) for name in names]
    return [tag for tag in found if tag]


def test_versions_stand_in_their_order() -> None:
    """Numbers count as numbers, previews stand before their release, patches behind it."""
    texts = ["0.9", "1.0.dev0", "1.0a1", "1.0-alpha.2", "1.0b1", "1.0-rc.1", "1.0rc2", "1.0"]
    texts += ["1.0.post1", "1.2", "1.10", "2"]
    parsed = [version for version in map(parse_version, texts) if version]
    assert texts == [version.text for version in sorted(parsed)]


@pytest.mark.parametrize("pair", [("1.0", "1.0.0"), ("v2.1", "2.1"), ("1.0rc1", "1.0-RC.1")])
def test_the_same_version_is_written_in_many_ways(pair: tuple[str, str]) -> None:
    """Zeros at the end, a leading v and the form of a preview do not matter."""
    one, other = map(parse_version, pair)
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("text", ["", "x", "1.x", "1..2", "2021-01-05", "1.0-unknown", "9" * 400])
def test_what_is_no_version_is_none(text: str) -> None:
    """A date, a word or an endless number names no version."""
    assert parse_version(text) is None


@pytest.mark.parametrize(
    ("name", "prefix", "version"),
    [
        ("1.2.3", "", "1.2.3"),
        ("v1.2", "", "1.2"),
        ("V2", "", "2"),
        ("release-1.2.3", "release-", "1.2.3"),
        ("globset-0.4.14", "globset-", "0.4.14"),
        ("server/v1.2.0-rc.1", "server/", "1.2.0-rc.1"),
        ("core@1.0.0", "core@", "1.0.0"),
        ("rel_2_0_1", "rel_", "2.0.1"),
        ("py3-v4.0", "py3-", "4.0"),
    ],
)
def test_a_tag_names_a_version_behind_any_prefix(name: str, prefix: str, version: str) -> None:
    """What stands before the version is the prefix, its v is not."""
    tag = release_tag(name, "sha")
    assert tag
    assert (prefix, parse_version(version)) == (tag.prefix, tag.version)


@pytest.mark.parametrize(
    "name", ["nightly", "2021-01-05", "7", "build-42", "jdk-21+35", "v", "v1.x"]
)
def test_a_tag_without_version_is_no_release(name: str) -> None:
    """A number alone may be anything."""
    assert release_tag(name, "sha") is None


def test_the_last_release_is_the_highest_and_no_preview() -> None:
    """Neither the order of the tags nor a preview of the next release matters."""
    found = last_release(tags("1.9.0", "1.10.0", "1.2.0", "2.0.0rc1"), "head")
    assert found
    assert "1.10.0" == found.name


def test_a_tagged_head_is_compared_with_the_release_before_it() -> None:
    """A patch of an older line starts from the one before it, not from the newest of all."""
    some = tags("1.1.0", "1.1.1=here", "1.2.0")
    found = last_release(some, "here")
    assert found
    assert "1.1.0" == found.name


def test_previews_count_where_there_is_nothing_else() -> None:
    """A project before its first release starts from its last preview."""
    found = last_release(tags("1.0a1", "1.0b1"), "head")
    assert found
    assert "1.0b1" == found.name
    assert last_release([], "head") is None


def test_parts_of_a_project_have_tags_of_their_own() -> None:
    """Plain versions are the project's, else the prefix with most tags; an option names another."""
    some = tags("13.0.0", "globset-0.4.14", "globset-0.4.15", "wincolor-1.0.4")
    assert "" == main_prefix(some)
    assert "globset-" == main_prefix(some[1:])
    found = last_release(some, "head", prefix="wincolor-")
    assert found
    assert "wincolor-1.0.4" == found.name


@pytest.mark.parametrize(
    ("released", "last"),
    [
        ("2016.07 2016, v2018.09 2018, 2.0.0 2018.8, 3.17.69 2025, 3.16.9 2025.2", "3.17.69"),
        ("18.9 2018.7, 20.8 2020.6, 1.0.0 2022, 1.1.0 2023", "1.1.0"),
        ("1.26.0 2020, 2.0.0 2023, 1.26.20 2024", "2.0.0"),
        ("19.10 2019.8, 24.1.0 2024, 26.5.1 2026, 25.12.0 2026.1", "26.5.1"),
        ("10.0 2018, 18.1 2018.5, 26.1 2026, 23.3.9 2026.2", "26.1"),
        ("22.0.0 2022.3, 21.9.9 2022.6", "22.0.0"),
        ("2.9.0 2019, 2024.1.0 2024, 2024.3.0 2024.3", "2024.3.0"),
        ("2018.09 2018, 2.0.0rc1 2019", "2018.09"),
    ],
)
def test_a_way_of_counting_that_was_given_up_is_not_the_last_release(
    released: str, last: str
) -> None:
    """What the newest release counts by decides, and among those the highest version."""
    pairs = [one.split() for one in released.split(", ")]
    dates = {name: int((float(year) - 1970) * 31_556_952) for name, year in pairs}
    found = last_release(tags(*dates), "head", dates=dates)
    assert found
    assert last == found.name.removeprefix("v")
