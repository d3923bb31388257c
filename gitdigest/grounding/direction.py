"""Added, removed, kept, from and to: what a claim says became of a name stands on those lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.analysis.claim import Doubt
from gitdigest.grounding.evidence import (
    NUMBER,
    WORD,
    Evidence,
    Held,
    Outcome,
    Side,
    Statement,
    number,
)

_SPAN = r"`(?P<name>[^`\n]{1,120})`"
_FILLER = (
    r"(?:(?:a|an|the|new|old|its|this|public|private|optional|redundant|unused|obsolete|helper|function"
    r"|method|class|struct|field|flag|option|parameter|argument|variable|constant|call to|use of) ){0,4}"
)
_CHINESE_FILLER = r"[^`，。；,;、]{0,6}?"
_PASSIVE = r"\s*(?:is|was|were|are|has been|have been|gets)\s+(?:now |also )?"
_CHINESE_PASSIVE = r"\s*(?:参数|字段|函数|方法|类|调用|配置|变量|已|被|均|都)*"
_ADD = r"(?:adds?|added|adding|introduc(?:es?|ed|ing))"
_REMOVE = r"(?:removes?|removed|removing|deletes?|deleted|deleting|drops?|dropped|dropping)"
_KEEP = r"(?:keeps?|kept|keeping|retains?|retained|preserves?|preserved)"
_CHINESE_ADD = r"(?:新增|添加|引入|增加|加入)了?"
_CHINESE_REMOVE = r"(?:移除|删除|去掉|去除|删去|剔除)了?"
_CHINESE_KEEP = r"(?:保留|仍保留|继续保留|保持)了?"
_UNCHANGED = r"(?:kept|retained|unchanged|preserved|not changed|not removed|left as is|untouched)"
_STAYS = r"(?:stays?|remains?|still exists|still works)"
_OBJECT_FOLLOWS = re.compile(
    r"\s*(?:的|tests?\b|handling\b|support\b|checks?\b|calls?\b|usages?\b|logic\b|coverage\b|之外"
    r"|相关|测试|支持|处理|校验|逻辑|验证|[+/])"
)
_PATTERNS = tuple(
    (what, re.compile(pattern, re.IGNORECASE))
    for what, pattern in (
        ("added", rf"\b{_ADD}\s+{_FILLER}{_SPAN}"),
        ("added", rf"{_CHINESE_ADD}{_CHINESE_FILLER}{_SPAN}"),
        ("added", rf"{_SPAN}{_PASSIVE}(?:added|introduced)\b"),
        ("added", rf"{_SPAN}{_CHINESE_PASSIVE}(?:被|已)(?:新增|添加|引入)"),
        ("removed", rf"\b{_REMOVE}\s+{_FILLER}{_SPAN}"),
        ("removed", rf"{_CHINESE_REMOVE}{_CHINESE_FILLER}{_SPAN}"),
        ("removed", rf"{_SPAN}{_PASSIVE}(?:removed|deleted|dropped)\b"),
        ("removed", rf"{_SPAN}{_CHINESE_PASSIVE}(?:被|已|均)(?:移除|删除|去掉|去除)"),
        ("kept", rf"\b{_KEEP}\s+{_FILLER}{_SPAN}"),
        ("kept", rf"{_CHINESE_KEEP}{_CHINESE_FILLER}{_SPAN}"),
        ("kept", rf"{_SPAN}{_PASSIVE}{_UNCHANGED}\b"),
        ("kept", rf"{_SPAN}\s+{_STAYS}\b"),
        (
            "kept",
            rf"{_SPAN}{_CHINESE_PASSIVE}(?:保持不变|得以保留|被保留|仍然?保留|不变|未变|仍然?存在)",
        ),
    )
)
_QUALIFIED = re.compile(r"\w+(?:(?:::|\.)\w+)+(?:\(\))?")
_NEGATED = re.compile(
    r"(?:\bnot|n't|\bno longer|\bnever|\bwithout|不再|未|不|没有|无需)\s*$", re.IGNORECASE
)
_SWAP = re.compile(
    r"(?:\bfrom\s+|从|由|将)\s*`?(?P<old>[^`\s，。,]{1,80}?)`?\s*"
    r"(?:\bto\b|改为|变为|调整为|降低?到|降低?至|提高到|提升到|增加到|增至|减少到|减至|替换为|更改为|改成|->|→|到|为)\s*"
    r"`?(?P<new>[^`\s，。,;；)）]{1,80})`?"
)


def check_direction(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """What a claim says was added, removed or kept, and what was replaced by what."""
    if statement.is_suggestion:
        return
    text = statement.text
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not _NEGATED.search(text[: match.start()]):
                yield from _judged(what, match, text, evidence)
    for match in _SWAP.finditer(text):
        yield from _swapped(match, evidence)


def _judged(what: str, match: re.Match[str], text: str, evidence: Evidence) -> Iterator[Outcome]:
    name = match["name"]
    words = [word for word in WORD.findall(name) if len(word) > 1]
    words = words[-1:] if _QUALIFIED.fullmatch(name) else words
    passive = match.end() > match.end("name") + 1
    if not words or (not passive and _OBJECT_FOLLOWS.match(text[match.end() :])):
        return
    added = all(evidence.added.words[word] for word in words)
    removed = all(evidence.removed.words[word] for word in words)
    there = added or removed or all(evidence.context.words[word] for word in words)
    if not there and not all(word in evidence.words for word in words):
        return  # the names are looked at elsewhere
    said = match[0].strip()
    if what == "added":
        yield Held(said) if added or _has_path(name, "added", evidence) else Doubt("added", said)
    elif what == "removed":
        gone = removed or _has_path(name, "deleted", evidence)
        yield Held(said) if gone else Doubt("removed", said)
    elif _is_gone(words, evidence) or _has_path(name, "deleted", evidence):
        yield Doubt("kept", said)


def _is_gone(words: list[str], evidence: Evidence) -> bool:
    """Whether code found the name to be removed, or it stands on removed lines alone."""
    last = words[-1]
    told = any(
        fact.change == "removed" and WORD.findall(fact.name)[-1:] == [last]
        for fact in evidence.facts.findings
        if fact.kind.startswith(("symbol", "setting", "dependency", "config", "schema", "test"))
    )
    removed, left = evidence.removed.words, (evidence.added.words, evidence.context.words)
    alone = any(removed[word] and not any(side[word] for side in left) for word in words)
    return (told and not evidence.added.words[last]) or alone


def _has_path(name: str, status: str, evidence: Evidence) -> bool:
    """Whether a file of that name was added (copied, renamed too) or deleted."""
    wanted = {"added", "copied", "renamed"} if status == "added" else {"deleted", "renamed"}
    return any(
        path
        and (path == name or path.endswith(f"/{name}") or path.startswith(f"{name.rstrip('/')}/"))
        for file in evidence.diff.files
        if file.status in wanted
        for path in ((file.path,) if status == "added" else (file.old_path, file.path))
    )


def _swapped(match: re.Match[str], evidence: Evidence) -> Iterator[Outcome]:
    """What was replaced stands on removed lines, what took its place on added ones."""
    old, new = match["old"].rstrip(".:"), match["new"].rstrip(".:")
    before, after = _on(old, evidence.removed), _on(new, evidence.added)
    if before is None or after is None:
        return
    if before and after:
        yield Held(match[0])
    elif _on(old, evidence.added) and _on(new, evidence.removed):
        yield Doubt("swapped", match[0], f"{new} -> {old}")


def _on(text: str, side: Side) -> bool | None:
    """Whether a number or a name stands on these lines; None where it is neither."""
    if NUMBER.fullmatch(text):
        value = number(text)
        return value is not None and bool(side.numbers[value])
    words = WORD.findall(text) if text.isascii() else []
    return all(side.words[word] for word in words) if words else None
