"""Names that a file no longer defines, or did not yet, and that it has all the same."""

from __future__ import annotations

import time

import pytest
from factcase import FactCase, levelled, named, of_kind, public

from gitdigest.facts.fact import Level


@pytest.mark.parametrize(
    ("path", "defined", "passed"),
    [
        ("a.py", "def load_it():\n    pass\n", "from b import load_it\n"),
        ("a.py", "def load_it():\n    pass\n", "from b import (\n    c,\n    d as load_it,\n)\n"),
        ("a.py", "def load_it():\n    pass\n", "import load_it\n"),
        ("a.py", "def load_it():\n    pass\n", "from b import load_it  # noqa\n"),
        (
            "a.py",
            "def load_it():\n    pass\n",
            "from b import (\n    load_it,  # load_it, c\n    d,\n)\n",
        ),
        ("a.py", "def load_it():\n    pass\n", "load_it = other\n"),
        (
            "a.py",
            "def load_it():\n    pass\n",
            "def _f():\n    pass\n\n\nif a:\n    load_it = b\n# c\nelse:\n    load_it = c\n",
        ),
        ("a.py", "def load_it():\n    pass\n", "try:\n\n    load_it = b.c\nexcept E:\n    pass\n"),
        ("a.ts", "export function load_it() {\n}\n", "export { load_it } from './b'\n"),
        ("a.ts", "export function load_it() {\n}\n", "export { x as load_it, y } from './b'\n"),
        ("a.js", "export function load_it() {\n}\n", "function f() {}\nexport { f as load_it }\n"),
        ("a.js", "export function load_it() {\n}\n", "module.exports.load_it = class {\n};\n"),
        ("a.js", "export function load_it() {\n}\n", "module.exports = {\n  f,\n  load_it,\n}\n"),
        ("a.js", "export class load_it {\n}\n", "module.exports = class load_it {\n}\n"),
        ("a.js", "export class load_it {\n}\n", "class load_it {\n}\nmodule.exports = load_it\n"),
        ("src/a.rs", "pub fn load_it() {\n}\n", "pub use b::{c, load_it};\n"),
        ("src/a.rs", "pub fn load_it() {\n}\n", "pub use b::other as load_it;\n"),
    ],
)
def test_what_is_handed_on_is_there(case: FactCase, path: str, defined: str, passed: str) -> None:
    """Whoever takes it from the module notices nothing, in either direction."""
    assert [] == public(case, path, defined, passed)
    assert [] == public(case, path, passed, defined)


@pytest.mark.parametrize(
    ("path", "defined", "other"),
    [
        ("a.py", "def load_it():\n    pass\n", "from b import load_it as own\n"),
        ("a.py", "def load_it():\n    pass\n", "from load_it import other\n"),
        ("a.py", "def load_it():\n    pass\n", "from b import other  # load_it\n"),
        ("a.ts", "export function load_it() {\n}\n", "import { load_it } from './b'\n"),
        ("a.ts", "export function load_it() {\n}\n", "export { load_it as other } from './b'\n"),
        ("a.js", "export function load_it() {\n}\n", "if (exports.load_it == 1) {\n}\n"),
        ("a.js", "export function load_it() {\n}\n", "const b = {\n  load_it,\n}\n"),
        ("src/a.rs", "pub fn load_it() {\n}\n", "use b::load_it;\n"),
        ("src/a.rs", "pub fn load_it() {\n}\n", "pub(crate) use b::load_it;\n"),
    ],
)
def test_what_is_only_named_is_gone(case: FactCase, path: str, defined: str, other: str) -> None:
    """By another name, or for the module alone; what leaves its word is told as a hint."""
    assert [("load_it", "removed", "hint")] == public(case, path, defined, other)
    assert [("load_it", "added", "fact")] == public(case, path, other, defined)


