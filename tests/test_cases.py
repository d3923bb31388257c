"""Golden cases: folders with a script that makes a repository, and what must be printed of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
OUTPUTS = [
    ("expected.json", "json", "en"),
    ("expected.en.md", "md", "en"),
    ("expected.zh.md", "md", "zh"),
]
CLOCK = "1800000000"


@pytest.mark.parametrize("case", sorted(p.parent.name for p in CASES.glob("*/make.sh")))
def test_case(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The report of the case is the expected one, byte for byte, in each form."""
    folder = CASES / case
    made = tmp_path / "project"
    made.mkdir()
    subprocess.run(["bash", str(folder / "make.sh")], cwd=made, check=True, capture_output=True)
    arguments = (folder / "arguments").read_text().split()
    for name, form, language in OUTPUTS:
        done = subprocess.run(
            [
                sys.executable, "-P", "-m", "gitdigest", "daily", str(made), *arguments,
                "--format", form, "--language", language, "-o", "-", "--quiet",
            ],
            capture_output=True,
            check=False,
            env={**os.environ, "SOURCE_DATE_EPOCH": CLOCK},
        )  # fmt: skip
        assert (0, "") == (done.returncode, done.stderr.decode())
        if request.config.getoption("--golden"):
            (folder / name).write_bytes(done.stdout)
        assert (folder / name).read_text(encoding="utf-8") == done.stdout.decode()
