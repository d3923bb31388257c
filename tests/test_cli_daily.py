"""gitdigest daily, as people and cron run it, on real repositories."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from commandline import COMMAND, environment, put_git, run
from gitrepo import GitRepo

DAY = "2023-11-14"  # the day of GitRepo's clock, in UTC


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.commit("docs: two", {"README.md": "# A\n"})
    return repo


def digest_of(*arguments: str | Path) -> Any:
    """The JSON of a complete report on stdout."""
    done = run("daily", *arguments, "--format", "json", "-o", "-", "--quiet")
    assert (0, "") == (done.code, done.err)
    return json.loads(done.out)


def subjects(digest: Any) -> list[list[str]]:
    return [
        [commit["commit"]["subject"] for commit in part["commits"]]
        for part in digest["repositories"]
    ]


def test_the_report_is_written_and_its_path_is_printed(made: GitRepo, tmp_path: Path) -> None:
    """-o DIR takes one file per format; stdout holds their paths, stderr the talk."""
    folder = tmp_path / "reports"
    done = run("daily", made.path, "-d", DAY, "-o", folder, "-f", "md,json", "--language", "zh")
    files = [folder / f"{DAY}-repo-zh.md", folder / f"{DAY}-repo.json"]
    assert (0, files) == (done.code, [Path(line) for line in done.out.splitlines()])
    assert "feat: one" in files[0].read_text()
    assert ["docs: two", "feat: one"] == subjects(json.loads(files[1].read_text()))[0]
    assert done.err.startswith("repo: 2 commits in ")
    assert sorted(files) == sorted(folder.iterdir())


def test_by_default_the_report_goes_to_the_users_data(made: GitRepo) -> None:
    """Nothing is written into the analysed repository."""
    before = sorted(made.path.rglob("*"))
    done = run("daily", made.path, "-d", DAY)
    expected = Path(os.environ["XDG_DATA_HOME"], "gitdigest", "reports", f"{DAY}-repo-en.md")
    assert f"{expected}\n" == done.out
    assert expected.is_file()
    assert before == sorted(made.path.rglob("*"))


def test_a_file_takes_one_format_by_its_ending(made: GitRepo, tmp_path: Path) -> None:
    """-o FILE.json is JSON without a word, and an older report is replaced."""
    file = tmp_path / "report.json"
    file.write_text("old")
    assert f"{file}\n" == run("daily", made.path, "-d", DAY, "-o", file).out
    assert "day" == json.loads(file.read_text())["period"]["kind"]


def test_the_current_folder_is_the_default(made: GitRepo) -> None:
    """Without an argument the repository around the current folder is read."""
    (made.path / "deep").mkdir()
    done = run("daily", "-d", "latest", "-o", "-", "-q", "-f", "json", cwd=made.path / "deep")
    assert [["docs: two", "feat: one"]] == subjects(json.loads(done.out))


def test_latest_is_the_newest_day_of_all(made: GitRepo, tmp_path: Path) -> None:
    """With several repositories the newest of their newest days is reported."""
    other = GitRepo.init(tmp_path / "other")
    other.commit("fix: later", {"b": "1"}, at=1_700_100_000)
    digest = digest_of(made.path, other.path, "-d", "latest")
    assert "2023-11-16" == digest["period"]["label"]
    assert [[], ["fix: later"]] == subjects(digest)
    assert DAY == digest["repositories"][0]["latest"]


def test_the_zone_moves_the_border_of_the_day(made: GitRepo) -> None:
    """22:13 UTC is the next day in Shanghai."""
    assert [[]] == subjects(digest_of(made.path, "-d", DAY, "--timezone", "Asia/Shanghai"))
    found = digest_of(made.path, "-d", "2023-11-15", "--timezone", "Asia/Shanghai")
    assert [["docs: two", "feat: one"]] == subjects(found)
    assert "Asia/Shanghai" == found["timezone"]


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        (["docs: two", "feat: one"], ("--since", DAY, "--until", DAY)),
        (["docs: two"], ("--since", f"{DAY}T22:14:20", "--until", "2023-11-15T00:00")),
        (["docs: two", "feat: one"], ("--days", "3", "-d", "2023-11-15")),
        (["docs: two"], ("--range", "HEAD~1..HEAD")),
        (["feat: one"], ("-d", DAY, "--path", "a.py")),
        ([], ("-d", DAY, "--author", "nobody")),
        (["docs: two", "feat: one"], ("-d", DAY, "--author", "ADA@example")),
        (["docs: two", "feat: one"], ("-d", DAY, "--branch", "main", "--all-parents")),
        (["docs: two", "feat: one"], ("-d", DAY, "--all-branches", "--merges", "omit")),
        (["docs: two", "feat: one"], ("-d", DAY, "--date-field", "author")),
    ],
)
def test_what_is_selected(made: GitRepo, expected: list[str], arguments: tuple[str, ...]) -> None:
    """Each option of the selection reaches git."""
    assert [expected] == subjects(digest_of(made.path, *arguments))


def test_several_repositories_stand_in_one_report(made: GitRepo, tmp_path: Path) -> None:
    """NAME=PATH names one, and each has its part in the order of the command line."""
    other = GitRepo.init(tmp_path / "other")
    other.commit("fix: three", {"b": "1"})
    digest = digest_of(f"Zoo={other.path}", made.path, "-d", DAY)
    assert ["Zoo", "repo"] == [part["name"] for part in digest["repositories"]]
    assert [["fix: three"], ["docs: two", "feat: one"]] == subjects(digest)


def test_a_repository_that_is_given_twice_is_reported_once(made: GitRepo, tmp_path: Path) -> None:
    """However its path is written; under two names it is two."""
    (tmp_path / "link").symlink_to(made.path)
    spelled = (made.path, f"{made.path}/", f"{made.path}/../{made.path.name}", tmp_path / "link")
    digest = digest_of(*spelled, "-d", DAY)
    assert ["repo"] == [part["name"] for part in digest["repositories"]]
    named = digest_of(f"a={made.path}", f"b={made.path}", "-d", DAY)
    assert ["a", "b"] == [part["name"] for part in named["repositories"]]


def test_one_that_fails_does_not_lose_the_others(made: GitRepo, tmp_path: Path) -> None:
    """The report says what is missing, stderr too, and the exit code is 3."""
    done = run(
        "daily", made.path, tmp_path / "none", "-d", DAY, "-f", "json", "-o", "-", "--timezone", "UTC"
    )  # fmt: skip
    digest = json.loads(done.out)
    assert (3, False) == (done.code, digest["complete"])
    assert [["docs: two", "feat: one"], []] == subjects(digest)
    assert "failed" == digest["repositories"][1]["notes"][0]["code"]
    assert f"{tmp_path}/none: no such folder: {tmp_path}/none" in done.err


def test_new_is_what_came_since_the_last_report_with_new(made: GitRepo) -> None:
    """The mark moves with each written report, and not with a failed one."""
    assert [["docs: two", "feat: one"]] == subjects(digest_of(made.path, "--new"))
    assert [[]] == subjects(digest_of(made.path, "--new"))
    made.commit("fix: three", {"a.py": "x = 2\n"}, at=1_000_000_000)
    assert 1 == run("daily", made.path, "--new", "-q", "-o", "/proc/nothing/here").code
    assert [["fix: three"]] == subjects(digest_of(made.path, "--new"))


def test_no_report_of_what_is_new_takes_the_place_of_another(made: GitRepo, tmp_path: Path) -> None:
    """The name tells the second, and a number those of one second: what was new once stays told."""
    asked = ["--new", "--timezone=UTC", "-f", "md,json", f"-o{tmp_path}"]
    runs = [
        run("daily", made.path, *asked, SOURCE_DATE_EPOCH=at)
        for at in ("1700000000", "1700000000", "1700000001")
    ]
    found = [Path(line) for done in runs for line in done.out.splitlines()]
    assert 6 == len(set(found)) == len(list(tmp_path.glob("new-*")))
    assert [2, 0, 0] == [len(subjects(json.loads(file.read_text()))[0]) for file in found[1::2]]
    labels = [json.loads(file.read_text())["period"]["label"] for file in found[1::2]]
    first = "2023-11-14 22:13:20"
    assert [first, f"{first} (2)", "2023-11-14 22:13:21"] == labels


def test_the_first_report_of_what_is_new_holds_the_latest_day(made: GitRepo) -> None:
    """All of a history is not news; what comes later is, whatever its date."""
    made.commit("fix: a week later", {"a.py": "x = 3\n"}, at=made.clock + 7 * 86_400)
    first = digest_of(made.path, "--new")
    assert [["fix: a week later"]] == subjects(first)
    assert "first-report" in [note["code"] for note in first["repositories"][0]["notes"]]
    assert [[]] == subjects(digest_of(made.path, "--new"))


def test_a_day_without_commits_names_the_latest_one(made: GitRepo) -> None:
    """An empty day is a complete report."""
    digest = digest_of(made.path, "-d", "2023-11-20")
    assert ([[]], DAY) == (subjects(digest), digest["repositories"][0]["latest"])


def test_a_report_says_what_it_was_narrowed_to(made: GitRepo) -> None:
    """In every format and in the digest, whether a flag or the project's file did it."""
    asked = ("-d", DAY, "--author", "ada@", "--path", "a.py", "-q")
    digest = digest_of(made.path, *asked[:-1])["repositories"][0]
    assert (["ada@"], ["a.py"]) == (digest["only_authors"], digest["only_paths"])
    for name in ("md", "html", "text", "terminal"):
        lines = run("daily", made.path, *asked, "-f", name, "-o", "-").out
        assert "Only: author ada" in lines
        assert "path a.py" in lines
        assert "Only" not in run("daily", made.path, "-d", DAY, "-q", "-f", name, "-o", "-").out
    made.write("gitdigest.toml", 'paths = ["*.md"]\nlanguage = "de"\n')
    done = run("daily", "-d", DAY, "-f", "terminal", "-o", "-", cwd=made.path)
    assert "Nur: Pfad *.md" in done.out


