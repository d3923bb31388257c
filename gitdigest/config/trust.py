"""Which projects' files the user trusts: by their place and by what they say."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from gitdigest.errors import ConfigError
from gitdigest.files import read_plain, write_whole

_LIMIT = 1 << 20


class TrustStore:
    """The list of trusted files: real path -> sha256 of the content that the user saw.

    It is read at each question and written whole, mode 0600.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def trusted(self) -> dict[str, str]:
        """Every trusted file with the digest of its content."""
        content = read_plain(self._path, _LIMIT)
        if content is None:
            return {}
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            raise ConfigError(
                f"{self._path} is damaged", "remove it, and trust your projects again"
            )
        return found

    def is_trusted(self, file: Path, content: bytes) -> bool:
        """Whether the user trusts this file as it is now; a changed one is a stranger again."""
        return self.trusted().get(_key(file)) == _digest(content)

    def trust(self, file: Path, content: bytes) -> None:
        """Remember that the user trusts this file with this content."""
        self._write({**self.trusted(), _key(file): _digest(content)})

    def revoke(self, file: Path) -> bool:
        """Forget a file; False where it was not trusted."""
        known = self.trusted()
        if known.pop(_key(file), None) is None:
            return False
        self._write(known)
        return True

    def _write(self, known: dict[str, str]) -> None:
        text = json.dumps(known, indent=2, sort_keys=True) + "\n"
        write_whole(self._path, text.encode("utf-8"))


def _key(file: Path) -> str:
    return str(file.resolve())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
