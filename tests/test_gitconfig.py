"""Of a config file only its format and its remotes are read, by git, from a copy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile import within

from gitdigest.errors import RepositoryError
from gitdigest.git.config import last_value, read_config, remote_url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A config file, yet to be written."""
    return tmp_path / "config"


def test_keys_are_spelled_as_git_does_and_values_kept_in_order(file: Path) -> None:
    """Sections and keys in lower case, the middle as it is; quotes and escapes undone."""
    file.write_text(
        '[CORE]\n\tBare = true\n[remote "A.b=C"]\n\turl = "a\\nb"\n\tURL = two # comment\n'
        "[extensions]\n\tnoop\n",
        encoding="utf-8",
    )
    assert read_config(file) == {
        "core.bare": ("true",),
        "remote.A.b=C.url": ("a\nb", "two"),
        "extensions.noop": ("true",),
    }
    assert last_value(read_config(file), "remote.A.b=C.url") == "two"
    assert last_value(read_config(file), "no.such", "default") == "default"


@pytest.mark.parametrize("content", [None, b"", b"# nothing\n"])
def test_a_repository_may_have_no_config(content: bytes | None, file: Path) -> None:
    """Some that were copied by hand have none."""
    if content is not None:
        file.write_bytes(content)
    assert read_config(file) == {}


def test_includes_are_not_followed(file: Path, tmp_path: Path) -> None:
    """A pipe or a huge file behind one would be waited for or read."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "more").write_text("[core]\n\tbare = true\n", encoding="utf-8")
    file.write_text(
        f"[include]\n\tpath = {tmp_path}/pipe\n\tpath = {tmp_path}/more\n"
        f'[includeIf "gitdir:/**"]\n\tpath = {tmp_path}/more\n',
        encoding="utf-8",
    )
    with within(5):
        assert "core.bare" not in read_config(file)


@pytest.mark.parametrize("text", ["[core\n", "no section = 1\n", '[a "b]\n', '[a]\n\tb = "c\n'])
def test_a_broken_config_is_an_error_in_one_line(text: str, file: Path) -> None:
    """git refuses such a repository, too."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RepositoryError, match="config file of the repository is broken") as caught:
        read_config(file)
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_what_is_no_plain_file_is_refused(file: Path, tmp_path: Path) -> None:
    """A pipe is not waited for, a link is not followed, and the size has a bound."""
    os.mkfifo(file)
    with within(5), pytest.raises(RepositoryError, match="no plain file"):
        read_config(file)
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RepositoryError, match="symbolic link"):
        read_config(file)
    file.unlink()
    with file.open("wb") as out:
        out.truncate(1 << 30)
    with pytest.raises(RepositoryError, match="larger than"):
        read_config(file)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", ""),
        ('[remote "origin"]\n\turl = https://h/a\n', "https://h/a"),
        ('[remote "up"]\n\turl = https://h/a\n', "https://h/a"),
        ('[remote "up"]\n\turl = https://h/a\n[remote "my"]\n\turl = https://h/b\n', ""),
        ('[remote "up"]\n\turl = https://h/a\n[remote "origin"]\n\turl = git@h:b\n', "git@h:b"),
        ('[remote "origin"]\n\turl = https://h/a\n\turl = https://h/b\n', "https://h/a"),
        ('[remote "origin"]\n\tfetch = x\n', ""),
        ('[remote "origin"]\n\turl = https://bob:pw@h/a?t=pw\n', "https://h/a"),
        ('[remote "o.p"]\n\turl = ssh://git:pw@h/a\n', "ssh://git@h/a"),
    ],
)
def test_the_remote_is_origin_or_the_only_one(text: str, url: str, file: Path) -> None:
    """Its address, without a password."""
    file.write_text(text, encoding="utf-8")
    assert url == remote_url(read_config(file))
