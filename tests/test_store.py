"""The folder that keeps answers: what others put into it is never run, and never more than a miss.

What would run is first shown to: under diskcache as anybody opens it, on the same folder.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diskcache
import pytest

from gitdigest.errors import GitDigestError
from gitdigest.model.store import Store

KEY = "answer:" + "0" * 64


class Payload:
    """What runs a command where it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.target}",)


def rewrite(folder: Path, **columns: object) -> None:
    """Change the only row as somebody could who can write the file."""
    with sqlite3.connect(folder / "cache.db") as connection:
        names = ", ".join(f"{name} = ?" for name in columns)
        connection.execute(f"UPDATE Cache SET {names}", tuple(columns.values()))  # noqa: S608
    connection.close()


def put(folder: Path, value: object) -> None:
    """Keep one value, as a run does."""
    store = Store(folder)
    store.put(KEY, value)
    store.close()


def plainly(folder: Path, act: Callable[[Any], object], disk: type[Any] = diskcache.Disk) -> object:
    """What diskcache gives to whoever opens the folder with one of its own disks."""
    with diskcache.Cache(str(folder), disk=disk) as plain:
        try:
            return act(plain)
        except (TypeError, ValueError) as error:  # after it was unpickled
            return error


def ran(target: Path) -> bool:
    """Whether a payload ran; the next one starts from nothing."""
    found = target.exists()
    target.unlink(missing_ok=True)
    return found


@pytest.fixture
def folder(cache: Path) -> Path:
    """A store with one value."""
    put(cache, {"text": "kept"})
    return cache


def test_what_is_put_is_got(cache: Path) -> None:
    """JSON values of any size, in the same process and in the next."""
    store = Store(cache)
    large = {"text": "x\ud800é" * 40_000, "list": [1, 2.5, None, True]}
    store.put(KEY, large)
    assert large == store.get(KEY)
    store.close()
    again = Store(cache)
    assert large == again.get(KEY)
    assert [KEY] == list(again)
    again.delete(KEY)
    assert again.get(KEY) is None
    again.close()


def test_nobody_else_can_read_it(folder: Path) -> None:
    """The answers speak of the code."""
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert 0o600 == stat.S_IMODE((folder / "cache.db").stat().st_mode)


def test_a_pickle_in_a_row_is_a_miss(folder: Path, tmp_path: Path) -> None:
    """It is not run."""
    target = tmp_path / "ran"
    for mode in (4, 1, 2, 3):
        rewrite(folder, mode=mode, value=pickle.dumps(Payload(target)), filename=None)
        if mode == diskcache.core.MODE_PICKLE:
            plainly(folder, lambda plain: plain.get(KEY))
            assert ran(target), "the attack does not work any more"
        store = Store(folder)
        assert store.get(KEY) is None
        store.close()
    assert not target.exists()


def test_a_disk_of_json_runs_a_pickle_as_well(folder: Path, tmp_path: Path) -> None:
    """Why ours is not diskcache's own JSONDisk: it unpickles what a row calls a pickle, and complains."""
    target = tmp_path / "ran"
    key, raw = diskcache.JSONDisk(str(folder)).put(KEY)
    rewrite(folder, key=key, raw=raw, mode=4, value=pickle.dumps(Payload(target)))
    plainly(folder, lambda plain: plain.get(KEY), diskcache.JSONDisk)
    assert ran(target), "the attack does not work any more"
    store = Store(folder)
    assert [] == list(store)
    assert store.get(KEY) is None
    store.close()
    assert not target.exists()


def test_a_pickle_in_a_file_is_a_miss(folder: Path, tmp_path: Path) -> None:
    """Neither is one that a row names."""
    target = tmp_path / "ran"
    name = "ab/cd/" + "0" * 28 + ".val"
    (folder / "ab" / "cd").mkdir(parents=True)
    (folder / name).write_bytes(pickle.dumps(Payload(target)))
    for mode in (4, 2):
        rewrite(folder, mode=mode, value=None, filename=name)
        if mode == diskcache.core.MODE_PICKLE:
            plainly(folder, lambda plain: plain.get(KEY))
            assert ran(target), "the attack does not work any more"
        store = Store(folder)
        assert store.get(KEY) is None
        store.close()
    assert not target.exists()