@pytest.mark.parametrize(
    ("after", "others", "level"),
    [
        ("x = 1\n", {}, "fact"),
        ("x = 1\n", {"CHANGES.md": "- `made_of` is gone\n"}, "fact"),
        ("x = 1\n", {"b.py": "def unmade_of():\n    pass\n"}, "fact"),
        ("x = 1\n", {"b.py": "def made_of(a, b):\n    pass\n"}, "hint"),
        ("x = 1\nmake(made_of)\n", {}, "hint"),
        ("def f():\n    def made_of():\n        pass\n", {}, "hint"),
    ],
)
def test_what_leaves_its_word_in_code_may_be_there(
    case: FactCase, after: str, others: dict[str, str], level: str
) -> None:
    """In a form that no grammar reads, or in another file with another head."""
    text = "def made_of(a):\n    pass\n\n\nx = 1\n"
    facts = case.facts({"a.py": text}, {"a.py": after, **others})
    gone = [levelled(one) for one in of_kind(facts, "symbol.public") if one.change == "removed"]
    assert [("made_of", "removed", level)] == gone


def test_what_is_nobody_elses_now_is_gone(case: FactCase) -> None:
    """Its definition says so."""
    text = "public class A {\n  public void made() {\n  }\n}\n"
    private = text.replace("public void", "private void")
    assert [("A.made", "removed", "fact")] == public(case, "A.java", text, private)


def test_what_moves_and_is_handed_on_has_moved(case: FactCase) -> None:
    """The definition has another place; the name is told once."""
    text = "export function load_it(a: number) {\n  return a\n}\n"
    before = {"a.ts": f"{text}export const rest = 1\n"}
    after = {"a.ts": "export { load_it } from './b'\nexport const rest = 1\n", "b.ts": text}
    facts = case.facts(before, after)
    assert [("load_it", "changed")] == named(facts, "symbol.moved")
    assert [] == named(facts, "symbol.public")


def test_a_name_in_another_form_is_there(case: FactCase) -> None:
    """Several heads become one constant; what is exported by default is named elsewhere."""
    heads = "export function devtools(a: string): 1\nexport function devtools(a: number): 1\n"
    body = "export function devtools(a: any): 1 {\n  return 1\n}\n"
    after = "const own = 1\nexport const devtools = own as unknown as Devtools\n"
    assert not {"added", "removed"} & {one[1] for one in public(case, "a.ts", heads + body, after)}
    plain = "export default function shallow(a: 1) {\n}\n"
    apart = "function shallow(a: 1, b: 2) {\n}\nexport default shallow\n"
    assert [] == [one for one in public(case, "b.ts", plain, apart) if one[1] == "removed"]


def test_what_leaves_several_files_for_one_has_moved(case: FactCase) -> None:
    """Each of them had it."""
    line = "PY_352 = sys.version_info >= (3, 5, 2)\n"
    before = {name: f"import sys\n{line}{name[0]} = 1\n" for name in ("a.py", "b.py")}
    after = {name: f"import sys\n{name[0]} = 1\n" for name in before}
    facts = case.facts(before, {**after, "helpers.py": f"import sys\n{line}"})
    assert [("PY_352", "changed")] * 2 == named(facts, "symbol.moved")
    assert [] == named(facts, "symbol.public")


def test_a_raw_name_of_rust_is_the_name(case: FactCase) -> None:
    """`r#` tells the compiler alone that it is none of its words."""
    assert [] == public(case, "src/a.rs", "pub fn r#try() {\n}\n", "pub fn try() {\n}\n")


def test_a_class_of_php_without_a_name_has_no_public_methods(case: FactCase) -> None:
    """Nobody can name what it has."""
    text = "<?php\n$a = new class extends B {\n  public function made() {\n  }\n};\n"
    assert [] == public(case, "a.php", "<?php\n$a = 1;\n", text)


def test_a_constant_of_php_is_told_with_its_words(case: FactCase) -> None:
    """Who may use it is one of them."""
    text = "<?php\nclass A {\n  %s const MADE = 1;\n  function f() {}\n}\n"
    facts = case.facts({"a.php": text % "public"}, {"a.php": text % "final public"})
    (fact,) = of_kind(facts, "symbol.public")
    assert ("public const MADE", "final public const MADE") == (fact.before, fact.after)
    assert [("A::MADE", "removed", "fact")] == public(
        case, "b.php", text % "public", text % "private"
    )


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("export type A<\n  T,\n> = Omit<T, 1>\n", "type A< T, > = Omit<T, 1>"),
        ("export type A =\n  | 'a'\n  | 'b'\n", "type A = | 'a' | 'b'"),
        ("export type A<\n  T,\n> = {\n  b: T\n}\n", "type A< T, >"),
    ],
)
def test_a_type_that_is_made_of_others_is_told_whole(
    case: FactCase, text: str, signature: str
) -> None:
    """On however many lines; of an object its members are told."""
    facts = case.facts({"a.ts": "const x = 1\n"}, {"a.ts": text})
    assert [signature] == [fact.after for fact in of_kind(facts, "symbol.public")]