@pytest.mark.parametrize(
    ("expected", "narrowed"),
    [
        ("2023-11-14", ("--path", "a.py")),
        ("2023-11-16", ("--author", "ada")),
        ("", ("--author", "nobody")),
        ("2023-11-16", ("--path", "b.py", "--author", "ada")),
    ],
)
def test_the_latest_day_is_one_that_has_what_is_asked_for(
    made: GitRepo, expected: str, narrowed: tuple[str, ...]
) -> None:
    """A report without commits does not name a day that has none either, and latest finds them."""
    made.commit("feat: two days later", {"b.py": "y = 1\n"}, at=1_700_100_000)
    digest = digest_of(made.path, "-d", "2023-12-01", *narrowed)
    assert ([[]], expected) == (subjects(digest), digest["repositories"][0]["latest"])
    latest = digest_of(made.path, "-d", "latest", *narrowed)
    assert bool(expected) == bool(subjects(latest)[0])


def test_the_latest_day_is_none_of_merges_where_they_are_left_out(made: GitRepo) -> None:
    """What is left out on request makes no day the latest that has some."""
    made.git("checkout", "-q", "-b", "side", "HEAD~1")
    made.commit("feat: side", {"s.py": "s = 1\n"})
    made.git("checkout", "-q", "main")
    made.clock = 1_700_100_000
    made.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    digest = digest_of(made.path, "-d", "2023-11-16", "--merges", "omit")
    assert ([[]], DAY) == (subjects(digest), digest["repositories"][0]["latest"])


