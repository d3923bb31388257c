"""What `gitdigest trust` does with the list of trusted files."""

from __future__ import annotations

from pathlib import Path

from gitdigest.cli.outputs import print_data
from gitdigest.config.file import project_table, work_tree
from gitdigest.config.folders import CONFIG_NAME, user_folders
from gitdigest.config.options import SHAPES_THE_REPORT
from gitdigest.config.trust import TrustStore
from gitdigest.errors import UsageError


def show_list() -> int:
    """Print every trusted file, one per line."""
    print_data("".join(f"{path}\n" for path in sorted(_store().trusted())))
    return 0


def trust(folder: Path) -> int:
    """Trust a project's file, and print it with what it may now set."""
    root = work_tree(folder)
    table = project_table(root) if root else None
    if table is None:
        raise UsageError(
            f"there is no gitdigest.toml and no [tool.gitdigest] in {root or folder}",
            "name the folder of a project that has one",
        )
    _store().trust(table.file, table.content)
    beyond = sorted(table.values.keys() - SHAPES_THE_REPORT)
    print_data(f"{table.file}\n" + "".join(f"  {key} = {table.values[key]!r}\n" for key in beyond))
    return 0


def revoke(folder: Path) -> int:
    """Trust a project's file no longer."""
    root = work_tree(folder) or folder
    done = [_store().revoke(root / name) for name in (CONFIG_NAME, "pyproject.toml")]
    if not any(done):
        raise UsageError(f"nothing in {root} is trusted", "gitdigest trust --list shows what is")
    return 0


def _store() -> TrustStore:
    return TrustStore(user_folders().trusted)
