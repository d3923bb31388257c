"""Members that a type may have by another one that it inherits from."""

from __future__ import annotations

import time

import pytest
from factcase import FactCase, public

from gitdigest.facts.heirs import _inherits


@pytest.mark.parametrize(
    ("path", "head", "member", "level"),
    [
        ("a.py", "class A(Base):", "    def made(self):\n        pass\n", "hint"),
        (
            "a.py",
            "class A(pkg.Base[int], metaclass=M):",
            "    def made(self):\n        pass\n",
            "hint",
        ),
        ("a.py", "class A(Exception, Generic[T]):", "    def made(self):\n        pass\n", "fact"),
        ("a.py", "class A(metaclass=ABCMeta):", "    def made(self):\n        pass\n", "fact"),
        ("a.py", "class A:", "    def made(self):\n        pass\n", "fact"),
        ("A.java", "public class A extends B {", "  public void made() {}\n", "hint"),
        ("A.java", "public class A implements B {", "  public void made() {}\n", "fact"),
        (
            "A.java",
            "public class A implements B {",
            "  @Override\n  public void made() {}\n",
            "hint",
        ),
        ("A.java", "public class A<T extends B<T>> {", "  public void made() {}\n", "fact"),
        ("A.cs", "public class A : Base {", "  public void made() {}\n", "hint"),
        ("A.cs", "public class A : IBase, IOther {", "  public void made() {}\n", "fact"),
        ("A.cs", "public class A {", "  public override void made() {}\n", "hint"),
        ("a.php", "<?php class A extends B {", "  public function made() {}\n", "hint"),
        ("a.php", "<?php class A implements B {", "  public function made() {}\n", "fact"),
        ("a.ts", "export class A<T extends B> {", "  made() {}\n", "fact"),
        ("a.ts", "export class A extends B<T> {", "  made() {}\n", "hint"),
        ("a.ts", "export interface A extends B {", "  made(): void\n", "hint"),
    ],
)
def test_a_member_that_may_be_inherited_is_a_hint(
    case: FactCase, path: str, head: str, member: str, level: str
) -> None:
    """Who uses it through the type may notice nothing."""
    rest = "    x: int\n" if path.endswith(".py") else ""
    end = "" if path.endswith(".py") else "}\n"
    without, having = (f"{head}\n{rest}{middle}{end}" for middle in ("", member))
    assert [("A.made".replace(".", "::" if ".php" in path else "."), "added", level)] == public(
        case, path, without, having
    )
    assert [("removed", level)] == [one[1:] for one in public(case, path, having, without)]


def test_a_type_that_begins_to_inherit_may_keep_what_goes(case: FactCase) -> None:
    """What counts is what it inherits afterwards; before, of what comes."""
    own = "public class A {\n  public void made() {}\n}\n"
    heir = "public class A extends B {\n}\n"
    assert ("A.made", "removed", "hint") in public(case, "A.java", own, heir)
    assert ("A.made", "added", "hint") in public(case, "A.java", heir, own)


def test_a_class_that_becomes_a_name_for_another_one_may_keep_what_goes(case: FactCase) -> None:
    """Its members are those of the other one."""
    own = "class Server:\n    def startup(self):\n        pass\n"
    found = public(case, "a.py", own, "from b import Other\n\nServer = Other\n")
    assert ("Server.startup", "removed", "fact") not in found


def test_a_type_that_becomes_one_made_of_others_may_keep_what_goes(case: FactCase) -> None:
    """What it is made of is in other files."""
    one = "export interface Result {\n  failures: number\n}\n"
    other = "export type Result = Base & {\n  more: 1\n}\n"
    found = public(case, "a.ts", one, other)
    assert ("Result.failures", "removed", "hint") in found
    assert ("Result.more", "added", "hint") not in public(case, "a.ts", one, one + "// a\n")


def test_a_part_of_a_type_is_not_the_type(case: FactCase) -> None:
    """C# has types in several parts, of which one says who may use it."""
    one = "partial class A {\n  private int x;\n}\n"
    assert [] == public(case, "A.cs", one, f"{one}public partial class A {{\n}}\n")
    assert [("A", "added", "hint")] == public(case, "A.cs", one.replace("A", "B"), f"public {one}")


@pytest.mark.parametrize(
    "head",
    [
        "class A(" + "x, " * 20_000,
        "class A(" + "x[" * 20_000 + ")",
        "class A" + "<" * 20_000 + ">" * 20_000,
        "class A : " + "I" * 20_000,
        "class A(" + "a." * 20_000 + ")",
    ],
)
def test_a_hostile_head_takes_no_time(head: str) -> None:
    """However long."""
    start = time.process_time()
    for language in ("Python", "Java", "C#"):
        _inherits(head, language)
    assert time.process_time() - start < 1


def test_a_type_of_go_that_becomes_another_ones_name_may_keep_what_goes(case: FactCase) -> None:
    """What it has is where the other one is."""
    own = "package a\n\ntype Writer interface {\n\tCrit(string) error\n}\n"
    found = public(case, "a.go", own, "package a\n\ntype Writer = b.Writer\n")
    assert ("Writer.Crit", "removed", "hint") in found
    assert ("Writer.Crit", "removed", "fact") in public(
        case, "b.go", own, "package a\n\ntype Writer b\n"
    )


def test_a_class_of_php_may_have_what_its_traits_have(case: FactCase) -> None:
    """What is at the left is an import."""
    text = "<?php\nuse a\\b;\nclass A {\n%s  public function rest() {\n  }\n%s}\n"
    made = "  public function made() {\n  }\n"
    for trait, level in (("  use C;\n", "hint"), ("", "fact")):
        one, other = text % (trait, ""), text % (trait, made)
        assert [("A::made", "added", level)] == public(case, "a.php", one, other)
        assert [("A::made", "removed", level)] == public(case, "a.php", other, one)


def test_a_computed_member_may_be_written_in_another_way(case: FactCase) -> None:
    """By a constant of the same value."""
    text = "export class A {\n  [%s]() {\n    return 1\n  }\n}\n"
    found = public(case, "a.ts", text % "Symbol.iterator", text % "iteratorSymbol")
    assert {("added", "hint"), ("removed", "hint")} == {one[1:] for one in found}