@pytest.mark.parametrize("asked", [("-d", "2999-01-02"), ("--since", "2999-01-02")])
def test_a_time_that_is_still_to_come_is_told(made: GitRepo, asked: tuple[str, ...]) -> None:
    """A slip of the finger is no quiet day; the report is made, for a commit may have such a date."""
    done = run("daily", made.path, *asked, "-o", "-")
    assert "2999-01-02" in done.err.splitlines()[0]
    assert "is still to come: only commits of a wrong clock can be in it" in done.err
    assert (0, True) == (done.code, "No commits in this period." in done.out)
    made.commit("feat: by a wrong clock", {"a.py": "x = 2\n"}, at=32_472_144_000)
    assert "to come" not in run("daily", made.path, "-d", "latest", "-o", "-").err


def test_an_empty_repository_is_a_complete_report(repo: GitRepo) -> None:
    """A repository without a commit is told as one, also when its latest day is asked for."""
    for day in ("latest", "yesterday"):
        digest = digest_of(repo.path, "-d", day)
        assert [[]] == subjects(digest)
        assert "empty-repository" == digest["repositories"][0]["notes"][0]["code"]


def test_the_project_shapes_its_report_and_no_more(made: GitRepo, tmp_path: Path) -> None:
    """Language and zone of the project's file count; its output does not, until it is trusted."""
    made.write("gitdigest.toml", f'language = "zh"\noutput = "{tmp_path}/out"\n')
    done = run("daily", "-d", DAY, cwd=made.path)
    assert Path(done.out.strip()).name == f"{DAY}-repo-zh.md"
    assert not (tmp_path / "out").exists()
    assert done.err.startswith(f"{made.path}/gitdigest.toml: output ignored; to let it count, run:")
    assert 0 == run("trust", cwd=made.path).code
    done = run("daily", "-d", DAY, "--quiet", cwd=made.path)
    assert f"{tmp_path}/out/{DAY}-repo-zh.md\n" == done.out
    assert "" == run("daily", "-d", DAY, "-q", "--no-project-config", cwd=made.path).err


