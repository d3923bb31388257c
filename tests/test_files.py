"""Files that are traps are not read, and what is written is whole or not there."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gitdigest.errors import OutputError
from gitdigest.files import UnreadableError, from_home, is_there, read_plain, write_whole


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    """Bytes come as they are, and a missing file or folder is None."""
    (tmp_path / "a").write_bytes(b"\x00\xff\n")
    assert b"\x00\xff\n" == read_plain(tmp_path / "a", 3)
    assert read_plain(tmp_path / "b", 3) is None
    assert read_plain(tmp_path / "a" / "b", 3) is None


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    """A large file costs no memory."""
    with (tmp_path / "a").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UnreadableError, match="larger than 100 bytes"):
        read_plain(tmp_path / "a", 100)


def test_a_link_is_followed_only_where_the_user_made_it(tmp_path: Path) -> None:
    """A symbolic link is refused, also a broken one, but for the user's own file."""
    (tmp_path / "real").write_text("x")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "broken").symlink_to("nowhere")
    assert b"x" == read_plain(tmp_path / "link", 10, follow=True)
    for name in ("link", "broken"):
        with pytest.raises(UnreadableError, match="is a symbolic link"):
            read_plain(tmp_path / name, 10)


def test_a_fifo_cannot_make_us_wait(tmp_path: Path) -> None:
    """A FIFO and a folder are refused at once."""
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", tmp_path):
        with pytest.raises(UnreadableError, match="no plain file"):
            read_plain(path, 10)


def test_a_written_file_is_whole_and_alone(tmp_path: Path) -> None:
    """The content stands there with its mode, folders are made, nothing else is left."""
    target = tmp_path / "new" / "folder" / "a.md"
    write_whole(target, b"one")
    write_whole(target, b"two", mode=0o644)
    assert b"two" == target.read_bytes()
    assert 0o644 == stat.S_IMODE(target.stat().st_mode)
    assert 0o700 == stat.S_IMODE(target.parent.stat().st_mode)
    assert [target] == list(target.parent.iterdir())


@pytest.mark.parametrize("kind", ["link", "broken", "fifo", "folder"])
def test_only_a_plain_file_is_replaced(tmp_path: Path, kind: str) -> None:
    """A link is neither followed nor lost, and a device or a folder stays what it is."""
    victim, target = tmp_path / "victim", tmp_path / kind
    victim.write_text("precious")
    if kind == "fifo":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(victim if kind == "link" else tmp_path / "nowhere")
    if kind == "link":
        with target.open("w", encoding="utf-8") as plain:
            plain.write("overwritten")
        assert "overwritten" == victim.read_text(), "the attack does not work any more"
        victim.write_text("precious")
    before = target.lstat().st_ino
    with pytest.raises(OutputError, match="is no plain file"):
        write_whole(target, b"report")
    assert ("precious", before) == (victim.read_text(), target.lstat().st_ino)


@pytest.mark.parametrize("folder", ["a-file", "a-file/below", "/proc/nothing"])
def test_a_folder_that_cannot_be_is_an_output_error(tmp_path: Path, folder: str) -> None:
    """A file in place of the folder, or a file system that takes no files, is told with a hint."""
    (tmp_path / "a-file").write_text("")
    with pytest.raises(OutputError, match="cannot be written") as caught:
        write_whole(tmp_path / folder / "a.md", b"report")
    assert caught.value.hint


def test_a_full_disk_leaves_no_temporary_file(tmp_path: Path) -> None:
    """Where the writing fails midway, the folder is as it was."""
    target = tmp_path / "a.md"
    target.write_text("old")
    script = (
        "import resource, signal, pathlib, sys\n"
        "from gitdigest.files import write_whole\n"
        "from gitdigest.errors import OutputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: write_whole(pathlib.Path(sys.argv[1]), b'x' * 100)\n"
        "except OutputError as error: print(error.message)\n"
    )
    command = [sys.executable, "-c", script, str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in done.stdout
    assert ("old", [target]) == (target.read_text(), list(tmp_path.iterdir()))


def test_no_name_is_too_long_to_be_asked_for(tmp_path: Path) -> None:
    """Nor is one that no system takes."""
    assert is_there(tmp_path)
    assert not is_there(tmp_path / ("x" * 5000))
    assert not is_there(Path("a\0b"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [("~/a", "/home/ada/a"), ("~", "/home/ada"), ("/b/~", "/b/~"), ("a", "a"),
     ("~nobody-of-that-name/a", "~nobody-of-that-name/a"), ("~\0/a", "~\0/a")],
)  # fmt: skip
def test_a_home_that_nobody_has_stays_as_it_is(
    path: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shell leaves it; a stranger's configuration may name any."""
    monkeypatch.setenv("HOME", "/home/ada")
    assert Path(expected) == from_home(path)