def test_a_function_of_go_that_parts_for_two_systems_was_there(case: FactCase) -> None:
    """One file becomes two, with build tags."""
    text = "\n\nfunc Done() int {\n\treturn 1\n}\n"
    before = {"a.go": f"package p{text}\nfunc Rest() {{\n}}\n"}
    after = {"a.go": "package p\n\nfunc Rest() {\n}\n"}
    after |= {f"a_{name}.go": f"package p{text}" for name in ("linux", "darwin")}
    facts = case.facts(before, after)
    assert [("Done", "changed")] == named(facts, "symbol.moved")
    assert [] == named(facts, "symbol.public")


def test_what_a_module_of_typescript_adds_to_another_is_not_its_own(case: FactCase) -> None:
    """`declare module` names the other one."""
    text = "export const a = 1\ndeclare module 'other' {\n  export interface Added {\n    b: 1\n  }\n}\n"
    facts = case.facts({"a.ts": "export const a = 1\n"}, {"a.ts": text})
    assert [] == named(facts, "symbol.public")
    assert ("'other'.Added", "added") in named(facts, "symbol")


@pytest.mark.parametrize(
    ("path", "one", "other"),
    [
        (
            "a.pyi",
            "def or_(*v: int) -> int: ...\n",
            "@overload\ndef or_(a: int) -> int: ...\n@overload\ndef or_(a: str) -> str: ...\n",
        ),
        (
            "src/a.rs",
            "#[cfg(a)]\npub fn custom(a: u8) {\n}\n",
            "#[cfg(a)]\npub fn custom(a: u8) {\n}\n#[cfg(b)]\npub fn custom<T: B>(t: T) -> T {\n}\n",
        ),
        (
            "src/a.rs",
            "pub struct A;\nimpl FromStr for A {\n    fn from_str(s: &str) -> A {\n        A\n    }\n}\n",
            "pub struct A;\nimpl A {\n    pub fn from_str(s: &str) -> A {\n        A\n    }\n}\n",
        ),
        ("a.py", "class A:\n    made = f()\n", "class A:\n    made: int = f()\n"),
    ],
)
def test_another_definition_of_a_name_is_there(
    case: FactCase, path: str, one: str, other: str
) -> None:
    """For other arguments, versions or systems; by a trait; without its type."""
    assert not {"added", "removed"} & {change for _, change, _ in public(case, path, one, other)}
    assert not {"added", "removed"} & {change for _, change, _ in public(case, path, other, one)}


@pytest.mark.parametrize(
    "macro",
    [
        "pin_project! {\n    pub struct Made<S: A> {\n        a: S,\n    }\n}\n",
        "m! { pub struct Made; }\n",
    ],
)
def test_what_a_macro_of_rust_holds_is_not_read(case: FactCase, macro: str) -> None:
    """A type that goes into one, or comes out of it, is the same."""
    plain = "pub struct Made<S: A> {\n    a: S,\n}\n"
    rest = "fn f() {\n}\n"
    assert [] == public(case, "src/a.rs", plain + rest, macro + rest)
    assert [] == public(case, "src/a.rs", macro + rest, plain + rest)


def test_an_item_of_rust_that_leaves_its_module_for_a_file_has_moved(case: FactCase) -> None:
    """`mod watch { … }` becomes a file."""
    text = "pub fn made_of(a: u8) -> u8 {\n    a\n}\n"
    before = {"src/a.rs": f"pub mod watch {{\n{text}}}\nfn rest() {{\n}}\n"}
    after = {"src/a.rs": "pub mod watch;\nfn rest() {\n}\n", "src/watch.rs": text}
    facts = case.facts(before, after)
    assert [("made_of", "changed")] == named(facts, "symbol.moved")
    assert [] == [name for name, _ in named(facts, "symbol.public") if "made_of" in name]


