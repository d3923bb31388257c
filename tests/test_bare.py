"""A bare repository made of plain files is one for git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gitdigest.git.bare import ObjectFormat, object_format_of, put_lines, write_bare, write_head

CONFIG = '[remote "origin"]\n\turl = x\n'


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_git_finds_nothing_wrong(object_format: ObjectFormat, tmp_path: Path) -> None:
    """It is empty, bare, of the format that was asked for, and has the config that was given."""
    write_bare(tmp_path / "new", object_format, CONFIG)
    write_head(tmp_path / "new", "refs/heads/trunk")

    def git(*args: str) -> str:
        command = ["git", f"--git-dir={tmp_path}/new", *args]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert (
        git("rev-parse", "--is-bare-repository", "--show-object-format") == f"true\n{object_format}"
    )
    assert git("symbolic-ref", "HEAD") == "refs/heads/trunk"
    assert git("config", "remote.origin.url") == "x"
    assert git("fsck") == ""
    assert object_format == object_format_of(tmp_path / "new")


def test_writing_it_again_keeps_all_but_the_config(tmp_path: Path) -> None:
    """So that a mirror gets the config of a newer release."""
    assert object_format_of(tmp_path) is None
    write_bare(tmp_path, "sha1", "")
    put_lines(tmp_path / "packed-refs", "x")
    write_bare(tmp_path, "sha1", CONFIG)
    assert (tmp_path / "packed-refs").read_text(encoding="utf-8") == "x\n"
    assert CONFIG in (tmp_path / "config").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("head", "content"),
    [
        ("refs/heads/caf\udce9", b"ref: refs/heads/caf\xe9\n"),
        ("1" * 40, b"1" * 40 + b"\n"),
        ("", b"ref: refs/heads/.invalid\n"),
    ],
)
def test_heads(head: str, content: bytes, tmp_path: Path) -> None:
    """A branch, a commit, or a name that no branch can have."""
    write_head(tmp_path, head)
    assert content == (tmp_path / "HEAD").read_bytes()
