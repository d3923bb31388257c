"""A sick system: each fault ends in a clear word and the right exit code; nothing is lost or left."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import answers as answer
import confined
import pytest
from commandline import COMMAND, Done, environment, put_git, run
from engine.scripted import Scripted, reads, scripted
from filelock import FileLock
from gitrepo import GitRepo
from hostile import fingerprint
from warm import begun
from warm import run as run_warm

DAY = "2023-11-14"
JSON = ("-f", "json", "-o", "-")
CONFINED = (sys.executable, str(Path(__file__).with_name("confined.py")))


@cache
def confinable() -> bool:
    """Whether this system lets us mount what is sick."""
    done = subprocess.run([*CONFINED, "--", "true"], check=False, capture_output=True)
    return done.returncode != confined.REFUSED


needs_mounts = pytest.mark.skipif(not confinable(), reason="no mount namespaces here")


def sick(*ailments: str, command: tuple[str | Path, ...], **env: str) -> Done:
    """What the command line does on a sick system."""
    done = subprocess.run(
        [*CONFINED, *ailments, "--", *COMMAND, *map(str, command)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
        env=environment(**env),
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    for number in range(4):
        repo.commit(f"fix: x is {number}", {"x.py": f"x = {number}\n" * (number + 1)})
    return repo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to be made sick."""
    found = tmp_path / "sick"
    found.mkdir()
    return found


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files, which is as empty afterwards as before."""
    found = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(found))
    return found


def daily(repo: GitRepo | Path | str, *more: str | Path) -> tuple[str | Path, ...]:
    where = repo.path if isinstance(repo, GitRepo) else repo
    return ("daily", where, "-d", DAY, "-q", *more)


def books(done: Done) -> Any:
    return json.loads(done.out)["repositories"][0]["books"]


def warm() -> Path:
    """The cache folder of the test."""
    return Path(os.environ["XDG_CACHE_HOME"]) / "gitdigest"


# disks


@needs_mounts
def test_a_full_disk_for_the_report(made: GitRepo, folder: Path) -> None:
    """Its place is named, and no half of a report is there."""
    done = sick(f"full={folder}", command=daily(made, "-o", folder))
    message, hint = done.complaint
    assert (1, True) == (done.code, message.endswith("cannot be written: No space left on device"))
    assert "-o" in hint


@needs_mounts
def test_a_full_disk_for_the_cache(made: GitRepo, folder: Path) -> None:
    """The report is whole all the same: the next run reads the history again."""
    done = sick(f"full={folder}", command=daily(made, *JSON), XDG_CACHE_HOME=str(folder))
    assert (0, "", 4) == (done.code, done.err, books(done)["reported"])


@needs_mounts
@pytest.mark.parametrize("ailment", ["full", "readonly"])
def test_no_room_for_answers_is_told_before_a_model_is_asked(
    made: GitRepo, folder: Path, ailment: str
) -> None:
    """What would be asked for hours would not be kept."""
    with scripted(reads(answer.FORMS)) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        command = daily(made, *model, *JSON)
        done = sick(f"{ailment}={folder}", command=command, XDG_CACHE_HOME=str(folder))
        assert [] == server.asked
    message, hint = done.complaint
    assert 1 == done.code
    assert str(folder) in message
    assert "XDG_CACHE_HOME" in hint


@needs_mounts
def test_a_disk_that_fills_loses_no_kept_answer(made: GitRepo, folder: Path) -> None:
    """A cache without room is not one that is broken: it is not begun anew."""
    with scripted(reads(answer.FORMS)) as server:
        asked(made, server)
        count = len(server.asked)
        script = (
            f"cp -r {warm()} {folder}/gitdigest; head -c 1000000000 /dev/zero > {folder}/filler;"
            f'"$@"; rm {folder}/filler; cp -r {folder}/gitdigest/answers {folder}-answers'
        )
        model = ("--model", "openai/scripted", "--api-base", server.base)
        command = [*COMMAND, *map(str, daily(made, *model, *JSON))]
        subprocess.run(
            [*CONFINED, f"small={folder}:4000000", "--", "sh", "-c", script, "sh", *command],
            check=False,
            capture_output=True,
            env=environment(XDG_CACHE_HOME=str(folder)),
        )
        shutil.rmtree(warm() / "answers")
        shutil.move(f"{folder}-answers", warm() / "answers")
        asked(made, server)
        assert count == len(server.asked)


def asked(repo: GitRepo, server: Scripted) -> Done:
    model = ("--model", "openai/scripted", "--api-base", server.base)
    done = run_warm(*daily(repo, *model, *JSON))
    assert 0 == done.code, done.err
    return done


@needs_mounts
def test_a_full_disk_for_temporary_files(made: GitRepo, folder: Path) -> None:
    """Another place is taken, or it is told that there is none."""
    done = sick(f"full={folder}", command=daily(made, *JSON), TMPDIR=str(folder))
    assert (0, 4) == (done.code, books(done)["reported"])


@needs_mounts
@pytest.mark.parametrize("size", [100_000, 600_000])
def test_a_full_disk_for_a_mirror(made: GitRepo, folder: Path, size: int) -> None:
    """There is no half of one afterwards, and it is told that room is what it needs."""
    made.commit("noise", {"noise.bin": os.urandom(900_000)})
    url = f"file://{made.path}"
    done = sick(f"small={folder}:{size}", command=daily(url, *JSON), XDG_CACHE_HOME=str(folder))
    message, hint = done.complaint
    assert 1 == done.code
    assert "space left" in message
    assert "XDG_CACHE_HOME" in hint


# homes


@needs_mounts
def test_a_home_that_is_read_only(made: GitRepo, folder: Path) -> None:
    """A report needs a place that can be written, and nothing else does."""
    homes = {"HOME": str(folder), **dict.fromkeys(_XDG, "")}
    done = sick(f"readonly={folder}", command=daily(made), **homes)
    assert (1, "cannot be written to") == (done.code, done.complaint[0][-20:])
    done = sick(f"readonly={folder}", command=daily(made, *JSON), **homes)
    assert (0, "", 4) == (done.code, done.err, books(done)["reported"])


@needs_mounts
def test_a_mark_that_cannot_be_written(made: GitRepo, folder: Path, tmp_path: Path) -> None:
    """The report is there; that the next one repeats it is told, and in the exit code."""
    command = ("daily", made.path, "--new", "-o", tmp_path / "out")
    done = sick(f"readonly={folder}", command=command, XDG_CACHE_HOME=str(folder))
    assert (3, 1) == (done.code, len(list((tmp_path / "out").iterdir())))
    assert "the mark of --new cannot be written: Read-only file system" in done.err
    assert "hint: the next report of what is new holds these commits again" in done.err


_XDG = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")


@pytest.mark.parametrize("home", ["", "/proc/nobody", "/dev/null"])
def test_no_home(made: GitRepo, home: str) -> None:
    """As in a container or under cron: what is written to stdout needs none."""
    env = environment(HOME=home, **dict.fromkeys(_XDG, ""))
    if not home:
        del env["HOME"]
    command = [*COMMAND, *map(str, daily(made, *JSON))]
    done = subprocess.run(command, capture_output=True, check=False, env=env)
    assert (0, b"") == (done.returncode, done.stderr)
    assert 4 == json.loads(done.stdout)["repositories"][0]["books"]["reported"]


# caches


def rubbish(file: Path) -> None:
    file.write_bytes(b"rubbish" * 100)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def newer(file: Path) -> None:
    if file.suffix in {".sqlite", ".db"}:
        database = sqlite3.connect(file)
        database.execute("PRAGMA user_version = 999")
        database.commit()
        database.close()
    else:
        file.write_bytes(b"gitdigest-999\n" + file.read_bytes())


@pytest.mark.parametrize("damage", [rubbish, cut, emptied, newer])
def test_a_damaged_cache_is_made_again(made: GitRepo, damage: Any) -> None:
    """The report is the same, byte for byte, and nothing is said."""
    with scripted(reads(answer.FORMS)) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        reports = []
        for _ in range(2):
            done = run_warm(*daily(made, *model, *JSON), SOURCE_DATE_EPOCH="1700000000")
            assert (0, "") == (done.code, done.err)
            reports.append(json.loads(done.out)["repositories"])
            for file in [path for path in warm().rglob("*") if path.is_file()]:
                damage(file)
    assert reports[0] == reports[1]


def test_a_damaged_mark_is_a_first_report(made: GitRepo) -> None:
    """It holds everything: what is told twice is not lost."""
    command = ("daily", str(made.path), "--new", "-q", *JSON)
    assert 4 == books(run(*command))["reported"]
    assert 0 == books(run(*command))["reported"]
    for file in warm().glob("marks/*"):
        file.write_text("{", encoding="utf-8")
    done = run(*command)
    assert (0, 4) == (done.code, books(done)["reported"])
    assert "first-report" in {
        note["code"] for note in json.loads(done.out)["repositories"][0]["notes"]
    }


def test_two_runs_at_once(made: GitRepo, tmp_path: Path) -> None:
    """Of one cache, one mirror and one model: both end well and say the same; no lock is held."""
    outs = [tmp_path / f"{n}.md" for n in range(3)]
    with scripted(reads(answer.FORMS)) as server, ExitStack() as stack:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        command = daily(f"file://{made.path}", *model)
        runs = [
            stack.enter_context(begun(*command, "-o", out, SOURCE_DATE_EPOCH="1700000000"))
            for out in outs
        ]
        assert [0, 0, 0] == [one.done().code for one in runs]
    texts = {out.read_text(encoding="utf-8").partition("\n## ")[2] for out in outs}
    assert 1 == len({text for text in texts if text})
    locks = list(warm().rglob("*.lock"))
    assert locks
    for lock in locks:
        FileLock(lock).acquire(timeout=0)


def test_a_clock_that_was_set_back(made: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is kept is of the future then: it is used as it is."""
    url = f"file://{made.path}"
    assert 0 == run(*daily(url, *JSON)).code
    assert 4 == books(run("daily", made.path, "--new", "-q", *JSON))["reported"]
    for path in warm().rglob("*"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    done = run(*daily(url, *JSON))
    assert (0, "", 4) == (done.code, done.err, books(done)["reported"])
    assert 0 == books(run("daily", made.path, "--new", "-q", *JSON))["reported"]
    made.commit("one more", {"y.py": "y = 1\n"})
    assert 1 == books(run("daily", made.path, "--new", "-q", *JSON))["reported"]


# processes


def imported(path: Path, texts: Iterable[str]) -> Path:
    """A repository with a commit for each text, in a file of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        repo = GitRepo.init(path)
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a@b> {repo.clock + number} +0000\n"
        f"data 3\nc{number % 100:02}\nM 100644 inline f{number}\ndata {len(text)}\n{text}\n"
        for number, text in enumerate(texts)
    )
    repo.git("fast-import", "--quiet", stdin=stream.encode())
    return path


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More commits than are described in one process."""
    texts = (f"x = {number}\n" for number in range(100))
    return imported(tmp_path_factory.mktemp("many") / "repo", texts)


@needs_mounts
@pytest.mark.parametrize("most", [1, 2, 3, 4, 6, 8, 12, 24])
def test_few_processes(many: Path, most: int, temporary: Path) -> None:
    """Too few for git, for a thread, for the workers: a report, or a word; never a trace."""
    command = daily(many, "--range", "main~98..main", *JSON)
    done = sick(f"user={61_000 + most}", f"processes={most}", command=command, LC_ALL="C")
    assert "Traceback" not in done.err
    assert "bug" not in done.err, done.err
    if done.out:
        found = books(done)
        assert 98 == found["selected"] == found["reported"] + found["omitted"]
        assert (0 if not found["omitted"] else 3) == done.code
    else:
        assert (1, True) == (done.code, bool(done.complaint[1]))
    assert [] == list(temporary.glob("gitdigest-*"))


@needs_mounts
@pytest.mark.parametrize("most", [4, 6, 7, 8, 9, 12])
def test_few_processes_for_a_review(many: Path, most: int, temporary: Path) -> None:
    """Who compares the ends beside the walk may not be had: then who walks does it."""
    command = ("release", "main~98..main", "--repo", many, "-f", "json", "-o", "-", "-q")
    done = sick(f"user={61_100 + most}", f"processes={most}", command=command, LC_ALL="C")
    assert "Traceback" not in done.err
    assert "bug" not in done.err, done.err
    if done.out:
        assert 98 == json.loads(done.out)["repository"]["books"]["selected"]
    else:
        assert (1, True) == (done.code, bool(done.complaint[1]))
    assert [] == list(temporary.glob("gitdigest-*"))


@pytest.fixture(scope="module")
def large_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many commits, and so large, that git cannot be ahead of its reader by all of them."""
    texts = (
        "".join(f"{number} {line} {'x' * 80}\n" for line in range(700)) for number in range(90)
    )
    return imported(tmp_path_factory.mktemp("large") / "large", texts)


@pytest.fixture
def large(large_once: Path, tmp_path: Path) -> Path:
    """A copy of it, as some tests take it apart."""
    return shutil.copytree(large_once, tmp_path / "large")


def slow_git(tmp_path: Path, then: str) -> str:
    """A PATH with a git whose patches stop after a part; then something happens, once."""
    return put_git(
        tmp_path / "slow",
        'for one; do [ "$one" = --patch ] && slow=1; done\n'
        f'[ "$slow" ] && mkdir {tmp_path}/once 2>/dev/null || exec $GIT "$@"\n'
        f'$GIT "$@" | {{ head -c 3000000; {then} }}',
    )


def test_git_is_killed_half_way(large: Path, tmp_path: Path, temporary: Path) -> None:
    """What it did not give is asked for again, and the report is whole."""
    path = slow_git(tmp_path, "kill -9 $$;")
    done = run(*daily(large, *JSON), PATH=path)
    assert (0, 90) == (done.code, books(done)["reported"])
    assert (tmp_path / "once").is_dir()
    assert [] == list(temporary.iterdir())


def test_git_is_killed_again_and_again(large: Path, tmp_path: Path) -> None:
    """The commits that it gave are reported, the others by their names or not at all; all count."""
    path = put_git(
        tmp_path / "slow",
        'for one; do [ "$one" = --patch ] && slow=1; done\n[ "$slow" ] || exec $GIT "$@"\n'
        '$GIT "$@" | { head -c 300000; kill -9 $$; }',
    )
    done = run(*daily(large, *JSON), PATH=path)
    found = books(done)
    assert 90 == found["selected"] == found["reported"] + found["omitted"]
    assert "Traceback" not in done.err


def test_a_repository_that_is_repacked_while_it_is_read(large: Path, tmp_path: Path) -> None:
    """Nothing is missing from the report: what git had opened is still there, or is found anew."""
    repack = f"$GIT -C {large} repack -q -a -d -f; $GIT -C {large} prune-packed; cat;"
    done = run(*daily(large, *JSON), PATH=slow_git(tmp_path, repack))
    assert (0, 90, ()) == (done.code, books(done)["reported"], tuple(books(done)["unread_files"]))


def test_a_repository_that_is_rewritten_while_it_is_read(large: Path, tmp_path: Path) -> None:
    """The report is of what was there when it began."""
    head = subprocess.run(
        ["git", "-C", large, "rev-parse", "main~5"], capture_output=True, check=True, text=True
    ).stdout.strip()
    move = f"$GIT -C {large} update-ref refs/heads/main {head}; cat;"
    done = run(*daily(large, *JSON), PATH=slow_git(tmp_path, move))
    assert (0, 90) == (done.code, books(done)["reported"])


def test_a_repository_that_goes_while_it_is_read(large: Path, tmp_path: Path) -> None:
    """What was read is reported, the rest is counted and named."""
    done = run(*daily(large, *JSON), PATH=slow_git(tmp_path, f"rm -rf {large}/.git; exit 1;"))
    found = books(done)
    assert 3 == done.code
    assert 90 == found["selected"] == found["reported"] + found["omitted"]
    assert 0 < found["reported"]
    assert "Traceback" not in done.err


def test_a_remote_that_goes_half_way(made: GitRepo, tmp_path: Path) -> None:
    """A mirror stays as it was, and its age is told; without one there is no report."""
    made.commit("noise", {"noise.bin": os.urandom(2_000_000)})
    made.git("clone", "-q", "--bare", ".", str(tmp_path / "served" / "r.git"))
    path = put_git(
        tmp_path / "cut",
        'for one; do [ "$one" = index-pack ] && cut=1; [ "$one" = fetch ] && cut=1; done\n'
        f'[ -e {tmp_path}/cutting ] && [ "$cut" ] && {{ echo "fatal: the remote end hung up" >&2; exit 128; }}\n'
        'exec $GIT "$@"',
    )
    url = f"file://{tmp_path}/served/r.git"
    (tmp_path / "cutting").touch()
    done = run(*daily(url, *JSON), PATH=path)
    assert (1, True) == (done.code, "the remote end hung up" in done.complaint[0])
    (tmp_path / "cutting").unlink()
    assert 5 == books(run(*daily(url, *JSON), PATH=path))["reported"]
    (tmp_path / "cutting").touch()
    before = fingerprint(warm() / "mirrors")
    done = run(*daily(url, *JSON), PATH=path)
    notes = {note["code"] for note in json.loads(done.out)["repositories"][0]["notes"]}
    assert (0, 5, {"stale-mirror"}) == (done.code, books(done)["reported"], notes)
    kept = {
        path: said
        for path, said in before.items()
        if "/objects/" in path and path.endswith(".pack")
    }
    assert kept
    assert kept.items() <= fingerprint(warm() / "mirrors").items()


# endings


def stopped(number: signal.Signals, repository: Path, tmp_path: Path, *how: str) -> Done:
    """A run that gets a signal while git stands still."""
    mark = tmp_path / "stands-still"
    path = slow_git(tmp_path, f"touch {mark}; sleep 60;")
    with subprocess.Popen(
        [*how, *COMMAND, *map(str, daily(repository, "-o", tmp_path / "out" / "a.json"))],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(PATH=path),
    ) as process:  # fmt: skip
        await_file(mark)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    return Done(process.returncode, out.decode(), err.decode())


def await_file(file: Path) -> None:
    patience = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < patience
        time.sleep(0.05)
    time.sleep(0.5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_a_report_of_what_was_read(
    large: Path, tmp_path: Path, number: signal.Signals, temporary: Path
) -> None:
    """The rest is counted as interrupted; no temporary file stays, and no process."""
    done = stopped(number, large, tmp_path)
    part = json.loads((tmp_path / "out" / "a.json").read_text())["repositories"][0]
    assert (130, 90) == (done.code, part["books"]["selected"])
    assert {"interrupted"} == {one["reason"] for one in part["omitted"]}
    assert part["commits"]
    assert ["a.json"] == [file.name for file in (tmp_path / "out").iterdir()]
    assert [] == list(temporary.iterdir())


def test_nohup_is_respected(large: Path, tmp_path: Path) -> None:
    """A run that shall outlive its terminal does."""
    mark = tmp_path / "stands-still"
    path = slow_git(tmp_path, f"touch {mark}; sleep 2; cat;")
    with subprocess.Popen(
        ["nohup", *COMMAND, *map(str, daily(large, *JSON))],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(PATH=path),
    ) as process:  # fmt: skip
        await_file(mark)
        process.send_signal(signal.SIGHUP)
        out, _ = process.communicate(timeout=60)
    assert (0, 90) == (process.returncode, json.loads(out)["repositories"][0]["books"]["reported"])


@pytest.mark.parametrize("command", ["daily", "show"])
def test_a_terminal_that_is_closed(
    large: Path, tmp_path: Path, command: str, temporary: Path
) -> None:
    """Its user is gone and every word fails: what was read is written where it can be."""
    mark = tmp_path / "stands-still"
    path = slow_git(tmp_path, f"touch {mark}; sleep 60;")
    output = ("-o", str(tmp_path / "a.json"))
    words = {
        "daily": ("daily", str(large), "-d", DAY, *output),
        "show": ("show", "HEAD", "--repo", str(large), *output),
    }
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", *COMMAND, *words[command]],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment(PATH=path, TERM="xterm"),
    )  # fmt: skip
    os.close(theirs)
    await_file(mark)
    os.close(ours)
    assert 130 == process.wait(timeout=60)
    assert [] == list(temporary.iterdir())
    if command == "daily":
        part = json.loads((tmp_path / "a.json").read_text())["repositories"][0]
        assert 0 < part["books"]["reported"] < 90 == part["books"]["selected"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_every_command_ends_in_order(
    large: Path, tmp_path: Path, number: signal.Signals, temporary: Path
) -> None:
    """What has no report to write says so in a word, and leaves nothing behind."""
    mark = tmp_path / "stands-still"
    path = slow_git(tmp_path, f"touch {mark}; sleep 60;")
    with subprocess.Popen(
        [*COMMAND, "show", "HEAD", "--repo", str(large)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(PATH=path),
    ) as process:  # fmt: skip
        await_file(mark)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (130, b"", b"interrupted: nothing is written\n") == (process.returncode, out, err)
    assert [] == list(temporary.iterdir())


def test_the_folder_of_temporary_files_is_the_users() -> None:
    """So that these tests look where files would be left."""
    command = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    assert os.environ["TMPDIR"] == said
    assert tempfile.gettempdir()