def test_a_block_of_extensions_is_not_read(case: FactCase) -> None:
    """C# 14 has the methods of a type in another one."""
    own = "public static class A {\n  public static void Made(this B b) {\n  }\n}\n"
    block = "public static class A {\n  extension(B b) {\n    public void Made() {\n    }\n  }\n}\n"
    assert not [one for one in public(case, "A.cs", own, block) if one[1] == "removed"]


def test_a_private_function_of_rust_that_others_may_call_is_new(case: FactCase) -> None:
    """It was there, and for nobody."""
    own = "pub struct A;\nimpl A {\n    fn made_of() {\n    }\n}\n"
    assert [("A::made_of", "added", "fact")] == public(
        case, "src/a.rs", own, own.replace("    fn", "    pub fn")
    )


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        ("a.py", "from a import (b\n"),
        ("a.py", "import a, "),
        ("a.py", "    a = "),
        ("a.py", "if a:\n    made_of = 1\n"),
        ("a.ts", "export {a, "),
        ("a.ts", "export "),
        ("a.ts", "exports = {a, "),
        ("src/a.rs", "pub use a::"),
        ("src/a.rs", "pub   "),
    ],
)
def test_a_hostile_text_takes_no_time(case: FactCase, path: str, piece: str) -> None:
    """A text that begins what it does not end."""
    own = {"a.py": "def made_of():\n    pass\n", "a.ts": "export function made_of() {\n}\n"}
    defined = own.get(path, "pub fn made_of() {\n}\n")
    start = time.process_time()
    case.facts({path: defined}, {path: f"# made_of\n{piece * 20_000}"})
    assert time.process_time() - start < 20


def test_modules_within_modules_take_no_time(case: FactCase) -> None:
    """However many lines they all stand around."""
    modules, rest = "pub mod a {\n" * 200, "\n" * 16_000 + "}\n" * 200
    start = time.process_time()
    before = {"src/a.rs": f"{modules}pub fn made_of(a: u8) {{\n}}\n{rest}"}
    after = {
        "src/a.rs": f"{modules}#[cfg(b)]\npub fn made_of() {{\n}}\n{before['src/a.rs'][len(modules) :]}"
    }
    case.facts(before, after)
    assert time.process_time() - start < 5


def test_levels_are_those_of_the_file(case: FactCase) -> None:
    """A broken file makes a hint of all."""
    facts = case.facts({"a.py": "x = (\n"}, {"a.py": "x = (\ndef made_of():\n    pass\n"})
    assert all(fact.level is Level.HINT for fact in of_kind(facts, "symbol.public"))


def test_a_script_that_gets_types_keeps_its_names(case: FactCase) -> None:
    """What CommonJS exported is exported yet, where git sees one file."""
    body = "".join(f"  const {word} = load('{word}')\n" for word in ("one", "two", "three", "four"))
    before = {"errors.js": f"module.exports.Wrong = class extends Error {{\n{body}}}\n"}
    after = f"export class Wrong extends Error {{\n{body}}}\n"
    facts = case.facts(before, {"errors.js": None, "errors.ts": after})
    assert ["errors.js"] == [file.old_path for file in facts.files]
    assert [] == named(facts, "symbol.public")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("exports.load_it = () => 1\n", "module.exports.load_it = () => 1\n"),
        ("exports.load_it = () => 1\n", "export function load_it() {\n}\n"),
        (
            "export const load_it = 1\n",
            "async function* load_it() {\n}\nmodule.exports = load_it\n",
        ),
        ("module.exports.load_it = function () {\n}\n", "exports.load_it = load_it\n"),
    ],
)
def test_what_commonjs_exports_goes_by_its_own_name(
    case: FactCase, before: str, after: str
) -> None:
    """However it is assigned, and as another kind of module has it."""
    for one, other in ((before, after), (after, before)):
        assert {"changed"} >= {way for _, way, _ in public(case, "a.js", one, other)}


@pytest.mark.parametrize("name", ["zz_generated.flags.go", "flags.go"])
def test_a_name_that_leaves_a_generated_file_may_be_the_same(case: FactCase, name: str) -> None:
    """Whose names are not told; where a person wrote it, it has moved."""
    method = "\n\nfunc (f *Flag) DefaultText() string {\n\treturn f.text\n}\n"
    rest = "package cli\n\ntype Rest struct {\n}\n"
    before = {name: f"{rest}{method}", "flag_int.go": "package cli\n"}
    facts = case.facts(before, {name: rest, "flag_int.go": f"package cli{method}"})
    told_of = [levelled(fact) for fact in of_kind(facts, "symbol.public")]
    moved = named(facts, "symbol.moved")
    if name == "flags.go":
        assert ([], [("Flag.DefaultText", "changed")]) == (told_of, moved)
    else:
        assert ([("Flag.DefaultText", "added", "hint")], []) == (told_of, moved)


