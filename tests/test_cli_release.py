"""gitdigest release: its exit codes, where it begins and ends, and what it writes where."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from commandline import COMMAND, Done, environment, run
from confined import REFUSED
from gitrepo import GitRepo

from gitdigest.report.release import FORMATS

CONFINED = Path(__file__).with_name("confined.py")

API = "def load(path):\n    return path\n\n\ndef save(path):\n    return path\n"
LESS = API.partition("\n\n\n")[0] + "\n"


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    """A release, and a fix after it."""
    repo.commit("feat: begin", {"p/__init__.py": API})
    repo.git("tag", "v1.0.0")
    repo.commit("fix: read text", {"p/__init__.py": API.replace("return path", "return str(path)")})
    return repo


def reviewed(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    """What the review holds."""
    done = run("release", *arguments, "-f", "json", "--quiet", cwd=cwd)
    assert (0, "") == (done.code, done.err)
    found: dict[str, Any] = json.loads(done.out)
    return found


def ends(*arguments: str | Path, cwd: Path) -> tuple[str, str]:
    """From where to where."""
    found = reviewed(*arguments, cwd=cwd)["ends"]
    return found["base"], found["head"]


# what is not committed


def test_what_is_staged_is_reviewed(made: GitRepo) -> None:
    """From HEAD; what breaks is laid to a commit that has no id, and leads nowhere."""
    made.git("remote", "add", "origin", "https://github.com/some/one.git")
    made.write("p/__init__.py", LESS)
    made.git("add", ".")
    made.write("p/__init__.py", API)
    found = reviewed("--staged", cwd=made.path)
    assert ("HEAD", "staged", "pending") == (
        found["ends"]["base"],
        found["ends"]["head"],
        found["ends"]["head_sha"],
    )
    (commit,) = found["repository"]["commits"]
    assert ("pending", "", "Staged changes") == (
        commit["sha"],
        commit["url"],
        commit["commit"]["subject"],
    )
    assert [("p.save", ["pending"])] == [(b["name"], b["commits"]) for b in found["breaks"]]
    assert [{"code": "staged", "values": []}] == found["repository"]["notes"]


@pytest.mark.parametrize("name", ["md", "html", "json", "sarif", "notes", "changelog"])
def test_nothing_leads_to_a_page_that_is_not_there(made: GitRepo, name: str) -> None:
    """The forge knows no file and no commit of what is pending."""
    made.git("remote", "add", "origin", "https://github.com/some/one.git")
    made.write("p/__init__.py", LESS + f"# {'x' * 400}\n" * 30)
    commands = [("release", "--uncommitted")]
    if name in {"md", "html", "json"}:
        commands.append(("show", "--uncommitted"))
    for command in commands:
        done = run(*command, "-f", name, "--language", "en", cwd=made.path)
        pages = re.findall(r"github\.com/some/one/[^\s\"')<>]*", done.out)
        assert [] == [page for page in pages if "pending" in page]
        assert '"revisionId"' not in done.out


@pytest.mark.parametrize("name", ["md", "html", "text", "json", "terminal"])
def test_no_view_of_it_shows_an_id(made: GitRepo, name: str) -> None:
    """Wherever one would stand, in its title too; the only one is that of its parent."""
    made.write("p/__init__.py", LESS)
    done = run("show", "--uncommitted", "-f", name, cwd=made.path)
    assert "pending" in done.out
    shas = re.findall(r"\b[0-9a-f]{40}\b|\b(?=[a-f]*\d)[0-9a-f]{7,10}\b", done.out)
    assert {made.head()} >= set(shas)


@pytest.mark.parametrize("name", ["md", "html", "text", "terminal", "notes", "sarif", "junit"])
def test_no_report_shows_an_id_that_is_none(made: GitRepo, name: str) -> None:
    """Nobody can look it up: it stands in no format, in full or in short."""
    made.write("p/__init__.py", LESS)
    made.write("new.txt", "x\n")
    with_id = run("release", "--uncommitted", "-f", "json", cwd=made.path)
    done = run("release", "--uncommitted", "-f", name, "--fail-on", "stop", cwd=made.path)
    assert (0, 4) == (with_id.code, done.code)
    assert "pending" in done.out or name in {"text", "junit"}
    assert "Uncommitted changes of tracked files" in done.out or name not in {"md", "html"}
    assert "does not track are left out: 1" in done.out or name not in {"md", "html", "terminal"}
    known = made.git("log", "--format=%h", "--abbrev=7").split()
    words = done.out.replace("`", " ").replace("<", " ").replace(">", " ").split()
    ids = {w for w in words if len(w) == 7 and set(w) <= set("0123456789abcdef") and w.isalnum()}
    assert ids <= {*known, "0000000"}


def test_the_work_tree_is_reviewed_since_a_release(made: GitRepo) -> None:
    """With the commits between, as they are; a bare revision is where it begins, too."""
    made.write("p/__init__.py", LESS)
    for since in ("v1.0.0..", "v1.0.0"):
        found = reviewed(since, "--uncommitted", cwd=made.path)
        assert ("v1.0.0", "uncommitted", "1.0.0") == (
            found["ends"]["base"],
            found["ends"]["head"],
            found["ends"]["version"],
        )
        shas = [commit["sha"] for commit in found["repository"]["commits"]]
        assert ["pending", made.head()] == shas
        assert "2.0.0" == found["advice"]["asked"]


def test_nothing_staged_is_nothing_to_review(made: GitRepo) -> None:
    """A hook before each commit must not fail for it; `show` has nothing to show."""
    found = reviewed("--staged", cwd=made.path)
    assert ([], made.head()) == (found["repository"]["commits"], found["ends"]["head_sha"])
    said, hint = run("show", "--staged", cwd=made.path).complaint
    assert ("nothing is staged", "git add stages a change") == (said, hint)


def test_staged_changes_are_shown(made: GitRepo) -> None:
    """As one commit is, with its facts."""
    made.write("p/__init__.py", LESS)
    done = run("show", "--uncommitted", cwd=made.path)
    assert 0 == done.code
    assert done.out.startswith("Uncommitted changes\npending  nobody yet")
    assert "\n-def save(path):\n" in done.out
    assert done.out.endswith(
        "\n\nUncommitted changes of tracked files count as one commit, which has no id yet.\n"
    )


def test_the_first_commit_is_reviewed_before_it_is_made(repo: GitRepo) -> None:
    """From the beginning of the history."""
    repo.write("p.py", API)
    repo.git("add", ".")
    assert ("", "staged") == ends("--staged", cwd=repo.path)
    repo.git("rm", "-q", "--cached", "p.py")
    said, _ = run("release", "--staged", cwd=repo.path).complaint
    assert "there is no commit yet, and nothing staged" == said


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("--staged and --uncommitted do not go together", ("release", "--staged", "--uncommitted")),
        ("'HEAD~1..HEAD' has an end, and so has --staged", ("release", "HEAD~1..HEAD", "--staged")),
        ("no commit 'nope'", ("release", "nope..", "--uncommitted")),
        ("a revision and --staged do not go together", ("show", "HEAD", "--staged")),
        ("has no work tree", ("release", "--staged", "--repo", "{bare}")),
        ("has no work tree", ("show", "--uncommitted", "--repo", "{bare}")),
        ("is an address: nothing is staged there", ("release", "--staged", "-r", "{url}")),
        ("is an address: nothing is staged there", ("show", "--staged", "-r", "{url}")),
    ],
)
def test_what_cannot_be_pending_is_said(
    made: GitRepo, tmp_path: Path, message: str, arguments: tuple[str, ...]
) -> None:
    """In two lines, with exit code 2."""
    made.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    named = [
        part.format(bare=tmp_path / "bare.git", url="https://127.0.0.1:1/a.git")
        for part in arguments
    ]
    done: Done = run(*named, "--quiet", cwd=made.path)
    assert message in done.complaint[0]
    assert 2 == done.code


def test_a_secret_that_is_not_committed_yet_is_masked(made: GitRepo) -> None:
    """It is found before it is in the history, and stands in no report."""
    key = "AKIA" + "Z7QJ4WX2M5NP3RTU"
    made.write("settings.env", f"AWS_ACCESS_KEY_ID={key}\n")
    made.git("add", ".")
    shown = run("show", "--staged", "-f", "json", cwd=made.path).out
    assert "[secret:" in shown
    assert key not in shown + run("release", "--staged", "-f", "json", cwd=made.path).out


# where a range begins and ends


def test_a_range_begins_at_the_last_release(made: GitRepo) -> None:
    """The highest version that HEAD reaches, or another end; two names are two ends."""
    made.git("tag", "v0.9.0", "HEAD~1")
    made.git("tag", "nightly")
    assert ("v1.0.0", "HEAD") == ends(cwd=made.path)
    made.git("tag", "v1.0.1")
    made.commit("feat: more", {"p/more.py": "x = 1\n"})
    assert ("v1.0.1", "HEAD") == ends(cwd=made.path)
    assert ("v1.0.0", "v1.0.1") == ends("v1.0.1", cwd=made.path)
    assert ("v1.0.0", "HEAD") == ends("v1.0.0..", cwd=made.path)
    assert ("HEAD~1...", "HEAD") == ends("HEAD~1...HEAD", cwd=made.path)


@pytest.fixture
def parts(made: GitRepo) -> GitRepo:
    """A project with a part that has releases of its own."""
    made.commit("feat: a server", {"server/api.py": API})
    made.git("tag", "server/v0.2.0")
    made.commit("feat!: less of a server", {"server/api.py": LESS})
    return made


def test_a_part_has_releases_of_its_own(parts: GitRepo) -> None:
    """By --tag-prefix or by the configuration, over which the option goes."""
    assert "v1.0.0" == ends(cwd=parts.path)[0]
    found = reviewed("--tag-prefix", "server/", cwd=parts.path)
    assert ("server/v0.2.0", "0.2.0") == (found["ends"]["base"], found["ends"]["version"])
    assert "0.3.0" == found["advice"]["asked"]
    parts.write("gitdigest.toml", '[release]\ntag_prefix = "server/"\n')
    assert "server/v0.2.0" == ends(cwd=parts.path)[0]
    assert "v1.0.0" == ends("--tag-prefix", "", cwd=parts.path)[0]
    said, hint = run("release", "--tag-prefix", "client/", "-q", cwd=parts.path).complaint
    assert "no tag of a release begins with 'client/' here" == said
    assert "there are '', 'server/'" == hint


def test_without_a_tag_it_is_the_whole_history(repo: GitRepo) -> None:
    """Nobody upgrades to a first release, so that nothing breaks."""
    repo.commit("feat: one", {"p/__init__.py": API})
    repo.commit("feat!: two", {"p/__init__.py": LESS})
    found = reviewed(cwd=repo.path)
    assert ("", 2, []) == (
        found["ends"]["base"],
        len(found["repository"]["commits"]),
        found["breaks"],
    )


def test_an_empty_range_is_complete(made: GitRepo) -> None:
    """In every format: nothing ships, no version is asked for, and nothing is to be done."""
    found = reviewed("HEAD..HEAD", cwd=made.path)
    assert ([], 0, "none", "nothing", []) == (
        found["repository"]["commits"],
        found["net"]["files"],
        found["advice"]["level"],
        found["verdict"]["word"],
        found["verdict"]["checks"],
    )
    assert "⚪ Nothing to release" in run("release", "HEAD..HEAD", "-q", cwd=made.path).out
    for name in FORMATS:
        done = run("release", "HEAD..HEAD", "-f", name, "-q", cwd=made.path)
        assert (0, "") == (done.code, done.err)
        assert done.out


def test_a_shallow_clone_says_where_its_history_ends(made: GitRepo, tmp_path: Path) -> None:
    """What lies behind its edge is not made up: the commit at the edge is told apart."""
    made.commit("fix: more", {"p/__init__.py": LESS})
    made.git("clone", "-q", "--depth=2", f"file://{made.path}", str(tmp_path / "shallow"))
    done = run("release", "-f", "md", "-q", cwd=tmp_path / "shallow")
    assert 3 == done.code
    assert "The clone is shallow; history ends at 1 of its commits" in done.out
    assert "⚠ This report is incomplete" in done.out
    assert 4 == run("release", "--fail-on", "stop", "-q", cwd=tmp_path / "shallow").code
    made.git("clone", "-q", "--depth=3", f"file://{made.path}", str(tmp_path / "deep"))
    made_whole = run("release", "v1.0.0..", "-f", "md", "-q", cwd=tmp_path / "deep")
    assert (0, "") == (made_whole.code, made_whole.err)


def test_a_partial_clone_is_named_where_its_ends_cannot_be_compared(
    made: GitRepo, tmp_path: Path
) -> None:
    """What git misses is told with the reason why it is not there."""
    made.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    made.git("clone", "-q", "--filter=blob:none", "--no-checkout", made.path.as_uri(), str(clone))
    done = run("release", "v1.0.0..", "-q", cwd=clone)
    assert 1 == done.code
    assert done.complaint[0].startswith("git diff-tree failed: unable to read ")
    assert done.complaint[1].startswith("the clone is partial, and this is not in it")


def test_an_empty_repository_has_no_end(repo: GitRepo) -> None:
    """Two lines, as for every other name that is not there."""
    done = run("release", "-q", cwd=repo.path)
    assert "no commit 'HEAD' in this repository" == done.complaint[0]
    assert 2 == done.code


# exit codes


@pytest.mark.parametrize(
    ("rules", "code", "said"),
    [
        ("", 0, []),
        ("stop", 4, ["stop"]),
        ("look", 4, ["look"]),
        ("high", 4, ["high"]),
        ("medium", 4, ["medium"]),
        ("undeclared-break", 4, ["undeclared-break"]),
        ("version,licence", 4, ["version"]),
        ("licence,schema", 0, []),
        ("licence,stop,high", 4, ["stop", "high"]),
    ],
)
def test_the_gate_says_no_by_what_is_named(
    made: GitRepo, rules: str, code: int, said: list[str]
) -> None:
    """A level, a tier or a rule; the report is written all the same."""
    made.write("pyproject.toml", '[project]\nname = "p"\nversion = "1.0.1"\n')
    made.write("p/late.py", "".join(f"x{i} = {i}\n" for i in range(30)))
    made.commit("refactor: less", {"p/__init__.py": LESS})
    done = run("release", "-f", "text", *(("--fail-on", rules) if rules else ()), cwd=made.path)
    assert code == done.code
    assert "Stop" in done.out
    told = [line for line in done.err.splitlines() if "the gate says no" in line]
    assert [f"the gate says no: {rule}" for rule in said] == [
        line.removeprefix("gitdigest: ") for line in told
    ]


def test_the_gate_has_rules_of_the_users_own(made: GitRepo, tmp_path: Path) -> None:
    """What stops is set in the configuration."""
    made.commit("refactor!: less", {"p/__init__.py": LESS})
    config = tmp_path / "mine.toml"
    config.write_text('[release]\nnote = ["break"]\n')
    with_it = ("--config", config, "--fail-on", "look", "-f", "text", "-q")
    assert 4 == run("release", "--fail-on", "look", "-f", "text", "-q", cwd=made.path).code
    assert 0 == run("release", *with_it, cwd=made.path).code


@pytest.mark.parametrize(
    ("code", "message", "arguments"),
    [
        (2, "no commit 'nope' in this repository", ("nope..HEAD",)),
        (2, "no commit 'nope' in this repository", ("nope",)),
        (2, "--fail-on has no rule 'stopp'", ("--fail-on", "stopp")),
        (2, "'one' is no version", ("--as", "one")),
        (2, "there is no format 'sariff'", ("-f", "sariff")),
        (2, "2 formats do not fit", ("-f", "md,json")),
        (2, "there is no report in the language 'xx'", ("-l", "xx")),
        (2, "no such folder", ("--repo", "/no/such/place")),
        (2, "main.py is no Markdown", ("--into", "main.py")),
        (2, "odd.md is no text in UTF-8", ("--into", "odd.md")),
        (2, "utf16.md is no text in UTF-8", ("--into", "utf16.md")),
        (1, "folder.md is no plain file", ("--into", "folder.md")),
        (1, "link.md is a symbolic link", ("--into", "link.md")),
        (1, "cannot be written", ("--into", "/proc/nothing.md")),
    ],
)
def test_bad_input_is_told_in_two_lines(
    made: GitRepo, code: int, message: str, arguments: tuple[str, ...]
) -> None:
    """The message and what mends it; nothing is written."""
    made.write("odd.md", b"# Changelog\n\xff\n")
    made.write("utf16.md", "# Changelog\n".encode("utf-16-le"))
    (made.path / "folder.md").mkdir()
    (made.path / "link.md").symlink_to("odd.md")
    done = run("release", *arguments, "--quiet", cwd=made.path)
    assert message in done.complaint[0]
    assert code == done.code


# what is written where


def test_all_formats_are_written_to_files(made: GitRepo, tmp_path: Path) -> None:
    """Each has a name of its own, which says the range; the terminal is shown."""
    place = tmp_path / "review"
    done = run("release", "-f", ",".join(FORMATS), "-o", place, "-l", "de", "-q", cwd=made.path)
    assert (0, "") == (done.code, done.err)
    files = {file.name for file in place.iterdir()}
    assert {str(place / name) for name in files} <= set(done.out.splitlines())
    assert len(FORMATS) - 1 == len(files)
    stem = "v1.0.0..HEAD-repo"
    assert {f"{stem}.json", f"{stem}.sarif.json", f"{stem}.xml", f"{stem}-de.md",
            f"{stem}-de.html", f"{stem}-de.notes.md", f"{stem}-de.changelog.md",
            f"{stem}-de.txt"} == files  # fmt: skip
    assert "Versionshinweise" in (place / f"{stem}-de.md").read_text()
    again = run("release", "-o", tmp_path / "one.sarif.json", "-q", cwd=made.path)
    assert f"{tmp_path / 'one.sarif.json'}\n" == again.out
    assert "2.1.0" == json.loads((tmp_path / "one.sarif.json").read_text())["version"]


def test_the_planned_version_is_held_against_the_one_asked_for(made: GitRepo) -> None:
    """--as goes over what a manifest says."""
    made.write("pyproject.toml", '[project]\nname = "p"\nversion = "1.0.1"\n')
    made.commit("refactor!: less", {"p/__init__.py": LESS})
    planned = reviewed(cwd=made.path)["advice"]
    assert ("2.0.0", "1.0.1", "pyproject.toml", False) == tuple(
        planned[key] for key in ("asked", "planned", "source", "fits")
    )
    named = reviewed("--as", "v2.0.0", cwd=made.path)["advice"]
    assert ("2.0.0", "v2.0.0", "--as", True) == tuple(
        named[key] for key in ("asked", "planned", "source", "fits")
    )


OLD = """# Changelog

