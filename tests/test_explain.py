"""Commits explained by a model: in what order, what is kept, what ends it, what is found again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

import answers as answer
import pytest
from gitrepo import GitRepo
from models import ScriptedModel

from gitdigest.analysis.asking import Asker
from gitdigest.analysis.claim import Skipped
from gitdigest.describe import Silence, digest_repository
from gitdigest.digest import CommitDigest
from gitdigest.explain.budget import Budget, Metered, Price
from gitdigest.explain.explainer import Explainer
from gitdigest.explain.recall import Kept
from gitdigest.explain.wording import Wording
from gitdigest.explain.work import Work
from gitdigest.facts.rules import Rules
from gitdigest.model.answers import AnswerCache
from gitdigest.model.cache import Absent, CachedModel
from gitdigest.model.errors import own_error
from gitdigest.model.model import Mode, ModelErrorKind, Prompt, Reply
from gitdigest.repo import Repository, open_repository
from gitdigest.selection import Selection
from gitdigest.workers import describe_on_cores

WORDS = Wording()
FEATURE = "".join(f"def step_{n}(value):\n    return value + {n}\n" for n in range(20))


@dataclass
class Reader(ScriptedModel):
    """Answers each form as it asks; `wrong` holds what is said first in its place."""

    wrong: list[str] = field(default_factory=list)

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        self.history.append((prompt, mode))
        await asyncio.sleep(0)
        said = self.wrong.pop(0) if self.wrong else json.dumps(answer.FORMS[prompt.schema_name])
        return Reply(said, "stop", 100, 20, 0.5)

    @property
    def forms(self) -> list[str]:
        return [prompt.schema_name for prompt, _ in self.history]


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    """A feature, a docs change, a fix, and a lock file."""
    repo.commit("feat: steps", {"src/x.py": FEATURE})
    repo.commit("docs: say what x is", {"README.md": "x is two.\n"})
    repo.commit("fix: x is two", {"src/x.py": f"{FEATURE}x = 2\ny = 3\nz = 4\n"})
    repo.commit("build: lock", {"uv.lock": '[[package]]\nname = "a"\nversion = "1"\n'})
    return repo


@pytest.fixture
def opened(made: GitRepo, cache: Path) -> Iterator[Repository]:
    with open_repository(str(made.path), cache=cache) as repository:
        yield repository


def work_of(repository: Repository, kept: Kept | None = None, workers: int = 1) -> Work:
    selected = repository.select(Selection())
    described = describe_on_cores(repository, selected, Rules(), kept, workers=workers)
    part = digest_repository(
        repository, selected, zone=UTC, progress=Silence(), described=described
    )
    return Work(repository, selected, part)


def explain(model: ScriptedModel, work: Work) -> list[CommitDigest]:
    asker = Asker(model, WORDS.requests())
    asyncio.run(Explainer(asker, Silence()).explain([work]))
    return list(work.done().commits)


def test_every_commit_is_explained_the_weightiest_first(opened: Repository) -> None:
    """The feature, the fix, then the docs; a lock file speaks for itself; then the whole day."""
    model = Reader()
    lock, fix, docs, feat = explain(model, work := work_of(opened))
    assert ["high", "medium", "low", "overview"] == model.forms
    assert Skipped("by-rule") == lock.skipped
    assert all(one.analysis and one.skipped is None for one in (fix, docs, feat))
    assert work.overview is not None
    assert {feat.sha, fix.sha} == set(work.overview.themes[0].commits)


def test_claims_show_their_hunks(opened: Repository) -> None:
    """The hunk that a risk points to is quoted with its commit, and no other."""
    feat = explain(Reader(), work_of(opened))[-1]
    (quote,) = feat.quotes
    assert ("src/x.py", 1) == (quote.path, quote.new_start)
    assert "+def step_0(value):" in quote.body


def test_a_model_may_move_a_tier_and_it_is_said(opened: Repository) -> None:
    """Within what the facts allow; the reason names the model."""
    model = Reader()
    fix = explain(model, work_of(opened))[1]
    assert fix.analysis
    assert fix.importance == fix.analysis.importance
    moved = [reason for reason in fix.reasons if reason.code == "model"]
    assert (fix.importance != fix.facts.importance) == bool(moved)


@pytest.mark.parametrize("kind", ["setup", "unreachable", "refused", "no-model", "budget"])
def test_a_model_that_is_gone_is_asked_once(opened: Repository, kind: ModelErrorKind) -> None:
    """Every commit keeps its facts and says why it has no more."""
    model = ScriptedModel(default=own_error(kind, "gone"))
    lock, *others = explain(model, work := work_of(opened))
    assert 1 == len(model.history)
    assert {Skipped(f"model-{kind}", "gone")} == {one.skipped for one in others}
    assert lock.skipped is not None
    assert work.overview is None


@pytest.mark.parametrize("kind", ["timeout", "broken", "busy"])
def test_three_failures_in_a_row_end_it(repo: GitRepo, cache: Path, kind: ModelErrorKind) -> None:
    """One may be a hard question; a server that stands still costs no night."""
    for number in range(6):
        repo.commit(f"fix: {number}", {"x.py": f"x = {number}\n"})
    model = ScriptedModel(default=own_error(kind, "late"))
    with open_repository(str(repo.path), cache=cache) as repository:
        found = explain(model, work_of(repository))
    assert 3 == len(model.history)
    assert {Skipped(f"model-{kind}", "late")} == {one.skipped for one in found}


def test_what_git_cannot_read_again_is_named(opened: Repository, made: GitRepo) -> None:
    """The repository lost its objects meanwhile: facts stay, and nobody is asked."""
    work = work_of(opened)
    for pack in (made.path / ".git" / "objects").glob("[0-9a-f][0-9a-f]"):
        for file in pack.iterdir():
            file.chmod(0o644)
            file.write_bytes(b"")
    model = Reader()
    found = explain(model, work)
    assert 4 == len(found)
    assert all(one.analysis is None for one in found)


def kept_of(model: ScriptedModel, folder: Path) -> Kept:
    return Kept(Absent(model.identity, model.window), folder, WORDS)


def remember(opened: Repository, model: ScriptedModel, folder: Path) -> list[CommitDigest]:
    """Explain with a cache around the model."""
    answers = AnswerCache(folder)
    cached = CachedModel(model, answers)
    asker = Asker(cached, WORDS.requests(), forget=cached.forget)
    work = work_of(opened, kept_of(model, folder))
    asyncio.run(Explainer(asker, Silence()).explain([work]))
    answers.close()
    return list(work.done().commits)


@dataclass
class Estimating(Reader):
    """A reader whose tokens are counted as an absent model counts them."""

    def count(self, text: str) -> int:
        return Absent("", 0).count(text)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_second_run_finds_every_analysis(
    made: GitRepo, opened: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """In this process and in workers, and none of it is asked again."""
    monkeypatch.setattr("gitdigest.workers.WORTH_IT", 2)
    folder = tmp_path / "answers"
    first = remember(opened, Estimating(), folder)
    again = work_of(opened, kept_of(Estimating(), folder), workers=workers)
    assert [one.analysis for one in first] == [one.analysis for one in again.part.commits]
    assert [one.quotes for one in first] == [one.quotes for one in again.part.commits]
    model = Estimating()
    remember(opened, model, folder)
    assert [] == model.history
    made.commit("fix: more", {"src/x.py": "x = 5\n"})


def test_the_way_to_an_analysis_is_kept_with_its_detours(
    opened: Repository, tmp_path: Path
) -> None:
    """An answer that could not be read, and then one that could: neither is asked for again."""
    first = Estimating(wrong=["this is no JSON"])
    remember(opened, first, tmp_path / "answers")
    assert 5 == len(first.history)
    second = Estimating()
    assert remember(opened, second, tmp_path / "answers")[-1].analysis
    assert [] == second.history


def test_answers_that_led_nowhere_are_asked_for_again(opened: Repository, tmp_path: Path) -> None:
    """A commit without an analysis is open in the next run."""
    first = Estimating(wrong=["no", "no", "no"])
    found = remember(opened, first, tmp_path / "answers")
    assert Skipped("not-json", "it held no JSON object with these fields") == found[-1].skipped
    second = Estimating()
    assert remember(opened, second, tmp_path / "answers")[-1].analysis
    assert ["high", "overview"] == second.forms


def test_nothing_is_asked_beyond_the_budget(opened: Repository) -> None:
    """Requests in flight count with their longest answers; what was left out says so."""
    enough, spent = 1_000_000, []
    for allowed in (1, 3_000, 4_000, enough):
        meter = Metered(Reader(), Budget(tokens=allowed), Price())
        found = explain(meter, work_of(opened))  # type: ignore[arg-type]
        left = [one for one in found if one.skipped and one.skipped.reason == "model-budget"]
        assert meter.prompt_tokens + meter.answer_tokens <= allowed
        assert bool(left) == (meter.calls < 3)
        spent.append(meter.calls)
    assert sorted(spent) == spent
    assert (0, 4) == (spent[0], spent[-1])