def test_a_name_that_a_generated_file_has_now_may_be_the_same(case: FactCase) -> None:
    """The other way round."""
    method = "\n\nfunc DefaultText() string {\n\treturn text\n}\n"
    before = {"flag_int.go": f"package cli{method}", "zz_generated.flags.go": "package cli\n"}
    after = {"flag_int.go": "package cli\n", "zz_generated.flags.go": f"package cli{method}"}
    facts = case.facts(before, after)
    assert [("DefaultText", "removed", "hint")] == [
        levelled(fact) for fact in of_kind(facts, "symbol.public")
    ]


def test_what_php_calls_in_other_letters_is_the_same(case: FactCase) -> None:
    """A method by any of its letters, a constant by its own alone."""
    text = "<?php\nclass A {\n  public function %s($a) {\n  }\n  const %s = 1;\n}\n"
    found = public(case, "a.php", text % ("forall", "MADE"), text % ("forAll", "made"))
    assert [("A::forAll", "changed", "fact")] == [one for one in found if "for" in one[0]]
    assert {"added", "removed"} == {way for name, way, _ in found if "for" not in name}


def test_what_a_property_of_csharp_returns_is_not_its_head(case: FactCase) -> None:
    """It is its body, as of a method."""
    text = "public class A {\n  public bool Ansi => _all.%s;\n  public int B { get; } = %d;\n}\n"
    assert [] == public(case, "A.cs", text % ("Ansi", 1), text % ("No", 2))
    facts = case.facts({"B.cs": "public class A {\n}\n"}, {"B.cs": text % ("Ansi", 1)})
    assert {"public bool Ansi", "public int B"} == {
        fact.after for fact in of_kind(facts, "symbol.public")
    }


def test_a_function_that_was_all_of_a_module_is_not_new(case: FactCase) -> None:
    """It had its name before; what `require` gave is no such function any more."""
    before = "module.exports = async function load_it(a) {\n  return 1\n}\n"
    found = public(case, "a.js", before, before.replace("module.exports =", "export default"))
    assert [("module.exports", "removed", "fact")] == found


_GO = "// it.\n// it.\n// it.\n// it.\n\n// New makes one.\nfunc New() C {\n\treturn made\n}\n\nfunc (c *C[T]) Close() {\n}\n"
_OLD_GO = {"go.go": f"package p\n{_GO}"}
_FOR_OLD = {"go_old.go": f"//go:build old\n\npackage p\n{_GO}"}
_FOR_NEW = _GO.replace("New()", "New(some ...int)").replace("Close()", "Close(a int)")


@pytest.mark.parametrize(
    ("newer", "told"),
    [
        (_FOR_NEW, []),
        (_FOR_NEW.replace("New(", "Other("), ["Other"]),
        (_FOR_NEW.replace("*C[T]", "*D"), ["D.Close"]),
    ],
)
def test_a_function_of_go_that_another_file_has_for_a_system_was_there(
    case: FactCase, newer: str, told: list[str]
) -> None:
    """One file is renamed, and another one has it with another head for a newer Go."""
    after = {**_FOR_OLD, "go_new.go": f"package p\n{newer}"}
    facts = case.facts(_OLD_GO, {"go.go": None, **after})
    assert [(name, "added") for name in told] == named(facts, "symbol.public")
    facts = case.facts({}, {**dict.fromkeys(after), **_OLD_GO})
    assert [(name, "removed") for name in told] == named(facts, "symbol.public")


def test_a_hook_of_a_module_is_no_name(case: FactCase) -> None:
    """Python calls it; one of a class is what the class can do."""
    hook = "def __getattr__(name):\n    pass\n"
    assert [] == public(case, "a.py", "x = 1\n", f"x = 1\n\n\n{hook}")
    own = "class A:\n    x = 1\n"
    assert [("A.__len__", "added", "fact")] == public(
        case, "b.py", own, f"{own}\n    def __len__(self):\n        return 1\n"
    )


