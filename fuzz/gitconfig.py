"""The config file of a repository, all of which its maker chose."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from gitdigest.errors import RepositoryError
from gitdigest.forge import forge_of
from gitdigest.git.shadow import open_shadow


def check(data: bytes) -> None:
    """The repository opens or is refused with RepositoryError; none of it is in our own config."""
    repository = _repository()
    (repository / "config").write_bytes(data)
    try:
        with open_shadow(repository) as shadow:
            forge_of(shadow.remote_url)
            assert (shadow.path / "config").read_bytes() == _own_config(shadow.object_format)
    except RepositoryError as error:
        assert "\n" not in error.message + error.hint


@cache
def _repository() -> Path:
    """A bare repository without a commit; whoever runs this removes it."""
    root = Path(tempfile.mkdtemp(prefix="gitdigest-fuzz-"))
    (root / "objects").mkdir()
    (root / "refs").mkdir()
    (root / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    return root


@cache
def _own_config(object_format: str) -> bytes:
    """What the config of a shadow of an honest repository is."""
    honest = Path(tempfile.mkdtemp(prefix="gitdigest-fuzz-"))
    (honest / "objects").mkdir()
    (honest / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    extension = f"[extensions]\n\tobjectFormat = {object_format}\n"
    (honest / "config").write_text(
        f"[core]\n\trepositoryFormatVersion = 1\n{extension}", encoding="ascii"
    )
    with open_shadow(honest) as shadow:
        return (shadow.path / "config").read_bytes()
