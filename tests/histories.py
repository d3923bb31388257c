"""Generates small, odd histories with hypothesis and writes them by `git fast-import`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gitrepo import GitRepo
from hypothesis import strategies as st

NAMES = [
    b"a", b"b", b"dir/c.py", b"dir/d.rs", b"sp ace", b'qu"ote', b"new\nline", b"caf\xe9.txt",
    b"tab\t", "日本.md".encode(), b"-dash", b":colon", b"back\\slash", b"trail ", b"x/diff --git a",
]  # fmt: skip
LINES = [
    b"one", b"two", b"", b"+plus", b"-minus", b"@@ -1 +1 @@", b"diff --git a/a b/a", b"\\ No newline",
    b"cr\r", b"form\x0cfeed", "line\u2028sep".encode(), b"caf\xe9", b"\0", b"def f():", b"    pass",
]  # fmt: skip
GITLINK = "1234567890" * 4


@dataclass(frozen=True)
class Entry:
    """A file as one commit leaves it."""

    mode: str
    content: bytes


@dataclass(frozen=True)
class Step:
    """A commit: positions of its parents, its files (None deletes one), its time and message."""

    parents: tuple[int, ...]
    files: dict[bytes, Entry | None]
    time: int
    message: bytes


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    lines = draw(st.lists(st.sampled_from(LINES), max_size=30))
    return b"\n".join(lines) + draw(st.sampled_from([b"", b"\n"]))


@st.composite
def entries(draw: st.DrawFn, pool: list[bytes]) -> Entry | None:
    kind = draw(st.sampled_from(["file"] * 6 + ["again"] * 4 + ["exec", "link", "module", "gone"]))
    if kind == "gone":
        return None
    if kind == "module":
        return Entry("160000", GITLINK.encode())
    content = draw(st.sampled_from(pool)) if kind == "again" and pool else draw(contents())
    pool.append(content)
    modes = {"exec": "100755", "link": "120000"}
    return Entry(
        modes.get(kind, "100644"), content.replace(b"\0", b"") if kind == "link" else content
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """One to six commits: roots, merges of up to three, dates in any order."""
    pool: list[bytes] = []
    steps: list[Step] = []
    for i in range(draw(st.integers(1, 6))):
        parents = draw(st.lists(st.integers(0, i - 1), max_size=3, unique=True)) if i else []
        names = draw(st.lists(st.sampled_from(NAMES), max_size=5, unique=True))
        time = draw(st.integers(0, 10)) * 86_400 + 1_600_000_000
        message = draw(
            st.sampled_from([b"fix: one", b"two\n\nbody\n", b"", b"caf\xe9", b"commit 1"])
        )
        files = {name: draw(entries(pool)) for name in names}
        steps.append(Step(tuple(parents), files, time, message))
    return steps


def build(steps: list[Step], path: Path) -> tuple[GitRepo, list[str]]:
    """The repository of a history, its branch `main` on the last commit, and all ids in order."""
    repo = GitRepo.init(path, "--bare")
    lines: list[bytes] = []
    for i, step in enumerate(steps, 1):
        who = f"Ada <ada@example.org> {step.time + i} +0000".encode()
        # the last commit is on main: each gets a branch, so that none is lost
        lines += [b"commit refs/heads/step%d" % i, b"mark :%d" % i]
        lines += [
            b"author " + who,
            b"committer " + who,
            b"data %d" % len(step.message),
            step.message,
        ]
        for word, parent in zip([b"from", b"merge", b"merge"], step.parents, strict=False):
            lines.append(word + b" :%d" % (parent + 1))
        for name, entry in step.files.items():
            lines += _file(_quoted(name), entry)
        lines.append(b"")
    marks = path / "marks"
    repo.git("fast-import", "--quiet", f"--export-marks={marks}", stdin=b"\n".join(lines) + b"\n")
    ids = dict(line.split() for line in marks.read_text().splitlines())
    shas = [ids[f":{i}"] for i in range(1, len(steps) + 1)]
    repo.git("update-ref", "refs/heads/main", shas[-1])
    return repo, shas


def _file(name: bytes, entry: Entry | None) -> list[bytes]:
    if entry is None:
        return [b"D " + name]
    if entry.mode == "160000":
        return [b"M 160000 " + entry.content + b" " + name]
    return [
        b"M " + entry.mode.encode() + b" inline " + name,
        b"data %d" % len(entry.content),
        entry.content,
    ]


def _quoted(name: bytes) -> bytes:
    return (
        b'"'
        + b"".join(b"\\%03o" % c if c in b'"\\' or not 32 <= c < 127 else bytes([c]) for c in name)
        + b'"'
    )
