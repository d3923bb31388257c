"""What a hostile text costs grows as the text does, in time and in memory.

Each case is given once and four times as large: what is quadratic takes sixteen times as long, and
what doubles with each line never ends. The bound between is generous, as machines are busy.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from factcase import FactCase, named, of_kind

from gitdigest.release import planned
from gitdigest.release.breaking import manifests, options
from gitdigest.release.surface import python_module, rust_names
from gitdigest.report.release import sections

Files = Mapping[str, str]
Case = Callable[[int], tuple[Files, Files]]

LEAST = 2.0  # seconds of a commit of which nothing is said: machines are busy
TIMES = 9


def flag(n: int) -> tuple[Files, Files]:
    return {"a.py": "x\n"}, {"a.py": "add_argument(a" + "\n" * n + ")\n"}


def packages(n: int) -> tuple[Files, Files]:
    before = "".join(f"func Old{i}() {{}}\n" for i in range(n))
    after = "".join(f"func New{i}() {{}}\n" for i in range(n))
    return {"a.go": f"package a\n{before}"}, {"a.go": f"package a\n{after}"}


def comments(n: int) -> tuple[Files, Files]:
    tests = "fn a() {} " * (n // 4)
    return {"a.rs": "fn b() {}\n"}, {"a.rs": "// x\n" * n + tests + "\n"}


def blanks(n: int) -> tuple[Files, Files]:
    return {".env.production": "A=1\n"}, {".env.production": "\n" * n + "- x\n"}


def dots(n: int) -> tuple[Files, Files]:
    taken = f"from {'.' * n} imported\nload_items()\n"
    before = {"pkg/a.py": "def load_items():\n    pass\n", "pkg/b.py": "x\n"}
    return before, {"pkg/a.py": "y = 1\n", "pkg/b.py": taken}


def decorators(n: int) -> tuple[Files, Files]:
    return {"a.py": "x = 1\n"}, {"a.py": "class A:\n" + "    @a\n\f    def f(self): pass\n" * n}


def assertions(n: int) -> tuple[Files, Files]:
    def text(value: int) -> str:
        return "".join(f"def test_{i}():\n    assert {value}\n" for i in range(n))

    return {"tests/test_a.py": text(1)}, {"tests/test_a.py": text(2)}


@contextmanager
def without_garbage() -> Iterator[None]:
    """Looks for none meanwhile: a process with much in memory takes seconds for that."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def assigned(n: int) -> tuple[Files, Files]:
    before = "".join(f"def f{i}():\n    pass\n" for i in range(n))
    return {"a.py": before}, {"a.py": "".join(f"f{i}()\n" for i in range(n))}


def variables(n: int) -> tuple[Files, Files]:
    before = "".join(f"# xVARIABLE{i}\n" for i in range(n))
    after = "".join(f'os.getenv("VARIABLE{i}")\n' for i in range(n))
    return {"a.py": before}, {"a.py": after}


def modules(n: int) -> tuple[Files, Files]:
    return {"a.rs": "fn a() {}\n"}, {"a.rs": "mod tests {}\n" * n}


def pipeline(n: int) -> tuple[Files, Files]:
    return {".gitlab-ci.yml": "x\n"}, {".gitlab-ci.yml": "image:\n" + (" " * n + "x\n") * 4}


def chart(n: int) -> tuple[Files, Files]:
    text = "dependencies:\n- name: a\n" + (" " * n + "x\n") * 5
    return {"Chart.yaml": "x\n"}, {"Chart.yaml": text}


def word(n: int) -> tuple[Files, Files]:
    gone = "export function load_items(): void {}\n"
    return {"src/a.ts": gone}, {"src/a.ts": f"const a = '{'x' * n}'\n"}


def tables(n: int) -> tuple[Files, Files]:
    return {"a.ini": "x=1\n"}, {"a.ini": "[\n" * n}


def attributes(n: int) -> tuple[Files, Files]:
    return {"src/a.rs": "fn a() {}\n"}, {"src/a.rs": "#[arg(long)]\n" * n}


