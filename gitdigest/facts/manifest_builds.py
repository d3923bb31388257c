"""Manifests of builds (Maven, Gradle, Bundler, NuGet, Go) -> what they ask for, by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.facts.manifest_tables import Required

_TAG = re.compile(r"<(/?)([\w.-]+)[^<>]*?(/?)>([^<]*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ARTIFACTS = frozenset({"dependency", "parent", "plugin", "extension"})
_DEEPEST = 40
_VERSION = r"(?:[\d\[(+$][^\"'@:\s]*|latest[\w.]*)"
_GRADLE = re.compile(rf"""["']([\w.-]+:[\w.-]+):({_VERSION})(?::[\w.-]+)?(?:@\w+)?["']""")
_GRADLE_OPEN = re.compile(
    r"""^\s*(?:\w*[iI]mplementation|\w*[aA]pi|\w*[cC]ompile|\w*Only|kapt|ksp|classpath|platform)\b"""
    r"""\s*\(?\s*(?:platform\()?["']([\w.-]+:[\w.-]+)["']""",
    re.MULTILINE,
)
_GRADLE_PLUGIN = re.compile(
    r"""\bid\s*\(?["']([\w.-]+)["']\)?\s+version\s*\(?["']([^"'\n]+)|\bkotlin\("([\w.-]+)"\)\s+version\s+"([^"\n]+)"""
)
_GRADLE_MAP = re.compile(
    r"""\bgroup\s*[:=]\s*["']([\w.-]+)["'],\s*name\s*[:=]\s*["']([\w.-]+)["'](?:,\s*version\s*[:=]\s*["']([^"'\n]+))?"""
)
_DIGEST = re.compile(r"[0-9a-f]{40,}")
_WRAPPER = re.compile(r"distributionUrl=.*/(?:gradle|apache-maven)-([\d.]+[\w.-]*?)-(?:bin|all)\.")
_GEM = re.compile(
    r"""(?:^\s*gem|add_((?:\w+_)?)dependency)\s*\(?\s*["']([\w.-]+)["']([^\n]*)""", re.MULTILINE
)
_GEM_VERSION = re.compile(r"""\s*,\s*\[?\s*["']([~<>=!\s]*\d[\w.\s-]*)["']""")
_RUBY = re.compile(
    r"""^\s*(?:ruby|\w+\.required_ruby_version\s*=)\s*["']([^"']+)["']""", re.MULTILINE
)
_GO = re.compile(
    r"^\s*(?:require\s+)?([\w.~-]+(?:/[\w.~-]+)+|[\w-]+(?:\.[\w-]+)+)\s+(v\S+)(\s*//\s*indirect)?",
    re.MULTILINE,
)
_GO_REPLACE = re.compile(r"^\s*(?:replace\s+)?(\S+)(?: v\S+)?\s+=>\s+(\S+(?: v\S+)?)", re.MULTILINE)
_GO_TOOL = re.compile(r"^(go|toolchain)\s+(\S+)", re.MULTILINE)
_NUGET = re.compile(
    r"<(?:PackageReference|PackageVersion|GlobalPackageReference)\s([^<>]*?)(/?)>\s*"
    r"(?:<Version>([^<]+)</Version>)?"
)
_NUGET_OLD = re.compile(r"<package\s([^<>]*?)/?>")
_FRAMEWORK = re.compile(r"<(TargetFrameworks?)>([^<]+)</\1>")


def go_mod(text: str) -> Required:
    """Requirements, replacements, and the version of Go."""
    for name, version, indirect in _GO.findall(re.sub(r".*=>.*|^module .*", "", text)):
        yield ("indirect" if indirect else "", name), version
    for name, target in _GO_REPLACE.findall(text):
        yield ("replace", name), target
    for name, version in _GO_TOOL.findall(text):
        yield ("", name), version


def pom(text: str) -> Required:
    """Artifacts with their versions ("" where something else manages it), version properties."""
    versions: dict[tuple[str, str], str] = {}
    for fields in list(_elements(_COMMENT.sub("", text))):
        name = fields.get("artifactId", "")
        full = f"{fields['groupId']}:{name}" if "groupId" in fields else name
        key = ("", full) if name else ("property", fields.get("property", ""))
        if key[1]:
            versions[key] = fields.get("version") or versions.get(key, "")
    yield from versions.items()


def _elements(text: str) -> Iterator[dict[str, str]]:
    """Each artifact and each property that names a version; fields are filled as they come."""
    open_tags: list[tuple[str, dict[str, str]]] = []
    for closing, name, empty, content in _TAG.findall(text):
        if closing:
            while open_tags and open_tags.pop()[0] != name:
                pass
            continue
        above = open_tags[-1] if open_tags else ("", {})
        if above[0] in _ARTIFACTS and name in {"groupId", "artifactId", "version"}:
            above[1][name] = content.strip()
        elif above[0] == "properties" and "version" in name.lower() and content.strip():
            yield {"property": name, "version": content.strip()}
        if not empty and len(open_tags) < _DEEPEST:
            open_tags.append((name, {}))
            if name in _ARTIFACTS:
                yield open_tags[-1][1]


def gradle(text: str) -> Required:
    """Coordinates in strings and maps, and plugins; digests in their place are no versions."""
    for name in _GRADLE_OPEN.findall(text):
        yield ("", name), ""
    for group, name, version in _GRADLE_MAP.findall(text):
        yield ("", f"{group}:{name}"), version
    for name, version in _GRADLE.findall(text):
        if not _DIGEST.fullmatch(version):
            yield ("", name), version
    for plugin, version, kotlin, kotlin_version in _GRADLE_PLUGIN.findall(text):
        yield ("plugin", plugin or f"kotlin({kotlin})"), version or kotlin_version


def wrapper(text: str) -> Required:
    """The build tool that a wrapper fetches."""
    for version in _WRAPPER.findall(text):
        yield ("", "maven" if "apache-maven" in text else "gradle"), version


def gems(text: str) -> Required:
    """Gems with all their requirements, development ones apart, and Ruby itself."""
    for way, name, rest in _GEM.findall(text):
        asked: list[str] = []
        at = 0
        while match := _GEM_VERSION.match(rest, at):
            asked.append(match[1].strip())
            at = match.end()
        yield ("dev" if way == "development_" else "", name), ", ".join(asked)
    for version in _RUBY.findall(text):
        yield ("", "ruby"), version


def nuget(text: str) -> Required:
    """Package references, central versions, `packages.config`, and the frameworks built for."""
    text = _COMMENT.sub("", text)
    for attributes, _, inner in _NUGET.findall(text):
        if name := _attribute(attributes, "Include") or _attribute(attributes, "Update"):
            yield ("", name), _attribute(attributes, "Version") or inner.strip()
    for attributes in _NUGET_OLD.findall(text):
        if name := _attribute(attributes, "id"):
            yield ("", name), _attribute(attributes, "version")
    for name, value in _FRAMEWORK.findall(text):
        yield ("framework", name), value.strip()


def _attribute(attributes: str, name: str) -> str:
    match = re.search(rf"""\b{name}\s*=\s*["']([^"']*)["']""", attributes)
    return match[1] if match else ""
