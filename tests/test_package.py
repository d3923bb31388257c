"""The wheel: built from a clean copy, installed in a fresh environment, run from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from gitrepo import GitRepo

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.package


def run(*command: str, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **env}
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what git tracks, and a file that git ignores, which must not get in."""
    copy = tmp_path_factory.mktemp("source")
    for name in run(
        "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT
    ).split("\0"):
        source = ROOT / name
        if name and source.is_file():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    (copy / "prompts" / ".env").write_text("KEY=secret")
    run("git", "init", "-q", cwd=copy)
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out), cwd=copy)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_what_it_needs_and_no_more(wheel: Path) -> None:
    """Modules, prompts, templates, catalogues; no tests, no ignored files."""
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("gitdigest/templates/") for name in names)
    assert "gitdigest/templates/locale/zh.po" in names
    assert "gitdigest/evaluation/cases/sql-injection.toml" in names
    assert not [name for name in names if ".env" in name or name.startswith(("tests/", "bench/"))]
    tracked = run("git", "ls-files", "gitdigest/*.py", cwd=ROOT).split()
    assert set(tracked) <= set(names)


def test_it_runs_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """In an environment that has the locked packages and no checkout in sight."""
    repo = GitRepo.init(tmp_path / "repo")
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    fresh = tmp_path / "fresh"
    python = fresh / "bin" / "python"
    uv = str(Path(sys.executable).with_name("uv"))
    run(uv, "venv", "--quiet", "--python", sys.executable, str(fresh), cwd=tmp_path)
    locked = str(ROOT / "requirements" / "run.txt")
    run(
        uv,
        "pip",
        "install",
        "-q",
        "--python",
        str(python),
        "--require-hashes",
        "-r",
        locked,
        cwd=tmp_path,
    )
    run(uv, "pip", "install", "-q", "--python", str(python), "--no-deps", str(wheel), cwd=tmp_path)
    gitdigest = str(fresh / "bin" / "gitdigest")
    for language, word in (("zh", "每日更新报告"), ("en", "Daily report")):
        report = run(
            gitdigest, "daily", str(repo.path), "--date", "2023-11-14", "--timezone", "UTC", "-q",
            "--format", "md", "--language", language, "-o", "-", cwd=tmp_path,
        )  # fmt: skip
        assert word in report
        assert "feat: one" in report
    assert run(gitdigest, "--version", cwd=tmp_path).strip()


def test_a_bare_checkout_runs_without_being_installed(tmp_path: Path) -> None:
    """`python -m gitdigest` finds prompts and templates at the top of the checkout."""
    repo = GitRepo.init(tmp_path / "repo")
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from gitdigest.__main__ import run; sys.exit(run())"
    report = run(
        sys.executable, "-P", "-c", code, "daily", str(repo.path), "--date", "2023-11-14",
        "--timezone", "UTC", "-q", "--format", "md", "-o", "-", cwd=tmp_path,
    )  # fmt: skip
    assert "feat: one" in report
