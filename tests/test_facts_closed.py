"""Names of Rust that stand in what nobody else can name."""

from __future__ import annotations

import pytest
from factcase import FactCase, public


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("pub struct A;", [("A::made_of", "added", "fact")]),
        ("pub struct A<T>(T);", [("A::made_of", "added", "fact")]),
        ("#[derive(B)] pub enum A {}", [("A::made_of", "added", "fact")]),
        ("use b::A;", [("A::made_of", "added", "fact")]),
        ("#[cfg(b)]\npub struct A;\n#[cfg(not(b))]\nstruct A;", [("A::made_of", "added", "fact")]),
        ("struct A;", []),
        ("pub(crate) struct A {}", []),
        ("pub(in crate::b) union A {}", []),
        ("type A = B;", []),
    ],
)
def test_a_method_of_a_type_that_nobody_can_name_is_not_public(
    case: FactCase, head: str, told: list[tuple[str, str, str]]
) -> None:
    """Who may use it is said where the type is defined."""
    text = f"{head}\n\nimpl A {{\n    %spub fn rest() {{}}\n}}\n"
    made = "pub fn made_of() {\n    }\n    "
    assert told == public(case, "src/a.rs", text % "", text % made)
    gone = [(name, "removed", level) for name, _, level in told]
    assert gone == public(case, "src/a.rs", text % made, text % "")


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("pub mod imp {", ["imp::made_of"]),
        ("mod imp {", []),
        ("pub use self::imp::made_of;\nmod imp {", ["imp::made_of"]),
        ("pub use {\n    imp::*,\n};\nmod imp {", ["imp::made_of"]),
    ],
)
def test_what_a_module_has_for_itself_is_not_public(
    case: FactCase, module: str, told: list[str]
) -> None:
    """Unless it is handed on."""
    text = f"{module}\n    pub fn rest() {{}}\n%s}}\n"
    found = public(case, "src/a.rs", text % "", text % "    pub fn made_of() {}\n")
    assert told == [name for name, _, _ in found]


def test_a_field_of_a_type_that_nobody_can_name_is_not_public(case: FactCase) -> None:
    """Nor the methods of its trait."""
    text = "%sstruct A {\n    pub a: u8,\n%s}\n%strait B {\n    fn b();\n%s}\n"
    more = ("    pub made: u8,\n", "    fn made();\n")
    shut = public(case, "src/a.rs", text % ("", "", "", ""), text % ("", more[0], "", more[1]))
    assert [] == shut
    one = text % ("pub ", "", "pub ", "")
    found = public(case, "src/b.rs", one, text % ("pub ", more[0], "pub ", more[1]))
    assert {"A::made", "B::made"} == {name for name, _, _ in found}
