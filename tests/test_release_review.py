"""The review of a range: what breaks, what could go wrong, the verdict, and the notes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gitrepo import GitRepo
from releases import fired, of_kind, reviewed, told

from gitdigest.analysis.claim import Claim, Verdict
from gitdigest.digest import Analysis, CommitDigest
from gitdigest.errors import ConfigError, UsageError
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.gate import DEFAULTS, Gate
from gitdigest.release.notes import NoteLine, Step
from gitdigest.release.verdict import check_rules, refused

API = "def load(path, mode='r'):\n    return path\n\n\ndef save(path):\n    return path\n"
PROJECT = '[project]\nname = "p"\nversion = "1.0.0"\nrequires-python = ">=3.9"\ndependencies = ["click>=7.0"]\n'


@pytest.fixture
def project(repo: GitRepo) -> GitRepo:
    """A small package with a release."""
    repo.commit(
        "feat: begin",
        {
            "src/p/__init__.py": API,
            "tests/test_p.py": "def test_load(): pass\n",
            "pyproject.toml": PROJECT,
            "CHANGELOG.md": "# Changelog\n",
        },
    )
    repo.git("tag", "v1.0.0")
    return repo


def test_a_name_that_went_is_laid_to_the_commit_that_took_it(project: GitRepo, cache: Path) -> None:
    """Whoever removed its lines is named, not whoever came last."""
    sha = project.commit("refactor: tidy", {"src/p/__init__.py": API.partition("\n\n\n")[0] + "\n"})
    project.commit("docs: words", {"README.md": "# p\n"})
    (item,) = of_kind(reviewed(project, cache), "public")
    assert ("removed", "p.save", (sha,)) == (item.code, item.name, item.commits)
    assert ("src/p/__init__.py", 5, "old") == (
        item.evidence[0].path, item.evidence[0].line, item.evidence[0].side,
    )  # fmt: skip


WARN = "warnings.warn({}, DeprecationWarning)"
LONG = "warnings.warn(\n{0}    {1},\n{0}    DeprecationWarning,\n{0}    stacklevel=2,\n{0})"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("    " + WARN.format("'go away'"), True),
        ("    " + LONG.format("    ", "'go away'"), True),
        ("    if path:\n        " + WARN.format("'load is deprecated'"), True),
        ("    if path:\n        " + LONG.format("        ", "'load is deprecated'"), True),
        ("    if path:\n        " + WARN.format("'save is deprecated'"), False),
        ("    if path:\n        " + LONG.format("        ", "'path is deprecated'"), False),
        ('    """Loads.\n\n    .. deprecated:: 2\n    """', True),
        (
            '    """Loads.\n\n    .. deprecated:: 2\n        Use the ``x`` option of ``y``.\n    """',
            True,
        ),
        (
            '    """Loads.\n\n    .. deprecated:: 2\n        The ``path`` argument goes.\n    """',
            False,
        ),
        ('    """Loads.\n\n    .. deprecated:: 2\n        Passing a path.\n    """', False),
    ],
)
def test_a_name_is_deprecated_by_what_speaks_of_it(
    project: GitRepo, cache: Path, body: str, *, told: bool
) -> None:
    """A warning about something else may stand in any function; the commit is who wrote it."""
    code = API.replace("    return path", f"{body}\n    return path", 1)
    sha = project.commit("feat: warn", {"src/p/__init__.py": code})
    project.commit("docs: words", {"src/p/__init__.py": code + "# end\n"})
    found = [(item.name, item.commits) for item in of_kind(reviewed(project, cache), "public")]
    assert ([("p.load", (sha,))] if told else []) == found


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        (
            "src/p/__init__.py",
            "def go(path, old=None):\n    if old:\n        "
            + WARN.format("'old is deprecated'")
            + "\n    return path\n",
            False,
        ),
        ("src/p/__init__.py", "def go():\n    " + WARN.format("'later'") + "\n", True),
        (
            "src/p/__init__.py",
            "class go:\n    def stay(self):\n        " + WARN.format("'stay'") + "\n",
            False,
        ),
        (
            "src/p/__init__.py",
            "class go:\n    x = 1\n\n    def __init__(self):\n        " + WARN.format("1") + "\n",
            True,
        ),
        ("src/p/__init__.py", '@deprecated_kwarg("old")\ndef go(new):\n    pass\n', False),
        (
            "src/p/__init__.py",
            "class A:\n    #: .. deprecated:: 2\n    go: int = 1\n\n    b = 2\n",
            True,
        ),
        ("src/p/__init__.py", "@deprecated\ndef go(new):\n    pass\n", True),
        ("a.go", "package a\n\n// go does.\n//\n// Deprecated: Use Run.\nfunc Go() {\n}\n", True),
        ("a.go", "package a\n\ntype Go struct {\n\tA int // Deprecated: Use B.\n}\n", False),
        ("include/a.h", "[[deprecated]] int go(int a);\n", True),
    ],
)
def test_what_went_was_deprecated_where_it_said_so_of_itself(
    project: GitRepo, cache: Path, path: str, code: str, *, told: bool
) -> None:
    """A parameter, a member and a way to call that were to go say nothing of the name."""
    project.commit("feat: go", {path: code})
    project.git("tag", "v1.1.0")
    left = {"a.go": "package a\n", "include/a.h": "\n"}
    kept = "class A:\n    b = 2\n" if "class A" in code else ""
    project.commit("feat!: less", {path: left.get(path, kept)})
    found = {
        item.name.rpartition(".")[2].lower(): item
        for item in of_kind(reviewed(project, cache), "public")
    }
    assert told is found["go"].announced


def test_a_class_is_deprecated_by_its_head(project: GitRepo, cache: Path) -> None:
    """What its methods say is about them."""
    method = "\n    def a(self):\n        " + WARN.format("1") + "\n"
    plain = API + "\n\nclass Old:\n" + method + "\n\nclass Gone:\n" + method
    project.commit("feat: classes", {"src/p/__init__.py": plain})
    project.git("tag", "v1.1.0")
    code = plain.replace(
        "class Gone:\n", 'class Gone:\n    """Goes.\n\n    .. deprecated:: 2\n    """\n'
    )
    project.commit("feat: doc", {"src/p/__init__.py": code})
    assert ["p.Gone"] == [item.name for item in of_kind(reviewed(project, cache), "public")]


def test_requirements_settings_and_options_break_too(project: GitRepo, cache: Path) -> None:
    """Minimum versions, major moves, variables, flags and options in capitals are found."""
    code = "import os, argparse\n\nDEFAULTS = {\n    'DEBUG_MODE': False,\n    'RETRIES': 3,\n}\n"
    read = "home = os.environ.get('P_HOME')\nparser.add_argument('--fast')\n"
    project.commit("feat: settings", {"src/p/run.py": code + read})
    project.git("tag", "v1.1.0")
    less = code.replace("    'DEBUG_MODE': False,\n", "").replace("3,", "5,")
    manifest = PROJECT.replace("3.9", "3.11").replace("7.0", "8.1")
    project.commit("refactor: fewer", {"src/p/run.py": less, "pyproject.toml": manifest})
    release = reviewed(project, cache)
    assert [("removed", "P_HOME", "")] == told(release, "env")
    assert [("removed", "--fast", "")] == told(release, "flag")
    assert [("removed", "DEBUG_MODE", "")] == told(release, "config")
    assert [("default-changed", "RETRIES", "")] == told(release, "default")
    assert [("raised", "python", "")] == told(release, "minimum")
    assert [("major", "click", "")] == told(release, "dependency")


@pytest.mark.parametrize(
    ("path", "line", "stays"),
    [
        ("src/p/other.py", "HOME = os.getenv('P_HOME')", True),
        ("src/p/other.py", "NAME = 'P_HOME'", True),
        ("src/web.ts", "const home = process.env.P_HOME;", True),
        ("src/p/other.py", "# 'P_HOME' is no more", False),
        ("src/p/other.py", "NAME = 'MY_P_HOME'", False),
        ("src/p/other.py", "NAME = 'P_HOME_TOO'", False),
        ("tests/test_other.py", "os.environ['P_HOME']", False),
        ("scripts/other.py", "os.environ['P_HOME']", False),
        ("README.md", "Set 'P_HOME'", False),
    ],
)
def test_a_variable_that_another_file_reads_is_not_gone(
    project: GitRepo, cache: Path, path: str, line: str, *, stays: bool
) -> None:
    """The file that reads it may be one that the range does not touch."""
    read = "import os\nhome = os.environ.get('P_HOME')\n"
    project.commit("feat: settings", {"src/p/run.py": read, path: f"{line}\n"})
    project.git("tag", "v1.1.0")
    project.commit("refactor: fewer", {"src/p/run.py": "import os\n"})
    expected = [] if stays else [("removed", "P_HOME", "")]
    assert expected == told(reviewed(project, cache), "env")


@pytest.mark.parametrize(
    ("folder", "told_of"), [("scripts", []), ("tools/release", []), ("src/p", ["--fast", "P_HOME"])]
)
def test_settings_of_developers_scripts_are_nobody_elses(
    project: GitRepo, cache: Path, folder: str, told_of: list[str]
) -> None:
    """Who upgrades has never had a script that is not installed."""
    read = "import os\nhome = os.environ.get('P_HOME')\nparser.add_argument('--fast')\n"
    project.commit("feat: a script", {f"{folder}/migrate.py": read})
    project.git("tag", "v1.1.0")
    project.commit("chore: delete it", {f"{folder}/migrate.py": None})
    assert told_of == sorted(item.name for item in of_kind(reviewed(project, cache), "flag", "env"))


def test_a_requirement_that_moves_between_manifests_stays(project: GitRepo, cache: Path) -> None:
    """From setup.py to pyproject.toml nothing is asked anew."""
    setup = "setup(python_requires='>=3.9', install_requires=['click>=7.0'])\n"
    project.commit("build: old", {"setup.py": setup, "pyproject.toml": "[build-system]\n"})
    project.git("tag", "v1.0.1")
    project.commit("build: new", {"setup.py": None, "pyproject.toml": PROJECT})
    assert [] == told(reviewed(project, cache), "dependency", "minimum")


@pytest.mark.parametrize(
    ("manifest", "asked"),
    [
        (PROJECT, []),
        (
            PROJECT + '[tool.setuptools.dynamic]\ndependencies = {file = "requirements.txt"}\n',
            ["ruff"],
        ),
        ("[tool.ruff]\n", ["ruff"]),
    ],
)
def test_what_the_developers_pin_is_asked_of_nobody(
    project: GitRepo, cache: Path, manifest: str, asked: list[str]
) -> None:
    """Where another manifest says what is installed, and does not name the pinned ones."""
    project.commit("build: pin", {"pyproject.toml": manifest, "requirements.txt": "ruff==1.0\n"})
    project.git("tag", "v1.1.0")
    project.commit("build: more", {"requirements.txt": "ruff==1.1\n"})
    assert asked == [item.name for item in of_kind(reviewed(project, cache), "dependency")]


@pytest.mark.parametrize(
    ("message", "changelog", "rule"),
    [
        ("refactor: drop save", "", "undeclared-break"),
        ("refactor!: drop save", "", "break"),
        ("refactor: drop save\n\nBREAKING CHANGE: use load", "", "break"),
        ("refactor: drop save", "- `save` is gone\n", "break"),
    ],
)
def test_a_break_must_be_announced(
    project: GitRepo, cache: Path, message: str, changelog: str, rule: str
) -> None:
    """By its commit or by the changelog; what nobody tells stops the release."""
    files = {
        "src/p/__init__.py": API.partition("\n\n\n")[0] + "\n",
        "CHANGELOG.md": "# Changelog\n" + changelog,
    }
    project.commit(message, dict(files))
    release = reviewed(project, cache)
    assert ["p.save"] == fired(release)[rule]
    assert ("stop" if rule == "undeclared-break" else "look") == release.verdict.word


def test_what_is_left_to_announce_is_what_nobody_names(project: GitRepo, cache: Path) -> None:
    """The checklist counts those, and all of them where none is left."""
    code = "__version__ = '1'\n\n\nclass Box:\n    def __init__(self, a): pass\n\n\n" + API
    project.commit("feat: more", {"src/p/__init__.py": code})
    project.git("tag", "v1.1.0")
    less = code.replace("self, a", "self").partition("\n\n\ndef save")[0] + "\n"
    said = "# Changelog\n\n- `Box` takes nothing\n"
    project.commit("refactor: less", {"src/p/__init__.py": less, "CHANGELOG.md": said})
    release = reviewed(project, cache)
    assert (["p.save"], ["p.Box.__init__"]) == (
        fired(release)["undeclared-break"], fired(release)["break"],
    )  # fmt: skip
    assert [("1", False)] == [
        (check.detail, check.done) for check in release.verdict.checks if check.code == "announce"
    ]
    project.commit("docs: say it", {"CHANGELOG.md": said + "- no `save`\n"})
    assert [("2", True)] == [
        (check.detail, check.done)
        for check in reviewed(project, cache).verdict.checks
        if check.code == "announce"
    ]


def test_what_authors_call_breaking_counts_where_code_finds_nothing(
    project: GitRepo, cache: Path
) -> None:
    """A change of behaviour is a break because somebody says so."""
    project.commit(
        "fix(io)!: read strictly", {"src/p/__init__.py": API.replace("path\n", "str(path)\n")}
    )
    release = reviewed(project, cache)
    assert [("declared", "read strictly", "")] == told(release, "declared")
    assert "major" == release.advice.level


def test_what_authors_call_breaking_counts_where_code_is_in_doubt(
    project: GitRepo, cache: Path
) -> None:
    """A name behind the front door asks for no version; whoever says that it breaks does."""
    project.commit("feat: inner", {"src/p/inner.py": API})
    project.git("tag", "v1.1.0")
    project.commit("feat!: less", {"src/p/inner.py": API.partition("\n\n\n")[0] + "\n"})
    release = reviewed(project, cache)
    assert [("declared", "less", "")] == told(release, "declared")
    assert [("removed", "p.inner.save")] == [(b.code, b.name) for b in of_kind(release, "public")]
    assert ("major", "2.0.0") == (release.advice.level, release.advice.asked)


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"src/p/__init__.py": API.replace("def save", "def store")}, "2.0.0"),
        ({"src/p/__init__.py": API + "\n\ndef more():\n    pass\n"}, "1.1.0"),
        ({"src/p/__init__.py": API.replace("return path", "return str(path)")}, "1.0.1"),
    ],
)
def test_the_version_follows_what_changed(
    project: GitRepo, cache: Path, change: dict[str, str], asked: str
) -> None:
    """What breaks asks for the first number, what is new for the second, the rest for the third."""
    project.commit("fix: something", dict(change))
    assert asked == reviewed(project, cache).advice.asked


def test_a_version_that_is_too_low_stops(project: GitRepo, cache: Path) -> None:
    """The planned version is the manifest's, or the one that is given."""
    files = {"src/p/__init__.py": "", "pyproject.toml": PROJECT.replace("1.0.0", "1.1.0")}
    project.commit("feat!: away with it", dict(files))
    release = reviewed(project, cache)
    assert ("1.1.0", "pyproject.toml", False) == (
        release.advice.planned, release.advice.source, release.advice.fits,
    )  # fmt: skip
    assert ["1.1.0"] == fired(release)["version"]
    assert reviewed(project, cache, version="2.0.0").advice.fits


