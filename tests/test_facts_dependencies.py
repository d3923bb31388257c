"""Dependencies that come, go, rise or fall."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from factcase import FactCase, of_kind, told
from gitrepo import GitRepo

from gitdigest.describe import describe
from gitdigest.facts.fact import Evidence
from gitdigest.facts.lockfiles import locked_versions
from gitdigest.facts.manifests import requirements_of
from gitdigest.facts.rules import Rules
from gitdigest.facts.versions import direction
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

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
FROM golang:1.21 AS tools
FROM golang:1.22
ENV NODE_VERSION=20.1 OTHER=x
"""
ACTIONS = """jobs:
  a:
    container:
      image: ubuntu:22.04
    steps:
      - uses: actions/checkout@v4
      - uses: "docker/login-action@abc123" # v3.1
      - uses: docker/build-push-action@def456
        # Keep this one
      - uses: docker/metadata-action@aa11 # zizmor: ignore[unpinned]
      - uses: docker/bake-action@bb22 # renovate: tag=v2.0
      - uses: ./local
      - uses: actions/checkout@v3
      - uses: docker://alpine:3.8
      - uses: actions/setup-go@v5
        with:
          go-version: "1.22"
          python-version: ${{ matrix.python }}
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
                ("image", "golang"): "1.21 + 1.22",
                ("arg", "CUDA_VERSION"): "12.4",
                ("arg", "NODE_VERSION"): "20.1",
                ("apt", "git"): "",
                ("apt", "curl"): "7.88",
            },
        ),
        (
            ".github/workflows/ci.yml",
            ACTIONS,
            {
                ("action", "actions/checkout"): "v3 + v4",
                ("action", "actions/setup-go"): "v5",
                ("setup", "go"): "1.22",
                ("image", "alpine"): "3.8",
                ("action", "docker/login-action"): "v3.1 abc123",
                ("action", "docker/build-push-action"): "def456",
                ("action", "docker/metadata-action"): "aa11",
                ("action", "docker/bake-action"): "v2.0 bb22",
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
            "pom.xml",
            (
                "<parent><artifactId>p</artifactId><version>3</version></parent>\n<!-- <dependency>"
                "<artifactId>no</artifactId></dependency> -->\n<dependencyManagement><dependencies>\n"
                "<dependency><groupId>g</groupId><artifactId>a</artifactId><version>1</version></dependency>\n"
                "</dependencies></dependencyManagement>\n<plugin><groupId>g</groupId><artifactId>plug"
                "</artifactId><configuration><version>9</version></configuration><dependencies><dependency>\n"
                "<groupId>g</groupId><artifactId>in</artifactId><scope>test</scope><version>2</version>"
                "</dependency></dependencies></plugin>\n<dependency><groupId>g</groupId><artifactId>a"
                "</artifactId><exclusions><exclusion><artifactId>x</artifactId></exclusion></exclusions></dependency>"
            ),
            {("", "p"): "3", ("", "g:a"): "1", ("", "g:plug"): "", ("", "g:in"): "2"},
        ),
        (
            "build.gradle.kts",
            (
                'implementation("g:a:1.0")\nid("com.x") version "2"\n@Suppress("ktlint:standard:chain-call")\n'
                "api 'g:bom'\ncompile group: 'g', name: 'm', version: '3'\nclasspath 'g:c:${v}'\n"
                "verify = ['g:d:d2d59a11809abe3e64535346f05c22437b458de115f06ea35021fd0714960213']\n"
            ),
            {
                ("", "g:a"): "1.0",
                ("", "g:bom"): "",
                ("", "g:m"): "3",
                ("", "g:c"): "${v}",
                ("plugin", "com.x"): "2",
            },
        ),
        (
            "gradle/wrapper/gradle-wrapper.properties",
            "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.10-bin.zip\n",
            {("", "gradle"): "8.10"},
        ),
        (
            "setup.py",
            "setup(python_requires='>=3',\n  install_requires=['a>=1', \"b\"],\n)\n",
            {("", "a"): ">=1", ("", "b"): ""},
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n  a>=1\n  b\n[options.extras_require]\ntest = pytest>=8\n",
            {("", "a"): ">=1", ("", "b"): "", ("test", "pytest"): ">=8"},
        ),
        ("setup.cfg", "no section", None),
        (
            "Pipfile",
            '[packages]\na = "*"\n[dev-packages]\nb = {version = "==1"}\n[requires]\npython_version = "3.12"\n',
            {("", "a"): "*", ("dev", "b"): "==1", ("", "python"): "3.12"},
        ),
        ("rust-toolchain.toml", '[toolchain]\nchannel = "1.80"\n', {("", "rust"): "1.80"}),
        ("rust-toolchain", "stable\n", {("", "rust"): "stable"}),
        (".nvmrc", "v20.1\n", {("", "node"): "v20.1"}),
        (
            "x.gemspec",
            (
                "s.required_ruby_version = '>= 3.1'\ns.add_dependency('i18n', '>= 0.9.5', \"< 2\")\n"
                "s.add_development_dependency 'rake'\n"
            ),
            {("", "i18n"): ">= 0.9.5, < 2", ("dev", "rake"): "", ("", "ruby"): ">= 3.1"},
        ),
        ("Gemfile", "gem 'rails', '~> 7'\ngem \"pg\"\n", {("", "rails"): "~> 7", ("", "pg"): ""}),
        ("composer.json", '{"require": {"php": ">=8"}}', {("", "php"): ">=8"}),
        (
            "gradle/libs.versions.toml",
            (
                '[versions]\nkotlin = "2.0"\n[libraries]\na = { module = "g:a", version.ref = "kotlin" }\n'
                'b = "g:b:1"\nc = { group = "g", name = "c" }\n[plugins]\np = { id = "x.p", version = "3" }\n'
            ),
            {
                ("", "kotlin"): "2.0",
                ("library", "g:a"): "kotlin",
                ("library", "g:b"): "1",
                ("library", "g:c"): "",
                ("plugin", "x.p"): "3",
            },
        ),
        (
            ".pre-commit-config.yaml",
            "repos:\n  - repo: https://x/y\n    rev: v1\n",
            {("hook", "https://x/y"): "v1"},
        ),
        (
            "A.csproj",
            (
                '<TargetFramework>net8.0</TargetFramework><PackageReference Include="X" Version="1.2" />\n'
                '<PackageReference Version="2" Include="Y" PrivateAssets="All"/>\n'
                '<PackageReference Include="Z">\n<Version>3</Version></PackageReference>\n'
            ),
            {
                ("", "X"): "1.2",
                ("", "Y"): "2",
                ("", "Z"): "3",
                ("framework", "TargetFramework"): "net8.0",
            },
        ),
        ("packages.config", '<package id="N" version="4" targetFramework="x" />', {("", "N"): "4"}),
        (
            ".gitlab-ci.yml",
            (
                "image: python:3.12\ninclude:\n  - project: 'g/ci'\n    file:\n      - '/a.yml'\n    ref: v2\n"
                "  - component: $CI_SERVER_FQDN/g/scan@1.2.0\n  - template: Security/SAST.gitlab-ci.yml\n"
                "  - local: x.yml\n\nbuild:\n  image:\n    name: registry.example.com/x/y:1.0\n"
                "    entrypoint: ['']\n  services:\n    - postgres:12.2\n    - name: docker:24-dind\n"
            ),
            {
                ("image", "python"): "3.12",
                ("image", "registry.example.com/x/y"): "1.0",
                ("image", "docker"): "24-dind",
                ("image", "postgres"): "12.2",
                ("include", "g/ci"): "v2",
                ("component", "$CI_SERVER_FQDN/g/scan"): "1.2.0",
                ("include", "Security/SAST.gitlab-ci.yml"): "",
            },
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    image: a/b:1@sha256:abc\n  c:\n    image: ${IMG}\n  d:\n    image: d:2\n",
            {("image", "a/b"): "1 sha256:abc", ("image", "d"): "2"},
        ),
        (
            "deploy/Chart.yaml",
            "name: x\nversion: 9\ndependencies:\n  - name: redis\n    repository: https://x\n    version: ^1\n",
            {("chart", "redis"): "^1"},
        ),
        (
            "kustomization.yaml",
            "images:\n- name: quay.io/a\n  newTag: v3\n",
            {("image", "quay.io/a"): "v3"},
        ),
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
        ("^2.1", "dev-patch-1#812fb1b", None),
        ("1.0", "1.0.0", None),
        ("1.0rc1", "1.0", "upgraded"),
        ("v1.2.3", "v1.2.4", "upgraded"),
        ("3.12-slim", "3.13-slim", "upgraded"),
        ("abc", "1.0", None),
        ("8799c9f4443ac4", "65c1672f0b8a20", None),
        ("1.0rc1.post1", "1.0rc1.post2", None),
        ("1.0", "1.0.post1", "upgraded"),
        ("==1.3.0rc22", "==1.3.0rc23", "upgraded"),
        ("3.0.0-beta.3", "3.0.0-SNAPSHOT", None),
        ("4.0.9", "4.0.10-SNAPSHOT", "upgraded"),
        ("1.0.0-beta-63127-02", "1.0.0-beta2-18618-05", None),
        ("~> 1.0", ">= 0.9.5, < 2", None),
        ("~> 6.3.0", "~> 6.0", None),
        ("~> 2.0", "~> 1.3.0", "downgraded"),
        ("^4.2.0", "^4.1.0", "downgraded"),
        ("^7", "^6 || ^7", None),
        ("< 5", "= 3.0.2", None),
        ("v2.0.1", "v2", None),
        ("v2", "v2.0.1", None),
        ("v2", "v3", "upgraded"),
        ("==1.2.1", "==1.*", None),
        ("v4.0.1 abc", "v4.0.0 abc + v4.0.1 abc", None),
        ("npm:rolldown-vite@^7.2.10", "^7.2.4", None),
        ("npm:rolldown-vite@^6.3.18", "npm:rolldown-vite@^6.3.19", "upgraded"),
        ("github.com/a/client v2.0.0", "k8s.io/client v1.0.0", None),
        ("v0.66.0", "v0.0.0-20221201172708-2bdff61fa52a", None),
        (
            "v0.0.0-20190413052414-40a3f73b0fa2",
            "v0.0.0-20220413052414-2bdff61fa52a",
            "upgraded",
        ),
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


@pytest.mark.parametrize("way", [1, -1])
def test_a_link_that_becomes_a_manifest_hides_nothing(repo: GitRepo, cache: Path, way: int) -> None:
    """Its blob may be that of a file as well; in whatever order commits are read."""
    link = repo.path / "requirements.txt"
    link.symlink_to("evilpkg==1.0")
    repo.git("add", ".")
    repo.commit("one")
    link.unlink()
    repo.commit("two", {"requirements.txt": "evilpkg==1.0"})
    repo.commit("three", {"requirements.txt": "evilpkg==2.0"})
    with open_repository(str(repo.path), cache=cache) as repository:
        selected = repository.select(Selection())
        ordered = replace(selected, shas=selected.shas[::way])
        found = {
            one.commit.subject: [fact.kind for fact in one.facts.findings if "dep" in fact.kind]
            for one in describe(repository, ordered, Rules())
        }
    assert ["dependency.upgraded"] == found["three"]
    assert [] == found["one"]
