"""Trust is given to a file in its place, with its content, and kept by nobody else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gitdigest.config.trust import TrustStore
from gitdigest.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "project" / "gitdigest.toml"
    path.parent.mkdir()
    path.write_bytes(b'output = "report"')
    return path


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "data" / "trust.json")


def test_nothing_is_trusted_at_first(store: TrustStore, file: Path) -> None:
    """Without a list every file is a stranger."""
    assert not store.is_trusted(file, file.read_bytes())
    assert {} == store.trusted()


def test_a_trusted_file_is_trusted_until_it_changes(store: TrustStore, file: Path) -> None:
    """One changed byte makes it a stranger; the old content is still known."""
    store.trust(file, file.read_bytes())
    assert store.is_trusted(file, b'output = "report"')
    assert not store.is_trusted(file, b'output = "/etc"')


def test_the_same_content_elsewhere_is_not_trusted(store: TrustStore, file: Path) -> None:
    """Trust belongs to a place, by its real path."""
    store.trust(file, file.read_bytes())
    elsewhere = file.parent.parent / "copy.toml"
    elsewhere.write_bytes(file.read_bytes())
    link = file.parent.parent / "link"
    link.symlink_to(file.parent)
    assert not store.is_trusted(elsewhere, elsewhere.read_bytes())
    assert store.is_trusted(link / file.name, file.read_bytes())


def test_trust_can_be_taken_back(store: TrustStore, file: Path) -> None:
    """A revoked file is a stranger, the others stay trusted; a second time there is nothing."""
    other = file.parent / "other.toml"
    store.trust(file, b"a")
    store.trust(other, b"b")
    assert store.revoke(file)
    assert not store.revoke(file)
    assert [str(other)] == list(store.trusted())


def test_the_list_is_the_users_alone(store: TrustStore, file: Path, tmp_path: Path) -> None:
    """The list has mode 0600 in a folder of mode 0700."""
    store.trust(file, b"a")
    kept = tmp_path / "data" / "trust.json"
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (kept, kept.parent)]
    assert [0o600, 0o700] == modes


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 1}', b"\xff", b'{"a": '])
def test_a_damaged_list_trusts_nobody(store: TrustStore, tmp_path: Path, content: bytes) -> None:
    """A list that cannot be understood is an error, not an empty list that is then lost."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "trust.json").write_bytes(content)
    with pytest.raises(ConfigError, match="is damaged"):
        store.trusted()
