"""The process that parses first what may end whoever parses it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from factcase import FactCase, named, told

from gitdigest.facts import trial
from gitdigest.facts.trial import Trial

PLAIN = b"x = 1\n" * 1_000


@pytest.fixture
def tried() -> Iterator[Trial]:
    made = Trial(1.0)
    yield made
    made.end()


def pid_of(tried: Trial) -> int:
    assert tried._process is not None
    return tried._process.pid


def test_what_somebody_wrote_lets(tried: Trial) -> None:
    """In whatever language, by one process."""
    assert tried.lets(PLAIN, "Python")
    first = pid_of(tried)
    assert tried.lets(b"int f(void) { return 1; }\n" * 9_000, "C")
    assert tried.lets(b"class A {", "Java")
    assert first == pid_of(tried)


def test_after_a_text_that_ended_it_there_is_another(tried: Trial) -> None:
    """Nothing of the one that is gone stays."""
    assert tried.lets(PLAIN, "Python")
    first = pid_of(tried)
    assert not tried.lets(b"class A {" + b"operator\n=>returnfrom" * 20_000, "C")
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert tried.lets(PLAIN, "Python")


def test_one_that_was_killed_is_begun_anew(tried: Trial) -> None:
    """What ended it need not be the text that finds it gone: that one gets another process."""
    assert tried.lets(PLAIN, "Python")
    first = pid_of(tried)
    os.kill(first, signal.SIGKILL)
    assert tried.lets(PLAIN, "Python")
    assert first != pid_of(tried)


@pytest.mark.skipif(sys.platform != "linux", reason="it tells what a process holds")
def test_nothing_of_a_text_stays(tried: Trial) -> None:
    """However many there are, the memory that the process may take is for one."""

    def held() -> int:
        return int(Path(f"/proc/{pid_of(tried)}/statm").read_text().split()[1]) * 4096

    texts = [b"x%d = 1\n" % number * 30_000 for number in range(70)]
    assert all(tried.lets(text, "Python") for text in texts[:10])
    before = held()
    assert all(tried.lets(text, "Python") for text in texts[10:])
    assert held() - before < 5_000_000 < sum(map(len, texts[10:])) / 2


def test_what_takes_too_long_does_not_survive() -> None:
    """By its own clock, or by ours where it asks nobody."""
    hasty = Trial(0.0)
    assert not hasty.lets(PLAIN * 10, "Python")
    hasty.end()


def test_one_that_does_not_answer_is_ended(tried: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for without end."""
    assert tried.lets(PLAIN, "Python")
    first = pid_of(tried)
    os.kill(first, signal.SIGSTOP)
    monkeypatch.setattr(trial, "_PATIENCE", 1.0)
    start = time.monotonic()
    assert tried.lets(PLAIN * 100, "Python")  # more than a pipe holds; by another process
    assert time.monotonic() - start < 5
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_an_interrupt_ends_it(tried: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would have said must not answer the next question."""
    assert tried.lets(PLAIN, "Python")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(threading, "Timer", interrupted)
        with pytest.raises(KeyboardInterrupt):
            tried.lets(PLAIN, "Python")
    assert tried._process is None
    assert tried.lets(PLAIN, "Python")


def test_where_no_thread_is_to_be_had_nothing_lets(
    tried: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would end one that does not answer."""

    def none(_self: threading.Thread) -> None:
        raise RuntimeError

    monkeypatch.setattr(threading.Thread, "start", none)
    assert not tried.lets(PLAIN, "Python")


def test_where_no_process_is_to_be_had_nothing_lets(
    tried: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a large text is named, and not parsed."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert not tried.lets(PLAIN, "Python")


def test_nothing_is_loaded_from_where_we_stand(
    tried: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository of somebody else may hold modules of any name."""
    for name in ("json", "resource", "tree_sitter", "tree_sitter_python", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'fired')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend("")
    assert tried.lets(PLAIN, "Python")
    assert not (tmp_path / "fired").exists()


def test_it_ends_with_whoever_began_it(tried: Trial) -> None:
    """Its input ends then, however that happens."""
    assert tried.lets(PLAIN, "Python")
    process = tried._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert 0 == process.wait(timeout=10)
    process.stdin = None


def test_a_large_file_is_tried_and_a_small_one_is_not(
    case: FactCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not survive is named; small ones can do no harm."""
    asked: list[int] = []

    def lets(_self: Trial, source: bytes, _grammar: str) -> bool:
        asked.append(len(source))
        return False

    monkeypatch.setattr(Trial, "lets", lets)
    large, small = "x = [1, 2, 3]\n" * 9_000, "y = 1\n" * 300
    facts = case.facts({"a.py": "", "b.py": ""}, {"a.py": large, "b.py": small})
    assert [("a.py", None, None, "unread")] == told(facts, "unparsed")
    assert [("y", "added")] == named(facts, "symbol")
    assert [len(large)] == asked