def test_before_one_a_break_asks_for_the_second_number(repo: GitRepo, cache: Path) -> None:
    """0.3 to 0.4 is as much as such a project promises."""
    repo.commit("feat: begin", {"src/p/__init__.py": API})
    repo.git("tag", "v0.3.1")
    repo.commit("feat!: less", {"src/p/__init__.py": ""})
    assert "0.4.0" == reviewed(repo, cache).advice.asked


def test_versions_that_are_years_promise_nothing(repo: GitRepo, cache: Path) -> None:
    """A first number that is the year of the release asks for no other."""
    repo.commit("feat: begin", {"src/p/__init__.py": API})
    repo.git("tag", "23.11.0")
    repo.commit("feat!: less", {"src/p/__init__.py": ""})
    advice = reviewed(repo, cache).advice
    assert ("calver", "", None) == (advice.scheme, advice.asked, advice.fits)


def test_source_without_a_test_near_it_is_told(project: GitRepo, cache: Path) -> None:
    """A test of the same change, or one of the file's name, is near; moved lines need none."""
    body = "".join(f"def f{n}():\n    return {n}\n" for n in range(20))
    project.commit("feat: bare", {"src/p/bare.py": body})
    project.commit(
        "feat: tested",
        {"src/p/one.py": body.replace("f", "g"), "tests/test_x.py": "def test_x(): pass\n"},
    )
    project.commit("feat: named", {"src/p/named.py": body.replace("f", "h")})
    project.commit("test: named", {"tests/test_named.py": "def test_named(): pass\n"})
    assert ["src/p/bare.py"] == fired(reviewed(project, cache))["untested"]


