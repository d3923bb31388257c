"""Environment variables, flags and configuration keys."""

from __future__ import annotations

import pytest
from factcase import FactCase, named, of_kind

from gitdigest.facts.fact import Evidence, Level

TURNED = {("b", "added"), ("a", "removed")}  # keys of a file whose one key has another name now


@pytest.mark.parametrize(
    ("path", "line", "kind", "name"),
    [
        ("a.py", 'x = os.environ["A_B"]', "setting.env", "A_B"),
        ("a.py", 'x = os.environ.get("A_B", 1)', "setting.env", "A_B"),
        ("a.py", 'x = os.getenv("A_B")', "setting.env", "A_B"),
        ("a.rs", 'let x = std::env::var("A_B");', "setting.env", "A_B"),
        ("a.go", 'var x = os.Getenv("A_B")', "setting.env", "A_B"),
        ("a.js", "const x = process.env.A_B;", "setting.env", "A_B"),
        ("A.java", 'String x = System.getenv("A_B");', "setting.env", "A_B"),
        ("a.c", 'char *x = getenv("A_B");', "setting.env", "A_B"),
        ("a.rb", 'x = ENV.fetch("A_B")', "setting.env", "A_B"),
        ("a.rs", '#[arg(long, env = "A_B")]', "setting.env", "A_B"),
        ("a.py", 'p.add_argument("-x", "--do-it", type=int)', "setting.flag", "--do-it"),
        ("a.py", 'p.add_argument(\n    "--do-it",\n)', "setting.flag", "--do-it"),
        ("a.py", '@click.option("--do-it")', "setting.flag", "--do-it"),
        ("a.py", 'x: str = typer.Option("", "--do-it")', "setting.flag", "--do-it"),
        ("a.rs", '#[arg(long = "do-it")]\nx: u8,', "setting.flag", "--do-it"),
        ("a.rs", "#[arg(short, long)]\n/// why\npub do_it: bool,", "setting.flag", "--do-it"),
        ("a.rs", 'Arg::new("x").long("do-it")', "setting.flag", "--do-it"),
        ("a.go", 'flag.StringVar(&x, "do-it", "", "why")', "setting.flag", "--do-it"),
        ("a.js", 'program.option("-d, --do-it <x>")', "setting.flag", "--do-it"),
        ("a.go", 'pflag.BoolVar(&x, "do-it", false, "why")', "setting.flag", "--do-it"),
        ("a.go", 'os.Getenv("CI")', "setting.env", "CI"),
    ],
)
def test_settings_of_languages(case: FactCase, path: str, line: str, kind: str, name: str) -> None:
    """What each language reads from outside is found where it is added."""
    facts = case.facts({path: "\n"}, {path: f"\n{line}\n"})
    assert [(name, "added")] == named(facts, kind)
    assert [Level.FACT] == [fact.level for fact in of_kind(facts, kind)]


def test_removed_settings(case: FactCase) -> None:
    """A setting that is read no more is removed, with its old line."""
    facts = case.facts({"a.py": 'a = 1\nb = os.getenv("OLD_ONE")\n'}, {"a.py": "a = 1\n"})
    assert [("OLD_ONE", "removed")] == named(facts, "setting.env")
    assert (Evidence("a.py", 2, "old"),) == of_kind(facts, "setting.env")[0].evidence


def test_what_the_file_had_is_not_new(case: FactCase) -> None:
    """A name that the file already reads, or that moves within the commit, is no news."""
    read = 'os.getenv("SAME_ONE")\n'
    twice = case.facts({"a.py": read + "\n" * 20}, {"a.py": read + "\n" * 20 + read})
    assert [] == named(twice, "setting.env")
    moved = case.facts({"b.py": read + "x\n", "c.py": "y\n"}, {"b.py": "x\n", "c.py": read + "y\n"})
    assert [] == named(moved, "setting.env")


