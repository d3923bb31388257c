"""Manifests of containers and pipelines -> the images, actions, includes and tools that they use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.facts.manifest_tables import Reader, Required

_FROM = re.compile(
    r"^\s*FROM\s+(?:--\S+\s+)*(\S+?)(?::([\w${}.-]+))?(?:@(\S+))?(?:\s+AS\s+\S+)?\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_STAGE = re.compile(r"(?im)^\s*FROM\s.*\sAS\s+(\S+)\s*$")
_ARG = re.compile(r"""^\s*ARG\s+(\w+)=["']?(?!\{\{)([^"'\s]+)""", re.MULTILINE)
_ENV = re.compile(r"""^\s*ENV\s+(\w*VERSION\w*)[ =]["']?(?!\{\{)([^"'\s]+)""", re.MULTILINE)
_APT = re.compile(r"\bapt(?:-get)?\s+(?:-\S+\s+)*install\b((?:[^&|;\n\\]|\\\n)*)")
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]+(?:=\S+)?")
_TOOLS = ("go", "node", "python", "java", "ruby", "php", "dotnet")
_KEYS = frozenset({"uses", "image", "container", *(f"{tool}-version" for tool in _TOOLS)})
# These three begin with the end of the line before: that is found fast.
_USES = re.compile(
    r"""\n\s*-?\s*uses:\s*["']?([\w.-]+/[\w./-]+)@([\w./-]+)["']?"""
    r"""(?:[ \t]+#[ \t]*(?:renovate: )?(?:tag=)?(v?\d[\w.+-]*|main|master)\b)?"""
)
_TOOL = re.compile(
    rf"""\n\s*-?\s*({"|".join(_TOOLS)})-version:\s*["']?(\d[\w.*-]*)["']?[ \t]*(?:#.*)?$""",
    re.MULTILINE,
)
_IMAGE = re.compile(
    r"""\n\s*(?:-\s*)?(?:image|container|uses):\s*["']?(?:docker://)?"""
    r"""([a-z0-9][\w./-]*(?::\d+/[\w./-]+)?)(?::([\w.-]+))?(?:@(sha256:\w+))?["']?[ \t]*(?:#.*)?$""",
    re.MULTILINE,
)
_NAMED_IMAGE = re.compile(
    r"""^([ \t]*+)(?:-[ \t]*+)?(image|services):[ \t]*+\n(?:\1[ \t]++[^\n]*+\n){0,4}?\1[ \t]*+"""
    r"""(?:-[ \t]++)?name:[ \t]*+["']?([^\s"'$]+)["']?""",
    re.MULTILINE,
)
_SERVICE = re.compile(r"""^\s*-\s*["']?([a-z][\w./-]*):([\w.-]*\d[\w.-]*)["']?\s*$""", re.MULTILINE)
_INCLUDE = re.compile(
    r"""^\s*(?:-\s*)?(project|component|remote|template|ref):\s*["']?([^\s"'#]+)["']?""",
    re.MULTILINE,
)
_HOOK = re.compile(r"""repo:\s*["']?(\S+?)["']?\s*\n\s*rev:\s*["']?([^"'\s]+)""")
_CHART = re.compile(
    r"""^[ \t]*+-[ \t]*+name:[ \t]*+["']?([\w.-]+)["']?[ \t]*+\n"""
    r"""(?:[ \t]++(?!name:|version:)[^\n]*+\n){0,4}?[ \t]++version:[ \t]*+["']?([^"'\s#]+)""",
    re.MULTILINE,
)
_NEW_TAG = re.compile(
    r"""^\s*-?\s*name:\s*["']?([\w./-]+)["']?\s*\n(?:\s+newName:[^\n]*\n)?\s+newTag:\s*["']?([\w.-]+)""",
    re.MULTILINE,
)


def dockerfile(text: str) -> Required:
    """Base images, arguments and variables that name a version, packages of apt."""
    stages = set(_STAGE.findall(text))
    found: dict[tuple[str, str], list[str]] = {}
    for image, tag, pin in _FROM.findall(text):
        if image not in stages and "$" not in image and image != "scratch":
            found.setdefault(("image", image), []).append(" ".join(filter(None, (tag, pin))))
    yield from joined(found)
    for pattern in (_ARG, _ENV):
        yield from ((("arg", name), value) for name, value in pattern.findall(text))
    for packages in _APT.findall(re.sub(r"(?m)^\s*#.*\n", "", text)):
        for word in re.sub(r"\\\n|\s-\S+", " ", packages).split():
            if _PACKAGE.fullmatch(word):
                name, _, version = word.partition("=")
                yield ("apt", name), version


