"""What a range comes to: reverts cancel, mends hang under what they mend, twins count once."""

from __future__ import annotations

from pathlib import Path

import pytest
from gitrepo import GitRepo
from releases import released, sums, text

BASE = text(*(f"line {number}" for number in range(20)))
ADDED = text(*(f"def new_{number}(): pass" for number in range(6)))


@pytest.fixture
def base(repo: GitRepo) -> GitRepo:
    repo.commit("chore: begin", {"src/a.py": BASE, "src/b.py": BASE, "old.py": "x = 1\n"})
    repo.git("tag", "v1.0")
    return repo


def test_a_revert_cancels(base: GitRepo, cache: Path) -> None:
    """What was added and reverted ships nothing, and is one change that says so."""
    base.commit("feat: add a thing", {"src/new.py": ADDED})
    base.git("revert", "--no-edit", "HEAD")
    found = released(base, "v1.0", "HEAD", cache)
    assert (0, 0) == sums(found.effect)
    assert {"feat: add a thing: reverted": [('Revert "feat: add a thing"', "revert")]} == (
        found.outline()
    )
    fate = found.fate("feat: add a thing")
    assert (6, 0, 6, "gone") == (fate.added, fate.survived, fate.gone, fate.state)
    assert (found.fate('Revert "feat: add a thing"').sha,) == fate.by


def test_a_reverted_deletion_brings_lines_of_before_back(base: GitRepo, cache: Path) -> None:
    """Lines that were taken out and put back are no difference: they are restored, not new."""
    base.commit("refactor: drop half", {"src/a.py": text(*(f"line {n}" for n in range(10)))})
    base.git("revert", "--no-edit", "HEAD")
    found = released(base, "v1.0", "HEAD", cache)
    assert (0, 0) == sums(found.effect)
    fate = found.fate('Revert "refactor: drop half"')
    assert (10, 10, 0) == (fate.added, fate.restored, fate.survived)
    assert "reverted" == found.topic("refactor: drop half").state


def test_a_revert_of_a_revert_ships(base: GitRepo, cache: Path) -> None:
    """Applied, reverted and applied again is one change, and its lines ship once."""
    base.commit("feat: add a thing", {"src/new.py": ADDED})
    base.git("revert", "--no-edit", "HEAD")
    base.git("revert", "--no-edit", "HEAD")
    again = base.git("log", "-1", "--format=%s")
    found = released(base, "v1.0", "HEAD", cache)
    assert (6, 0) == sums(found.effect)
    assert {
        "feat: add a thing: ships": [('Revert "feat: add a thing"', "revert"), (again, "reapply")]
    } == found.outline()
    base.git("revert", "--no-edit", "HEAD")
    assert "reverted" == released(base, "v1.0", "HEAD", cache).topics[0].state


def test_a_revert_of_something_older_ships_itself(base: GitRepo, cache: Path) -> None:
    """What is taken back of an earlier release is a change of this one."""
    base.commit("feat: early", {"src/early.py": ADDED})
    early = base.head()
    base.git("tag", "v1.1")
    base.git("revert", "--no-edit", early)
    found = released(base, "v1.1", "HEAD", cache)
    assert {'Revert "feat: early": ships': []} == found.outline()
    assert (0, 6) == sums(found.effect)


def test_a_half_revert_leaves_the_other_half(base: GitRepo, cache: Path) -> None:
    """A revert that leaves something makes a change that ships in part."""
    base.commit("feat: two things", {"src/one.py": ADDED, "src/two.py": ADDED})
    sha = base.head()
    base.commit(f'Revert "feat: two things"\n\nThis reverts commit {sha}.', {"src/two.py": None})
    found = released(base, "v1.0", "HEAD", cache)
    assert "partly" == found.topic("feat: two things").state
    assert (6, 0) == sums(found.effect)


def test_what_came_and_went_without_a_revert_is_gone(base: GitRepo, cache: Path) -> None:
    """A feature that another commit takes out again is said to have gone, and by whom."""
    base.commit("feat: add a thing", {"src/new.py": ADDED})
    base.commit("feat: other", {"src/other.py": text("y = 1")})
    base.commit("feat: all anew", {"src/new.py": None, "src/other.py": text("y = 1", "z = 2")})
    found = released(base, "v1.0", "HEAD", cache)
    topic = found.topic("feat: add a thing")
    assert "gone" == topic.state
    assert (found.topic("feat: all anew").sha,) == topic.by


