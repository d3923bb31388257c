"""Reports of real repositories: from git, through facts and digest, to every format."""

from __future__ import annotations

import json as stdlib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from gitrepo import GitRepo
from payloads import PAYLOADS
from readback import github
from test_report_markdown import LANGUAGES, cells, hold

from gitdigest.describe import Silence, digest_repository
from gitdigest.digest import Digest, Period, digest
from gitdigest.repo import open_repository
from gitdigest.report import FORMATS, json, markdown, render
from gitdigest.selection import Selection
from gitdigest.text import clean

MESSAGES = [p for p in PAYLOADS if p.strip() and "\ud800" not in p and "\r" not in p]


def digest_of(repo: GitRepo, cache: Path) -> Digest:
    """All of HEAD, in the zone of Shanghai."""
    zone = ZoneInfo("Asia/Shanghai")
    with open_repository(str(repo.path), cache=cache) as source:
        selected = source.select(Selection(first_parent=False))
        part = digest_repository(source, selected, zone=zone, progress=Silence())
    now = datetime(2026, 1, 27, tzinfo=UTC)
    period = Period("range", "HEAD")
    return digest([part], period=period, timezone=str(zone), date_field="committer", now=now)


@pytest.fixture
def hostile(repo: GitRepo, cache: Path) -> Digest:
    """A history whose every message, file name and content is an attack."""
    commits = (_attack(number, text.encode()) for number, text in enumerate(MESSAGES))
    repo.git("fast-import", "--quiet", stdin=b"".join(commits))
    return digest_of(repo, cache)


def _attack(number: int, text: bytes) -> bytes:
    """A commit in the language of git-fast-import, its file name quoted byte by byte."""
    name = b"src/%d/%s.py" % (number, text.replace(b"/", b"|").replace(b"\0", b""))
    path = "".join(f"\\{byte:03o}" for byte in name).encode()
    message = b"%s\n\n%s\n" % (text, text)
    who = b"committer Eve <eve@example.org> %d +0000\n" % (1_700_000_000 + number)
    data = b"data %d\n%s\n" % (len(message), message)
    file = b'M 100644 inline "%s"\ndata %d\n%s\n' % (path, len(text), text)
    return b"commit refs/heads/main\n" + who + data + file


def test_a_history_of_attacks_is_reported(hostile: Digest) -> None:
    """Both parsers see the outline that is meant, all links resolve, nothing else is there."""
    assert len(MESSAGES) == len(hostile.repositories[0].commits)
    for language in LANGUAGES:
        hold(hostile, language)


def test_a_history_of_attacks_is_read_as_git_has_it(hostile: Digest, repo: GitRepo) -> None:
    """The table's rows are git's own subjects, newest first."""
    expected = repo.git_bytes("log", "--format=%s%x00").decode().split("\0\n")
    rows = cells(github(markdown.render(hostile, "en")))
    subjects = [clean(subject, oneline=True).strip() for subject in expected if subject.strip("\0")]
    assert len(subjects) == len(rows)
    for subject, row in zip(subjects, rows, strict=True):
        assert row[2].split("\n")[0] == subject


def test_a_real_digest_is_valid_and_comes_back(hostile: Digest) -> None:
    """It passes the published schema, and every format is the same after a round trip."""
    text = json.dump(hostile)
    check = jsonschema.Draft202012Validator(json.schema())
    assert [] == list(check.iter_errors(stdlib.loads(text)))
    assert hostile == json.load(text)
    for name in FORMATS:
        assert render(hostile, name) == render(json.load(text), name)


def test_what_a_shallow_clone_does_not_hold_is_told_as_unknown(
    repo: GitRepo, tmp_path: Path, cache: Path
) -> None:
    """Nobody can say what the commit at its end changed: it is not empty, and the books tell it."""
    for subject in ("fix: one", "fix: two"):
        repo.commit(subject, {"a": subject})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=1", repo.path.as_uri(), str(clone))
    day = digest_of(GitRepo(clone), cache)
    assert (False, (("shallow-boundary", 1),)) == (
        day.complete,
        day.repositories[0].books.unread_commits,
    )
    for language in LANGUAGES:
        hold(day, language)
    text = markdown.render(day, "en")
    assert "What it changed is not known: the shallow clone ends here." in text
    assert "- Changes not known: 1 commit (the shallow clone ends here)" in text
    assert "An empty commit" not in text


def test_a_partial_clone_is_named_where_something_is_missing(
    repo: GitRepo, tmp_path: Path, cache: Path
) -> None:
    """A report to which all was there does not speak of what was not."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", repo.path.as_uri(), str(clone))
    whole = digest_of(GitRepo(clone), cache).repositories[0]
    assert () == whole.notes
    repo.commit("feat: two", {"a.py": "x = 2\n"})
    repo.git("clone", "-q", "--filter=blob:none", repo.path.as_uri(), str(tmp_path / "later"))
    part = digest_of(GitRepo(tmp_path / "later"), cache).repositories[0]
    assert ["partial-clone"] == [note.code for note in part.notes]
    assert (("missing-object", 2),) == part.books.unread_files


def test_odd_shapes_of_history_are_reported(repo: GitRepo, cache: Path) -> None:
    """Merges, renames, binaries, empty commits and commits without a message have their place."""
    repo.commit("feat!: begin", {"src/a.py": "x = 1\n" * 50, "logo.png": b"\x89PNG\0\1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("fix: side", {"src/b.py": "y = 2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("", {})
    repo.git("mv", "src/a.py", "src/c.py")
    repo.commit("refactor: move", {})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side")
    day = digest_of(repo, cache)
    for language in LANGUAGES:
        hold(day, language)
    text = markdown.render(day, "en")
    assert "An empty commit: no file changed." in text
    assert "(no subject)" in text
    assert "⚠ breaking change" in text
    assert "- Files without content: 1 file (binary)" in text
    assert "renamed: src/a.py → src/c.py" in text
