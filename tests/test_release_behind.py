"""Who is behind a break: a commit that is seen to have made it, or nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from gitrepo import GitRepo
from releases import of_kind, reviewed

CLASS = (
    "class Old:\n    def go(self):\n        return 1\n\n    def stop(self):\n        return 2\n\n\n"
)
MOVE = "def move(to, code=302):\n    return to, code\n"
LAST = "def last():\n    return 1\n"
PROJECT = '[project]\nname = "p"\nversion = "1.1.0"\ndependencies = ["one>=1.0", "two>=1.0"]\n'
INIT = "src/p/__init__.py"


def blamed(repo: GitRepo, cache: Path, asked: str = "") -> dict[str, list[str]]:
    """The subjects of the commits that each break is laid to."""
    release = reviewed(repo, cache, asked)
    subjects = {c.sha: c.commit.subject for c in release.repository.commits}
    return {item.name: [subjects[sha] for sha in item.commits] for item in of_kind(release)}


@pytest.fixture
def joined(repo: GitRepo) -> GitRepo:
    """A release on a branch of its own, which joins main after main has changed the same files."""
    repo.commit("feat: begin", {INIT: CLASS + MOVE + LAST, "pyproject.toml": PROJECT})
    repo.git("checkout", "-q", "-b", "stable")
    fixed = (CLASS + MOVE + LAST).replace("return 1\n\n", "return 11\n\n")
    repo.commit("fix: on the branch", {INIT: "import os\n\n\n" + fixed})
    repo.git("tag", "v1.0.1")
    repo.git("checkout", "-q", "main")
    repo.commit("feat: without Old", {INIT: MOVE + LAST})
    repo.commit("feat: another code", {INIT: MOVE.replace("302", "303") + LAST})
    repo.commit("build: without one", {"pyproject.toml": PROJECT.replace('"one>=1.0", ', "")})
    repo.git("merge", "-q", "--no-commit", "-s", "ours", "stable")
    repo.commit("Merge branch 'stable'")
    repo.commit("fix: something else", {INIT: MOVE.replace("302", "303") + LAST.replace("1", "2")})
    repo.commit(
        "docs: words", {"pyproject.toml": PROJECT.replace('"one>=1.0", ', "") + "# words\n"}
    )
    return repo


def test_a_release_that_joins_later_lays_breaks_to_who_made_them(
    joined: GitRepo, cache: Path
) -> None:
    """Not to whoever touched the file last: lines of such a release are followed to no commit."""
    assert {
        "p.Old": ["feat: without Old"],
        "p.move": ["feat: another code"],
        "one": ["build: without one"],
    } == blamed(joined, cache, "v1.0.1..main")


def test_what_no_commit_is_seen_to_have_made_is_laid_to_nobody(
    joined: GitRepo, cache: Path
) -> None:
    """A merge that drops what the other side brought has no difference of its own to be seen."""
    joined.git("checkout", "-q", "stable")
    joined.commit("feat: late", {INIT: CLASS + MOVE + LAST + "def late():\n    return 1\n"})
    joined.git("tag", "v1.0.2")
    joined.git("checkout", "-q", "main")
    joined.git("merge", "-q", "--no-commit", "-s", "ours", "stable")
    joined.commit("Merge branch 'stable' again")
    assert [] == blamed(joined, cache, "v1.0.2..main")["p.late"]


def test_a_name_goes_with_who_took_it_for_good(repo: GitRepo, cache: Path) -> None:
    """Of a name that went, came back and went, both who took it are named, the last one first."""
    repo.commit("feat: begin", {INIT: MOVE + LAST})
    repo.git("tag", "v1.0.0")
    repo.commit("feat: once", {INIT: LAST})
    repo.commit("revert: not yet", {INIT: MOVE + LAST})
    repo.commit("feat: at last", {INIT: LAST})
    assert "feat: at last" in blamed(repo, cache)["p.move"]
    assert "revert: not yet" not in blamed(repo, cache)["p.move"]


def test_a_default_that_changed_twice_has_two_behind_it(repo: GitRepo, cache: Path) -> None:
    """Neither of them made the whole difference."""
    repo.commit("feat: begin", {INIT: MOVE + LAST})
    repo.git("tag", "v1.0.0")
    for code in ("303", "307"):
        repo.commit(f"feat: {code}", {INIT: MOVE.replace("302", code) + LAST})
    assert ["feat: 307", "feat: 303"] == blamed(repo, cache)["p.move"]


def test_a_name_is_followed_through_a_new_name_of_its_file(repo: GitRepo, cache: Path) -> None:
    """Who changed the signature before the file moved is found, and not who moved it."""
    repo.commit("feat: begin", {"src/p/__init__.py": "", "src/p/a.py": MOVE + LAST * 5})
    repo.git("tag", "v1.0.0")
    repo.commit("feat: the code", {"src/p/a.py": MOVE.replace("302", "303") + LAST * 5})
    text = MOVE.replace("302", "303") + LAST * 5
    repo.commit("refactor: away", {"src/p/a.py": None, "src/p/b.py": text})
    repo.commit("refactor: and back", {"src/p/b.py": None, "src/p/a.py": text})
    assert ["feat: the code"] == blamed(repo, cache)["p.a.move"]


def test_a_name_goes_from_a_file_that_gets_another_name(repo: GitRepo, cache: Path) -> None:
    """Who moves the file takes the name from its module, though the text stays as it is."""
    repo.commit("feat: begin", {INIT: "", "src/p/a.py": MOVE + LAST * 5})
    repo.git("tag", "v1.0.0")
    repo.commit("refactor: away", {"src/p/a.py": None, "src/p/_b.py": MOVE + LAST * 5})
    repo.commit("feat: another", {"src/p/a.py": "def other():\n    return 1\n"})
    assert ["refactor: away"] == blamed(repo, cache)["p.a.move"]


def test_a_layout_that_changes_on_the_way_lays_nothing_to_its_commit(
    repo: GitRepo, cache: Path
) -> None:
    """The head of a definition on several lines, or with other texts, is the same name still."""
    repo.commit("feat: begin", {INIT: MOVE + LAST})
    repo.git("tag", "v1.0.0")
    wide = MOVE.replace("(to, code=302)", "(\n    to,\n    code=302,\n)")
    repo.commit("style: wide", {INIT: wide + LAST})
    repo.commit("docs: move", {INIT: wide.replace(":\n    ret", ":\n    # move\n    ret") + LAST})
    repo.commit("feat: without it", {INIT: LAST})
    assert ["feat: without it"] == blamed(repo, cache)["p.move"]


def test_a_default_behind_a_bracket_on_the_next_line_is_seen(repo: GitRepo, cache: Path) -> None:
    """A head ends where its brackets close, not at the first colon."""
    wide = "def move(\n    to: dict[str, int],\n    code: int = 302,\n):\n    return to, code\n"
    repo.commit("feat: begin", {INIT: wide + LAST})
    repo.git("tag", "v1.0.0")
    repo.commit("feat: body", {INIT: wide.replace("to, code", "code, to") + LAST})
    repo.commit("feat: the code", {INIT: wide.replace("302", "303") + LAST})
    assert ["feat: the code"] == blamed(repo, cache)["p.move"]


def test_who_makes_a_method_of_an_attribute_is_behind_it(repo: GitRepo, cache: Path) -> None:
    """Whoever read it has to call it now; a decorator of another kind changes nothing."""
    marked = "class Old:\n    {}def go(self):\n        return {}\n\n\n"
    repo.commit("feat: begin", {INIT: marked.format("@property\n    ", 1) + LAST})
    repo.git("tag", "v1.0.0")
    repo.commit("fix: the body", {INIT: marked.format("@property\n    ", 2) + LAST})
    cached = marked.format("@cached_property\n    ", 2) + LAST
    repo.commit("perf: keep it", {INIT: f"from functools import cached_property\n\n\n{cached}"})
    repo.commit("feat: call it", {INIT: marked.format("", 2) + LAST})
    assert {"p.Old.go": ["feat: call it"]} == blamed(repo, cache)


def test_who_takes_a_name_from_the_front_door_is_behind_it(repo: GitRepo, cache: Path) -> None:
    """Where it is defined it stands still."""
    repo.commit("feat: begin", {INIT: "from ._a import move as move\n", "src/p/_a.py": MOVE})
    repo.git("tag", "v1.0.0")
    repo.commit("feat: body", {"src/p/_a.py": MOVE.replace("to, code\n", "code, to\n")})
    repo.commit("feat: hide it", {INIT: ""})
    assert ["feat: hide it"] == blamed(repo, cache)["p.move"]