def test_a_pickled_key_is_passed_over(folder: Path, tmp_path: Path) -> None:
    """Listing the keys runs nothing either."""
    target = tmp_path / "ran"
    rewrite(folder, key=pickle.dumps(Payload(target)), raw=0)
    plainly(folder, list)
    assert ran(target), "the attack does not work any more"
    store = Store(folder)
    assert [] == list(store)
    store.close()
    assert not target.exists()


def test_a_file_elsewhere_is_not_read_and_not_removed(folder: Path, tmp_path: Path) -> None:
    """A row that names a file outside of the folder gets nothing, and deleting it deletes nothing."""
    victim = tmp_path / "victim.txt"
    secret = zlib.compress(b'"secret"')
    for name in ("../victim.txt", str(victim)):
        victim.write_bytes(secret)
        rewrite(folder, mode=2, filename=name, value=None)
        assert secret == plainly(folder, lambda plain: plain.get(KEY)), "the attack does not work"
        plainly(folder, lambda plain: plain.delete(KEY))
        assert not victim.exists(), "the attack does not work any more"

        victim.write_bytes(secret)
        put(folder, {"text": "kept"})
        rewrite(folder, mode=2, filename=name, value=None)
        store = Store(folder)
        assert store.get(KEY) is None
        store.delete(KEY)
        store.put(KEY, {"text": "again"})
        store.close()
        assert victim.exists()


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"no zlib",
        zlib.compress(b"{no json"),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b'"' + b"x" * (17 << 20) + b'"'),
        zlib.compress(b'{"text": 1}')[:-4],
        "text",
        7,
        None,
    ],
    ids=["empty", "garbage", "no JSON", "deep", "bomb", "cut", "str", "int", "null"],
)
def test_a_broken_value_is_a_miss(folder: Path, value: object) -> None:
    """Whatever stands in the row."""
    rewrite(folder, mode=1, value=value)
    store = Store(folder)
    assert store.get(KEY) is None
    store.close()


def test_a_broken_database_is_begun_anew(cache: Path) -> None:
    """A run does not end for a file that is no database."""
    cache.mkdir(mode=0o700)
    (cache / "cache.db").write_bytes(os.urandom(8192))
    store = Store(cache)
    assert store.get(KEY) is None
    store.put(KEY, {"text": "new"})
    assert {"text": "new"} == store.get(KEY)
    store.close()


def test_a_database_that_breaks_while_it_is_open(folder: Path) -> None:
    """Reading it is a miss, and writing it is silent."""
    store = Store(folder)
    for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
        path = folder / name
        if path.exists():
            path.write_bytes(os.urandom(max(path.stat().st_size, 4096)))
    assert store.get(KEY) is None
    store.put(KEY, {"text": "new"})
    store.delete(KEY)
    store.close()


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    """One that anybody may write, and one behind a link."""
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "link"
    link.symlink_to(real)
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    for folder in (link, open_to_all):
        with pytest.raises(GitDigestError, match="not a folder of yours alone") as raised:
            Store(folder)
        assert raised.value.hint


def test_a_folder_that_others_may_read_is_closed(tmp_path: Path) -> None:
    """It is made the user's own."""
    folder = tmp_path / "readable"
    folder.mkdir(mode=0o755)
    Store(folder).close()
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)


def test_the_oldest_go_first(cache: Path) -> None:
    """A folder that is too large loses what was put first."""
    store = Store(cache)
    for number in range(60):
        store.put(f"answer:{number:064x}", {"text": os.urandom(4000).hex()})
    before = store.bytes
    store.shrink(before // 2)
    kept = list(store)
    assert 0 < len(kept) < 60
    assert f"answer:{59:064x}" == kept[-1]
    store.close()


@pytest.mark.parametrize("key", ["", "../x", "a b", "x" * 500])
def test_a_key_that_is_none(cache: Path, key: str) -> None:
    """Only keys of ours are put."""
    store = Store(cache)
    with pytest.raises(TypeError):
        store.put(key, {})
    store.close()
