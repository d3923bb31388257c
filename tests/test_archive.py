"""The index of a folder of reports: what is in it, where it comes from, and what it refuses."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import digests
import pytest
from commandline import run
from gitrepo import GitRepo
from payloads import PAYLOADS
from readback import Page
from releases import handmade
from test_report_html import OURS
from test_report_markdown import everywhere

from gitdigest.digest import Digest
from gitdigest.report import json
from gitdigest.report.archive import Archive

DAY = "2023-11-14"


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def index(*found: Digest, language: str = "en") -> Page:
    archive = Archive(language)
    for number, digest in enumerate(found):
        archive.add(digest, [("html", f"{number}.html"), ("json", f"{number}.json")])
    return read(archive.render())


def save(folder: Path, name: str, digest: Digest) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dump(digest), encoding="utf-8", errors="surrogateescape")


def test_a_report_stands_under_its_day_with_its_files() -> None:
    """Newest first, each with its repositories, their counts and their weightiest commits."""
    later = replace(
        digests.digest(digests.repository(digests.BADGE), day="2026-02-02"), complete=False
    )
    page = index(digests.dynamo_day(), later)
    assert ["2026-02 (1)", "2026-01 (1)"] == page.texts("h3")[-2:]
    assert ["Daily report (2026-02-02)", "Daily report (2026-01-26)"] == page.texts("h4")
    assert ["1.html", "1.html", "1.json", "0.html", "0.html", "0.json"] == page.links()
    assert "ai-dynamo/dynamo · 4 · 🔴 1 · 🟡 1 · 🟢 2" in page.texts("p")
    assert "fix: resolve sgl be E/P/D multimodal routing issues (#5500)" in page.texts("li")
    assert 1 == sum("incomplete" in text for text in page.texts("p"))


def test_a_commit_counts_once() -> None:
    """In the report of its day and in that of the week; the newer digest says what it weighs."""
    day = digests.dynamo_day()
    heavier = replace(day.repositories[0].commits[0], importance="high")
    part = replace(day.repositories[0], commits=(heavier, *day.repositories[0].commits[1:]))
    newer = replace(day, repositories=(part,), generated_at=day.generated_at + timedelta(hours=1))
    for found in ((day, newer), (newer, day)):
        tiles = index(*found).texts("li")[:4]
        assert ["4 Commits", "2 High", "1 Medium", "1 Low"] == tiles


def test_equal_commits_of_two_repositories_are_two() -> None:
    """A fork's commit has the same id; both repositories are counted."""
    other = digests.digest(digests.repository(digests.BADGE, name="fork"))
    page = index(digests.dynamo_day(), other, digests.next_day())
    assert "6 Commits" in page.texts("li")
    rows = [text.split("\n") for text in page.texts("tr")]
    assert ["ai-dynamo/dynamo", "4"] == [cell for cell in rows[0] if cell.strip()]


def test_trends_are_to_one_scale() -> None:
    """The busiest day of the busiest name is the whole height of a row."""
    page = read_heights(index(digests.dynamo_day(), digests.next_day()))
    assert 100.0 == max(page)


def test_one_day_has_no_trend() -> None:
    """A chart of one column would say what the tiles say."""
    assert not index(digests.dynamo_day()).all("table")
    assert index(digests.dynamo_day(), digests.next_day()).all("table")


def read_heights(page: Page) -> list[float]:
    rects = [one.attributes for one in page.all("rect") if "y" in one.attributes]
    return [float(one["height"].rstrip("%")) + float(one["y"].rstrip("%")) for one in rects]


def test_a_release_stands_with_its_verdict() -> None:
    """Range, verdict with what it rests on, how much ships, the version, and its files."""
    archive = Archive("en")
    archive.add(digests.dynamo_day(), [("html", "day.html")])
    archive.add_release(handmade("v2"), [("html", "r.html"), ("json", "r.json")])
    page = read(archive.render())
    assert ["Overview", "Releases", "Reports"] == page.texts("h2")
    assert "Before the release of v2: v2..v2" in page.texts("h3")
    assert "🔴 Stop · 2026-01-26" in page.texts("p")
    assert "🔴 stops: Version too low for what changed (1)" in page.texts("li")
    (told,) = [text for text in page.texts("p") if "1 commit in 2 changes" in text]
    assert "what ships: 1 file, +3 −1" in told
    assert "That is 2.0.0 at least. v2 plans v2. ❌ That is too low." in told
    assert ["r.html", "r.html", "r.json", "day.html"] == page.links()
    assert 1 == sum("incomplete" in text for text in page.texts("p"))
    assert "4 Commits" in page.texts("li")


def test_the_newest_release_is_first() -> None:
    """And a folder may hold releases alone."""
    archive = Archive("zh")
    for days, name in ((0, "old"), (3, "new")):
        release = handmade(name)
        archive.add_release(
            replace(release, generated_at=release.generated_at + timedelta(days=days)), []
        )
    page = read(archive.render())
    assert ["发布审查"] == page.texts("h2")
    assert ["new", "old"] == [text[-3:] for text in page.texts("h3")]


