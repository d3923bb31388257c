"""Options come in layers, and what an untrusted project may not say does not count."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from gitdigest.config.folders import Folders
from gitdigest.config.load import Loaded, load_options, parse_source
from gitdigest.config.options import READERS, SHAPES_THE_REPORT, Options, Source
from gitdigest.config.trust import TrustStore
from gitdigest.errors import ConfigError
from gitdigest.facts.fact import FileClass


class House:
    """A user with folders and one project, the current folder."""

    def __init__(self, root: Path) -> None:
        self.folders = Folders(root / "config", root / "data", root / "cache")
        self.project = root / "project"
        (self.project / ".git").mkdir(parents=True)
        self.folders.config.mkdir()

    def user(self, text: str) -> None:
        self.folders.user_file.write_text(text)

    def own(self, text: str, name: str = "gitdigest.toml") -> Path:
        path = self.project / name
        path.write_text(text)
        return path

    def load(
        self,
        flags: Mapping[str, object] | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        here: Path | None = None,
        user_file: Path | None = None,
        use_project: bool = True,
    ) -> Loaded:
        return load_options(
            flags or {},
            environ or {},
            self.folders,
            here or self.project,
            user_file=user_file,
            use_project=use_project,
        )

    def options(self, **flags: object) -> Options:
        return self.load(flags).options

    def refusal(self, environ: Mapping[str, str] | None = None) -> tuple[str, str]:
        with pytest.raises(ConfigError) as caught:
            self.load(environ=environ)
        assert "\n" not in caught.value.message + caught.value.hint
        return caught.value.message, caught.value.hint


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_without_files_the_defaults_hold(house: House) -> None:
    """Nothing configured means the current folder, English, and git's committer date."""
    assert Loaded(Options(repositories=(Source("."),))) == house.load()


def test_a_later_layer_wins(house: House) -> None:
    """Defaults < user file < project file < GITDIGEST_* < flags."""
    layers = [house.options().timezone]
    house.user('timezone = "Europe/Berlin"')
    layers.append(house.options().timezone)
    house.own('timezone = "Asia/Tokyo"')
    layers.append(house.options().timezone)
    environ = {"GITDIGEST_TIMEZONE": "UTC"}
    layers.append(house.load(environ=environ).options.timezone)
    layers.append(house.load({"timezone": "Asia/Shanghai"}, environ).options.timezone)
    assert ["", "Europe/Berlin", "Asia/Tokyo", "UTC", "Asia/Shanghai"] == layers


def test_a_layer_leaves_alone_what_it_does_not_name(house: House) -> None:
    """Layers are merged option by option."""
    house.user('language = "zh"\nmerges = "omit"')
    house.own('merges = "entry"\nfirst_parent = false')
    found = house.options(date_field="author")
    assert ("zh", "entry", False, "author") == (
        found.language,
        found.merges,
        found.first_parent,
        found.date_field,
    )


@pytest.mark.parametrize(
    ("key", "variable", "value"),
    [
        ("branches", "main, release/*", ("main", "release/*")),
        ("format", "md,json", ("md", "json")),
        ("first_parent", "no", False),
        ("offline", "1", True),
        ("all_branches", "TRUE", True),
        ("date_field", "author", "author"),
        ("output", "out", "out"),
    ],
)
def test_a_variable_sets_its_option(house: House, key: str, variable: str, value: object) -> None:
    """Lists are written with commas, switches as 1, true, yes, 0, false or no."""
    found = house.load(environ={f"GITDIGEST_{key.upper()}": variable}).options
    assert value == getattr(found, key)


def test_a_variable_names_repositories(house: House) -> None:
    """GITDIGEST_REPOSITORIES takes the place of the user's list."""
    house.user('repositories = ["/srv/a"]')
    found = house.load(environ={"GITDIGEST_REPOSITORIES": "/srv/b,https://host/c.git"}).options
    assert (Source("/srv/b"), Source("https://host/c.git")) == found.repositories


def test_the_variables_of_the_command_line_are_no_options(house: House) -> None:
    """GITDIGEST_CONFIG and GITDIGEST_DEBUG are known; other programs' variables do not matter."""
    house.load(environ={"GITDIGEST_CONFIG": "x", "GITDIGEST_DEBUG": "1", "GIT_DIR": "y"})


