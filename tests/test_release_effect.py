"""The net effect of a range: each line followed to the end, and the sums are git's."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gitrepo import GitRepo
from histories import Step, build, histories
from hypothesis import HealthCheck, Phase, given, settings

from gitdigest.release.effect import Effect, Endings, net_effect
from gitdigest.release.walk import walk
from gitdigest.repo import open_repository

SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[p for p in Phase if p is not Phase.shrink],  # a history shrinks for minutes
)


def effect_of(repo: GitRepo, base: str, head: str, cache: Path) -> Effect:
    with open_repository(str(repo.path), cache=cache) as opened:
        source = opened.ranges
        diff = source.between(base, head)
        follower, fork = walk(source, base, head, lambda *_: None)
        return net_effect(Endings(follower, diff, head, fork=fork))


def numstat(repo: GitRepo, base: str, head: str) -> tuple[int, int]:
    """The sums of `git diff --numstat` between two commits."""
    added = deleted = 0
    fields = iter(repo.git_bytes("diff", "-M", "--numstat", "-z", base, head).split(b"\0")[:-1])
    for field in fields:
        plus, minus, name = field.split(b"\t", 2)
        if not name:  # of a rename both names follow
            next(fields)
            next(fields)
        added += int(plus) if plus != b"-" else 0
        deleted += int(minus) if minus != b"-" else 0
    return added, deleted


@given(histories())
@SLOW
def test_surviving_lines_sum_to_what_git_counts(steps: list[Step]) -> None:
    """Whatever the history, survived and removed lines are those of `git diff --numstat`."""
    with tempfile.TemporaryDirectory() as folder:
        repo, shas = build(steps, Path(folder) / "r.git")
        for base in {shas[0], shas[len(shas) // 2]}:
            effect = effect_of(repo, base, shas[-1], Path(folder) / "cache")
            survived = sum(fate.survived for fate in effect.fates)
            removed = sum(fate.removed for fate in effect.fates)
            expected = numstat(repo, base, shas[-1])
            assert expected == (survived + effect.elsewhere[0], removed + effect.elsewhere[1])
            if repo.git("merge-base", base, shas[-1], check=False) == base:
                assert (0, 0) == effect.elsewhere
            for fate in effect.fates:
                books = (fate.survived, fate.changed, fate.gone, fate.restored, fate.same)
                assert fate.added + fate.moved == sum(books)
