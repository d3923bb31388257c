"""The class of a file by its path: an ordered table of folders, names and endings."""

from __future__ import annotations

import re

from gitdigest.facts.fact import FileClass


def _row(
    file_class: FileClass, *, folders: str = "", names: str = "", endings: str = "", paths: str = ""
) -> tuple[FileClass, re.Pattern[str]]:
    """One row: regular expressions apart by blanks, for a folder, a whole name, an ending.

    `paths` are matched anywhere in "/the/whole/path".
    """
    parts = [*paths.split()]
    if folders:
        parts.append(f"/(?:{'|'.join(folders.split())})/")
    if names:
        parts.append(f"/(?:{'|'.join(names.split())})$")
    if endings:
        parts.append(rf"\.(?:{'|'.join(endings.split())})$")
    return file_class, re.compile("|".join(parts))


# The first row that matches decides.
TABLE = (
    _row(
        FileClass.VENDORED,
        folders="vendor vendored _vendor third[_-]?party node_modules bower_components Godeps Pods",
        paths="^/extern/",
    ),
    _row(
        FileClass.LOCK,
        names=r"[^/]*[-.]lock(?:\.json|\.ya?ml|b)? npm-shrinkwrap\.json go\.sum go\.work\.sum"
        r" gradle\.lockfile Package\.resolved packages\.lock\.json pylock[\w.]*\.toml gomod2nix\.toml",
    ),
    _row(
        FileClass.GENERATED,
        folders="__snapshots__ generated __generated__ crds?/bases single_include",
        names=r"[^/]+_pb2(?:_grpc)?\.pyi? [^/]+\.pb\.(?:go|cc|h|rs) [^/]+\.(?:gen|generated)\.\w+"
        r" zz_generated[^/]* [^/]+\.min\.(?:js|css) [^/]+\.(?:js|css)\.map [^/]+_generated\.\w+"
        r" [^/]+\.designer\.cs mock_[^/]+\.go [^/]+_mock\.go",
        endings="snap ambr",
    ),
    _row(
        FileClass.CI,
        folders=r"\.github/(?:workflows|actions|scripts) \.circleci \.gitlab \.buildkite \.semaphore"
        r" \.azure-pipelines \.woodpecker \.teamcity \.ci",
        paths=r"^/(?:(?:dev|tools|scripts|build|hack|contrib|misc|etc)/)?\.?ci/",
        names=r"\.gitlab-ci[^/]*\.ya?ml \.travis\.yml \.?appveyor\.yml azure-pipelines[^/]*\.ya?ml"
        r" Jenkinsfile[^/]* \.drone\.yml \.cirrus\.yml \.woodpecker\.yml bitbucket-pipelines\.yml"
        r" \.?codecov\.ya?ml dependabot\.ya?ml renovate\.json5? \.pre-commit-config\.yaml tox\.ini"
        r" noxfile\.py \.mergify\.yml \.readthedocs\.ya?ml",
    ),
    _row(
        FileClass.DOCS,
        paths="^/docs?/",
        names=r"(?:README|CHANGELOG|CHANGES|HISTORY|NEWS|CONTRIBUTING|AUTHORS|CONTRIBUTORS|SECURITY"
        r"|CODE_OF_CONDUCT|ROADMAP|UPGRADING|MIGRATING|MAINTAINERS|INSTALL|FAQ|TODO|GOVERNANCE"
        r"|AGENTS|CLAUDE|SKILL)(?:[._-][^/.]*)?(?:\.(?:md|mdx|rst|txt|adoc))?(?:\.(?:gotmpl|tmpl|in|j2))?"
        r" (?:[Rr]ead[Mm]e|[Cc]hange[Ll]og|[Cc]hanges|(?:Release|release)[-_]?[Nn]otes|[Hh]istory|[Nn]ews)\.txt",
    ),
    _row(
        FileClass.BENCH,
        folders=r"\w+[-_]benchmarks?",
        names=r"[^/]+[-.]bench\.\w+",
    ),
    _row(
        FileClass.TEST,
        folders=r"tests? __tests?\w*__ testing testdata test[-_]data fixtures? specs? e2e mocks?"
        " integration[-_]tests? unit[-_]?tests? src/[^/]*[tT]est __mocks__ testutils? cypress"
        r" \w+[-_]tests? test[-_]?suites? test_\w+ [\w.]+\.(?:Tests?|Specs?) [A-Z]\w*[a-z]Test(?:s|Suites?)?"
        r" (?:Unit|Integration)Tests?\.[\w.]+",
        names=r"test_[^/]+\.(?!txt|in|toml)\w+ [^/]+_tests?\.\w+ [^/]+[-.](?:test|spec)\.\w+ [^/]+_spec\.\w+"
        r" conftest\.py [A-Z]\w*Tests?\.\w+ Test[A-Z]\w*\.\w+ tests?\.(?!txt|in|toml)\w+ pytest\.ini \.coveragerc"
        r" (?:jest|vitest|playwright)\.(?:config|workspace)[\w.]*",
    ),
    _row(
        FileClass.BENCH,
        folders="bench benches benchmarks? benchsuite perf[-_]?tests?",
        names=r"[^/]*_bench\.\w+",
    ),
    _row(
        FileClass.DOCS,
        folders="docs",
        paths=r"^/(?:doc|documentation|site|website|wiki|man|news|changes|changelogs?(?:\.d)?)/"
        r" ^/\.change(?:set|s)/ ^/\.chloggen/ /(?:news_?fragments|changelogs?\.d)/",
        endings="md mdx markdown mkd rst rdoc adoc asciidoc tex pod textile 1 man",
    ),
    _row(
        FileClass.EXAMPLE,
        folders="examples? samples? demos? tutorials? recipes quickstarts? playground cookbook",
    ),
    _row(
        FileClass.MIGRATION,
        paths=r"/(?:migrations?|db/migrate|flyway|liquibase)/.*\.(?:sql|rb) /V\d[\w.]*__[^/]+\.sql"
        r" /[mM]igrations?/(?:\w+/)?(?:[VmM]|Version|Migration)?_?\d{3,}[^/]*\.(?:py|go|php|[jt]s|xml|ya?ml|java|cs|rs)$"
        r" /(?:alembic|migrations)/versions/[^/]+\.py$",
    ),
    _row(
        FileClass.SCHEMA,
        names=r"schema\.(?:sql|rb) [\w.-]*[-_.]?schema\.json [^/]*(?:openapi|swagger)[^/]*\.(?:ya?ml|json)",
        paths=r"/crds?/.*\.ya?ml$ /json[-_]?schemas?/[^/]*\.json$",
        endings="proto graphqls? gql avsc thrift fbs capnp prisma xsd wsdl asn1? sql",
    ),
    _row(
        FileClass.DEPS,
        names=r"[\w.-]*requirements[\w.-]*\.(?:txt|in) (?:requirements|constraints)/[^/]+\.(?:txt|in)"
        r" [\w.-]*constraints[\w.-]*\.txt pyproject\.toml setup\.(?:py|cfg) Pipfile"
        r" environment[\w.-]*\.ya?ml Cargo\.toml package\.json go\.mod go\.work pom\.xml"
        r" [\w.-]*\.gradle(?:\.kts)? libs\.versions\.toml Gemfile [\w.-]+\.gemspec composer\.json"
        r" Package\.swift Gopkg\.toml Podfile mix\.exs deps\.edn project\.clj packages\.config vcpkg\.json"
        r" [\w.-]+\.(?:cs|fs|vb)proj Directory\.Packages\.props conanfile\.\w+ pubspec\.yaml"
        r" rebar\.config build\.sbt stack\.yaml [\w.-]+\.cabal deno\.jsonc? \.gitmodules",
    ),
    _row(
        FileClass.BUILD,
        folders=r"\.cargo",
        paths="^/(?:docker|container|packaging|debian|rpm)/",
        names=r"(?:[\w.-]+\.)?(?:Dockerfile|Containerfile)(?:[.-][^/]*)? [Dd]ocker-compose[\w.-]*\.ya?ml"
        r" compose[\w.-]*\.ya?ml (?:GNU)?[Mm]akefile[^/]* CMakeLists\.txt BUILD(?:\.bazel)?"
        r" WORKSPACE(?:\.bazel)? MODULE\.bazel meson\.build meson_options\.txt"
        r" configure(?:\.ac|\.in)? build\.(?:rs|xml|zig|py) [Jj]ustfile Taskfile\.ya?ml Earthfile"
        r" Rakefile Tiltfile \.goreleaser\.ya?ml MANIFEST\.in gradlew(?:\.bat)? \.dockerignore"
        r" docker-bake\.\w+ Vagrantfile SConstruct webpack[\w.]*\.js rollup\.config\.\w+"
        r" vite\.config\.\w+ babel\.config\.\w+ tsconfig[\w.-]*\.json rust-toolchain(?:\.toml)?"
        r" Directory\.Build\.\w+ hatch_build\.py",
        endings="cmake mk bzl bazel m4 am spec nix ebuild",
    ),
    _row(
        FileClass.META,
        folders=r"LICENSES? \.vscode \.idea \.devcontainer \.github \.cursor \.agents \.claude",
        names=r"[^/]+\.DotSettings (?:LICENSE|LICENCE|COPYING|NOTICE|PATENTS|COPYRIGHT|CODEOWNERS|CITATION|FUNDING|OWNERS"
        r"|VERSION|ATTRIBUTIONS?|UNLICENSE)(?:[._-][^/]*)? \.git(?:ignore|attributes|keep)"
        r" \.git-blame-ignore-revs \.mailmap \.editorconfig \.[\w-]+ignore \.cursorrules"
        r" \.all-contributorsrc \.nvmrc \.\w+-version \.tool-versions \.envrc",
    ),
    _row(
        FileClass.ASSET,
        endings="png jpe?g gif svg ico webp avif bmp tiff? psd drawio mp[34] wav ogg webm mov avi woff2?"
        " ttf otf eot pdf zip gz tgz bz2 xz zst 7z tar jar egg whl so dll dylib exe bin onnx pt pkl parquet"
        " npy npz csv tsv jsonl ipynb css scss less sass po pot mo",
    ),
    _row(
        FileClass.CONFIG,
        paths=r"/charts?/.*\.txt$",
        names=r"(?:[\w-]+\.)*\.?env(?:\.(?!(?:py|rs|go|[cm]?[jt]sx?|rb|php|java|cs)$)[\w-]+)? \.[\w.-]+rc(?:\.\w+)?",
        endings="ya?ml json json5 jsonc toml ini cfg conf config properties env xml plist tf tfvars hcl"
        " tpl j2 service rules desktop reg cue jsonnet libsonnet rego",
    ),
)


def class_of(path: str) -> FileClass:
    """The class of a path; a path that no row knows is source."""
    rooted = f"/{path}"
    return next((name for name, row in TABLE if row.search(rooted)), FileClass.SOURCE)
