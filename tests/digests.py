"""Digests made by hand, as a pipeline would make them, for the tests of the reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from gitdigest.analysis.claim import Analysis, Claim, Doubt, Overview, Sentence
from gitdigest.commit import Commit, Person
from gitdigest.digest import (
    Books,
    CommitDigest,
    Digest,
    ModelUse,
    Note,
    Omitted,
    Period,
    Quote,
    RepositoryDigest,
    Skipped,
)
from gitdigest.facts.fact import (
    Evidence,
    Fact,
    Facts,
    FileClass,
    FileFact,
    Importance,
    Level,
    Reason,
    Reference,
    Sizes,
    Trailer,
)
from gitdigest.prompt.excerpt import LeftOut

SHANGHAI = timezone(timedelta(hours=8))
FORGE = "https://github.com/ai-dynamo/dynamo"


def file(path: str, file_class: FileClass, additions: int | None, deletions: int | None,
         *, component: str = "", status: str = "modified", old_path: str | None = None,
         unread: str | None = None) -> FileFact:  # fmt: skip
    return FileFact(
        path=path,
        status=status,
        file_class=file_class,
        component=component or path.rpartition("/")[0] or ".",
        additions=additions,
        deletions=deletions,
        old_path=old_path,
        binary=unread == "binary",
        unread=unread,
    )


def facts(
    files: tuple[FileFact, ...] = (),
    *,
    change_type: str = "fix",
    importance: Importance = "low",
    reasons: tuple[Reason, ...] = (),
    findings: tuple[Fact, ...] = (),
    breaking: bool = False,
    references: tuple[Reference, ...] = (),
) -> Facts:
    return Facts(
        change_type=change_type,
        type_inferred=False,
        scope="",
        breaking=breaking,
        description="",
        trailers=(Trailer("Signed-off-by", "Ada <ada@example.org>"),),
        references=references,
        files=files,
        sizes=Sizes(
            files=len(files),
            additions=sum(f.additions or 0 for f in files),
            deletions=sum(f.deletions or 0 for f in files),
            added=sum(f.status == "added" for f in files),
            deleted=sum(f.status == "deleted" for f in files),
            renamed=sum(f.status == "renamed" for f in files),
            binary=sum(f.binary for f in files),
        ),
        components=tuple(dict.fromkeys(f.component for f in files)),
        findings=findings,
        importance=importance,
        score=sum(r.points for r in reasons),
        reasons=reasons,
    )


def commit_digest(
    sha: str,
    subject: str,
    *,
    author: str = "Ada Lovelace",
    time: str = "2026-01-26 10:50:35",
    body: str = "",
    known: Facts | None = None,
    forge: str = FORGE,
) -> CommitDigest:
    """A commit at a local time of Shanghai; `sha` is filled up to forty digits."""
    sha = sha.ljust(40, "0")
    known = known or facts()
    when = datetime.fromisoformat(time).replace(tzinfo=SHANGHAI)
    person = Person(author, "ada@example.org")
    return CommitDigest(
        sha=sha,
        importance=known.importance,
        reasons=known.reasons,
        commit=Commit(
            sha, ("f" * 40,), person, person, when - timedelta(minutes=5), when, subject, body
        ),
        facts=known,
        skipped=Skipped("no-model"),
        url=f"{forge}/commit/{sha}" if forge else "",
    )


def repository(
    *commits: CommitDigest, name: str = "ai-dynamo/dynamo", omitted: tuple[Omitted, ...] = (),
    notes: tuple[Note, ...] = (), latest: str = "", forge: str = FORGE,
) -> RepositoryDigest:  # fmt: skip
    files = [f for c in commits for f in c.facts.files]
    unread = [f.unread for f in files if f.unread]
    return RepositoryDigest(
        name=name,
        web_url=forge,
        revisions=("main",),
        commits=commits,
        omitted=omitted,
        books=Books(
            selected=len(commits) + len(omitted),
            reported=len(commits),
            omitted=len(omitted),
            files=len(files),
            additions=sum(f.additions or 0 for f in files),
            deletions=sum(f.deletions or 0 for f in files),
            unread_files=tuple((code, unread.count(code)) for code in sorted(set(unread))),
        ),
        notes=notes,
        latest=latest,
    )


def digest(*repositories: RepositoryDigest, day: str = "2026-01-26") -> Digest:
    since = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    return Digest(
        period=Period("day", day, since, since + timedelta(days=1)),
        timezone="Asia/Shanghai",
        date_field="committer",
        generated_at=datetime(2026, 1, 27, 0, 30, tzinfo=UTC),
        repositories=repositories,
    )


def single(commit: CommitDigest) -> Digest:
    """The digest of one commit, as `show` makes it."""
    day = digest(repository(commit))
    return replace(day, period=Period("commit", commit.sha[:7]))


ROUTING = commit_digest(
    "4447c247c166667959a54e3f6013efbffcb04e2e",
    "fix: resolve sgl be E/P/D multimodal routing issues (#5500)",
    author="davilu-nvidia",
    known=facts(
        (
            file("components/src/dynamo/sglang/main.py", FileClass.SOURCE, 54, 61),
            file(
                "components/src/dynamo/sglang/multimodal_utils/multimodal_encode_utils.py",
                FileClass.SOURCE, 14, 2, component="components/src/dynamo/sglang",
            ),
            file(
                "components/src/dynamo/sglang/request_handlers/multimodal/worker_handler.py",
                FileClass.SOURCE, 1, 3, component="components/src/dynamo/sglang",
            ),
            file("container/deps/requirements.txt", FileClass.DEPS, 1, 1),
            file("docs/img/routing.png", FileClass.ASSET, None, None, unread="binary"),
        ),
        importance="high",
        reasons=(
            Reason("type", 2.0, "fix"),
            Reason("lines", 2.0, "135.5"),
            Reason("words.severe", 0.5, "crash"),
        ),
        findings=(
            Fact(
                "dependency", "sglang", Level.FACT, "changed", "0.5.6", "0.5.7",
                (Evidence("container/deps/requirements.txt", 12),),
            ),
            Fact("security", "token", Level.HINT, "added"),
        ),
        references=(Reference("pull-request", "#5500"),),
    ),
)  # fmt: skip
READER = commit_digest(
    "2a2ad756ff26f5ba845c175a1e51d270b6e19ea7",
    "test: unit test TCP client handle_reader [2/n] (#5056)",
    author="Qi Wang",
    time="2026-01-26 13:01:49",
    known=facts(
        (file("lib/runtime/src/pipeline/network/tcp/client.rs", FileClass.SOURCE, 412, 3),),
        change_type="test",
        importance="medium",
        reasons=(
            Reason("type", 1.0, "test"),
            Reason("lines", 3.0, "207.5"),
            Reason("cap.no-runtime-file", -0.6, "3.4"),
        ),
    ),
)
RUNNERS = commit_digest(
    "3d8c497ecaa9d23c954868cf8b48513796c612c9",
    "ci: Prod Runners (#5534)",
    author="Ran Rubin",
    time="2026-01-26 23:24:03",
    body="Replacing infra for Github runners\n\nSigned-off-by: Ran Rubin <ran@example.org>\n",
    known=facts(
        (
            file(".github/workflows/build.yaml", FileClass.CI, 14, 14),
            file(".github/workflows/nightly.yaml", FileClass.CI, 6, 6),
        ),
        change_type="ci",
        reasons=(Reason("type", 0.0, "ci"), Reason("lines", 0.5, "10")),
    ),
)
BADGE = commit_digest(
    "417ce216a32428b62b0034f44e1a03be788d0dd7",
    "docs: remove PRs merged badge from README (#5623)",
    author="dagil-nvidia",
    time="2026-01-26 03:32:57",
    known=facts(
        (file("README.md", FileClass.DOCS, 0, 1),),
        change_type="docs",
        reasons=(Reason("type", 0.0, "docs"),),
    ),
)


def dynamo_day() -> Digest:
    """2026-01-26 of ai-dynamo/dynamo."""
    return digest(repository(RUNNERS, READER, ROUTING, BADGE))


def next_day() -> Digest:
    """The day after, with one commit of another repository."""
    commit = RUNNERS.commit
    later = replace(commit, committer_date=commit.committer_date + timedelta(days=1))
    return digest(repository(replace(RUNNERS, commit=later), name="web"), day="2026-01-27")


MAIN = "components/src/dynamo/sglang/main.py"
UTILS = "components/src/dynamo/sglang/multimodal_utils/multimodal_encode_utils.py"
SAID = Analysis(
    depth="high",
    language="en",
    change_types=("fix", "refactor"),
    importance="high",
    reason=Claim("Routing decides which worker answers", verdict="held"),
    breaking=True,
    breaks=Claim("`prefill_client` is no argument of `__init__` any more", verdict="held"),
    summary=Claim(
        "Encode and prefill workers no longer register with the frontend", verdict="held"
    ),
    why=Claim("The frontend sent requests to internal workers", verdict="unverified"),
    impacts=(Claim("Start of the workers", MAIN, verdict="held"),),
    risks=(
        Claim("Health checks may miss `ready_event`", MAIN, (140, 140), "high", "repaired"),
        Claim("Model names with a slash match too widely", UTILS, (31, 32), "low", "unverified"),
    ),
    insights=(
        Claim("Fewer calls at the start", MAIN, (118, 118), "performance", "unverified"),
        Claim("Internal workers are apart", kind="architecture", verdict="held"),
    ),
    advice=(Claim("Start `Worker` in both modes", MAIN, kind="test", verdict="held"),),
    struck=(Claim("10-15 % faster", verdict="contradicted", doubts=(Doubt("quantity", "15 %"),)),),
    left_out=(LeftOut("docs/img/routing.png", 0, "binary"),),
)
QUOTES = (
    Quote(
        MAIN, 117, 117,
        "     await register(\n-        ready_event,\n-        endpoint,\n+        generate_endpoint,\n"
        "     )\n \tdone = True\n\\ No newline at end of file\n",
        "async def init_multimodal(runtime):",
    ),
    Quote(UTILS, 30, 30, " def is_supported(name):\n-    return name == other\n+    short = name\n+    return short\n"),
)  # fmt: skip


def explained(
    commit: CommitDigest, analysis: Analysis | None = SAID, quotes: tuple[Quote, ...] = QUOTES
) -> CommitDigest:
    """A commit that a model has explained."""
    return replace(commit, analysis=analysis, skipped=None, quotes=quotes)


def explained_day() -> Digest:
    """The same day with a model's words: deep, medium, short, and one that it could not do."""
    medium = Analysis(
        "medium", "en", ("test",), "medium",
        reason=Claim("Tests alone", verdict="held"),
        summary=Claim(
            "Covers `handle_reader` in 12 cases", verdict="contradicted",
            doubts=(Doubt("count", "12", "7"),),
        ),
        impacts=(Claim("The TCP client", "lib/runtime/src/pipeline/network/tcp/client.rs"),),
        advice=(Claim("Keep the timeout", kind="review", verdict="held"),),
    )  # fmt: skip
    low = Analysis("low", "en", (), "low", summary=Claim("Other runners", verdict="held"))
    part = repository(
        explained(RUNNERS, low, ()),
        explained(READER, medium, ()),
        explained(ROUTING),
        replace(BADGE, skipped=Skipped("model-timeout", "no answer in 60 s")),
    )
    brief = Overview(
        (Sentence("Workers are routed and tested", (ROUTING.sha, READER.sha)),),
        (Sentence("`prefill_client` went", (ROUTING.sha,)),),
        struck=1,
    )
    use = ModelUse("ollama_chat/qwen3:8b", 5, 2, 1, 12_345, 1_234, 185.2)
    return replace(digest(replace(part, overview=brief)), model=use)