def test_the_users_file_names_the_repositories(made: GitRepo, tmp_path: Path) -> None:
    """Without arguments the configured repositories are read, or one of them by its name."""
    config = tmp_path / "mine.toml"
    config.write_text(
        f'[[repositories]]\npath = "{made.path}"\nname = "alpha"\npaths = ["a.py"]\n'
        f'[[repositories]]\npath = "{made.path}"\nname = "beta"\n'
    )
    both = digest_of("-d", DAY, "--config", config)
    assert [["feat: one"], ["docs: two", "feat: one"]] == subjects(both)
    one = run("daily", "alpha", "-d", DAY, "-f", "json", "-o", "-", GITDIGEST_CONFIG=str(config))
    assert [["feat: one"]] == subjects(json.loads(one.out))


def test_a_link_in_the_repository_does_not_lead_the_report_out(
    made: GitRepo, tmp_path: Path
) -> None:
    """A folder of the analysed repository that is a link to elsewhere is refused."""
    (tmp_path / "victim").mkdir()
    (made.path / "report").symlink_to(tmp_path / "victim")
    (made.path / "report" / "plain.md").write_text("in the plain way")
    assert (tmp_path / "victim" / "plain.md").exists()
    (tmp_path / "victim" / "plain.md").unlink()
    done = run("daily", "-d", DAY, "-q", "-o", "report", cwd=made.path)
    assert (1, "report leads out of the repository by a link") == (done.code, done.complaint[0])
    assert [] == list((tmp_path / "victim").iterdir())
    (made.path / "good").symlink_to(made.path)
    assert 0 == run("daily", "-d", DAY, "-q", "-o", "good", cwd=made.path).code


def test_verbose_tells_what_counts(made: GitRepo) -> None:
    """--verbose names the files with options, the zone and the period."""
    made.write("gitdigest.toml", 'timezone = "Asia/Shanghai"\n')
    lines = run("daily", "-d", "2023-11-15", "-v", cwd=made.path).err.splitlines()
    assert [
        f"options from {made.path}/gitdigest.toml",
        "time zone Asia/Shanghai",
        "day 2023-11-15",
    ] == lines[:3]


def test_hostile_names_do_not_steer_the_file(made: GitRepo, tmp_path: Path) -> None:
    """A repository's name and a range become a safe file name."""
    done = run(
        "daily",
        f"\x1b/../ evil={made.path}",
        "--range",
        "HEAD~1..HEAD",
        "-q",
        "-o",
        tmp_path / "out",
    )
    name = Path(done.out.strip()).relative_to(tmp_path / "out").name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert "evil" in name


def test_the_umask_of_the_user_holds(made: GitRepo, tmp_path: Path) -> None:
    """A report is as readable as the user's other files."""
    old = os.umask(0o027)
    try:
        run("daily", made.path, "-d", DAY, "-o", tmp_path / "a.md")
    finally:
        os.umask(old)
    assert 0o640 == (tmp_path / "a.md").stat().st_mode & 0o777


def wait_for(mark: Path) -> None:
    patience = time.monotonic() + 60
    while not mark.exists():
        assert time.monotonic() < patience
        time.sleep(0.05)