All that a user would notice.

```md
## [0.1.0] is how a section begins
```

## [Unreleased]

- words of a person\ttab,  no newline at the end

## [1.0.0] - 2023-11-14

- the beginning…"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_section_is_put_in_front_of_the_last_release(
    made: GitRepo, ending: str, mark: str
) -> None:
    """The rest stays as it was, byte for byte: line ends, a mark of order, a missing newline."""
    before = (mark + OLD).replace("\n", ending).encode()
    file = made.write("CHANGELOG.md", before)
    file.chmod(0o640)
    done = run("release", "--as", "1.0.1", "--into", file, "-f", "text", "-q", cwd=made.path)
    assert (0, "") == (done.code, done.err)
    after = file.read_bytes()
    at = before.index(b"## [1.0.0]")
    assert (before[:at], before[at:]) == (after[:at], after[-len(before) + at :])
    section = after[at : len(after) - len(before) + at]
    assert section.startswith(b"## [1.0.1] - ")
    assert section.endswith((ending * 2).encode())
    assert f"- read text (`{made.head()[:7]}`)".encode() in section
    assert section.count(b"\n") == section.count(ending.encode())
    assert 0o640 == file.stat().st_mode & 0o777


def test_a_section_is_put_once(made: GitRepo) -> None:
    """The second time nothing is touched; another version has its place before the first."""
    file = made.write("CHANGELOG.md", OLD)
    place = ("--into", file, "-f", "text", "-q")
    assert 0 == run("release", "--as", "1.0.1", *place, cwd=made.path).code
    once = file.read_bytes()
    done = run("release", "--as", "1.0.1", *place, cwd=made.path)
    assert "has a section 1.0.1 already" in done.complaint[0]
    assert (2, once) == (done.code, file.read_bytes())
    assert 0 == run("release", "--as", "1.1.0", *place, cwd=made.path).code
    text = file.read_text()
    assert text.index("[Unreleased]") < text.index("[1.1.0]") < text.index("[1.0.1]")


