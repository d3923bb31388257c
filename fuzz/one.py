"""`python -m fuzz.one TARGET [FLAG…] CORPUS…`: one target under atheris, until libFuzzer ends it."""

from __future__ import annotations

import sys
from importlib import import_module

import atheris

_GUIDING = ["gitdigest", "fuzz", "unidiff", "tomllib"]  # whose branches guide the search


def main(arguments: list[str]) -> None:
    """Ends the process: with a status other than 0 where an input was found to fail."""
    target, *rest = arguments
    with atheris.instrument_imports(include=_GUIDING):
        check = import_module(f"fuzz.{target}").check
    atheris.Setup([sys.argv[0], *rest], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
