"""Manifest text -> the requirements in it: what a project asks for, by group and name."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

_LONGEST_LINE = 500
Requirements = dict[tuple[str, str], str]
"""(group, name) -> requirement as written; the group is "" for what a build or a run needs."""

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;#]*)")
_POM = re.compile(
    r"<(?:dependency|parent|plugin)>\s*(?:<groupId>([^<]+)</groupId>\s*)?"
    r"<artifactId>([^<]+)</artifactId>\s*<version>([^<]+)</version>"
)
_POM_PROPERTY = re.compile(r"<([\w.-]*version[\w.-]*)>([^<]+)</\1>", re.IGNORECASE)
_GRADLE = re.compile(
    r"""["']([\w.-]+:[\w.-]+):([^"'@:]+)["']|\bid\s*\(?["']([\w.-]+)["']\)?\s+version\s*\(?["']([^"']+)"""
)
_GEM = re.compile(
    r"""(?:^\s*gem|add_(?:\w+_)?dependency)\s*\(?\s*["']([\w.-]+)["'](?:\s*,\s*["']([^"']+))?""",
    re.MULTILINE,
)
_GO = re.compile(
    r"^\s*(?:require\s+)?([\w.~-]+(?:/[\w.~-]+)+|[\w-]+(?:\.[\w-]+)+)\s+(v\S+)(\s*//\s*indirect)?",
    re.MULTILINE,
)
_GO_REPLACE = re.compile(r"^\s*(?:replace\s+)?(\S+)(?: v\S+)?\s+=>\s+(\S+(?: v\S+)?)", re.MULTILINE)
_GO_TOOL = re.compile(r"^(go|toolchain)\s+(\S+)", re.MULTILINE)
_FROM = re.compile(
    r"^\s*FROM\s+(?:--\S+\s+)*(\S+?)(?::([\w${}.-]+))?(?:@(\S+))?(?:\s+AS\s+\S+)?\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_ARG = re.compile(r"""^\s*ARG\s+(\w+)=["']?(?!\{\{)([^"'\s]+)""", re.MULTILINE)
_APT = re.compile(r"\bapt(?:-get)?\s+(?:-\S+\s+)*install\b((?:[^&|;\n\\]|\\\n)*)")
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]+(?:=\S+)?")
_USES = re.compile(
    r"""^\s*-?\s*uses:\s*["']?([\w.-]+/[\w./-]+)@([\w./-]+)["']?(?:\s+#\s*(\S+))?""", re.MULTILINE
)
_IMAGE = re.compile(r"""^\s*-?\s*image:\s*["']?([\w./-]+?):([\w.-]+)["']?\s*$""", re.MULTILINE)
_HOOK = re.compile(r"""repo:\s*["']?(\S+?)["']?\s*\n\s*rev:\s*["']?([^"'\s]+)""")
_NUGET = re.compile(r"""<PackageReference\s+Include="([^"]+)"\s+Version="([^"]+)""")


def is_manifest(path: str) -> bool:
    """Whether there is a reader for a path."""
    return _reader_of(path) is not None


@lru_cache(maxsize=64)  # what is after a commit is before the next one
def requirements_of(path: str, text: str) -> Requirements | None:
    """What a manifest asks for; None where the path is no manifest, or it cannot be read."""
    reader = _reader_of(path)
    if reader is None:
        return None
    if reader not in _WHOLE:
        text = short_lines(text)
    try:
        return dict(reader(text))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None  # a manifest that is broken on one side tells nothing


@lru_cache(maxsize=1 << 16)
def _reader_of(path: str) -> Reader | None:
    return next((read for pattern, read in _READERS if pattern.search(f"/{path}")), None)


def short_lines(text: str) -> str:
    """The text without blank lines and the tails of long ones: patterns stay linear on it."""
    lines = (line.rstrip()[:_LONGEST_LINE] for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


Reader = Callable[[str], Iterator[tuple[tuple[str, str], str]]]


def _pyproject(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    data = tomllib.loads(text)
    project = data.get("project", {})
    if "requires-python" in project:
        yield ("", "python"), project["requires-python"]
    yield from _listed("", project.get("dependencies", []))
    yield from _listed("build", data.get("build-system", {}).get("requires", []))
    for group, items in project.get("optional-dependencies", {}).items():
        yield from _listed(group, items)
    for group, items in data.get("dependency-groups", {}).items():
        yield from _listed(group, items)
    poetry = data.get("tool", {}).get("poetry", {})
    yield from _named("", poetry.get("dependencies", {}))
    yield from _named("dev", poetry.get("dev-dependencies", {}))
    for group, table in poetry.get("group", {}).items():
        yield from _named(group, table.get("dependencies", {}))


def _listed(group: str, items: list[object]) -> Iterator[tuple[tuple[str, str], str]]:
    for item in items:
        if isinstance(item, str) and (match := _REQUIREMENT.match(item)):
            yield (group, match[1].lower().replace("_", "-")), match[2].strip()


def _named(group: str, table: Mapping[str, object]) -> Iterator[tuple[tuple[str, str], str]]:
    """A table of names: a version, or a table with one, with a git revision or a path."""
    for name, value in table.items():
        yield (group, name), _asked(value) if isinstance(value, Mapping) else str(value)


def _asked(table: Mapping[str, object]) -> str:
    if table.get("workspace") is True:
        return "workspace"
    keys = ("version", "git", "tag", "branch", "rev", "path")
    return " ".join(str(table[key]) for key in keys if key in table)


def _requirements(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    lines = (line.strip().removesuffix("\\").split(" --hash")[0] for line in text.splitlines())
    yield from _listed("", [line for line in lines if line and line[0] not in "#-"])


def _cargo(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    data = tomllib.loads(text)
    tables = [data, *data.get("target", {}).values()]
    for table in tables:
        yield from _named("", table.get("dependencies", {}))
        yield from _named("dev", table.get("dev-dependencies", {}))
        yield from _named("build", table.get("build-dependencies", {}))
    yield from _named("workspace", data.get("workspace", {}).get("dependencies", {}))
    if rust := data.get("package", {}).get("rust-version"):
        yield ("", "rust"), str(rust)


def _package_json(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    data = json.loads(text)
    groups = {"": "dependencies", "dev": "devDependencies", "peer": "peerDependencies"}
    groups |= {"optional": "optionalDependencies", "engines": "engines"}
    for group, key in groups.items():
        yield from _named(group, data.get(key, {}))


def _composer(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    data = json.loads(text)
    yield from _named("", data.get("require", {}))
    yield from _named("dev", data.get("require-dev", {}))


def _versions_toml(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    yield from _named("", tomllib.loads(text).get("versions", {}))


def _go_mod(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    for name, version, indirect in _GO.findall(re.sub(r".*=>.*|^module .*", "", text)):
        yield ("indirect" if indirect else "", name), version
    for name, target in _GO_REPLACE.findall(text):
        yield ("replace", name), target
    for name, version in _GO_TOOL.findall(text):
        yield ("", name), version


def _pom(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    for group, name, version in _POM.findall(text):
        yield ("", f"{group}:{name}" if group else name), version
    for name, version in _POM_PROPERTY.findall(text):
        if name.lower() != "version":
            yield ("property", name), version


def _gradle(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    for name, version, plugin, plugin_version in _GRADLE.findall(text):
        yield ("plugin" if plugin else "", name or plugin), version or plugin_version


def _gems(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    yield from ((("", name), version) for name, version in _GEM.findall(text))


def _dockerfile(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    stages = set(re.findall(r"(?im)^\s*FROM\s.*\sAS\s+(\S+)\s*$", text))
    for image, tag, pin in _FROM.findall(text):
        if image not in stages and "$" not in image and image != "scratch":
            yield ("image", image), " ".join(filter(None, (tag, pin)))
    yield from ((("arg", name), value) for name, value in _ARG.findall(text))
    for packages in _APT.findall(re.sub(r"(?m)^\s*#.*\n", "", text)):
        for word in re.sub(r"\\\n|\s-\S+", " ", packages).split():
            if _PACKAGE.fullmatch(word):
                name, _, version = word.partition("=")
                yield ("apt", name), version


def _actions(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    refs: dict[str, set[str]] = {}
    for name, ref, comment in _USES.findall(text):
        refs.setdefault(name, set()).add(f"{comment} {ref}" if comment else ref)
    for name, found in refs.items():
        yield ("action", name), ", ".join(sorted(found))
    yield from _images(text)


def _images(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    yield from ((("image", name), tag) for name, tag in _IMAGE.findall(text))


def _hooks(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    yield from ((("hook", repo), rev) for repo, rev in _HOOK.findall(text))


def _nuget(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    yield from ((("", name), version) for name, version in _NUGET.findall(text))


_WHOLE = frozenset({_pyproject, _cargo, _package_json, _composer, _versions_toml})
"""Readers with a parser of their own, which want every byte."""
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"/pyproject\.toml$"), _pyproject),
    (re.compile(r"/[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)$"), _requirements),
    (re.compile(r"/(?:requirements|constraints)/[^/]+\.(?:txt|in)$"), _requirements),
    (re.compile(r"/Cargo\.toml$"), _cargo),
    (re.compile(r"/package\.json$"), _package_json),
    (re.compile(r"/composer\.json$"), _composer),
    (re.compile(r"/libs\.versions\.toml$"), _versions_toml),
    (re.compile(r"/go\.mod$"), _go_mod),
    (re.compile(r"/pom\.xml$"), _pom),
    (re.compile(r"/[\w.-]*\.gradle(?:\.kts)?$"), _gradle),
    (re.compile(r"/(?:Gemfile|[\w.-]+\.gemspec)$"), _gems),
    (re.compile(r"/(?:[\w.-]+\.)?(?:Docker|Container)file(?:[.-][^/]*)?$"), _dockerfile),
    (re.compile(r"/\.github/(?:workflows|actions)/.*\.ya?ml$|/action\.ya?ml$"), _actions),
    (re.compile(r"/\.gitlab-ci[^/]*\.ya?ml$|/(?:docker-)?compose[\w.-]*\.ya?ml$"), _images),
    (re.compile(r"/\.pre-commit-config\.yaml$"), _hooks),
    (re.compile(r"/[\w.-]+\.(?:cs|fs|vb)proj$|/Directory\.Packages\.props$"), _nuget),
)
