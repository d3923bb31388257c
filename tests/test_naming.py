"""Two repositories of one name: told apart in a run, and in a folder of reports."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from commandline import Done, run
from gitrepo import GitRepo
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.config.names import NameStore
from gitdigest.forge import forge_of
from gitdigest.naming import Naming, naming, told_apart

DAY = "2023-11-14"
LOCAL = forge_of("")


def local(path: str) -> Naming:
    return naming("", LOCAL, Path(path))


def clone(remote: str, path: str = "/x") -> Naming:
    return naming("", forge_of(remote), Path(path))


@pytest.mark.parametrize(
    ("expected", "namings"),
    [
        (["api", "web"], [local("/w/api"), local("/w/web")]),
        (["work/api", "old/api"], [local("/h/work/api"), local("/h/old/api.git")]),
        (["a/x/api", "b/x/api", "web"], [local("/a/x/api"), local("/b/x/api"), local("/web")]),
        (["work/api", "api"], [local("/work/api"), local("/api")]),
        (["work/api", "api"], [local("/work/api"), naming("api", LOCAL, Path("/old/api"))]),
        (["api", "api"], [local("/w/api"), local("/w/api")]),
        (["a/b"], [clone("https://github.com/a/b.git")]),
        (
            ["github.com/a/b", "gitlab.com/a/b"],
            [clone("https://github.com/a/b"), clone("git@gitlab.com:a/b.git")],
        ),
        (
            ["a/b (new/b)", "a/b (old/b)"],
            [clone("https://github.com/a/b", "/h/new/b"), clone("git@github.com:a/b", "/h/old/b")],
        ),
        (["repository"], [local("/")]),
    ],
)
def test_names_are_as_long_as_needed(expected: list[str], namings: list[Naming]) -> None:
    """What nobody shares stays short; else folders around it, or the host, tell them apart."""
    assert expected == told_apart(namings, {})


def test_a_mirror_has_no_folder_of_the_users() -> None:
    """Where a copy of a URL lies is nobody's business."""
    forge = forge_of("https://github.com/a/b")
    found = naming("", forge, Path("/cache/b-1234"), is_mirror=True)
    assert Naming(("a/b", "github.com/a/b"), "github.com/a/b") == found


@pytest.mark.parametrize(
    ("expected", "owners"),
    [
        (["work/api", "old/api"], {}),
        (["api", "old/api"], {"api": "/h/work/api"}),
        (["work/api", "api"], {"api": "/h/old/api"}),
        (["work/api", "old/api"], {"api": "/elsewhere/api"}),
        (["h/work/api", "old/api"], {"api": "/elsewhere/api", "work/api": "/x/work/api"}),
        (["api", "old/api"], {"old/api": "/h/old/api"}),
    ],
)
def test_who_has_had_a_name_keeps_it(expected: list[str], owners: dict[str, str]) -> None:
    """In the reports of a folder nobody gets the name of another one."""
    assert expected == told_apart([local("/h/work/api"), local("/h/old/api")], owners)


FOLDERS = st.lists(st.sampled_from(["a", "b", "api", "api.git"]), min_size=1, max_size=4)


@given(st.lists(FOLDERS.map(lambda parts: f"/{'/'.join(parts)}"), max_size=6))
def test_different_folders_have_different_names(paths: list[str]) -> None:
    """However folders are called, and whoever came first: names tell as many apart as there are."""
    namings = [local(path) for path in dict.fromkeys(path.removesuffix(".git") for path in paths)]
    names = told_apart(namings, {})
    assert len(namings) == len(set(names))
    owners = dict(zip(names, [one.identity for one in namings], strict=True))
    assert names == told_apart(namings, owners)
    assert names[::-1] == told_apart(namings[::-1], owners)


def two(tmp_path: Path) -> list[GitRepo]:
    made = []
    for folder in ("work", "old"):
        repo = GitRepo.init(tmp_path / folder / "api")
        repo.commit(f"feat: {folder}", {"a.py": "x = 1\n"})
        made.append(repo)
    return made


