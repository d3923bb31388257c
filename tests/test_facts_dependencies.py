"""Dependencies that come, go, rise or fall."""

from __future__ import annotations

import pytest
from factcase import FactCase, of_kind, told

from gitdigest.facts.fact import Evidence
from gitdigest.facts.lockfiles import locked_versions
from gitdigest.facts.manifests import requirements_of
from gitdigest.facts.versions import direction

PYPROJECT = """[project]
requires-python = ">=3.11"
dependencies = ["Foo_bar[x]>=1.2 ; python_version > '3'", "baz @ https://x.y/z"]
[project.optional-dependencies]
docs = ["sphinx==7"]
[dependency-groups]
dev = ["pytest>=8", {include-group = "docs"}]
[build-system]
requires = ["hatchling"]
[tool.poetry.dependencies]
poet = {version = "^1", extras = ["a"]}
[tool.poetry.group.lint.dependencies]
ruff = "^0.5"
"""
CARGO = """[package]
rust-version = "1.80"
[dependencies]
serde = "1"
mine = { path = "../mine", version = "0.1" }
shared = { workspace = true }
[dev-dependencies]
tempfile = "3"
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[workspace.dependencies]
tokio = { version = "1.2", features = ["full"] }
"""
GO_MOD = """module example.com/m

go 1.22

require (
\tgithub.com/a/b v1.2.3
\tgolang.org/x/net v0.1.0 // indirect
)

require gopkg.in/yaml.v3 v3.0.1

replace github.com/a/b => ../b
"""
DOCKERFILE = """FROM --platform=linux/amd64 python:3.12-slim AS base
ARG CUDA_VERSION=12.4
ARG EMPTY
RUN apt-get update && apt-get install -y --no-install-recommends \\
    git \\
    curl=7.88 && rm -rf /x
FROM base
FROM scratch
FROM ghcr.io/x/y@sha256:abc
"""
ACTIONS = """jobs:
  a:
    container:
      image: ubuntu:22.04
    steps:
      - uses: actions/checkout@v4
      - uses: "docker/login-action@abc123" # v3.1
      - uses: ./local
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "pyproject.toml",
            PYPROJECT,
            {
                ("", "python"): ">=3.11",
                ("", "foo-bar"): ">=1.2",
                ("", "baz"): "@ https://x.y/z",
                ("docs", "sphinx"): "==7",
                ("dev", "pytest"): ">=8",
                ("build", "hatchling"): "",
                ("", "poet"): "^1",
                ("lint", "ruff"): "^0.5",
            },
        ),
        (
            "a/requirements-dev.txt",
            "# why\n-r base.txt\nflask==3.0 --hash=sha256:x \\\nblack>=24 # style\n",
            {("", "flask"): "==3.0", ("", "black"): ">=24"},
        ),
        (
            "lib/x/Cargo.toml",
            CARGO,
            {
                ("", "serde"): "1",
                ("", "mine"): "0.1 ../mine",
                ("", "shared"): "workspace",
                ("dev", "tempfile"): "3",
                ("", "libc"): "0.2",
                ("workspace", "tokio"): "1.2",
                ("", "rust"): "1.80",
            },
        ),
        (
            "package.json",
            '{"dependencies": {"react": "^18"}, "devDependencies": {"vite": "5"}, "engines": {"node": ">=20"}}',
            {("", "react"): "^18", ("dev", "vite"): "5", ("engines", "node"): ">=20"},
        ),
        (
            "go.mod",
            GO_MOD,
            {
                ("", "github.com/a/b"): "v1.2.3",
                ("indirect", "golang.org/x/net"): "v0.1.0",
                ("", "gopkg.in/yaml.v3"): "v3.0.1",
                ("replace", "github.com/a/b"): "../b",
                ("", "go"): "1.22",
            },
        ),
        (
            "Dockerfile",
            DOCKERFILE,
            {
                ("image", "python"): "3.12-slim",
                ("image", "ghcr.io/x/y"): "sha256:abc",
                ("arg", "CUDA_VERSION"): "12.4",
                ("apt", "git"): "",
                ("apt", "curl"): "7.88",
            },
        ),
        (
            ".github/workflows/ci.yml",
            ACTIONS,
            {
                ("action", "actions/checkout"): "v4",
                ("action", "docker/login-action"): "v3.1 abc123",
                ("image", "ubuntu"): "22.04",
            },
        ),
        (
            "pom.xml",
            (
                "<properties><x.version>2</x.version></properties><dependency><groupId>g</groupId>"
                "<artifactId>a</artifactId><version>1.0</version></dependency>"
            ),
            {("", "g:a"): "1.0", ("property", "x.version"): "2"},
        ),
        (
            "build.gradle.kts",
            'implementation("g:a:1.0")\nid("com.x") version "2"\n',
            {("", "g:a"): "1.0", ("plugin", "com.x"): "2"},
        ),
        ("Gemfile", "gem 'rails', '~> 7'\ngem \"pg\"\n", {("", "rails"): "~> 7", ("", "pg"): ""}),
        ("composer.json", '{"require": {"php": ">=8"}}', {("", "php"): ">=8"}),
        ("gradle/libs.versions.toml", '[versions]\nkotlin = "2.0"\n', {("", "kotlin"): "2.0"}),
        (
            ".pre-commit-config.yaml",
            "repos:\n  - repo: https://x/y\n    rev: v1\n",
            {("hook", "https://x/y"): "v1"},
        ),
        ("A.csproj", '<PackageReference Include="X" Version="1.2" />', {("", "X"): "1.2"}),
        (".gitlab-ci.yml", "build:\n  image: python:3.12\n", {("image", "python"): "3.12"}),
        ("package.json", "{broken", None),
        ("package.json", "[]", None),
        ("src/a.py", "x", None),
    ],
)
def test_manifests(path: str, text: str, expected: dict[tuple[str, str], str] | None) -> None:
    """A manifest tells what a project asks for; one that cannot be read tells nothing."""
    assert expected == requirements_of(path, text)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "Cargo.lock",
            '[[package]]\nname = "a"\nversion = "1"\n\n[[package]]\nname = "a"\nversion = "2"\n',
            {"a": "1, 2"},
        ),
        (
            "package-lock.json",
            '{"packages": {"node_modules/a": {\n "version": "1.0"}}}',
            {"a": "1.0"},
        ),
        ("yarn.lock", 'a@^1, a@^2:\n  version "1.5"\n', {"a": "1.5"}),
        ("pnpm-lock.yaml", "  '@x/a@1.0.0(b@2)':\n    x: 1\n", {"@x/a": "1.0.0"}),
        ("go.sum", "a.b/c v1.0.0 h1:x=\na.b/c v1.0.0/go.mod h1:y=\n", {"a.b/c": "v1.0.0"}),
        ("Gemfile.lock", "GEM\n  specs:\n    rails (7.0)\n      rack (>= 2)\n", {"rails": "7.0"}),
        ("composer.lock", '{"name": "a/b",\n "version": "1"}', {"a/b": "1"}),
        ("unknown.lock", "x", None),
    ],
)
def test_lock_files(path: str, text: str, expected: dict[str, str] | None) -> None:
    """A lock file tells which versions it pins."""
    assert expected == locked_versions(path, text)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("==1.2", "==1.10", "upgraded"),
        (">=2", "^1.9", "downgraded"),
        ("1.0", "1.0.0", None),
        ("1.0rc1", "1.0", "upgraded"),
        ("v1.2.3", "v1.2.4", "upgraded"),
        ("3.12-slim", "3.13-slim", "upgraded"),
        ("abc", "1.0", None),
        ("8799c9f4443ac4", "65c1672f0b8a20", None),
        ("1.0rc1.post1", "1.0rc1.post2", None),
        ("1.0", "1.0.post1", "upgraded"),
        ("==1.3.0rc22", "==1.3.0rc23", "upgraded"),
    ],
)
def test_direction(before: str, after: str, expected: str | None) -> None:
    """Versions are compared as numbers, a release after its candidates."""
    assert expected == direction(before, after)


def test_changes_with_their_lines(case: FactCase) -> None:
    """What changed is told by name, with both sides and the line."""
    before = '[project]\ndependencies = [\n  "a>=1",\n  "b",\n  "d==2",\n]\n'
    after = '[project]\ndependencies = [\n  "a>=2",\n  "c",\n  "d==1",\n]\n'
    facts = case.facts({"pyproject.toml": before}, {"pyproject.toml": after})
    kinds = ("dependency", "dependency.upgraded", "dependency.downgraded")
    assert [
        ("a", "changed", ">=1", ">=2"),
        ("b", "removed", "", None),
        ("c", "added", None, ""),
        ("d", "changed", "==2", "==1"),
    ] == told(facts, *kinds)
    places = [fact.evidence[0] for fact in of_kind(facts, *kinds)]
    assert [Evidence("pyproject.toml", 3), Evidence("pyproject.toml", 4, "old")] == places[:2]


def test_locks_are_counted_beyond_a_hundred(case: FactCase) -> None:
    """Of a lock file a hundred changes are told, and how many more there are."""
    lock = "".join(f'[[package]]\nname = "p{n}"\nversion = "1"\n\n' for n in range(130))
    facts = case.facts({"Cargo.lock": "\n"}, {"Cargo.lock": lock})
    assert 100 == len(of_kind(facts, "dependency.locked"))
    assert ["30"] == [fact.name for fact in of_kind(facts, "dependency.more")]


def test_a_new_manifest_and_a_deleted_one(case: FactCase) -> None:
    """All of a new manifest is added, all of a deleted one removed; broken ones say nothing."""
    facts = case.facts(
        {"a/go.mod": "module m\n\ngo 1.2\n", "package.json": "{"},
        {"a/go.mod": None, "b/Gemfile": 'gem "x"\n', "package.json": "{}"},
    )
    assert [("go", "removed", "1.2", None), ("x", "added", None, "")] == told(facts, "dependency")


def test_a_dependency_stands_on_its_changed_line(case: FactCase) -> None:
    """A name that stands elsewhere too (a script, a longer name) is shown where it changed."""
    text = '{\n "scripts": {"dev": "vite"},\n "devDependencies": {\n  "@a/vite": "1",\n  "vite": "VERSION"\n }\n}\n'
    facts = case.facts(
        {"package.json": text.replace("VERSION", "^2.1.3")},
        {"package.json": text.replace("VERSION", "^2.1.5")},
    )
    (found,) = of_kind(facts, "dependency.upgraded")
    assert ("dev:vite", (Evidence("package.json", 5),)) == (found.name, found.evidence)


def test_a_version_on_a_line_of_its_own_is_shown(case: FactCase) -> None:
    """Where the changed line has the version alone, that is the line."""
    text = (
        "<dependency>\n<groupId>g</groupId>\n<artifactId>a</artifactId>\n<version>1.0</version>\n"
    )
    facts = case.facts({"pom.xml": text}, {"pom.xml": text.replace("1.0", "1.1")})
    (found,) = of_kind(facts, "dependency.upgraded")
    assert (Evidence("pom.xml", 4),) == found.evidence