def test_a_skipped_test_and_a_note_for_later_are_told(project: GitRepo, cache: Path) -> None:
    """Each with the commit that wrote it."""
    project.commit(
        "test: later",
        {"tests/test_p.py": "import pytest\n\n@pytest.mark.skip\ndef test_load(): pass\n"},
    )
    project.commit("fix: half", {"src/p/__init__.py": API + "# TODO: the other half\n"})
    release = reviewed(project, cache)
    assert ["tests/test_p.py"] == fired(release)["skipped-test"]
    (note,) = [risk for risk in release.risks if risk.rule == "todo"]
    assert ("src/p/__init__.py", (project.head(),)) == (note.name, note.commits)


def test_an_object_of_lfs_is_told_by_its_size(project: GitRepo, cache: Path) -> None:
    """With the commit that put it there, as a note."""
    head = "version https://git-lfs.github.com/spec/v1\noid sha256:"
    project.commit("feat: data", {"src/p/data.bin": f"{head}{'1' * 64}\nsize 1500000\n"})
    project.git("tag", "v1.1.0")
    sha = project.commit("feat: more", {"src/p/data.bin": f"{head}{'2' * 64}\nsize 8200000\n"})
    (risk,) = [risk for risk in reviewed(project, cache).risks if risk.rule == "lfs"]
    assert ("src/p/data.bin", "1.5 MB → 8.2 MB", (sha,)) == (risk.name, risk.detail, risk.commits)


