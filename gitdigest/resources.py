"""Finds the folders `prompts` and `templates`, in an installed package or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from gitdigest.errors import GitDigestError

ResourceName = Literal["prompts", "templates"]


def resource_dir(name: ResourceName) -> Traversable:
    """The folder `name`: beside the modules in a wheel or a zip, at the top in a checkout."""
    installed = files("gitdigest") / name
    if installed.is_dir():
        return installed
    checkout = Path(__file__).resolve().parent.parent / name
    if checkout.is_dir():
        return checkout
    raise GitDigestError(
        f"the folder {name} is missing", "reinstall gitdigest: the package is damaged"
    )