def test_quotes_of_python_are_layout(case: FactCase) -> None:
    """A formatter changes them all."""
    text = "def load_it(a={0}HS{0}, b=1):\n    pass\n"
    assert [] == public(case, "a.py", text.format("'"), text.format('"'))


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        (
            "a.php",
            "<?php\nfinal class A implements B {\n}\n",
            "<?php\nif (C) {\n  final class A extends D {\n  }\n  return;\n}\nfinal class A extends D {\n}\n",
            ("A", "changed"),
        ),
        (
            "a.js",
            "function f() {\n}\nmodule.exports = f;\n",
            "module.exports = function f() {\n}\n",
            None,
        ),
    ],
)
def test_a_name_that_is_defined_otherwise_has_not_come(
    case: FactCase, path: str, before: str, after: str, told: tuple[str, str] | None
) -> None:
    """Twice, under a condition; at once with what exports it."""
    found = public(case, path, before, after)
    assert ([told] if told else []) == [one[:2] for one in found]


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("A.java", "public enum A {\n  X;\n%s}\n", ["made"]),
        ("B.java", "public interface B {\n%s}\n", ["made", "shown"]),
    ],
)
def test_what_is_private_in_java_is_not_public(
    case: FactCase, path: str, text: str, told: list[str]
) -> None:
    """Whatever it stands in: only the constants of an enum and the parts of an interface are so."""
    members = "  private void kept() {}\n  void shown() {}\n  public void made() {}\n"
    found = public(case, path, text % "", text % members)
    assert told == sorted(name.rpartition(".")[2] for name, _, _ in found)


def test_what_a_function_gives_to_its_argument_is_no_name(case: FactCase) -> None:
    """Whatever the function is of."""
    text = "export const Filters = {\n  create: (column: any) => {\n%s  },\n}\n"
    made = "    column.made = () => {\n      return 1\n    }\n"
    assert [] == public(case, "a.ts", text % "", text % made)


@pytest.mark.parametrize(
    "before",
    [
        "export = Re\nexport as namespace Re\n\ndeclare namespace Re {\n  %s\n}\n",
        "declare module 'react' {\n  export %s\n}\n",
        "declare namespace execa {\n  type A = 1\n\n  %s\n}\n\nexport = execa\n",
    ],
)
def test_what_is_declared_within_something_is_exported_with_it(case: FactCase, before: str) -> None:
    """In a file of declarations alone."""
    own = "function load_it(a: number): string"
    found = public(case, "index.d.ts", before % own, f"export {own}\n")
    assert "load_it" not in {name for name, way, _ in found if way == "added"}
    found = public(case, "index.ts", before % own, f"export {own}\n")
    assert ("load_it", "added", "fact") in found


def test_a_name_goes_to_the_nearest_file(case: FactCase) -> None:
    """Of several that have it now; who has none to go to is gone, maybe."""
    line = "pub type Locations = Captures;\n"
    rest = "pub fn f() {}\n"
    paths = ("lite/src/string.rs", "src/bytes.rs", "src/unicode.rs")
    before, after = dict.fromkeys(paths, line + rest), dict.fromkeys(paths, rest)
    new = {"src/regex/bytes.rs": line, "src/regex/string.rs": line}
    facts = case.facts(before, {**after, **new})
    moved = {(fact.before, fact.after) for fact in of_kind(facts, "symbol.moved")}
    assert {"src/bytes.rs", "src/unicode.rs"} == {old for old, _ in moved}
    assert ("src/bytes.rs", "src/regex/bytes.rs") in moved
    assert [("Locations", "removed", "hint")] == [
        levelled(fact) for fact in of_kind(facts, "symbol.public")
    ]


def test_a_part_of_a_type_that_moves_is_a_hint(case: FactCase) -> None:
    """Several files have one, and nobody can tell which of them it was."""
    text = "public static partial class A {\n}\n"
    facts = case.facts(
        {"A.Sync.cs": text, "b.txt": "b"},
        {"A.Sync.cs": None, "c/A.cs": f"{text}// c, d\n// e, f, g\n// h\n"},
    )
    found = [levelled(fact) for fact in of_kind(facts, "symbol.moved")]
    assert [] == [one for one in found if one[2] == "fact"]