def test_a_fix_that_the_head_lacks_stops(project: GitRepo, cache: Path) -> None:
    """A fix of the release branch is missed, unless it was picked."""
    project.git("checkout", "-q", "-b", "maint")
    fixed = API.replace("return path", "return path.strip()", 1)
    project.commit("fix: strip the path", {"src/p/__init__.py": fixed})
    project.git("tag", "v1.0.1")
    project.git("checkout", "-q", "main")
    project.commit("feat: other", {"src/p/other.py": "x = 1\n"})
    release = reviewed(project, cache, "v1.0.1..main")
    assert ["fix: strip the path"] == fired(release)["missing-fix"]
    project.git("cherry-pick", "v1.0.1")
    assert "missing-fix" not in fired(reviewed(project, cache, "v1.0.1..main"))


def test_the_files_to_read_name_who_knows_them(project: GitRepo, cache: Path) -> None:
    """Not the author of the change, but who changed the file most before it."""
    project.env = {"GIT_AUTHOR_NAME": "Old Hand", "GIT_AUTHOR_EMAIL": "old@example.org"}
    for number in range(3):
        project.commit("fix: it", {"src/p/__init__.py": API + f"# {number}\n"})
    project.git("tag", "v1.0.1")
    project.env = {"GIT_AUTHOR_NAME": "New Hand", "GIT_AUTHOR_EMAIL": "new@example.org"}
    body = "".join(f"def f{n}():\n    return {n}\n" for n in range(20))
    project.commit("feat: much", {"src/p/__init__.py": API + body})
    release = reviewed(project, cache)
    reading = release.readings[0]
    assert ("src/p/__init__.py", "Old Hand", 3) == (
        reading.path, reading.expert and reading.expert.name, reading.expert and reading.expert.changes,
    )  # fmt: skip
    assert ["src/p/__init__.py"] == fired(release)["new-author"]