def settings(n: int) -> tuple[Files, Files]:
    return {"a.py": "x\n"}, {"a.py": "".join(f'os.getenv("VARIABLE{i}")\n' for i in range(n))}


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (flag, 4_000),
        (packages, 4_000),
        (comments, 4_000),
        (blanks, 8_000),
        (dots, 20_000),
        (decorators, 1_600),
        (assertions, 1_400),
        (assigned, 4_000),
        (variables, 4_000),
        (modules, 4_000),
        (pipeline, 200),
        (chart, 80),
        (word, 8_000),
        (tables, 40_000),
        (attributes, 6_000),
        (settings, 8_000),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_time_grows_as_the_text_does(case: FactCase, make: Case, size: int) -> None:
    """Or the larger commit takes hardly any time at all."""
    taken: list[float] = []
    for number, factor in enumerate((1, 4)):
        before, after = make(factor * size)
        case.repo.commit(f"before {number}", dict(before))
        case.repo.commit(f"after {number}", dict(after))
        with without_garbage():
            start = time.process_time()
            case.latest()
            taken.append(time.process_time() - start)
    assert taken[1] < max(TIMES * taken[0], LEAST), taken


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda text: list(manifests._setup(text)), "python_requires=" + " " * 9_000 + "'''"),
        (lambda text: list(options._options(text)), "settings.A\n" + "config" * 9_000 + "#(\n"),
        (lambda text: python_module.read_module("a", "a.py", text), "from " + "." * 90_000),
        (lambda text: python_module.read_module("a", "a.py", text), "from a import (\n" * 30_000),
        (planned._READERS["VERSION"], "\n" * 90_000 + "x"),
        (planned._READERS["pom.xml"], "</parent>\n" * 90_000),
        (lambda text: rust_names._leaves(text, ()), "pub use " + "a" * 90_000 + "!;"),
        (lambda text: rust_names._leaves(text, ()), "pub use a\n" * 90_000),
        (lambda text: sections.headings([text], markdown=True), "# a" + " " * 90_000 + "x"),
    ],
)
def test_what_a_review_reads_costs_what_its_length_does(
    read: Callable[[str], object], text: str
) -> None:
    """Manifests, modules and changelogs of a release: a second is fifty times what it takes."""
    start = time.process_time()
    read(text)
    assert time.process_time() - start < LEAST


def test_a_long_name_is_not_in_the_name_of_all_in_it(case: FactCase) -> None:
    """A name ends after some hundred signs, and so do names of what stands in many."""
    inner = "".join(f"    fn f{i}() {{}}\n" for i in range(50))
    deep = "mod b" + "b" * 90 + " {\n"
    text = f"mod {'a' * 10_000} {{\n{inner}}}\n" + deep * 20 + inner + "}\n" * 20
    facts = case.facts({"src/a.rs": "fn x() {}\n"}, {"src/a.rs": text})
    names = [fact.name for fact in of_kind(facts, "symbol")]
    assert f"{'a' * 300}::f7" in names
    assert all(len(name) <= 500 for name in names)
    assert any(name[0] == "b" and name.endswith("::f7") for name in names)


def test_keys_are_not_as_long_as_all_that_is_above_them(case: FactCase) -> None:
    """A configuration whose keys together have more than four million signs is none."""
    inner = ", ".join(f'"{i}": 1' for i in range(500))
    long = {"config.json": f'{{"{"k" * 10_000}": {{{inner}}}}}'}
    short = {"config.json": f'{{"{"k" * 10}": {{{inner}}}}}'}
    assert [] == named(case.facts({"config.json": "{}"}, long), "config.key", "config.more")
    assert [("461", None)] == named(case.facts({"config.json": "{}"}, short), "config.more")[:1]


def test_hints_have_an_end(case: FactCase) -> None:
    """Twenty of a kind, also where one hunk has thousands."""
    facts = case.facts({"a.py": "x\n"}, {"a.py": "md5(x)\n" * 5_000})
    assert 20 == len(of_kind(facts, "hint.security"))