@pytest.mark.parametrize(
    ("message", "hint", "text"),
    [
        ("there is no key 'timezne'", "did you mean timezone?", 'timezne = "UTC"'),
        ("there is no key 'date-field'", "did you mean date_field?", 'date-field = "author"'),
        ("there is no key 'rules'", "did you mean rule?", "[[rules]]"),
        ("language cannot be 1", "it must be a string", "language = 1"),
        ("first_parent cannot be 'yes'", "it must be true or false", 'first_parent = "yes"'),
        ("paths cannot be [1]", "it must be a list of strings", "paths = [1]"),
        (
            "merges cannot be 'all'",
            "it must be one of first-parent, entry, omit",
            'merges = "all"',
        ),
        ("[importance] has no key 'path'", "did you mean paths?", "[importance.path]"),
        ("there is no key", "known keys: ", "xxxxxxxxxxxx = 1"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_key(
    house: House, message: str, hint: str, text: str
) -> None:
    """An error names the file and the key, and the nearest key or the kind of value."""
    file = house.own(text)
    said, advice = house.refusal()
    assert said.startswith(f"{file}: {message}")
    assert advice.startswith(hint)


def test_a_wrong_variable_is_told_with_its_name(house: House) -> None:
    """Unknown variables and wrong values are refused as those of a file are."""
    assert (
        "GITDIGEST_* variables: there is no key 'TIMEZNE'",
        "did you mean TIMEZONE?",
    ) == house.refusal({"GITDIGEST_TIMEZNE": "UTC"})
    assert (
        "GITDIGEST_OFFLINE: offline cannot be 'maybe'",
        "it must be true or false",
    ) == house.refusal({"GITDIGEST_OFFLINE": "maybe"})


@pytest.mark.parametrize("text", ["timezone = ", "[a\n", "\x00", "a = " + "[" * 5000])
def test_a_broken_file_is_a_usage_error(house: House, text: str) -> None:
    """What is no TOML is refused with the file and the place in it."""
    file = house.own(text)
    assert house.refusal()[0].startswith(f"{file} is no TOML: ")


def test_a_file_that_is_not_utf_8_is_a_usage_error(house: House) -> None:
    """TOML is UTF-8, whatever the locale."""
    (house.project / "gitdigest.toml").write_bytes(b'language = "\xff"')
    assert "is no TOML" in house.refusal()[0]


def test_a_trap_in_the_place_of_a_file_is_refused(house: House) -> None:
    """A project's link, FIFO or huge file is not read; all of it costs no time."""
    place = house.project / "gitdigest.toml"
    place.symlink_to("/etc/passwd")
    assert f"{place} is a symbolic link" == house.refusal()[0]
    place.unlink()
    os.mkfifo(place)
    assert f"{place} is no plain file" == house.refusal()[0]
    place.unlink()
    with place.open("wb") as file:
        file.truncate(1 << 33)
    assert "is larger than" in house.refusal()[0]


def test_the_users_file_may_be_a_link(house: House, tmp_path: Path) -> None:
    """People keep their own files elsewhere and link to them."""
    (tmp_path / "dotfiles").write_text('language = "zh"')
    house.folders.user_file.symlink_to(tmp_path / "dotfiles")
    assert "zh" == house.options().language


def test_pyproject_holds_the_options_where_there_is_no_own_file(house: House) -> None:
    """[tool.gitdigest] counts, and gitdigest.toml comes before it."""
    house.own('[tool.gitdigest]\nlanguage = "zh"\n[tool.black]\nx = 1', "pyproject.toml")
    assert "zh" == house.options().language
    house.own('timezone = "UTC"')
    assert ("en", "UTC") == (house.options().language, house.options().timezone)


@pytest.mark.parametrize("text", ["[tool.other]\nx = 1", "tool = 1 # gitdigest", "not toml"])
def test_a_pyproject_that_does_not_speak_of_us_is_left_alone(house: House, text: str) -> None:
    """Another tool's file says nothing to us, and is not parsed where it does not name us."""
    house.own(text, "pyproject.toml")
    assert Options(repositories=(Source("."),)) == house.options()


UNTRUSTED = {
    "output": '"out"',
    "offline": "false",
    "credentials": "true",
    "allow_alternates": "true",
    "repositories": '["/srv/private"]',
}


@pytest.mark.parametrize("key", UNTRUSTED)
def test_a_stranger_sends_writes_and_reads_nothing_elsewhere(house: House, key: str) -> None:
    """A project's file cannot set what reaches beyond the report; one notice says how it could."""
    file = house.own(f'{key} = {UNTRUSTED[key]}\ntimezone = "UTC"')
    loaded = house.load()
    assert Options(repositories=(Source("."),), timezone="UTC") == loaded.options
    assert (f"{file}: {key} ignored; to let it count, run: gitdigest trust",) == loaded.notices


def test_the_notice_names_every_key_and_the_folder(house: House, tmp_path: Path) -> None:
    """From elsewhere the command in the notice names the project."""
    file = house.own('output = "x"\noffline = false')
    loaded = house.load({"repositories": (Source(str(house.project)),)}, here=tmp_path)
    told = f"{file}: offline, output ignored; to let it count, run: gitdigest trust {house.project}"
    assert (told,) == loaded.notices


def test_a_trusted_project_may_set_all(house: House) -> None:
    """Once trusted, the whole file counts, until it changes."""
    file = house.own('output = "out"\nrepositories = ["."]')
    TrustStore(house.folders.trusted).trust(file, file.read_bytes())
    loaded = house.load()
    assert ("out", (Source(str(house.project)),)) == (
        loaded.options.output,
        loaded.options.repositories,
    )
    assert () == loaded.notices
    file.write_text('output = "elsewhere"')
    assert "" == house.options().output


def test_every_option_can_be_read() -> None:
    """No field of the options is without a way into it."""
    assert {*READERS, "repositories", "rules", "release", "limits"} == {
        field.name for field in fields(Options)
    }


@pytest.mark.parametrize("key", sorted(READERS))
def test_the_users_file_may_set_every_option(house: House, key: str) -> None:
    """Whatever an option does, the user may set it for good."""
    default = getattr(Options(), key)
    sample = {"date_field": '"author"', "merges": '"omit"', "first_parent": "false"}
    plain = {bool: "true", int: "3", float: "1.5"}.get(type(default), '"x"')
    house.user(f"{key} = {sample.get(key, plain)}")
    assert default != getattr(house.options(), key)


@pytest.mark.parametrize("key", ["paths", "authors", "branches"])
def test_a_stranger_that_narrows_the_report_is_named(house: House, key: str) -> None:
    """A project's file could hide commits: where it leaves some out, a notice says so."""
    file = house.own(f'{key} = ["docs"]')
    assert (f"{file} narrows the report: {key}",) == house.load().notices


def test_the_projects_file_can_be_left_out(house: House) -> None:
    """Without the project its file is not even read."""
    house.own("broken")
    assert house.load(use_project=False).options.repositories == (Source("."),)


def test_the_file_is_that_of_the_analysed_repository(house: House, tmp_path: Path) -> None:
    """With one repository its own file counts, from any folder of it, and not that around us."""
    house.own('language = "zh"')
    (house.project / "src" / "deep").mkdir(parents=True)
    (tmp_path / "gitdigest.toml").write_text("broken")
    inside = (Source(str(house.project / "src" / "deep")),)
    assert "zh" == house.load({"repositories": inside}, here=tmp_path).options.language


def test_with_several_repositories_the_current_folder_speaks(house: House, tmp_path: Path) -> None:
    """No repository speaks for the others."""
    house.own('language = "zh"')
    several = {"repositories": (Source(str(house.project)), Source("/srv/b"))}
    assert "en" == house.load(several, here=tmp_path).options.language
    assert "zh" == house.load(several).options.language


@pytest.mark.parametrize("target", ["https://host/a.git", "/nowhere", "git@host:a.git"])
def test_a_url_has_no_file_of_its_own(house: House, target: str) -> None:
    """What stands in the current folder does not shape the report of another repository."""
    house.own('language = "zh"')
    assert "en" == house.options(repositories=(Source(target),)).language


def test_a_bare_repository_does_not_speak_for_what_is_around_it(house: House) -> None:
    """A bare repository inside a work tree does not take the work tree's file."""
    house.own('language = "zh"')
    bare = house.project / "fixture.git"
    (bare / "objects").mkdir(parents=True)
    (bare / "HEAD").write_text("ref: refs/heads/main\n")
    assert "en" == house.options(repositories=(Source(str(bare)),)).language


def test_the_user_names_repositories_in_two_forms(house: House) -> None:
    """Strings, or tables with a name, branches and paths; a path is meant from the file."""
    house.user(
        '[[repositories]]\npath = "src/a"\nname = "A"\nbranches = ["main"]\n'
        '[[repositories]]\nurl = "https://host/b.git"\npaths = "docs"\n'
    )
    assert (
        Source(str(house.folders.config / "src/a"), "A", branches=("main",)),
        Source("https://host/b.git", paths=("docs",)),
    ) == house.options().repositories
    house.user('repositories = ["~/a", "git@host:b.git"]')
    home = str(Path("~/a").expanduser())
    assert (Source(home), Source("git@host:b.git")) == house.options().repositories


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("needs either path or url", "[[repositories]]\nname = 'a'"),
        ("needs either path or url", "[[repositories]]\npath = 'a'\nurl = 'b'"),
        ("[[repositories]]: there is no key 'pth'", "[[repositories]]\npth = 'a'"),
        ("repositories is not a list", "repositories = 1"),
        ("holds what is no string and no table", "repositories = [1]"),
        ("name cannot be 1", "[[repositories]]\npath = 'a'\nname = 1"),
    ],
)
def test_a_wrong_repository_is_refused(house: House, message: str, text: str) -> None:
    """A table of a repository is checked like the file itself."""
    house.user(text)
    assert message in house.refusal()[0]


def test_a_repository_of_the_user_answers_to_its_name(house: House, tmp_path: Path) -> None:
    """What is no path may be the name of a configured repository; a path comes first."""
    house.user(f'[[repositories]]\npath = "{tmp_path}/x"\nname = "web"\nbranches = "main"')
    web = Source(f"{tmp_path}/x", "web", branches=("main",))
    assert (web,) == house.options(repositories=(Source("web"),)).repositories
    for there in (f"{tmp_path}/web", "https://host/owner/web.git", "git@host:owner/web"):
        house.user(f'[[repositories]]\npath = "{there}"\n[[repositories]]\npath = "other"')
        assert (Source(there),) == house.options(repositories=(Source("web"),)).repositories
    house.user('[[repositories]]\npath = "a/web"\n[[repositories]]\npath = "b/web"')
    assert (Source("web"),) == house.options(repositories=(Source("web"),)).repositories
    (house.project / "web").mkdir()
    assert (Source("web"),) == house.options(repositories=(Source("web"),)).repositories


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (Source("../a"), "../a"),
        (Source("../a", "web"), "web=../a"),
        (Source("../a", "owner/web"), "owner/web=../a"),
        (Source("https://host/a?b=c", "my web"), "my web=https://host/a?b=c"),
        (Source("https://host/a?b=c"), "https://host/a?b=c"),
        (Source("./a=b"), "./a=b"),
        (Source("exists=here"), "exists=here"),
        (Source("=a"), "=a"),
        (Source("a="), "a="),
    ],
)
def test_a_repository_may_be_named_on_the_command_line(
    tmp_path: Path, expected: Source, text: str
) -> None:
    """NAME=PATH names one, where no such path exists as it stands."""
    (tmp_path / "exists=here").mkdir()
    assert expected == parse_source(text, tmp_path)