def held(verdict: Verdict) -> Analysis:
    """What a model could say of a commit, with a claim of such a verdict."""
    return Analysis(
        depth="high",
        language="en",
        change_types=("feat",),
        importance="medium",
        summary=Claim("Adds a reader.", verdict=verdict),
        risks=(Claim("The reader keeps its file open.", kind="high", verdict=verdict),),
    )


@pytest.mark.parametrize(
    ("verdict", "used"), [("held", True), ("contradicted", False), ("unverified", False)]
)
def test_a_model_is_heard_where_its_claims_held(
    project: GitRepo, cache: Path, verdict: Verdict, used: bool
) -> None:
    """A claim that did not hold reaches neither the risks nor the notes."""
    project.commit("feat: reader", {"src/p/read.py": "def read(): pass\n"})

    def said(commit: CommitDigest) -> CommitDigest:
        return replace(commit, analysis=held(verdict), skipped=None)

    release = reviewed(project, cache, change=said)
    claims = [risk.text for risk in release.risks if risk.source == "model"]
    assert (["The reader keeps its file open."] if used else []) == claims
    assert ["Adds a reader." if used else "reader"] == [line.text for line in release.notes.lines]


@pytest.mark.parametrize(
    ("message", "path", "told"),
    [
        ("feat: check workflows", ".github/workflows/check.yml", False),
        ("feat: hooks", ".pre-commit-config.yaml", False),
        ("feat: test listing", "acceptance/testdata/list.txtar", False),
        ("feat: test loading", "tests/test_load.py", False),
        ("add hooks", ".pre-commit-config.yaml", False),
        ("feat: a guide", "docs/guide.md", True),
        ("feat: writer", "src/p/write.py", True),
    ],
)
def test_the_notes_tell_no_work_on_the_project_itself(
    project: GitRepo, cache: Path, message: str, path: str, *, told: bool
) -> None:
    """Checks and tests are nothing new for a user, whatever their commit calls them."""
    project.commit(message, {path: "x: 1\n"})
    assert told == bool(reviewed(project, cache).notes.lines)


