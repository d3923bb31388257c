"""What a changed file is for."""

from __future__ import annotations

import pytest
from factcase import FactCase
from handmade import change, commit, diff

from gitdigest.facts.context import Context
from gitdigest.facts.fact import FileClass
from gitdigest.facts.file_classes import class_of
from gitdigest.facts.files import component_of, file_fact, read_path
from gitdigest.facts.inline_tests import inline_test_lines
from gitdigest.facts.languages import language_of
from gitdigest.facts.message import parse_message

CLASSES = {
    "source": "src/flask/app.py lib/runtime/src/lib.rs cmd/serve/main.go crates/core/flags/doc/mod.rs "
    "src/images/codec.rs pkg/helm/client.go lib/llm/src/protocols/openai/images/nvext.rs "
    "src/testing.py internal/latest.go scripts/run.sh src/gen/emit.py Library.java "
    "x/src/main/java/io/x/migrations/MigrationsBundle.java src/ci/server.go src/load_dotenv.rs src/cmd/list_env.py src/env.rs",
    "test": "tests/test_app.py src/pkg/tests/data/cases/x.toml pkg/x/y_test.go src/a.test.ts "
    "lib/x/tests/kserve.rs src/test/java/com/a/FooTest.java spec/models/a_spec.rb conftest.py "
    "tests/data/x.md src/FooTests.cs __tests__/a.js flask/testsuite/ext.py flask/test_apps/a.py testdata/x.json test-suite/run.sh "
    "src/__tests_dts__/a.ts vitest.config.e2e.ts "
    "Src/Json.Tests/Json.Tests.csproj src/A.Specs/B/CSpecs.cs src/UnitTests/Bug/a.cs src/IntegrationTests/a.cs SleeveTestSuite/Config.cs UnitTests.Silverlight/A.cs",
    "docs": "README.md chart/README.md.gotmpl docs/conf.py doc/guide.txt CHANGES.rst examples/x/README.md tests/README.md "
    "docs/img/logo.png docs/benchmarks/benchmarking.md CHANGELOG SECURITY.md src/blib2to3/README "
    ".github/ISSUE_TEMPLATE/bug_report.md docs/requirements.txt .chloggen/fix.yaml "
    "Changelog.txt release-notes.txt newsfragments/12.fix x/changelog.d/1.toml History.markdown README.rdoc",
    "ci": "dev/ci/run.sh .github/workflows/ci.yml .gitlab-ci.yml .pre-commit-config.yaml tox.ini ci/build.sh "
    ".github/actions/x/action.yml Jenkinsfile .circleci/config.yml .github/dependabot.yml",
    "build": "Dockerfile container/Dockerfile.trtllm Makefile build.rs CMakeLists.txt planner.Dockerfile "
    "docker-compose.yml cmake/x.cmake tsconfig.json .cargo/config.toml deploy/docker-compose.yml",
    "deps": "pyproject.toml Cargo.toml lib/x/Cargo.toml requirements.txt requirements/dev.in go.mod "
    "Gopkg.toml package.json requirements/tests.txt test_requirements.txt pom.xml build.gradle.kts Gemfile App.csproj requirements-dev.txt",
    "lock": "Cargo.lock poetry.lock package-lock.json yarn.lock pnpm-lock.yaml go.sum uv.lock "
    "Gemfile.lock bun.lockb requirements.lock",
    "generated": "api/x_pb2.py api/x.pb.go api/zz_generated.deepcopy.go static/app.min.js "
    "config/crd/bases/a.yaml tests/__snapshots__/a.js single_include/a/json.hpp lib/x.snap web/app.js.map",
    "vendored": "vendor/github.com/x/y.go third_party/x.c web/node_modules/a/index.js src/_vendor/six.py",
    "config": "deploy/values.yaml settings.ini config/app.json .env .env.example prod.env env.production .eslintrc.json main.tf "
    "charts/x/templates/NOTES.txt rustfmt.toml",
    "example": "examples/basic/main.py recipes/r1/deploy.yaml sample/a.c demo/index.html",
    "bench": "test/ts-benchmarks/a.ts test/x.bench.ts benches/x.rs benchmarks/run.py src/x_bench.go",
    "schema": "api/x.proto schema.graphql openapi.yaml db/schema.sql black.schema.json "
    "res/composer-schema.json json_schemas/a.json api/v1.swagger.json crds/full/x.yaml",
    "migration": "db/migrate/2024_add.rb app/migrations/0001_initial.py V2__add.sql "
    "db/migrations/20240102_x.js database/migrations/2014_10_12_000000_users.php Migrations/20240101_A.cs "
    "migration/src/m20220101_000001_users.rs migrations/versions/ab12_x.py migrations/Version2018.php",
    "asset": "static/logo.png web/style.css data.csv notebooks/a.ipynb",
    "meta": "LICENSE .gitignore CODEOWNERS .github/CODEOWNERS LICENSES/MIT.txt .editorconfig UNLICENSE "
    "A.sln.DotSettings",
}
CASES = [(path, name) for name, paths in CLASSES.items() for path in paths.split()]