def test_fixups_hang_under_what_they_mend(base: GitRepo, cache: Path) -> None:
    """A chain of fix-ups, a Fixes trailer and a rewrite of its lines are one change with it."""
    base.commit("feat: add a thing", {"src/new.py": ADDED})
    sha = base.head()
    base.commit("fixup! feat: add a thing", {"src/new.py": ADDED + "x = 1\n"})
    base.commit("fixup! fixup! feat: add a thing", {"src/new.py": ADDED + "x = 2\n"})
    base.commit(f"fix: a late one\n\nFixes: {sha[:12]}", {"src/new.py": ADDED + "x = 3\ny = 1\n"})
    base.commit(
        "fix: wrong name", {"src/new.py": ADDED.replace("new_3", "nu_3") + "x = 3\ny = 1\n"}
    )
    base.commit("fix: something old", {"src/a.py": BASE.replace("line 3\n", "line three\n")})
    found = released(base, "v1.0", "HEAD", cache)
    assert {
        "feat: add a thing: ships": [
            ("fixup! feat: add a thing", "fixup"),
            ("fixup! fixup! feat: add a thing", "fixup"),
            ("fix: a late one", "follow-up"),
            ("fix: wrong name", "follow-up"),
        ],
        "fix: something old: ships": [],
    } == found.outline()


def test_a_fix_does_not_hang_under_a_clean_up(base: GitRepo, cache: Path) -> None:
    """Who reformatted the lines before did not make the fault."""
    base.commit("style: indent", {"src/a.py": BASE.replace("line", "  line")})
    base.commit(
        "fix: a fault", {"src/a.py": BASE.replace("line", "  line").replace("line 3", "l 3")}
    )
    found = released(base, "v1.0", "HEAD", cache)
    assert ["style: indent: ships", "fix: a fault: ships"] == list(found.outline())


def test_a_patch_on_both_sides_counts_once(base: GitRepo, cache: Path) -> None:
    """Picked onto a branch and merged with it, it is one change, and its lines ship once."""
    base.git("checkout", "-q", "-b", "side")
    base.commit("feat: on the side", {"src/side.py": text("s = 1")})
    base.commit("fix: needed at once", {"src/new.py": ADDED})
    picked = base.head()
    base.git("checkout", "-q", "main")
    base.commit("feat: on main", {"src/main.py": text("m = 1")})
    base.git("cherry-pick", picked)
    base.git("merge", "-q", "-m", "Merge branch 'side'", "side")
    found = released(base, "v1.0", "HEAD", cache)
    assert (8, 0) == sums(found.effect)
    outline = found.outline()
    assert [("fix: needed at once", "same")] == outline["fix: needed at once: ships"]
    assert {"ships", "same"} == {f.state for f in found.effect.fates if f.added == 6}


def test_a_squash_and_its_branch_count_once(base: GitRepo, cache: Path) -> None:
    """A branch that was squashed, and merged nevertheless, ships by one of the two."""
    base.git("checkout", "-q", "-b", "side")
    base.commit("feat: first half", {"src/new.py": ADDED})
    base.commit("feat: second half", {"src/more.py": ADDED.replace("new", "more")})
    base.git("checkout", "-q", "main")
    base.git("merge", "-q", "--squash", "side")
    base.commit("feat: both halves (#7)")
    base.git("merge", "-q", "-m", "Merge branch 'side'", "side")
    found = released(base, "v1.0", "HEAD", cache)
    assert (12, 0) == sums(found.effect)
    states = {topic.title: topic.state for topic in found.topics}
    assert ["same", "same", "ships"] == sorted(
        states[title] for title in ("first half", "second half", "both halves")
    )


def test_a_renamed_file_keeps_its_lines(base: GitRepo, cache: Path) -> None:
    """Lines are followed through a rename, before it and after it."""
    base.commit("feat: one more", {"src/a.py": BASE + "more 1\n"})
    base.commit("refactor: move", {"src/a.py": None, "lib/c.py": BASE + "more 1\n"})
    base.commit("fix: in the new place", {"lib/c.py": BASE.replace("line 5", "fifth") + "more 1\n"})
    found = released(base, "v1.0", "HEAD", cache)
    assert (2, 1) == sums(found.effect)
    assert 1 == found.fate("feat: one more").survived
    assert (0, 1) == (found.fate("refactor: move").survived, found.fate("refactor: move").files)
    assert (1, 1) == (
        found.fate("fix: in the new place").survived,
        found.fate("fix: in the new place").removed,
    )


def test_an_octopus_credits_each_branch(base: GitRepo, cache: Path) -> None:
    """Of a merge of three each line is its author's, and the merge wrote none."""
    for name in ("one", "two"):
        base.git("checkout", "-q", "-b", name, "v1.0")
        base.commit(f"feat: {name}", {f"src/{name}.py": ADDED})
    base.git("checkout", "-q", "main")
    base.commit("feat: main", {"src/main.py": ADDED})
    base.git("merge", "-q", "-m", "Merge them", "one", "two")
    found = released(base, "v1.0", "HEAD", cache)
    assert (18, 0) == sums(found.effect)
    assert {"feat: one": 6, "feat: two": 6, "feat: main": 6, "Merge them": 0} == {
        subject: found.fate(subject).survived
        for subject in ("feat: one", "feat: two", "feat: main", "Merge them")
    }
    assert "nothing" == found.fate("Merge them").state


