"""Names that Python has by an assignment."""

from __future__ import annotations

import pytest
from factcase import FactCase, public


def test_what_a_module_has_on_a_condition_was_there(case: FactCase) -> None:
    """And so it is no argument, nor what a function has for itself."""
    after = "def load_it():\n    pass\n"
    for before in ("x = f(\n    load_it=1,\n)\n", "def f():\n    load_it = 1\n"):
        assert ("load_it", "added", "fact") in public(
            case, "a.py", f"if a:\n    b = 1\n{before}", after
        )
    assert [] == public(case, "a.py", "if a:\n    if b:\n        load_it = 1\n", after)


def test_a_property_that_becomes_an_attribute_stays(case: FactCase) -> None:
    """And one that was an attribute was there."""
    made = "class A:\n    @property\n    def root(self):\n        return 1\n"
    plain = "class A:\n    def _f(self):\n        self.root = 1\n"
    assert [] == public(case, "a.py", made, plain)
    assert [] == public(case, "a.py", plain, made)
    gone = plain.replace("self.root", "self.other")
    assert [("A.root", "removed", "fact")] == public(case, "a.py", made, gone)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("    made = property(_get, _set)\n", []),
        ("    made = __contains__\n", []),
        ("    if a:\n        made = b\n", []),
        ("    def f(self):\n        made = 1\n", [("A.made", "added", "fact")]),
        ("    x = f(\n        made=1,\n    )\n", [("A.made", "added", "fact")]),
        ("\nclass B:\n    x = 1\n\nmade = 1\n", [("A.made", "added", "fact")]),
    ],
)
def test_a_member_that_its_class_assigns_was_there(
    case: FactCase, line: str, told: list[tuple[str, str, str]]
) -> None:
    """And none that a function or somebody else does."""
    own = "class A:\n    x = 1\n"
    after = f"{own}\n    def made(self):\n        return 1\n"
    found = public(case, "a.py", f"{own}{line}", after)
    assert told == [one for one in found if one[0] == "A.made"]
