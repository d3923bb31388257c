"""Which repository has which name in a folder of reports, so that no other one takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from gitdigest.files import UnreadableError, is_there, read_plain, write_whole

_LIMIT = 1 << 22


class NameStore:
    """The names of each folder of reports, with the identity of the repository that has each.

    It is read at each question and written whole, mode 0600; one that is damaged is none. What is
    no longer there has no name any more.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def owners(self, folder: Path) -> dict[str, str]:
        """The names in a folder's reports with their repositories."""
        return self._known().get(_key(folder), {})

    def add(self, folder: Path, owners: Mapping[str, str]) -> None:
        """Remember who has which name; raises OutputError."""
        known = self._known()
        both = {**known.get(_key(folder), {}), **owners}
        if both and both != known.get(_key(folder)):
            text = json.dumps({**known, _key(folder): both}, indent=2, sort_keys=True) + "\n"
            write_whole(self._path, text.encode("utf-8", "surrogateescape"))

    def _known(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(read_plain(self._path, _LIMIT) or b"{}")
        except (UnreadableError, ValueError, RecursionError):
            return {}
        folders = found.items() if isinstance(found, dict) else ()
        return {folder: _there(names) for folder, names in folders if is_there(Path(folder))}


def _there(names: object) -> dict[str, str]:
    """The names whose repositories are there still; an address is taken to be."""
    pairs = names.items() if isinstance(names, dict) else ()
    return {
        name: owner
        for name, owner in pairs
        if isinstance(owner, str) and (not owner.startswith("/") or is_there(Path(owner)))
    }


def _key(folder: Path) -> str:
    return str(folder.resolve())
