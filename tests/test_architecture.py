"""The house keeps its order: who may import whom, who owns which library, how large rooms are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gitdigest"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A module imports only what stands on a line above it, or beside it in its own folder.
ORDER = [
    "errors forking garbage offline needles resources silent text toml",
    "template",
    "files limits objectid",
    "commit",
    "diff",
    "stream patch",
    "secret",
    "facts",
    "prompt",
    "model",
    "analysis",
    "grounding",
    "overview",
    "forge graph selection",
    "naming pending",
    "elsewhere",
    "digest",
    "preamble",
    "hunks",
    "describe patchsource",
    "release",
    "report",
    "zone period",
    "git",
    "repo",
    "explain",
    "evaluation",
    "poolworker",
    "pool",
    "stretches",
    "walker",
    "workers twoends",
    "ready",
    "config",
    "doctor",
    "api",
    "cli",
    "__init__",
    "__main__",
]
RANK = {name: rank for rank, line in enumerate(ORDER) for name in line.split()}

OWNERS = {
    "git": {"git.command"},
    "unidiff": {"patch"},
    "litellm": {"model.litellm_calls"},
    "httpx": {"model.transport"},
    "xllamacpp": {"model.llama_child"},
    "diskcache": {"model.store"},
    "msgspec": {"report.json"},
    "tomli": {"toml"},
    "ahocorasick_rs": {"needles"},
    "jinja2": {"template"},
    "markupsafe": {"template"},
    "babel": {"report.catalog"},
    "filelock": {"git.mirror"},
    "platformdirs": {"config.folders"},
    "tzlocal": {"zone"},
    "tree_sitter": {
        "facts.trees",
        "facts.tried",
        "facts.syntax",
        "facts.codewords",
        "facts.attributes",
    },
}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if is_module(inner) else str(node.module)


def is_module(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    """The order of the pipeline is the order of the imports."""
    top = name_of(path).split(".")[0]
    for imported in imports(path):
        if imported == "gitdigest" or not imported.startswith("gitdigest."):
            continue
        other = imported.split(".")[1]
        assert other == top or RANK[other] <= RANK[top], f"{top} imports {other}"


CORE = {"analysis", "grounding", "overview", "digest", "describe", "release", "report"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_core_knows_no_edge(path: Path) -> None:
    """What explains and reports sees a model as a protocol, and git not at all."""
    if name_of(path).split(".")[0] in CORE:
        edges = {one for one in imports(path) if one.startswith("gitdigest.model.")}
        assert edges <= {"gitdigest.model.model"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_has_one_owner(path: Path) -> None:
    """A third-party library can be replaced in one place."""
    for imported in imports(path):
        owners = OWNERS.get(imported.split(".")[0])
        assert owners is None or name_of(path) in owners, f"{imported} in {name_of(path)}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_rooms_stay_small(path: Path) -> None:
    """No module over 300 lines, no function over 50 (its docstring left out)."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = ast.get_docstring(node) or ""
            lines = (node.end_lineno or 0) - node.lineno + 1 - len(said.splitlines())
            assert lines <= 50, f"{node.name}: {lines} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_broad_except_stands_only_at_the_edge(path: Path) -> None:
    """What is not expected reaches the one place that reports bugs."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            kind = node.type.id if isinstance(node.type, ast.Name) else ""
            broad = node.type is None or kind == "Exception"
            assert not broad or name_of(path) == "__main__", f"line {node.lineno}"


def test_no_two_modules_import_each_other() -> None:
    """The import graph of the package has no circle."""
    graph = {
        f"gitdigest.{name_of(path)}": {i for i in imports(path) if i.startswith("gitdigest.")}
        for path in MODULES
    }
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())
