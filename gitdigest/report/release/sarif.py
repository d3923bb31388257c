"""ReleaseDigest -> SARIF 2.1.0, for forges and editors that show findings beside the code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from gitdigest.facts.fact import Evidence
from gitdigest.pending import NAME
from gitdigest.release.gate import DEFAULTS
from gitdigest.release.release import ReleaseDigest
from gitdigest.release.risks.risk import Risk
from gitdigest.report.catalog import find_catalog
from gitdigest.report.release import sentences
from gitdigest.report.release.words import RULES
from gitdigest.text import clean

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
INFORMATION = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
_LEVELS = {"high": "error", "medium": "warning", "low": "note"}
_SEVERITY = {"stop": "error", "look": "warning", "note": "note"}
_WORDS = re.compile(r"[^A-Za-z0-9]+")


def render(release: ReleaseDigest) -> str:
    """The risks as results, the rules of the gate as rules; English, as machines read it."""
    used = list(dict.fromkeys(risk.rule for risk in release.risks))
    run: dict[str, Any] = {
        "tool": {"driver": _driver(used)},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": release.complete}],
        "results": [_result(risk, used) for risk in release.risks],
    }
    if release.repository.web_url:
        where = {"repositoryUri": release.repository.web_url}
        if release.ends.head_sha != NAME:
            where["revisionId"] = release.ends.head_sha
        run["versionControlProvenance"] = [where]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _driver(used: list[str]) -> dict[str, Any]:
    return {
        "name": "gitdigest",
        "rules": [
            {
                "id": rule,
                "name": "".join(word.capitalize() for word in _WORDS.split(rule)),
                "shortDescription": {"text": RULES.get(rule, rule)},
                "defaultConfiguration": {"level": _SEVERITY[DEFAULTS.get(rule, "note")]},
            }
            for rule in used
        ],
    }


def _result(risk: Risk, used: list[str]) -> dict[str, Any]:
    """One risk: where it can be seen, and a fingerprint that survives moved lines."""
    catalog = find_catalog("en")
    detail = sentences.risk_detail(catalog, risk)
    parts = [sentences.risk_title(catalog, risk), risk.name, detail]
    message = clean(": ".join(part for part in parts if part), oneline=True)
    result: dict[str, Any] = {
        "ruleId": risk.rule,
        "ruleIndex": used.index(risk.rule),
        "level": _LEVELS[risk.tier],
        "message": {"text": message},
        "partialFingerprints": {"gitdigest/1": clean(f"{risk.rule}/{risk.name}", oneline=True)},
        "properties": {"commits": list(risk.commits), "source": risk.source},
    }
    here = [place for place in risk.evidence if place.side == "new" and place.path]
    if here:
        result["locations"] = [_location(place) for place in here[:10]]
    return result


def _location(place: Evidence) -> Mapping[str, Any]:
    region = {"region": {"startLine": place.line}} if place.line else {}
    path = quote(clean(place.path, oneline=True), safe="/~")
    return {"physicalLocation": {"artifactLocation": {"uri": path}, **region}}
