"""The page of 2,000 explained commits in a real browser: how large it is, and how soon it is open.

What counts is the work of the page's own thread until it is quiet, its script with it: that is the
same on a busy machine, where the time on the clock is not.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from gitdigest.analysis.claim import Analysis, Claim
from gitdigest.api import make_digest
from gitdigest.digest import CommitDigest, Digest, Quote
from gitdigest.report import render
from gitdigest.selection import Selection

COMMITS = 2_000
LARGEST = 15  # megabytes
LONGEST = 2.0  # seconds
BOUND = 1.0  # times plain text
QUIET = 300  # milliseconds
ROUNDS = 5
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_WORDS = "`value_of` is asked for once in `main`; who reads it twice gets the first answer. " * 2
_BODY = "".join(f"+    value_{n} = handler.generate(request, context, {n})\n" for n in range(60))
_OPENED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


def run(repositories: list[Path], scratch: Path) -> None:
    """Prints size and work of each history's page, the work also over that of as much plain text."""
    if _CHROMIUM is None:
        print(f"{'the page of 2,000 commits':<44} no chromium is installed")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        for path in repositories:
            page = scratch / "page.html"
            page.write_text(render(_explained(path, scratch), "html"), encoding="utf-8")
            _measure(browser, page, path.name)
        browser.close()


def _measure(browser: Browser, page: Path, name: str) -> None:
    size = page.stat().st_size
    plain = page.with_name("plain.html")
    text = f"<p>{'word ' * 20}\n" * (size // 104)
    plain.write_text(f"<!doctype html><meta charset=utf-8><title>plain</title>{text}")
    pairs = [(_opened(browser, page), _opened(browser, plain)) for _ in range(ROUNDS)]
    value = statistics.median(ours[0] / theirs[0] for ours, theirs in pairs)
    work, clock = (
        statistics.median(side) for side in zip(*(ours for ours, _ in pairs), strict=True)
    )
    holds = value <= BOUND and work < LONGEST and size < LARGEST * 1_000_000
    print(
        f"{f'the page of {COMMITS:,} commits, {name}':<44} {value:6.2f} x plain text of its size "
        f"(bound {BOUND:g}, {'ok' if holds else 'OVER'}); {size / 1e6:.1f} MB (bound {LARGEST}), "
        f"{work:.2f} s of work (bound {LONGEST:g}), {clock:.2f} s on the clock "
        f"at load {os.getloadavg()[0]:.1f}"
    )


def _opened(browser: Browser, page: Path) -> tuple[float, float]:
    """Seconds of work, and seconds until a page is loaded, in a context that knows nothing of it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(page.as_uri())
    tab.wait_for_timeout(QUIET)
    metrics = session.send("Performance.getMetrics")["metrics"]
    work = next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")
    clock = float(tab.evaluate(_OPENED)) / 1000
    context.close()
    return work, clock


def _explained(path: Path, cache: Path) -> Digest:
    """The newest commits of a history, each with as many words and lines as a model may have."""
    git = ["git", "-C", str(path)]
    line = subprocess.run(
        [*git, "rev-list", "--first-parent", f"--max-count={COMMITS + 1}", "HEAD"],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    since = f"{line[-1]}..HEAD" if len(line) > COMMITS else "HEAD"
    found = make_digest(path, Selection(revision_range=since), cache=cache / "cache")
    parts = (
        replace(part, commits=tuple(map(_with_words, part.commits))) for part in found.repositories
    )
    return replace(found, repositories=tuple(parts))


def _with_words(commit: CommitDigest) -> CommitDigest:
    if not commit.facts.files:
        return commit
    path = commit.facts.files[0].path
    claims = tuple(Claim(_WORDS, path, (n, n), "high", "held") for n in range(80, 84))
    few = claims[: {"high": 4, "medium": 2, "low": 0}[commit.importance]]
    told = Analysis(
        depth=commit.importance,
        language="en",
        change_types=(commit.facts.change_type,),
        importance=commit.importance,
        reason=claims[0],
        summary=claims[0],
        impacts=few,
        risks=few,
        insights=few,
        advice=few,
    )
    quotes = (Quote(path, 80, 80, _BODY, "def main():"),)
    return replace(commit, analysis=told, skipped=None, quotes=quotes)