def test_the_users_file_can_be_another_one(house: House, tmp_path: Path) -> None:
    """A named file takes the place of the user's own, and must exist."""
    house.user('language = "zh"')
    other = tmp_path / "other.toml"
    other.write_text('output = "here"')
    found = house.load(user_file=other).options
    assert ("here", "en") == (found.output, found.language)
    with pytest.raises(ConfigError, match="there is no configuration file"):
        house.load(user_file=tmp_path / "missing.toml")


def test_weights_of_both_files_count(house: House) -> None:
    """The project's points win over the user's, and its rules stand behind them."""
    house.user('[importance.paths]\n"a/**" = 1\n"b/**" = 2\n[[rule]]\nlabel = "mine"\nlines = "x"')
    house.own(
        '[importance.paths]\n"b/**" = -1\n[importance.classes]\n"*.x" = "docs"\n'
        '[[rule]]\nlabel = "theirs"\npaths = ["a/"]'
    )
    rules = house.options().rules
    assert (("a/**", 1.0), ("b/**", -1.0)) == rules.paths
    assert (("*.x", FileClass.DOCS),) == rules.classes
    assert ["mine", "theirs"] == [rule.label for rule in rules.rules]


def test_the_manual_names_every_key() -> None:
    """docs/configuration.md has a row for each option, and says who may set it."""
    manual = Path(__file__).parent.parent / "docs" / "configuration.md"
    rows = {
        line.split("|")[1].strip().strip("`"): line
        for line in manual.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    }
    for key in READERS:
        assert ("project" in rows[key].split("|")[-2]) == (key in SHAPES_THE_REPORT), key