def reported(out: Path, *repos: GitRepo | str) -> Done:
    paths = [one.path if isinstance(one, GitRepo) else one for one in repos]
    return run("daily", *paths, "-d", DAY, "-f", "json,md", "-o", out)


def subjects(file: Path) -> dict[str, str]:
    parts = json.loads(file.read_text())["repositories"]
    return {part["name"]: part["commits"][0]["commit"]["subject"] for part in parts}


def test_one_run_names_both(tmp_path: Path) -> None:
    """The reader sees which commits are whose, and nothing of the path above."""
    done = reported(tmp_path / "out", *two(tmp_path))
    files = [Path(line) for line in done.out.splitlines()]
    assert {"work/api": "feat: work", "old/api": "feat: old"} == subjects(files[0])
    assert str(tmp_path) not in files[1].read_text()


def test_a_second_run_loses_no_report_of_the_first(tmp_path: Path) -> None:
    """The later one is called otherwise, is told so, and stays so; the first is as it was."""
    work, old = two(tmp_path)
    out = tmp_path / "out"
    first, second = (Path(reported(out, one).out.splitlines()[0]) for one in (work, old))
    assert {"api": "feat: work"} == subjects(first)
    assert {"old/api": "feat: old"} == subjects(second)
    again = reported(out, old)
    assert str(second) == again.out.splitlines()[0]
    told = f"{out} has reports of another api: this one is called old/api\nhint: give it a name"
    assert told in again.err
    assert {"api": "feat: work"} == subjects(first)
    assert 4 == len(list(out.iterdir()))


def test_reviews_of_two_do_not_meet(tmp_path: Path) -> None:
    """A review goes by the same names as the reports of days."""
    work, old = two(tmp_path)
    out = tmp_path / "out"
    files = [
        run("release", "--repo", one.path, "-f", "json", "-o", f"{out}/").out for one in (work, old)
    ]
    assert [f"{out}/start..HEAD-api.json\n", f"{out}/start..HEAD-old-api-"] == [
        files[0],
        files[1][: -len("1234abcd.json\n")],
    ]


def test_a_name_is_free_again_when_its_folder_is_gone(tmp_path: Path) -> None:
    """Who moves a repository keeps the name of its reports."""
    work, _ = two(tmp_path)
    out = tmp_path / "out"
    reported(out, work)
    moved = GitRepo(work.path.rename(tmp_path / "api"))
    assert {"api": "feat: work"} == subjects(Path(reported(out, moved).out.splitlines()[0]))


def test_the_users_own_name_holds(tmp_path: Path) -> None:
    """Two of his that are the same are refused; one goes where he wants it."""
    work, old = two(tmp_path)
    out = tmp_path / "out"
    reported(out, work)
    done = reported(out, f"api={old.path}")
    assert {"api": "feat: old"} == subjects(Path(done.out.splitlines()[0]))
    refused = reported(out, f"x={old.path}", f"x={work.path}")
    assert ("two repositories are called 'x'", "give each a name of its own") == refused.complaint


@pytest.mark.parametrize("content", ["{", "[]", '{"/": 1}', '{"/": {"api": 1}}', "[" * 100_000])
def test_damaged_names_are_none(tmp_path: Path, content: str) -> None:
    """A broken file stops no report."""
    store = NameStore(tmp_path / "names.json")
    (tmp_path / "names.json").write_text(content)
    assert {} == store.owners(Path("/"))
    store.add(tmp_path, {"api": str(tmp_path)})
    assert {"api": str(tmp_path)} == store.owners(tmp_path)
    assert 0o600 == (tmp_path / "names.json").stat().st_mode & 0o777


def test_names_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    """The report is written all the same."""
    work, _ = two(tmp_path)
    (Path(os.environ["XDG_DATA_HOME"]) / "gitdigest" / "names.json").mkdir(parents=True)
    done = reported(tmp_path / "out", work)
    assert 0 == done.code
    assert f"the names in {tmp_path / 'out'} are not kept: " in done.err
