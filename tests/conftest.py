"""What every test gets: an environment in which nothing of the user's can be seen."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import warm
from engine.kept import random_gguf_in
from factcase import FactCase
from fakegit import all_go
from gitrepo import GitRepo
from hypothesis import settings

from gitdigest.model.llama_server import LlamaServer, ServerSettings, llama_server
from gitdigest.pool import Pool, open_pool
from gitdigest.repo import Repository, open_repository

# Whoever starts us in the background has signals ignored, and all that we start would inherit that.
for _number, _usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)

# a gate must say the same of the same code; at a desk each run looks elsewhere
settings.register_profile("desk", deadline=None)  # a busy machine is no fault
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Homes that nobody has yet; pytest would look through thousands to number the next one."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _clean_environment(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, no configuration, a fixed zone, an identity for git."""
    home = next(_homes)
    home.mkdir()
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True, scope="session")
def _nothing_stays() -> Iterator[None]:
    """The process that `warm` forks is gone with the tests."""
    yield
    warm.end()


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """An empty repository with a work tree."""
    return GitRepo.init(tmp_path / "repo")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder of the test's own."""
    return tmp_path / "cache"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a real browser can be left out: it connects by itself."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` rewrites the expected files."""
    parser.addoption("--golden", action="store_true", help="rewrite the expected files")


@pytest.fixture
def case(repo: GitRepo, cache: Path) -> FactCase:
    """The facts of one commit, made from files before and after."""
    return FactCase(repo, cache)


@pytest.fixture(scope="session")
def random_gguf(pytestconfig: pytest.Config) -> Path:
    """A model of random weights; it is written once for all runs of one checkout."""
    pytest.importorskip("xllamacpp", reason="there is no engine for this machine")
    return random_gguf_in(pytestconfig.cache.mkdir("engine"))


@pytest.fixture(scope="session")
def engine(random_gguf: Path) -> Iterator[LlamaServer]:
    """A real server of that model: two slots of 8,192 tokens."""
    with llama_server(ServerSettings(random_gguf, window=8192, slots=2, threads=1)) as server:
        yield server


@pytest.fixture
def opened(repo: GitRepo, cache: Path) -> Iterator[Repository]:
    """A repository of one commit."""
    repo.commit("feat: one", {"a.py": "a = 1\n"})
    with open_repository(str(repo.path), cache=cache) as repository:
        yield repository


@pytest.fixture
def pool(opened: Repository) -> Iterator[Pool]:
    """Two workers, which are gone in the end, whatever became of them."""
    with open_pool(opened, None, 2) as made:
        yield made
    assert all_go()
