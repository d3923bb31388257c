"""Prompts are files: ours, or the user's own in their place, each with declared variables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from gitdigest.errors import ConfigError
from gitdigest.resources import resource_dir
from gitdigest.template import TemplateSyntaxError, environment, variables

NAMES = ("system", "low", "medium", "high", "part", "merge", "again", "mend", "overview")
ENDING = ".jinja"
_DECLARED = re.compile(r"\A\{#\s*variables:([\w\s*]*)#\}")


@dataclass(frozen=True, slots=True)
class PromptFile:
    """A prompt's text and the variables that it declares; a `*` marks one that must be used."""

    name: str
    source: str
    known: frozenset[str]
    needed: frozenset[str]


class PromptFiles:
    """The prompts, each checked when it is read; a file in `folder` takes the place of ours.

    Raises ConfigError for a name that is no prompt, a variable that is not declared, one that
    must be used and is not, or a file that Jinja cannot read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        own = _own_files(folder) if folder else {}
        files = [_checked(own.get(name), _shipped(name)) for name in NAMES]
        self._files = {file.name: file for file in files}
        self._jinja = environment(lambda name: self._files[name].source)

    def render(self, name: str, **values: object) -> str:
        """The text of a prompt; the values are exactly the variables that it declares."""
        declared = self._files[name].known
        if declared != values.keys():
            odd = ", ".join(sorted(declared ^ values.keys()))
            raise ConfigError(f"the prompt {name} is not given what it declares: {odd}")
        return self._jinja.get_template(name).render(values).strip()


def _shipped(name: str) -> PromptFile:
    file = f"{name}{ENDING}"
    source = (resource_dir("prompts") / file).read_text(encoding="utf-8")
    declared = _DECLARED.match(source)
    if declared is None:
        raise ConfigError(f"{file}: the first line declares no variables")
    words = declared[1].split()
    needed = frozenset(word[:-1] for word in words if word.endswith("*"))
    made = PromptFile(name, source, frozenset(word.rstrip("*") for word in words), needed)
    if _used(file, source) != made.known:
        odd = ", ".join(sorted(_used(file, source) ^ made.known))
        raise ConfigError(f"{file}: declared and used variables differ: {odd}")
    return made


def _checked(own: Path | None, ours: PromptFile) -> PromptFile:
    """The user's own file with what ours declares, or ours where there is none."""
    if own is None:
        return ours
    try:
        source = own.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{own}: cannot be read as text", str(error)) from error
    used = _used(str(own), source)
    for name in sorted(used - ours.known):
        near = get_close_matches(name, ours.known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(ours.known))}"
        raise ConfigError(f"{own}: there is no variable {name!r}", hint)
    if missing := sorted(ours.needed - used):
        raise ConfigError(f"{own}: {missing[0]} is never used", f"write {{{{ {missing[0]} }}}}")
    return PromptFile(ours.name, source, ours.known, ours.needed)


def _used(where: str, source: str) -> frozenset[str]:
    try:
        return variables(environment(lambda _: None), source)
    except TemplateSyntaxError as error:
        raise ConfigError(f"{where}: line {error.lineno}: {error.message}") from error


def _own_files(folder: Path) -> dict[str, Path]:
    """The prompt files of a folder by name."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: prompts_dir is no folder")
    found = {path.name.removesuffix(ENDING): path for path in sorted(folder.glob(f"*{ENDING}"))}
    for name, path in found.items():
        if name not in NAMES:
            near = get_close_matches(name, NAMES, n=1)
            hint = f"did you mean {near[0]}?" if near else f"prompts: {', '.join(NAMES)}"
            raise ConfigError(f"{path}: there is no prompt {name!r}", hint)
    return found
