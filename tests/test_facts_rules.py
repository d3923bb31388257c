"""A project's own weights."""

from __future__ import annotations

import pytest
from handmade import change, commit, diff

from gitdigest.errors import ConfigError
from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Evidence, FileClass, Reason
from gitdigest.facts.rules import Rule, Rules, check_pattern, glob


def test_from_mapping() -> None:
    """What the file says comes out as plain data; keys of others are left alone."""
    rules = Rules.from_mapping(
        {
            "timezone": "UTC",
            "importance": {
                "paths": {"src/pay/**": 1.5},
                "words": {"ledger": 1},
                "classes": {"deploy/**": "source"},
            },
            "rule": [{"label": "money", "paths": ["src/pay/"], "lines": "Decimal", "weight": -1}],
        }
    )
    expected = Rules(
        paths=(("src/pay/**", 1.5),),
        words=(("ledger", 1.0),),
        classes=(("deploy/**", FileClass.SOURCE),),
        rules=(Rule("money", ("src/pay/",), "Decimal", -1.0),),
    )
    assert expected == rules
    assert Rules() == Rules.from_mapping({})


@pytest.mark.parametrize(
    ("mapping", "message", "hint"),
    [
        ({"importance": {"path": {}}}, "no key 'path'", "did you mean paths?"),
        ({"rule": [{"labels": "x"}]}, "no key 'labels'", "did you mean label?"),
        ({"rule": [{"label": "x", "zzz": 1}]}, "no key 'zzz'", "known keys: label, paths"),
        ({"importance": 3}, "[importance] is not a table", "write [importance]"),
        ({"rule": {"label": "x"}}, "rule is not a list", "[[rule]]"),
        ({"rule": [{}]}, "has no label", "label ="),
        ({"rule": [{"label": "x", "paths": "a"}]}, "paths is not a list", "paths ="),
        ({"rule": [{"label": "x", "lines": 1}]}, "lines is not a string", "lines ="),
        ({"rule": [{"label": "x"}]}, "neither paths nor lines", 'paths = ["src/**"]'),
        (
            {"rule": [{"label": "x", "lines": "y", "weight": "1"}]},
            "weight is not a number",
            "points",
        ),
        ({"importance": {"paths": {"a": 99}}}, "out of range", "-10 to 10"),
        ({"importance": {"paths": {"a": float("nan")}}}, "out of range", "-10 to 10"),
        ({"importance": {"words": {"(": 1}}}, "no regular expression", "backslash"),
        ({"importance": {"classes": {"a": "tets"}}}, "no file class", "did you mean test?"),
    ],
)
def test_wrong_keys_and_values(mapping: dict[str, object], message: str, hint: str) -> None:
    """What cannot be used is refused with the nearest name that can."""
    with pytest.raises(ConfigError) as caught:
        Rules.from_mapping(mapping)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|a)*b", "(x*){30}", r"(a)\1", "a*a*a*a*", "x" * 201, "(?P<a>x)(?P=a)"]
)
def test_patterns_that_may_hang(pattern: str) -> None:
    """A pattern of the project that could run for hours is refused."""
    with pytest.raises(ConfigError, match="too long"):
        check_pattern(pattern, "here")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("src/**", "src/a/b.py", True),
        ("src/", "src/a/b.py", True),
        ("src/*", "src/a/b.py", False),
        ("src/*", "src/b.py", True),
        ("*.py", "deep/er/b.py", True),
        ("**/x/*.py", "x/b.py", True),
        ("**/x/*.py", "a/x/b.py", True),
        ("/top.py", "top.py", True),
        ("a?c", "abc", True),
        ("a.c", "abc", False),
        ("src/**", "asrc/b", False),
    ],
)
def test_glob(pattern: str, path: str, *, expected: bool) -> None:
    """Globs read as git's pathspecs do."""
    assert expected == bool(glob(pattern).match(path))


def test_weights_are_reasons() -> None:
    """What a project weighs is added once and printed as a reason."""
    rules = Rules(
        paths=(("src/pay/**", 1.5), ("never/**", 9.0)),
        words=(("LEDGER", 1.0),),
        rules=(Rule("money", ("src/**",), r"Decimal\(", 0.5), Rule("quiet", ("src/**",))),
    )
    files = diff(change("src/pay/a.py", " x\n+Decimal(1)\n"), change("src/pay/b.py", "-Decimal(2)"))
    facts = find_facts(commit("fix: the ledger"), files, rules)
    assert {
        Reason("rule.path", 1.5, "src/pay/a.py"),
        Reason("rule.word", 1.0, "LEDGER"),
        Reason("rule", 0.5, "money"),
    } <= set(facts.reasons)
    found = {fact.name: fact.evidence for fact in facts.findings if fact.kind == "rule"}
    assert (Evidence("src/pay/a.py", 2), Evidence("src/pay/b.py", 1, "old")) == found["money"]
    assert (Evidence("src/pay/a.py"), Evidence("src/pay/b.py")) == found["quiet"]


def test_a_label_is_told_once_with_its_places() -> None:
    """However many files a rule fits, and where two rules have one label."""
    rules = Rules(rules=(Rule("sessions", ("src/",)), Rule("sessions", lines="session")))
    names = ("src/a.py", "src/b.py", "src/c.py", "src/d.py")
    files = diff(*(change(name, "+x") for name in names), change("docs/a.md", "+session"))
    (fact,) = [f for f in find_facts(commit("x"), files, rules).findings if f.kind == "rule"]
    places = [*names, "docs/a.md"]
    assert ("sessions", places) == (fact.name, [one.path for one in fact.evidence])


def test_a_class_of_the_project_holds() -> None:
    """A class that the project gives goes before the table."""
    rules = Rules(classes=(("deploy/**", FileClass.SOURCE),))
    facts = find_facts(commit("fix: x"), diff(change("deploy/a.yaml", "+x")), rules)
    assert FileClass.SOURCE == facts.files[0].file_class