@pytest.mark.parametrize(("path", "expected"), CASES)
def test_class(path: str, expected: str) -> None:
    """The class of a file by its path alone."""
    assert expected == class_of(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("components/src/dynamo/sglang/main.py", "dynamo/sglang"),
        ("components/src/dynamo/sglang/multimodal/x.py", "dynamo/sglang"),
        ("lib/runtime/src/pipeline/network/tcp/client.rs", "runtime"),
        ("lib/bindings/python/rust/lib.rs", "bindings/python"),
        ("crates/ignore/src/walk.rs", "ignore"),
        ("crates/core/flags/defs.rs", "core/flags"),
        ("src/flask/app.py", "flask"),
        ("src/flask/json/provider.py", "flask/json"),
        ("cmd/serve/main.go", "cmd/serve"),
        ("internal/cache/lru.go", "internal/cache"),
        ("pkg/kubelet/cm/x.go", "kubelet/cm"),
        ("packages/react-dom/src/client/x.js", "react-dom"),
        ("src/main/java/com/acme/billing/Bill.java", "acme/billing"),
        ("services/pay/src/main/java/org/x/A.java", "pay"),
        ("deploy/operator/internal/controller/x.go", "deploy/operator"),
        (".github/workflows/ci.yml", ".github/workflows"),
        ("tests/frontend/grpc/test_x.py", "tests/frontend"),
        ("src/main.rs", "src"),
        ("README.md", "."),
    ],
)
def test_component(path: str, expected: str) -> None:
    """A component is at most two folders that name something, on many layouts."""
    assert expected == component_of(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.py", "Python"),
        ("a.rs", "Rust"),
        ("x.tsx", "TypeScript"),
        ("Dockerfile.trtllm", "Dockerfile"),
        ("Makefile", "Make"),
        ("build.rs", "Rust"),
        ("x.h", "C/C++ header"),
        ("README", ""),
        (".bashrc", ""),
        ("a.unknown", ""),
    ],
)
def test_language(path: str, expected: str) -> None:
    """The language of a file by its name or its ending."""
    assert expected == language_of(path)


@pytest.mark.parametrize(
    "line",
    [
        "// Code generated by protoc-gen-go. DO NOT EDIT.",
        "# @generated by x",
        "/* This file was automatically generated by swig */",
        "# Autogenerated by tool",
        "// <auto-generated>",
        "/* A lexical scanner generated by flex */",
        "/* A Bison parser, made by GNU Bison 3.8.2.  */",
    ],
)
def test_generated_header(line: str) -> None:
    """A header that a tool left in the first lines makes a file generated."""
    added = change("src/a.go", f"+package a\n+{line}\n+func f() {{}}")
    assert FileClass.GENERATED == file_fact(added).file_class


def test_generated_header_elsewhere() -> None:
    """The same words deep in a file, or in a removed line, are text like any other."""
    deep = change("src/a.go", "+// Code generated by x. DO NOT EDIT.", start=40)
    gone = change("src/a.go", "-// Code generated by x. DO NOT EDIT.\n+package a")
    prose = change("src/a.py", "+# tests that code generated here is kept")
    for file in (deep, gone, prose):
        assert FileClass.SOURCE == file_fact(file).file_class


def test_file_fact_keeps_what_git_says() -> None:
    """Counts, modes and names pass through."""
    fact = file_fact(change("b.py", "+x\n-y", status="renamed", old_path="a.py", old_mode="100755"))
    assert ("b.py", "a.py", "renamed", 1, 1) == (
        fact.path,
        fact.old_path,
        fact.status,
        fact.additions,
        fact.deletions,
    )
    assert ("100755", "Python") == (fact.old_mode, fact.language)


def test_paths_are_read_once() -> None:
    """The same path costs its patterns once."""
    assert read_path("src/a/b.py") is read_path("src/a/b.py")


@pytest.mark.parametrize(
    ("body", "section", "expected"),
    [
        ("+    fn a() {}", "mod tests {", 1),
        ("+    fn a() {}", "impl Client {", 0),
        (" }\n+#[cfg(test)]\n+mod tests {\n+    #[test]\n+}", "impl Client {", 4),
        ("+    x\n+pub fn api() {}\n+y", "mod tests {", 1),
        ("-    fn a() {}\n     b\n+    fn c() {}", "pub(crate) mod client_tests {", 2),
    ],
)
def test_inline_tests(body: str, section: str, expected: int) -> None:
    """Changed lines of a Rust test module count as tests, others do not."""
    for path, count in (("src/a.rs", expected), ("src/a.py", 0), ("tests/a.rs", 0)):
        one = change(path, body, section=section, start=9)
        context = Context(commit("one"), parse_message("one"), diff(one), [file_fact(one)])
        assert count == inline_test_lines(context)


_LONG = 'const SHOWN: &str = r#"\nmod of nothing\n"#;\n'
_CODE = "pub fn a() {}\n"
_TESTS = "\n#[cfg(test)]\nmod tests {\n" + _LONG + "    #[test]\n    fn b() {}\n}\n"


@pytest.mark.parametrize(
    ("before", "after", "change_type"),
    [
        (_CODE, _CODE + _TESTS, "test"),
        (_CODE + _TESTS, _CODE + _TESTS.replace("fn b() {}", "fn b() { assert!(true) }"), "test"),
        (_CODE + _TESTS, _CODE, "test"),
        (_CODE, _CODE + _TESTS + "pub fn c() {}\n", "feat"),
    ],
)
def test_what_a_tree_tells_of_tests_beside_code(
    case: FactCase, before: str, after: str, change_type: str
) -> None:
    """A string at the left margin hides the module from git; what surrounds it belongs to it."""
    facts = case.facts({"src/a.rs": before}, {"src/a.rs": after}, "add b")
    assert change_type == facts.change_type
