"""What is read from strangers holds for the kept inputs of the fuzzer, and for many like them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.__main__ import HERE, TARGETS

CORPUS = HERE / "corpus"
SEEDS = {
    target: [file.read_bytes() for file in sorted((CORPUS / target).iterdir())]
    for target in TARGETS
}
LARGEST = 2048  # bytes of a kept input
EXAMPLES = {"gitconfig": 40, "gitdir": 40, "trees": 40}  # each starts git, or is large


def check_of(target: str) -> Callable[[bytes], None]:
    check: Callable[[bytes], None] = import_module(f"fuzz.{target}").check
    return check


@st.composite
def near(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """Kept inputs cut, joined, and with other bytes in the middle."""
    one, other = (draw(st.sampled_from(seeds)) for _ in range(2))
    start = draw(st.integers(0, len(one)))
    end = draw(st.integers(0, len(other)))
    words = st.sampled_from([*one.split(), b"\0", b"\n", b'"', b"{", b"@@ -1 +1 @@", b"\xff"])
    middle = draw(st.lists(words | st.binary(max_size=4), max_size=6).map(b"".join))
    return one[:start] + middle + other[end:]


def test_every_target_has_a_corpus_and_every_corpus_a_target() -> None:
    """A target that nobody runs, or a folder that nobody reads, would be found clean for ever."""
    modules = {file.stem for file in HERE.glob("*.py")} - {"__init__", "__main__", "one"}
    assert set(TARGETS) == modules == {folder.name for folder in CORPUS.iterdir()}
    assert all(len(seeds) > 5 for seeds in SEEDS.values())


@pytest.mark.parametrize(
    "file", [f"{target}/{f.name}" for target in TARGETS for f in (CORPUS / target).iterdir()]
)
def test_the_kept_inputs_hold(file: str) -> None:
    """Each is small, and nothing but a documented error escapes."""
    data = (CORPUS / file).read_bytes()
    assert len(data) <= LARGEST
    check_of(file.partition("/")[0])(data)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_like_them_holds_too(target: str) -> None:
    """Parts of them in another order, with bytes between them."""

    @settings(
        max_examples=EXAMPLES.get(target, 200),
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(near(SEEDS[target]) | st.binary(max_size=200))
    def holds(data: bytes) -> None:
        check_of(target)(data)

    holds()


@pytest.mark.skipif(find_spec("atheris") is None, reason="make fuzz installs it")
def test_the_runner_finds_what_escapes(tmp_path: Path) -> None:
    """A target that fails for one letter ends with 1, names the error, and keeps the input."""
    shutil.copytree(HERE, tmp_path / "fuzz")
    (tmp_path / "fuzz" / "corpus" / "broken").mkdir()
    (tmp_path / "fuzz" / "corpus" / "broken" / "seed").write_bytes(b"abc")
    (tmp_path / "fuzz" / "broken.py").write_text(
        "def check(data: bytes) -> None:\n    if data[:1] == b'X':\n        {}[data]\n"
    )
    broken, whole = (
        subprocess.run(
            [sys.executable, "-m", "fuzz", seconds, target],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        for target, seconds in (("broken", "10"), ("reply", "3"))  # one is over when it finds
    )
    assert 1 == broken.returncode
    assert re.search(r"KeyError: b['\"]X", broken.stdout)  # Python quotes a quote by the other one
    (found,) = (tmp_path / "build" / "fuzz" / "broken" / "found").iterdir()
    assert found.read_bytes().startswith(b"X")
    assert 0 == whole.returncode, whole.stdout
    assert whole.stdout.startswith("reply: ")
    assert whole.stdout.endswith(" inputs in 3 s, clean\n")