def test_a_name_that_became_a_constant_is_still_read(case: FactCase) -> None:
    """A variable whose name moves into a constant of another file neither goes nor comes."""
    files = {"a.go": 'package a\nvar t = os.Getenv("MY_TOKEN")\n', "b.go": "package a\n"}
    after = {"a.go": "package a\n", "b.go": 'package a\nconst name = "MY_TOKEN"\n'}
    assert [] == named(case.facts(files, after), "setting.env")


def test_what_another_changed_file_names_stays(case: FactCase) -> None:
    """A variable that a copy takes along, or that another file names already, is no news."""
    body = "".join(f"line_{n} = {n}\n" for n in range(20))
    read = body + 'x = os.getenv("MY_TOKEN")\n'
    split = case.facts({"a.py": read + "y = 1\n"}, {"a.py": body + "y = 1\n", "b.py": read})
    assert [] == named(split, "setting.env")
    known = {"a.py": "MINE = 'MY_TOKEN'\n", "b.py": "x = 1\n"}
    after = {"a.py": "MINE = 'MY_TOKEN'\ny = 2\n", "b.py": 'x = os.getenv("MY_TOKEN")\n'}
    assert [] == named(case.facts(known, after), "setting.env")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "#[arg(global = true, long)]\npub no_net: bool,\n",
            "#[arg(global = true, long)]\npub no_net: bool,\n"
            + "\n" * 9
            + "#[arg(long, hide = true)]\npub no_net: bool,\n",
        ),
        ('flag("no-net");\n', 'Arg::new("x").long("no-net");\n'),
    ],
)
def test_a_flag_that_its_file_has_in_another_way_is_not_new(
    case: FactCase, before: str, after: str
) -> None:
    """As the field of another command, or by a helper; it does not go either."""
    assert [] == named(case.facts({"a.rs": before}, {"a.rs": after}), "setting.flag")
    assert [] == named(case.facts({}, {"a.rs": before}), "setting.flag")


def test_a_copy_takes_no_flag_away(case: FactCase) -> None:
    """What the copy of a file leaves out is still in the file, which changed as well."""
    body = "".join(f"line_{n} = {n}\n" for n in range(20))
    flags = "p.add_argument('--one')\np.add_argument('--two')\n"
    after = {"a.py": f"x = 1\n{body}{flags}", "b.py": f"{body}p.add_argument('--three')\n"}
    facts = case.facts({"a.py": body + flags}, after)
    assert {"a.py": "modified", "b.py": "copied"} == {f.path: f.status for f in facts.files}
    assert [("--three", "added")] == named(facts, "setting.flag")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", "# x = os.getenv('A_B')"),
        ("a.js", "  // key: process.env.A_B"),
        ("a.c", " * getenv('A_B')"),
    ],
)
def test_a_comment_reads_nothing(case: FactCase, path: str, line: str) -> None:
    """What a comment would read is read by nobody."""
    assert [] == named(case.facts({}, {path: f"x\n{line}\n"}), "setting.env")


def test_what_is_set_is_not_read(case: FactCase) -> None:
    """A program that sets a variable for others reads none."""
    lines = 'os.environ["A_B"] = "1"\nos.environ.pop("A_B")\nx = os.environ["C_D"] == 1\n'
    assert [("C_D", "added")] == named(case.facts({}, {"a.py": lines}), "setting.env")


def test_a_flag_that_is_asked_for_is_not_made(case: FactCase) -> None:
    """Reading the value of a flag defines none."""
    lines = 'x, err := cmd.Flags().GetString("title")\ncmd.Flags().StringVarP(&y, "body", "b", "", "")\n'
    assert [("--body", "added")] == named(case.facts({}, {"a.go": lines}), "setting.flag")


def test_tests_docs_and_cargo_set_nothing(case: FactCase) -> None:
    """Only source files count, without what every build of Rust has."""
    facts = case.facts(
        {},
        {
            "tests/a.py": 'os.getenv("A_B")\n',
            "docs/a.py": 'os.getenv("A_B")\n',
            "b.rs": 'env!("CARGO_PKG_NAME")\n',
        },
    )
    assert [] == named(facts, "setting.env")


