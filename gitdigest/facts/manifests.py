"""Manifest text -> the requirements in it: what a project asks for, by group and name."""

from __future__ import annotations

import re
from functools import lru_cache

from gitdigest.facts import manifest_builds as builds
from gitdigest.facts import manifest_images as images
from gitdigest.facts import manifest_tables as tables
from gitdigest.facts.manifest_tables import Reader

Requirements = dict[tuple[str, str], str]
"""(group, name) -> requirement as written; the group is "" for what a build or a run needs."""

_LONGEST_LINE = 500


def is_manifest(path: str) -> bool:
    """Whether there is a reader for a path."""
    return _reader_of(path) is not None


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
    lines = [line.rstrip()[:_LONGEST_LINE] for line in text.split("\n")]
    return "\n".join(filter(None, lines))


_WHOLE = frozenset(
    {tables.pyproject, tables.cargo, tables.package_json, tables.composer, tables.versions_toml}
    | {tables.pipfile, tables.rust_toolchain}
)
"""Readers with a parser of their own, which want every byte."""
_TOOLS = {
    "nvmrc": "node",
    "node-version": "node",
    "python-version": "python",
    "ruby-version": "ruby",
}
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"/pyproject\.toml$"), tables.pyproject),
    (
        re.compile(r"/[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)$"),
        tables.requirements,
    ),
    (re.compile(r"/(?:requirements|constraints)/[^/]+\.(?:txt|in)$"), tables.requirements),
    (re.compile(r"/setup\.cfg$"), tables.setup_cfg),
    (re.compile(r"/setup\.py$"), tables.setup_py),
    (re.compile(r"/Pipfile$"), tables.pipfile),
    (re.compile(r"/Cargo\.toml$"), tables.cargo),
    (re.compile(r"/rust-toolchain(?:\.toml)?$"), tables.rust_toolchain),
    (re.compile(r"/package\.json$"), tables.package_json),
    (re.compile(r"/composer\.json$"), tables.composer),
    (re.compile(r"/[\w.-]*\.versions\.toml$"), tables.versions_toml),
    (re.compile(r"/go\.mod$"), builds.go_mod),
    (re.compile(r"/pom\.xml$"), builds.pom),
    (re.compile(r"/[\w.-]*\.gradle(?:\.kts)?$"), builds.gradle),
    (re.compile(r"/(?:gradle|maven)-wrapper\.properties$"), builds.wrapper),
    (re.compile(r"/(?:Gemfile|[\w.-]+\.gemspec)$"), builds.gems),
    (
        re.compile(r"/[\w.-]+\.(?:cs|fs|vb)proj$|/Directory\.\w+\.props$|/packages\.config$"),
        builds.nuget,
    ),
    (
        re.compile(r"/(?:[\w.-]+\.)?(?:Docker|Container)file(?:[.-][^/]*)?$"),
        images.dockerfile,
    ),
    (
        re.compile(r"/\.github/(?:workflows|actions)/.*\.ya?ml$|/action\.ya?ml$"),
        images.actions,
    ),
    (re.compile(r"gitlab-ci[^/]*\.ya?ml$|/\.gitlab(?:-ci(?:\.d)?|/ci)/.*\.ya?ml$"), images.gitlab),
    (re.compile(r"/\.pre-commit-config\.yaml$"), images.hooks),
    (re.compile(r"/(?:Chart|requirements|kustomization)\.ya?ml$"), images.charts),
    (
        re.compile(
            r"/(?:docker-)?compose[\w.-]*\.ya?ml$|/\.circleci/.*\.ya?ml$"
            r"|/(?:k8s|kubernetes|manifests?|deploy(?:ments?)?|charts?|helm)/.*\.ya?ml$"
        ),
        images.images,
    ),
    *((re.compile(rf"/\.{name}$"), images.one_version(tool)) for name, tool in _TOOLS.items()),
)
