"""Golden cases: folders with a script that makes a repository, and what must be printed of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gitdigest.report import json, render

CASES = Path(__file__).parent / "cases"
OUTPUTS = [("expected.en.md", "en"), ("expected.zh.md", "zh")]
CLOCK = "1800000000"


@pytest.mark.parametrize("case", sorted(p.parent.name for p in CASES.glob("*/make.sh")))
def test_case(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The digest of the case is the expected one, byte for byte, and so are its reports."""
    folder = CASES / case
    made = tmp_path / "project"
    made.mkdir()
    subprocess.run(["bash", str(folder / "make.sh")], cwd=made, check=True, capture_output=True)
    arguments = (folder / "arguments").read_text().split()
    done = subprocess.run(
        [
            sys.executable, "-P", "-m", "gitdigest", "daily", str(made), *arguments,
            "--format", "json", "-o", "-", "--quiet",
        ],
        capture_output=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": CLOCK},
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr.decode())
    digest = json.load(done.stdout)
    found = {"expected.json": done.stdout.decode()}
    found |= {name: render(digest, "md", language=language) for name, language in OUTPUTS}
    for name, text in found.items():
        if request.config.getoption("--golden"):
            (folder / name).write_text(text, encoding="utf-8")
        assert (folder / name).read_text(encoding="utf-8") == text