@pytest.mark.parametrize(
    ("path", "before", "after", "expected", "level"),
    [
        (
            "a.toml",
            "[x]\na = 1\n",
            "[x]\nb = 1\n[y]\nc = 2\n",
            {("x.b", "added"), ("y", "added"), ("y.c", "added"), ("x.a", "removed")},
            Level.FACT,
        ),
        (
            "a/config.json",
            '{"a": {"b": 1}}',
            '{"a": {"b": 1, "c": [{"d": 2}]}}',
            {("a.c", "added"), ("a.c.d", "added")},
            Level.FACT,
        ),
        (
            "appsettings.Dev.json",
            '{"a": 1}',
            '{"b": 1}',
            {("b", "added"), ("a", "removed")},
            Level.FACT,
        ),
        (
            "src/licenses.json",
            '{"a": 1}',
            '{"b": 1}',
            {("b", "added"), ("a", "removed")},
            Level.HINT,
        ),
        (
            "a.ini",
            "[s]\nk = 1\n",
            "[s]\nl = 1\n",
            {("s.l", "added"), ("s.k", "removed")},
            Level.FACT,
        ),
        (".env.example", "A=1\n", "A=1\nexport B=2\n", {("B", "added")}, Level.FACT),
        (
            ".env.example",
            "# A=1\nB=2\n# see C\n",
            "A=1\n#B=2\n# D=\n",
            {("D", "added")},
            Level.FACT,
        ),
        ("runtime/themes/dark.toml", "a = 1\n", "b = 1\n", TURNED, Level.HINT),
        ("src/main/resources/messages_de.properties", "a=1\n", "b=1\n", TURNED, Level.HINT),
        ("config/locales/en.json", '{"a": 1}', '{"b": 1}', TURNED, Level.HINT),
        ("schema/my-config.json", '{"a": 1}', '{"b": 1}', TURNED, Level.HINT),
        ("conf/environments.json", '{"a": 1}', '{"b": 1}', TURNED, Level.HINT),
        ("src/sources.json", '{"a": 1}', '{"b": 1}', TURNED, Level.HINT),
        (".release-please-manifest.json", '{"a": 1}', '{"b": 1}', TURNED, Level.HINT),
        (".prettierrc.json", '{"a": 1}', '{"b": 1}', TURNED, Level.FACT),
        ("Properties/launchSettings.json", '{"a": 1}', '{"b": 1}', TURNED, Level.FACT),
        ("src/languages.toml", "a = 1\n", "b = 1\n", TURNED, Level.FACT),
        ("gomod2nix.toml", "a = 1\n", "b = 1\n", set(), Level.FACT),
        (
            "values.yaml",
            "a:\n  b: 1\n",
            "a:\n  b: 1\n  c:\n    - d: 1\n",
            {("a.c", "added"), ("a.c.d", "added")},
            Level.HINT,
        ),
        ("a.json", "{", '{"a": 1}', set(), Level.FACT),
        ("a.toml", "a = 1\n", "a = 2\n", set(), Level.FACT),
    ],
)
def test_config_keys(  # noqa: PLR0917 - the fields of a row
    case: FactCase, path: str, before: str, after: str, expected: set[tuple[str, str]], level: Level
) -> None:
    """Keys that come and go, with those above them; a value alone is no key."""
    facts = case.facts({path: before}, {path: after})
    assert expected == set(named(facts, "config.key"))
    assert {level} >= {fact.level for fact in of_kind(facts, "config.key")}


def test_many_keys_are_counted(case: FactCase) -> None:
    """Beyond forty keys of a file, how many more there are."""
    keys = "".join(f"k{n} = 1\n" for n in range(50))
    facts = case.facts({"a.toml": "x = 1\n"}, {"a.toml": "x = 1\n" + keys})
    assert (40, ["10"]) == (
        len(of_kind(facts, "config.key")),
        [fact.name for fact in of_kind(facts, "config.more")],
    )
