"""Canaries: secrets planted in every place of a commit, looked for in everything that leaves it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import answers as answer
import pytest
from commandline import Done
from engine.scripted import reads, scripted
from gitrepo import GitRepo
from leaks import planted, private_key
from warm import run

from gitdigest.report import FORMATS
from gitdigest.report.release import FORMATS as RELEASE_FORMATS

DAY = "2023-11-14"
PLANTED = {name: entry for name, entry in planted().items() if name != "aws-temporary"}
ZLIB = re.compile(rb"x[\x01\x5e\x9c\xda]")  # all heads of a stream that needs no dictionary
CANARIES = [value for _, value, _ in PLANTED.values()] + private_key()[1:-1]


@pytest.fixture
def aviary(repo: GitRepo) -> GitRepo:
    """A secret of each form in code, messages, names of people and files, removed and moved."""
    lines = [line for _, _, line in PLANTED.values()]
    key = PLANTED["aws"][1]
    code = "".join(
        f"# {n}\ndef f{n}(x='{line!r}'):\n    return x\n" for n, line in enumerate(lines)
    )
    repo.commit(
        "feat: settings\n\n" + "\n".join(lines),
        {
            "src/settings.env": "\n".join(lines) + "\n",
            "src/code.py": code,
            "src/latin.py": "\n".join(["# é", *lines]).encode("latin-1"),
            "deploy/key.pem": "\n".join(private_key()) + "\n",
            "config.json": json.dumps({"a": lines, "password": PLANTED["code"][1]}, indent=1),
            "web.min.js": ";".join(lines) * 50,
        },
    )
    repo.env |= {"GIT_AUTHOR_NAME": f"Eve {key}", "GIT_AUTHOR_EMAIL": f"{key}@example.org"}
    repo.commit(
        f"fix: {key} in the subject\n\nSigned-off-by: Eve <{key}@example.org>\nToken: {key}",
        {f"src/{key}/a.py": f"# TODO {key}\nx = 1\n", "src/settings.env": None},
    )
    repo.git("mv", "src/code.py", f"src/{PLANTED['github'][1]}.py")
    repo.commit(f"refactor!: move\n\nBREAKING CHANGE: {key}", {"src/latin.py": "\n".join(lines)})
    return repo


def told(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What a folder's files hold, packed or not."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield str(path), data
            for begin in ZLIB.finditer(data):  # each stream in a database or a file
                unpacker = zlib.decompressobj()
                with suppress(zlib.error):
                    rest = memoryview(data)[begin.start() :]
                    yield f"{path} at {begin.start()}", unpacker.decompress(rest, 1 << 24)


def caught(*texts: str | bytes) -> list[str]:
    """The canaries that are in one of the texts."""
    data = b"\n".join(text if isinstance(text, bytes) else text.encode() for text in texts)
    return [canary for canary in CANARIES if canary.encode() in data]


def checked(done: Done) -> Done:
    assert done.code in {0, 3}, done.err
    assert [] == caught(done.out, done.err)
    return done


def test_no_canary_leaves(aviary: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No request to a model, no file of the cache, no report of any format, no line on a terminal."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    assert CANARIES == caught(aviary.git_bytes("log", "-p"))
    formats = ("-f", ",".join(set(FORMATS) - {"terminal"}), "-o", tmp_path / "out", "-v")
    with scripted(reads(answer.FORMS)) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        checked(run("daily", aviary.path, "-d", DAY, *model, *formats))
        for revision in ("HEAD", "HEAD~1", "HEAD~2"):
            checked(run("show", revision, "--repo", aviary.path, *model))
        patch = aviary.git_bytes("format-patch", "--root", "--stdout", "HEAD")
        for mail in patch.split(b"\nFrom ")[:3]:
            checked(run("show", "-", *model, stdin=b"From " + mail.removeprefix(b"From ")))
        kinds = ",".join(set(RELEASE_FORMATS) - {"terminal"})
        release = ("--repo", aviary.path, "-f", kinds, "-o", tmp_path / "release", "-v")
        checked(run("release", "HEAD", *release))
        requests = json.dumps(server.asked, ensure_ascii=False)
    assert len(server.asked) > 3
    assert requests.count("[secret:") > len(PLANTED)
    assert [] == caught(requests)
    released = dict(told(tmp_path / "release"))
    assert len(RELEASE_FORMATS) - 1 == len(released)
    assert [] == caught(*released.values())
    written = dict(told(tmp_path / "out"))
    assert len(FORMATS) - 1 == len(written)
    assert [] == caught(*written.values())
    kept = dict(told(cache))
    assert any(b"secret:" in data for data in kept.values())
    assert [] == caught(*kept.values())


def test_each_canary_is_a_finding_with_its_place(aviary: GitRepo) -> None:
    """The report names what it masked, by kind, path and line."""
    done = run("daily", aviary.path, "-d", DAY, "-f", "json", "-o", "-")
    last = json.loads(done.out)["repositories"][0]["commits"]
    first = next(one for one in last if one["commit"]["subject"] == "feat: settings")
    found = {fact["name"]: fact for fact in first["facts"]["findings"] if fact["kind"] == "secret"}
    assert {kind for kind, _, _ in PLANTED.values()} <= found.keys()
    lines = [line for _, _, line in PLANTED.values()]
    for name in ("aws", "stripe", "jwt"):
        kind, _, line = PLANTED[name]
        places = {(one["path"], one["line"]) for one in found[kind]["evidence"]}
        assert ("src/settings.env", lines.index(line) + 1) in places
    assert "high" == first["importance"]
    assert (
        "floor.secret" in {one["code"] for one in first["reasons"]} or first["facts"]["score"] > 4
    )
    text = run("daily", aviary.path, "-d", DAY, "-f", "md", "-o", "-").out
    assert "⚠ Secrets, masked in this report" in text
    assert "src/settings\\.env" in text or "src/settings.env" in text