def interrupted(
    number: signal.Signals, repositories: list[Path], output: Path, tmp_path: Path
) -> tuple[int, Any]:
    """A run that is stopped while git's output stands still; its exit code and its report.

    git stops in the middle of the patches, after a first part that is larger than all buffers.
    """
    mark = tmp_path / "stands-still"
    path = put_git(
        tmp_path / "slow",
        'for one; do [ "$one" = --patch ] && slow=1; done\n'
        f'[ "$slow" ] || exec $GIT "$@"\n$GIT "$@" | {{ head -c 3000000; touch {mark}; sleep 60; }}',
    )
    with subprocess.Popen(
        [*COMMAND, "daily", *map(str, repositories), "-d", DAY, "-q", "-o", str(output)],
        stdout=subprocess.PIPE, env=environment(PATH=path),
    ) as process:  # fmt: skip
        wait_for(mark)
        time.sleep(0.5)
        process.send_signal(number)
        out, _ = process.communicate(timeout=60)
    assert f"{output}\n" == out.decode()
    return process.returncode, json.loads(output.read_text())


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """As many commits as one process reads alone, with patches of 60 kB."""
    repo = GitRepo.init(tmp_path / "large")
    stream = []
    for number in range(90):
        text = "".join(f"{number} {line} {'x' * 80}\n" for line in range(700))
        stream.append(
            f"commit refs/heads/main\ncommitter A <a@b> {repo.clock + number} +0000\n"
            f"data 3\nc{number % 100:02}\nM 100644 inline f{number}\ndata {len(text)}\n{text}\n"
        )
    repo.git("fast-import", "--quiet", stdin="".join(stream).encode())
    return repo.path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_a_valid_partial_report(
    large: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """What was read is reported, the rest is counted as interrupted; no temporary file stays."""
    folder = tmp_path / "out"
    code, digest = interrupted(number, [large], folder / "a.json", tmp_path)
    part = digest["repositories"][0]
    assert (130, False) == (code, digest["complete"])
    assert part["commits"]
    assert {"interrupted"} == {omitted["reason"] for omitted in part["omitted"]}
    assert 90 == len(part["commits"]) + len(part["omitted"]) == part["books"]["selected"]
    assert ["a.json"] == [file.name for file in folder.iterdir()]


def test_an_interrupt_leaves_out_what_was_not_begun(
    large: Path, made: GitRepo, tmp_path: Path
) -> None:
    """The repositories behind the interrupted one are in the report, as not read."""
    code, digest = interrupted(
        signal.SIGINT, [large, made.path], tmp_path / "out" / "a.json", tmp_path
    )
    note = digest["repositories"][1]["notes"][0]
    assert (130, "repo") == (code, digest["repositories"][1]["name"])
    assert ("failed", "interrupted before it was read") == (note["code"], note["values"][0])


def test_an_interrupt_before_anything_is_read_writes_nothing(made: GitRepo, tmp_path: Path) -> None:
    """Without a commit there is no report: exit code 130, no word, nothing left behind."""
    (tmp_path / "scratch").mkdir()
    mark = tmp_path / "stands-still"
    path = put_git(
        tmp_path / "slow",
        f'case "$*" in *version*) exec $GIT "$@";; esac\ntouch {mark}; exec sleep 60',
    )
    with subprocess.Popen(
        [*COMMAND, "daily", str(made.path), "-d", DAY, "-o", str(tmp_path / "out")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(PATH=path, TMPDIR=str(tmp_path / "scratch")),
    ) as process:  # fmt: skip
        wait_for(mark)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (130, b"", b"") == (process.returncode, out, err)
    assert not (tmp_path / "out").exists()
    assert [] == list((tmp_path / "scratch").iterdir())


def on_a_terminal(*arguments: str | Path, **env: str) -> tuple[int, str]:
    """A run whose stdout and stderr are a terminal, and all that it shows there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL,
        env=environment(TERM="xterm", COLUMNS="100", **env),
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # Linux says so when the last writer has gone
                break
            if not data:
                break
            shown += data
    os.close(ours)
    return process.returncode, shown.decode()


def test_a_person_sees_the_report_at_once(made: GitRepo) -> None:
    """On a terminal the terminal view is shown beside the file, in colour."""
    code, shown = on_a_terminal("daily", made.path, "-d", DAY)
    assert 0 == code
    assert "feat: one" in shown
    assert f"{DAY}-repo-en.md" in shown
    assert "\x1b[" in shown


@pytest.mark.parametrize("case", ["flag", "variable"])
def test_colour_can_be_left_out(made: GitRepo, case: str) -> None:
    """--no-color and NO_COLOR leave no colour in what a terminal gets."""
    arguments = ["--no-color"] if case == "flag" else []
    env = {} if case == "flag" else {"NO_COLOR": "1"}
    _, shown = on_a_terminal("daily", made.path, "-d", DAY, "--quiet", *arguments, **env)
    assert "feat: one" in shown
    assert "\x1b[" not in shown


def test_a_hostile_subject_does_not_reach_the_terminal(repo: GitRepo) -> None:
    """Escapes, markup and direction marks of a subject are shown and not obeyed."""
    repo.commit("fix: \x1b]0;owned\x07 [/] [red]x \u202egnp", {"a": "1"})
    _, shown = on_a_terminal("daily", repo.path, "-d", DAY)
    assert "\x1b]0;" not in shown
    assert "[/] [red]x" in shown
    assert "\u202e" not in shown
