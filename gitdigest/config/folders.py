"""Where the system keeps a user's configuration, data and caches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

CONFIG_NAME = "gitdigest.toml"


@dataclass(frozen=True, slots=True)
class Folders:
    """The three folders of gitdigest; none need exist."""

    config: Path
    data: Path
    cache: Path

    @property
    def user_file(self) -> Path:
        """The user's own configuration file."""
        return self.config / CONFIG_NAME

    @property
    def reports(self) -> Path:
        """Where reports go that nobody sent elsewhere."""
        return self.data / "reports"

    @property
    def trusted(self) -> Path:
        """The list of the project files that the user trusts."""
        return self.data / "trust.json"

    @property
    def names(self) -> Path:
        """The names that repositories have in reports."""
        return self.data / "names.json"


def user_folders() -> Folders:
    """The folders of the user who runs this process, as the system names them."""
    return Folders(
        config=platformdirs.user_config_path("gitdigest", appauthor=False),
        data=platformdirs.user_data_path("gitdigest", appauthor=False),
        cache=platformdirs.user_cache_path("gitdigest", appauthor=False),
    )