def test_who_upgrades_a_program_need_not_have_what_is_built_into_it(
    repo: GitRepo, cache: Path
) -> None:
    """Of a compiled program the language's version is a step, for who builds it."""
    text = "module example.org/p\n\ngo {}\n\nrequire example.org/q v{}\n"
    repo.commit(
        "feat: begin", {"go.mod": text.format("1.21", "1.0.0"), "main.go": "package main\n"}
    )
    repo.git("tag", "v1.0.0")
    repo.commit("build: newer", {"go.mod": text.format("1.23", "1.5.0")})
    release = reviewed(repo, cache)
    assert {"go", "example.org/q"} == {item.name for item in of_kind(release)}
    assert ["go"] == [step.item.name for step in release.notes.steps]


def test_the_notes_leave_out_what_does_not_ship(project: GitRepo, cache: Path) -> None:
    """Reverted and internal changes are counted, not told; breaking ones come first."""
    project.commit("feat: gone", {"src/p/gone.py": "x = 1\n"})
    project.git("revert", "--no-edit", "HEAD")
    project.commit("ci: faster", {".github/workflows/a.yml": "on: push\n"})
    project.commit("feat(io): more", {"src/p/more.py": "def more(): pass\n"})
    project.commit(
        "fix!: stricter (#9)", {"src/p/__init__.py": API.replace("path\n", "str(path)\n")}
    )
    notes = reviewed(project, cache).notes
    assert [("breaking", "stricter", ("#9",)), ("added", "more", ())] == [
        (line.section, line.text, line.references) for line in notes.lines
    ]
    assert (1, 1) == (notes.internal, notes.reverted)


def test_no_line_can_be_made_without_a_commit() -> None:
    """The types refuse it: nothing invented can be printed."""
    with pytest.raises(ValueError, match="no commit"):
        NoteLine("added", "something wonderful", ())
    with pytest.raises(ValueError, match="no commit"):
        Step(Break("flag", "removed", "--x", "major"), ())