def actions(text: str) -> Required:
    """GitHub's actions and reusable workflows, images, and the tools that a setup installs."""
    text = _keyed(text)
    found: dict[tuple[str, str], list[str]] = {}
    for name, ref, comment in _USES.findall(f"\n{text}"):
        found.setdefault(("action", name), []).append(f"{comment} {ref}" if comment else ref)
    for name, version in _TOOL.findall(f"\n{text}"):
        found.setdefault(("setup", name), []).append(version)
    yield from joined(found)
    yield from images(text)


def _keyed(text: str) -> str:
    """The lines with the keys that the patterns ask for: most of a workflow are steps of a shell.

    A value may stand in the line behind its key.
    """
    rows: list[str] = []
    waits = False
    for row in text.split("\n"):
        key, _, value = row.partition(":")
        is_named = key.strip("- \t") in _KEYS
        if is_named or waits:
            rows.append(row)
        waits = is_named and not value.strip()
    return "\n".join(rows)


def images(text: str) -> Required:
    """Each `image: name:tag`; one without a tag or a digest is told with "" for it."""
    yield from joined(_images(text))


def _images(text: str) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, tag, pin in _IMAGE.findall(f"\n{text}"):
        if tag or pin or "/" in name:
            found.setdefault(("image", name), []).append(" ".join(filter(None, (tag, pin))))
    return found


def gitlab(text: str) -> Required:
    """GitLab's images and services, and what a pipeline includes, with its ref."""
    found = _images(text)
    for _, _, image in _NAMED_IMAGE.findall(text):
        _add_image(found, image)
    for name, tag in _SERVICE.findall(text):
        found.setdefault(("image", name), []).append(tag)
    for kind, name, ref in _includes(text):
        found.setdefault((kind, name), []).append(ref)
    yield from joined(found)


def _add_image(found: dict[tuple[str, str], list[str]], image: str) -> None:
    name, _, tag = image.rpartition(":")
    if not name or "/" in tag:
        name, tag = image, ""
    found.setdefault(("image", name), []).append(tag)


def _includes(text: str) -> Iterator[tuple[str, str, str]]:
    """What the block `include:` names, each project and component with its ref."""
    start = re.search(r"(?m)^include:", text)
    if start is None:
        return
    end = re.search(r"(?m)^[^\s#-]", text[start.end() :])
    block = text[start.end() : start.end() + end.start() if end else len(text)]
    dash = re.search(r"(?m)^( *)-\s", block)
    for item in re.split(rf"(?m)^{dash[1]}-\s", block)[1:] if dash else (block,):
        fields = dict(_INCLUDE.findall(item))
        if "component" in fields:
            name, _, version = fields["component"].rpartition("@")
            yield "component", name or version, version if name else ""
        elif name := fields.get("project") or fields.get("remote") or fields.get("template"):
            yield "include", name, fields.get("ref", "")


def hooks(text: str) -> Required:
    """The repositories of pre-commit."""
    yield from ((("hook", repo), rev) for repo, rev in _HOOK.findall(text))


def charts(text: str) -> Required:
    """The charts that a Helm chart depends on, and the tags that Kustomize sets."""
    tail = text[match.end() :] if (match := re.search(r"(?m)^dependencies:", text)) else ""
    yield from ((("chart", name), version) for name, version in _CHART.findall(tail))
    yield from ((("image", name), tag) for name, tag in _NEW_TAG.findall(text))


def one_version(name: str) -> Reader:
    """A reader of files that hold one version and nothing else."""

    def read(text: str) -> Required:
        if word := text.strip():
            yield ("", name), word.split()[0]

    return read


def joined(found: dict[tuple[str, str], list[str]]) -> Required:
    """Each name once; where a file asks for several of its versions, all of them."""
    for key, values in found.items():
        yield key, " + ".join(sorted(set(values)))