def test_a_changelog_that_is_not_there_is_made(made: GitRepo, tmp_path: Path) -> None:
    """And one without sections gets its first at the end."""
    file = tmp_path / "new" / "CHANGELOG.md"
    assert 0 == run("release", "--as", "1.0.1", "--into", file, "-q", cwd=made.path).code
    assert file.read_text().startswith("# Changelog\n\n## [1.0.1] - ")
    bare = made.write("HISTORY.md", "# History\n\nwords")
    assert 0 == run("release", "--as", "1.0.1", "--into", bare, "-q", cwd=made.path).code
    assert bare.read_text().startswith("# History\n\nwords\n\n## [1.0.1] - ")


def test_a_changelog_that_must_not_be_written_stays(made: GitRepo, tmp_path: Path) -> None:
    """In a folder that is read-only, before anything is reviewed."""
    folder = tmp_path / "readonly"
    folder.mkdir()
    release = ("release", "nope", "--repo", made.path, "--into", folder / "CHANGELOG.md", "-q")
    command = [sys.executable, CONFINED, f"readonly={folder}", "--", *COMMAND, *release]
    done = subprocess.run([*map(str, command)], capture_output=True, check=False, env=environment())
    if done.returncode == REFUSED:
        pytest.skip("this system does not let a test make a folder read-only")
    assert (1, b"") == (done.returncode, done.stdout)
    assert f"{folder} cannot be written to" in done.stderr.decode()


CHECKED = """
import os, sys
from pathlib import Path
from gitdigest.cli.changelog import check_changelog
os.geteuid() or os.setuid(65534)
check_changelog(Path(sys.argv[1]))
"""


@pytest.mark.parametrize(("mode", "refused"), [(0o444, True), (0o666, False)])
def test_a_file_that_is_read_only_is_not_replaced(mode: int, refused: bool) -> None:
    """Its folder would allow that; root may write everywhere, so that somebody else asks."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # TMPDIR may be ours alone
        Path(folder).chmod(0o755)
        file = Path(folder, "CHANGELOG.md")
        file.write_text(OLD, encoding="utf-8")
        file.chmod(mode)
        done = subprocess.run(
            [sys.executable, "-c", CHECKED, str(file)], capture_output=True, check=False
        )
    assert refused == (b"CHANGELOG.md cannot be written to" in done.stderr)
    assert refused == bool(done.returncode)