def test_every_line_of_the_notes_is_of_the_range(project: GitRepo, cache: Path) -> None:
    """Each names commits that git lists."""
    project.commit("feat: one", {"src/p/one.py": "def one(): pass\n"})
    project.commit("fix!: two", {"src/p/__init__.py": ""})
    release = reviewed(project, cache)
    listed = set(project.git("rev-list", "v1.0.0..HEAD").split())
    named = [sha for line in release.notes.lines for sha in line.commits]
    named += [sha for step in release.notes.steps for sha in step.commits]
    assert named
    assert set(named) <= listed


def test_a_project_moves_rules(project: GitRepo, cache: Path) -> None:
    """What stops by default may only be told, and the other way round."""
    project.commit("refactor: drop", {"src/p/__init__.py": ""})
    assert "stop" == reviewed(project, cache).verdict.word
    rules = {"note": sorted(DEFAULTS)}
    assert "go" == reviewed(project, cache, gate=Gate.from_mapping(rules)).verdict.word
    internal = Gate.from_mapping({"internal": ["src/p/**"]})
    assert "undeclared-break" not in fired(reviewed(project, cache, gate=internal))


def test_the_gate_says_no_for_what_is_named(project: GitRepo, cache: Path) -> None:
    """A rule, a level or a tier; "look" means what stops, too."""
    project.commit("refactor: drop", {"src/p/__init__.py": ""})
    release = reviewed(project, cache)
    for name in ("stop", "look", "high", "undeclared-break"):
        assert (name,) == refused(release.verdict, release.risks, [name])
    assert () == refused(release.verdict, release.risks, ["trojan"])


@pytest.mark.parametrize(
    "table",
    [
        {"stops": []},
        {"stop": ["brake"]},
        {"stop": "break"},
        {"large_lines": "many"},
        {"late": -1},
        [],
    ],
)
def test_a_wrong_gate_is_refused(table: object) -> None:
    """A key or a rule that there is not, and a value of another kind."""
    with pytest.raises(ConfigError) as caught:
        Gate.from_mapping(table)
    assert caught.value.hint


def test_an_unknown_rule_is_refused() -> None:
    """--fail-on names what there is."""
    check_rules(["stop", "high", "untested"])
    with pytest.raises(UsageError) as caught:
        check_rules(["untestd"])
    assert "did you mean untested?" == caught.value.hint


def test_a_first_release_is_everything(repo: GitRepo, cache: Path) -> None:
    """Without a tag the range begins with the history, and breaks nothing."""
    repo.commit("feat: begin", {"src/p/__init__.py": API})
    release = reviewed(repo, cache)
    assert ("", (), 6) == (release.ends.base, release.breaks, release.net.additions)


def test_an_empty_range_is_nothing_to_release(project: GitRepo, cache: Path) -> None:
    """It has no commit, and asks nobody to tell it in a changelog."""
    release = reviewed(project, cache, "v1.0.0..HEAD")
    assert ("nothing", ()) == (release.verdict.word, release.verdict.checks)
    assert ("none", 0) == (release.advice.level, release.net.files)


def test_a_branch_is_reviewed_from_where_it_left(project: GitRepo, cache: Path) -> None:
    """A...B leaves out what the other side did meanwhile."""
    project.git("checkout", "-q", "-b", "topic")
    project.commit("feat: mine", {"src/p/mine.py": "x = 1\n"})
    project.git("checkout", "-q", "main")
    project.commit("feat: theirs", {"src/p/theirs.py": "x = 1\n"})
    release = reviewed(project, cache, "main...topic")
    assert ["mine"] == [topic.title for topic in release.topics]
    assert ["src/p/mine.py"] == [file.path for file in release.files]


def test_unknown_prefixes_and_parted_histories_are_refused(project: GitRepo, cache: Path) -> None:
    """The hint names what there is."""
    project.git("checkout", "-q", "--orphan", "other")
    project.commit("feat: elsewhere", {"x": "1\n"})
    with pytest.raises(UsageError):
        reviewed(project, cache, "main...other")
