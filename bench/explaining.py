"""Explaining commits: how well a server's slots are used, what a rerun costs, what a kill costs."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path

from bench.asking import fixed_server
from bench.made import made_repository
from bench.timing import ratio, report
from gitdigest.describe import Silence, digest_repository
from gitdigest.digest import RepositoryDigest
from gitdigest.explain.opening import ANSWERS, Explaining, Settings
from gitdigest.explain.recall import Kept
from gitdigest.explain.work import Work
from gitdigest.facts.rules import Rules
from gitdigest.model.answers import AnswerCache
from gitdigest.model.connection import ModelOptions
from gitdigest.model.endpoints import Endpoint
from gitdigest.model.litellm_calls import load
from gitdigest.model.litellm_model import LiteLLMModel, Served
from gitdigest.repo import Repository, open_repository
from gitdigest.selection import Selection
from gitdigest.workers import describe_on_cores

_SECONDS = 1.0
_ROUNDS = 10
_RERUN = 1_000
_KILLS = 50
_KILLED = 200


def run(scratch: Path) -> None:
    """Prints wall time over the slots' time, a rerun over facts alone, and what kills lost."""
    for slots in (1, 4, 16):
        count = slots * _ROUNDS
        made = made_repository(scratch / f"explained-{slots}", count)
        with fixed_server(_SECONDS) as base:
            load(base)
            wall = _explained(made, scratch / f"answers-{slots}", base, slots)
        name = f"{count} commits, answers of 1 s on {slots} slots"
        report(name, (wall / _ROUNDS / _SECONDS, wall, _ROUNDS * _SECONDS), 1.1, "the slots' time")
    _rerun(scratch)
    _kills(scratch)


def _explained(made: Path, cache: Path, base: str, slots: int) -> float:
    """Seconds from the first request to the last analysis of a repository, overview left out."""
    with open_repository(str(made), cache=cache) as repository, _asked(cache, base, slots) as asked:
        work = Work(repository, repository.select(Selection()), _part(repository, asked.kept))
        began = time.perf_counter()
        asked.explain([work], Silence())
        wall = time.perf_counter() - began
        assert all(one.analysis for one in work.commits)  # noqa: S101
        return wall - _SECONDS * (work.overview is not None)


def _rerun(scratch: Path) -> None:
    made, cache = made_repository(scratch / "rerun", _RERUN), scratch / "rerun-answers"
    with fixed_server(0.0) as base:
        load(base)
        _explained(made, cache, base, 16)

        def again() -> None:
            _explained(made, cache, base, 16)

        found = ratio(again, _facts(made, cache), rounds=3)
    report(f"a rerun of {_RERUN} explained commits", found, 2, "facts alone")


def _facts(made: Path, cache: Path) -> Callable[[], object]:
    def find() -> RepositoryDigest:
        with open_repository(str(made), cache=cache) as repository:
            return _part(repository, None)

    return find


def _part(repository: Repository, kept: Kept | None) -> RepositoryDigest:
    selected = repository.select(Selection())
    described = describe_on_cores(repository, selected, Rules(), kept)
    return digest_repository(
        repository, selected, zone=UTC, progress=Silence(), described=described
    )


class _asked:  # noqa: N801 - a context, as a function would be
    """A model of the fixed server, ready to explain."""

    def __init__(self, cache: Path, base: str, slots: int) -> None:
        served = Served("hosted_vllm/fixed", "fixed", 32_768, [Endpoint(base, "", slots)])
        self._answers = AnswerCache(cache / ANSWERS)
        settings = Settings(ModelOptions("hosted_vllm/fixed"))
        model = LiteLLMModel(served)
        self._explaining = Explaining(settings, model, self._answers, cache / ANSWERS)

    def __enter__(self) -> Explaining:
        return self._explaining

    def __exit__(self, *_: object) -> None:
        self._explaining.close()
        self._answers.close()


def _kills(scratch: Path) -> None:
    """Kill -9 at random moments; each run goes on, and the last one needs nothing more."""
    made, cache = made_repository(scratch / "killed", _KILLED), scratch / "killed-answers"
    draw = random.Random(1)  # noqa: S311 - moments, no secrets
    with fixed_server(0.2) as base:
        command = [sys.executable, "-m", "bench.explaining", str(made), str(cache), base]
        for _ in range(_KILLS):
            child = subprocess.Popen(command)
            time.sleep(draw.uniform(0.2, 8.0))
            child.kill()
            child.wait()
        subprocess.run(command, check=True)
        answers = AnswerCache(cache / ANSWERS)
        kept = answers.count
        answers.close()
        asked = _count(base)
    print(
        f"{_KILLS} kills of a run of {_KILLED} commits: {asked} requests for {kept} answers, "
        f"{asked - kept} of them lost in flight"
    )
    shutil.rmtree(cache)


def _count(base: str) -> int:
    from urllib.request import urlopen  # noqa: PLC0415

    with urlopen(base.removesuffix("/v1") + "/count") as answer:  # noqa: S310 - our own loopback
        return int(answer.read())


def main(arguments: Sequence[str]) -> None:
    """One run, for those who kill it: REPOSITORY CACHE ADDRESS."""
    made, cache, base = arguments
    _explained(Path(made), Path(cache), base, 4)


if __name__ == "__main__":
    main(sys.argv[1:])
