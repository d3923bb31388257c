"""gitdigest doctor, as people run it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import warm
from commandline import Done, put_git, run
from engine.scripted import scripted
from engine.sound import server
from gitrepo import GitRepo


def lines(done: Done) -> dict[str, tuple[str, str]]:
    """State and words of each finding, by its title."""
    cells = ((line[:8].strip(), line[9:23].strip(), line[24:]) for line in done.out.splitlines())
    return {title: (state, said) for state, title, said in cells}


def config(text: str) -> Path:
    file = Path(os.environ["XDG_CONFIG_HOME"], "gitdigest", "gitdigest.toml")
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return file


def test_without_a_model_all_is_well(tmp_path: Path) -> None:
    """Facts need none; the checklist is short and has no colour."""
    done = run("doctor", cwd=tmp_path)
    found = lines(done)
    assert (0, "") == (done.code, done.err)
    assert ["git", "cache", "configuration", "repositories", "prompts", "model"] == list(found)
    assert {"ok"} == {state for state, _ in found.values()}
    assert "\x1b" not in done.out


def test_a_sound_setup(repo: GitRepo) -> None:
    """Everything is ok, and nothing of it is kept among the answers of reports."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    with scripted(server()) as running:
        config(
            f'repositories = ["{repo.path}"]\nmodel = "openai/scripted"\n'
            f'api_base = ["{running.base}"]\nwindow = 16384\n'
        )
        done = warm.run("doctor")
        assert 3 == len(running.asked)
    found = lines(done)
    assert 0 == done.code, done.out
    assert ("ok", str(repo.path)) == found["repository"]
    assert {"form", "answer", "long prompts", "speed"} <= found.keys()
    assert "asking about a commit" in done.err
    assert "0" == run("cache").out.split("answers ")[-1].split()[0]


def test_what_stops_the_work_is_named_with_what_mends_it(tmp_path: Path) -> None:
    """A model that nobody serves, and a repository that is none."""
    config(f'repositories = ["{tmp_path}"]\nmodel = "x"\napi_base = ["http://127.0.0.1:9/v1"]\n')
    done = run("doctor", "-q")
    found = lines(done)
    assert (1, "") == (done.code, done.err)
    assert ("broken", "broken") == (found["repository"][0], found["model"][0])
    assert 2 == done.out.count("mend it")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("engine = 'x'", "there is no key 'engine'"),
        ("model = [", "is no TOML"),
        ('timezone = "Mars"', "there is no time zone 'Mars'"),
        ('budget = "much"', "'much' is no budget"),
        ('language = "xx"', "'xx'"),
    ],
)
def test_a_configuration_that_cannot_be_read(text: str, said: str) -> None:
    """It is a line among the others, with the hint that a run would give."""
    config(text)
    done = run("doctor")
    state, words = lines(done)["configuration"]
    assert (1, "broken", True) == (done.code, state, said in words), done.out
    assert "mend it" in done.out


def test_a_git_that_is_too_old(tmp_path: Path) -> None:
    """Its version is named."""
    done = run("doctor", cwd=tmp_path, PATH=put_git(tmp_path / "bin", "echo git version 2.20.1"))
    state, said = lines(done)["git"]
    assert (1, "broken", True) == (done.code, state, "2.20.1" in said)


def test_a_cache_that_is_no_folder(tmp_path: Path) -> None:
    """It is told, and so does every command that needs it, in two lines."""
    (tmp_path / "file").touch()
    done = run("doctor", XDG_CACHE_HOME=str(tmp_path / "file"))
    assert (1, "broken") == (done.code, lines(done)["cache"][0])
    other = run("cache", XDG_CACHE_HOME=str(tmp_path / "file"))
    assert (1, True) == (other.code, "cannot be written" in other.complaint[0])