def test_releases_and_days_share_a_folder(repo: GitRepo, tmp_path: Path) -> None:
    """A review that is written into an archive is in its index at once, with all its files."""
    out = tmp_path / "out"
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.git("tag", "v1.0.0")
    repo.commit("feat: two", {"a.py": "x = 2\n"})
    assert 0 == run("daily", repo.path, "-d", DAY, "--archive", "-o", out).code
    done = run("release", "v1.0.0..HEAD", "-r", repo.path, "-f", "html,sarif,notes", "-o", out)
    assert f"{out / 'index.html'}" == done.out.splitlines()[-1], done.err
    page = read((out / "index.html").read_text(encoding="utf-8"))
    assert ["Overview", "Releases", "Reports"] == page.texts("h2")
    stem = "v1.0.0..HEAD-repo"
    names = [f"{stem}-en.html", f"{stem}-en.notes.md", f"{stem}.json", f"{stem}.sarif.json"]
    assert set(names) < set(page.links())
    assert all((out / name).is_file() for name in names)
    again = run("archive", out)
    assert (0, "") == (again.code, again.err)
    outside = run("release", "v1.0.0..HEAD", "-r", repo.path, "-f", "html", "-o", tmp_path / "b")
    assert 1 == len(outside.out.splitlines())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markup(payload: str) -> None:
    """Whatever a digest holds, the index has our elements, no script and no link to elsewhere."""
    archive = Archive("en")
    archive.add(everywhere(payload), [("html", "0.html"), ("json", "0.json")])
    archive.add_release(handmade(payload), [("html", "0.html")])
    page = read(archive.render())
    assert page.tags() <= OURS, page.tags() - OURS
    assert not page.all("script", "form", "img")
    assert {"0.html", "0.json"} == set(page.links())
    names = {name for element in page.elements for name in element.attributes}
    assert not [name for name in names if name.startswith("on") or name in {"style", "src"}]


def test_it_is_made_of_the_digests_alone(tmp_path: Path) -> None:
    """Without git; pages beside a digest are linked, with their names as an address has them."""
    folder = tmp_path / "out"
    save(folder, "a b#1.json", digests.dynamo_day())
    (folder / "a b#1-zh.html").write_text("x")
    (folder / "a b#1-zh.md").write_text("x")
    (tmp_path / "bin").mkdir()
    done = run("archive", folder, PATH=str(tmp_path / "bin"))
    assert (0, f"{folder / 'index.html'}\n", "") == (done.code, done.out, done.err)
    page = read((folder / "index.html").read_text(encoding="utf-8"))
    assert ["a%20b%231-zh.html", "a%20b%231-zh.md", "a%20b%231.json"] == page.links()[1:]
    assert ["zh.html", "zh.md", "json"] == page.texts("a")[1:]


def test_what_is_no_digest_is_named_and_left_out(tmp_path: Path) -> None:
    """Broken, foreign, later and hostile files, links, pipes and folders harm nothing."""
    folder = tmp_path / "out"
    save(folder, "good.json", digests.dynamo_day())
    bad = {
        "broken.json": b'{"schema": "gitdigest/digest/1",',
        "foreign.json": b'{"name": "x"}',
        "later.json": b'{"schema": "gitdigest/digest/9"}',
        "deep.json": b"[" * 100_000,
        "empty.json": b"",
        "<img src=x onerror=alert(1)>.json": b"\xff\xfe",
        "\x1b[31m.json": b"[]",
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    (folder / "link.json").symlink_to(folder / "good.json")
    os.mkfifo(folder / "pipe.json")
    (folder / "folder.json").mkdir()
    done = run("archive", folder)
    assert 0 == done.code
    assert len(bad) + 3 == len(done.err.splitlines())
    assert "\x1b" not in done.err
    page = read((folder / "index.html").read_text(encoding="utf-8"))
    assert 1 == len(page.texts("h4"))
    assert not page.all("img")
    assert "foreign.json the file is JSON, but no digest of gitdigest" in page.texts("li")


@pytest.mark.parametrize("made", [True, False])
def test_a_folder_without_digests_is_an_error(tmp_path: Path, made: bool) -> None:
    """Two lines, and no index."""
    folder = tmp_path / "out"
    if made:
        folder.mkdir()
    done = run("archive", folder)
    assert done.complaint
    assert 2 == done.code
    assert not (folder / "index.html").exists()


def test_a_page_of_somebody_else_stays(tmp_path: Path) -> None:
    """An index.html that is not ours is not replaced, nor is a link to one."""
    save(tmp_path / "out", "good.json", digests.dynamo_day())
    page = tmp_path / "out" / "index.html"
    page.write_text("<h1>mine</h1>")
    done = run("archive", tmp_path / "out")
    assert "no index of ours" in done.complaint[0]
    assert "<h1>mine</h1>" == page.read_text()


def test_daily_keeps_an_archive(repo: GitRepo, tmp_path: Path) -> None:
    """--archive begins one; from then on a page that is written there is in its index."""
    out = tmp_path / "out"
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    first = run("daily", repo.path, "-d", DAY, "--archive", "-f", "html", "-o", out)
    names = [f"{DAY}-repo-en.html", f"{DAY}-repo.json", "index.html"]
    assert names == [Path(line).name for line in first.out.splitlines()]
    repo.clock += 86_400
    repo.commit("feat: two", {"a.py": "x = 2\n"})
    second = run("daily", repo.path, "-d", "2023-11-15", "-f", "html", "-o", out)
    assert (0, 3) == (second.code, len(second.out.splitlines())), second.err
    page = read((out / "index.html").read_text(encoding="utf-8"))
    assert ["Daily report (2023-11-15)", "Daily report (2023-11-14)"] == page.texts("h4")
    other = run("daily", repo.path, "-d", DAY, "-f", "html", "-o", tmp_path / "plain")
    assert 1 == len(other.out.splitlines())


@pytest.mark.parametrize("place", ["-", "report.html"])
def test_an_archive_needs_a_folder(repo: GitRepo, tmp_path: Path, place: str) -> None:
    """Neither stdout nor a file can be one."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    done = run("daily", repo.path, "-d", DAY, "--archive", "-f", "html", "-o", place, cwd=tmp_path)
    assert "an archive is a folder" == done.complaint[0]
    assert 2 == done.code
