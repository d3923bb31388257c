"""Sweeping statements: only tests or docs, compatible, no new dependency. The facts know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.analysis.claim import Doubt
from gitdigest.facts.fact import Fact, FileClass, Level
from gitdigest.grounding.evidence import Evidence, Held, Outcome, Statement

_TESTS = frozenset({FileClass.TEST, FileClass.BENCH})
_DOCS = frozenset({FileClass.DOCS, FileClass.META, FileClass.ASSET, FileClass.EXAMPLE})
_AROUND = frozenset({FileClass.LOCK, FileClass.GENERATED, FileClass.META})
_RUNS = frozenset({FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION})
_ONLY_TESTS = re.compile(
    r"\bonly (?:touch\w* |chang\w* |add\w* |affect\w* |modif\w* )?(?:the )?(?:unit |integration )?tests?\b"
    r"|\btest[s-]? ?only\b|\btests? (?:code )?only\b|\bno production code\b"
    r"|仅(?:涉及|修改|新增|影响|限于|改动|包含)?(?:了)?(?:单元|集成)?测试|只(?:涉及|修改|新增|影响|改动|增加)了?(?:单元|集成)?测试"
    r"|(?:不涉及|未改动|未修改|没有修改|不影响)(?:任何)?(?:生产|业务|运行时)代码",
    re.IGNORECASE,
)
_ONLY_DOCS = re.compile(
    r"\bonly (?:touch\w* |chang\w* |add\w* |affect\w* |updates? |updated )?(?:the )?(?:docs?\b|documentation)"
    r"|\b(?:docs?|documentation)[ -]only\b|\bno code (?:is |was )?change[sd]?\b"
    r"|仅(?:涉及|修改|更新|影响|限于|改动)?了?文档|只(?:涉及|修改|更新|影响|改动)了?文档|纯文档|(?:不涉及|未改动|未修改|没有修改)(?:任何)?代码",
    re.IGNORECASE,
)
_COMPATIBLE = re.compile(
    r"\b(?:backwards?|fully)[ -]compatible\b|\bbackwards? compatibility is (?:kept|preserved)"
    r"|\b(?:no|without|not a|non-?)\s*breaking\b|\bdoes not break\b|\bcompatible with (?:existing|old)"
    r"|(?:向后|向下|完全)兼容|(?:没有|无|不含|不会引入|未引入)(?:任何)?破坏性|不(?:会)?破坏(?:现有|已有|原有)"
    r"|兼容(?:旧|现有|已有|原有)",
    re.IGNORECASE,
)
_NOT_COMPATIBLE = re.compile(
    r"(?:\bnot|n't|\bno longer|\bbreaks?|\blose|\bin-?|不再|不|非|破坏|影响|失去)\s*(?:be |fully )?$",
    re.IGNORECASE,
)
_NO_DEPENDENCY = re.compile(
    r"\bno (?:new|additional|extra) dependenc|\bwithout (?:new|additional) dependenc"
    r"|\bdependencies (?:are|stay|remain) unchanged"
    r"|(?:没有|无|未|不)(?:会)?(?:新增|引入|增加|添加)(?:任何)?(?:新的?|额外的?|外部)*依赖|依赖(?:保持)?不变",
    re.IGNORECASE,
)
_DEPENDENCY = re.compile(
    r"\b(?P<verb>adds?|added|upgrad\w+|bump\w*|updates?|updated|updating|downgrad\w+|remov\w+|drop\w*)\s+(?:the\s+)?"
    r"(?:new\s+)?(?:dependency|dependencies|package|crate|library)\s+(?:on\s+)?`(?P<name>[^`]+)`"
    r"|(?P<动>新增|引入|添加|升级|更新|降级|移除|删除)了?(?:新的?|对)?(?:依赖库|依赖项|依赖包|依赖)\s*`(?P<名>[^`]+)`",
    re.IGNORECASE,
)
_MANIFESTS = frozenset({FileClass.DEPS, FileClass.LOCK, FileClass.BUILD, FileClass.CI})


def check_scope(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """What is said to touch only tests or only docs, against what the files are for."""
    for pattern, allowed in ((_ONLY_TESTS, _TESTS), (_ONLY_DOCS, _DOCS)):
        match = pattern.search(statement.text)
        if match is None or statement.is_suggestion:
            continue
        tested = {e.path for f in evidence.facts.findings if f.kind == "test" for e in f.evidence}
        other = [
            file.path
            for file in evidence.facts.files
            if file.file_class not in allowed | _AROUND
            and not (allowed is _TESTS and (file.path in tested or file.file_class not in _RUNS))
        ]
        yield Doubt("scope", match[0], other[0]) if other else Held(match[0])


def check_compatible(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """What is called compatible is not where the message says breaking, or a public name went.

    Where a public name changed its signature it may hold: that is said, and left to the reader.
    """
    match = _COMPATIBLE.search(statement.text)
    if match is None or statement.is_suggestion:
        return
    if _NOT_COMPATIBLE.search(statement.text[: match.start()]):
        return
    public = [f for f in evidence.facts.findings if _is_interface(f) and f.level is Level.FACT]
    gone = [fact.name for fact in public if fact.change == "removed"]
    changed = [fact.name for fact in public if fact.change == "changed"]
    if gone or evidence.facts.breaking:
        yield Doubt("compatible", match[0], gone[0] if gone else "BREAKING CHANGE")
    elif changed:
        yield Doubt("perhaps-compatible", match[0], changed[0])


def check_dependencies(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """Dependencies that a claim says came, went or changed, against the manifests."""
    if statement.is_suggestion:
        return
    found = [f for f in evidence.facts.findings if f.kind.startswith("dependency")]
    new = [f.name for f in found if f.change == "added" and not f.kind.endswith(".locked")]
    if (match := _NO_DEPENDENCY.search(statement.text)) and new:
        yield Doubt("dependency", match[0], new[0])
    for match in _DEPENDENCY.finditer(statement.text):
        name, verb = match["name"] or match["名"], (match["verb"] or match["动"]).lower()
        about = [fact for fact in found if fact.name.rpartition(":")[2] == name]
        if about:
            right = any(_agrees(verb, fact) for fact in about)
            known = about[0].change or ""
            yield Held(match[0]) if right else Doubt("dependency", match[0], known)
        elif not any(file.file_class in _MANIFESTS for file in evidence.facts.files):
            yield Doubt("dependency", match[0])


def _is_interface(fact: Fact) -> bool:
    return fact.kind in {"symbol.public", "setting.flag", "setting.env", "schema.field"}


def _agrees(verb: str, fact: Fact) -> bool:
    """Whether a verb tells what became of a dependency."""
    if verb.startswith(("add", "新增", "引入", "添加")):
        return fact.change == "added"
    if verb.startswith(("remov", "drop", "移除", "删除")):
        return fact.change == "removed"
    down = fact.kind.endswith(".downgraded")
    return fact.change == "changed" and down == verb.startswith(("downgrad", "降级"))