def test_a_merge_of_one_file_credits_both_sides_and_the_merger(base: GitRepo, cache: Path) -> None:
    """Lines of either side stay their authors', what the merger wrote by hand is the merge's."""
    base.git("checkout", "-q", "-b", "side")
    base.commit("feat: at the end", {"src/a.py": BASE + "end\n"})
    base.git("checkout", "-q", "main")
    base.commit("feat: at the top", {"src/a.py": "top\n" + BASE})
    base.git("merge", "-q", "--no-commit", "side")
    base.commit("Merge branch 'side'", {"src/a.py": "top\n" + BASE + "end\nby hand\n"})
    found = released(base, "v1.0", "HEAD", cache)
    assert (3, 0) == sums(found.effect)
    assert {1} == {
        found.fate(subject).survived
        for subject in ("feat: at the end", "feat: at the top", "Merge branch 'side'")
    }


def test_a_branch_older_than_the_release_takes_its_own_lines(base: GitRepo, cache: Path) -> None:
    """What a branch that began before the release removes is the branch's, not the merge's."""
    base.git("checkout", "-q", "-b", "old")
    base.commit("fix: drop a line", {"src/a.py": BASE.replace("line 15\n", "")})
    base.git("checkout", "-q", "main")
    base.commit("feat: on top", {"src/a.py": "top\n" + BASE})
    base.git("tag", "v1.1")
    base.git("merge", "-q", "-m", "Merge branch 'old'", "old")
    found = released(base, "v1.1", "HEAD", cache)
    assert (0, 1) == sums(found.effect)
    assert 1 == found.fate("fix: drop a line").removed


def test_a_pull_request_is_one_change_by_its_title(base: GitRepo, cache: Path) -> None:
    """The commits of a request hang under its merge, whose body has the title and the type."""
    base.git("checkout", "-q", "-b", "topic")
    base.commit("wip", {"src/new.py": ADDED})
    base.commit("more", {"src/new.py": ADDED + "x = 1\n"})
    base.git("checkout", "-q", "main")
    base.git(
        "merge", "-q", "--no-ff", "-m", "Merge pull request #12 from ada/topic\n\nfeat(api)!: a thing",
        "topic",
    )  # fmt: skip
    found = released(base, "v1.0", "HEAD", cache)
    (topic,) = found.topics
    assert ("a thing", "feat", "api", True) == (
        topic.title, topic.change_type, topic.scope, topic.breaking,
    )  # fmt: skip
    assert [("wip", "branch"), ("more", "branch")] == next(iter(found.outline().values()))
    assert (("#12",), 7) == (topic.references, topic.added)


def test_a_reverted_pull_request_is_reverted_as_a_whole(base: GitRepo, cache: Path) -> None:
    """The revert of a merge undoes all that the merge brought."""
    base.git("checkout", "-q", "-b", "topic")
    base.commit("feat: a thing", {"src/new.py": ADDED})
    base.git("checkout", "-q", "main")
    base.git("merge", "-q", "--no-ff", "-m", "Merge pull request #12 from ada/topic", "topic")
    base.git("revert", "--no-edit", "-m", "1", "HEAD")
    found = released(base, "v1.0", "HEAD", cache)
    (topic,) = found.topics
    assert ("reverted", "a thing") == (topic.state, topic.title)


def test_a_range_from_a_fork_tells_what_is_elsewhere(base: GitRepo, cache: Path) -> None:
    """A fix on the release branch alone is no commit's loss, and the sums close with it."""
    base.git("checkout", "-q", "-b", "release")
    base.commit("fix: on the release branch", {"src/b.py": BASE + "fixed\n"})
    base.git("tag", "v1.0.1")
    base.git("checkout", "-q", "main")
    base.commit("feat: on main", {"src/new.py": ADDED})
    found = released(base, "v1.0.1", "HEAD", cache)
    assert (6, 0) == sums(found.effect)
    assert (0, 1) == found.effect.elsewhere


def test_names_modes_and_binaries_ship_too(base: GitRepo, cache: Path) -> None:
    """A change without a line is a change."""
    base.commit("chore: executable")
    base.write("old.py", "x = 1\n", executable=True)
    base.commit("build: run it")
    base.commit("docs: a picture", {"logo.png": b"\x89PNG\0\0"})
    base.commit("docs: a better one", {"logo.png": b"\x89PNG\0\1"})
    found = released(base, "v1.0", "HEAD", cache)
    states = {topic.title: topic.state for topic in found.topics}
    assert {
        "executable": "nothing", "run it": "ships", "a picture": "gone", "a better one": "ships",
    } == states  # fmt: skip
