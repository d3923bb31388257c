"""Every claim gets a verdict: what is false is caught, what is true stays."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from factcase import FactCase
from grounds import analysis, judged, made
from handmade import change, commit, diff
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.analysis.claim import Claim, Doubt
from gitdigest.facts.extract import find_facts
from gitdigest.grounding import Grounding, ground
from gitdigest.grounding.evidence import Evidence

FALSE = [
    # paths
    ("The change sits in `src/net/servers.py`.", "path"),
    ("See src/network/client.py for the socket.", "path"),
    ("`old_proxies.py` is gone.", "path"),
    # names
    ("`connect_all` now waits.", "name"),
    ("Calls `make_events()` first.", "name"),
    ("The variable MODEL_CACHE_PATH is read.", "name"),
    ("A new flag --wait-longer exists.", "name"),
    ("`Client::parse_headers` is new.", "name"),
    ("`Client.reconnect` is called.", "name"),
    # quantities
    ("Startup is 10-15 % faster.", "quantity"),
    ("The timeout is now 45 seconds.", "quantity"),
    ("It waits up to 7 minutes.", "quantity"),
    ("Chunks are 8 MiB now.", "quantity"),
    ("Requests are 3x faster.", "quantity"),
    ("12 min become 6 min.", "quantity"),
    ("`TIMEOUT_SECONDS` is 600 now.", "number"),
    ("The threshold is 0.95.", "number"),
    ("`httpx` goes to 0.29.0.", "version"),
    # swapped
    ("`TIMEOUT_SECONDS` goes from 300 to 30.", "swapped"),
    # counts
    ("Touches 9 files.", "count"),
    ("Adds 77 lines.", "count"),
    ("Four tests are new.", "count"),
    ("Adds 11 unit tests.", "count"),
    # added, removed, kept
    ("Adds `prefill_client` to the constructor.", "added"),
    ("Removes `is_model_supported`.", "removed"),
    ("`ready_event` was removed.", "removed"),
    ("`prefill_client` is kept.", "kept"),
    ("It keeps `parse_size`.", "kept"),
    ("`parse_size` remains as it was.", "kept"),
    # the whole
    ("Only tests are touched.", "scope"),
    ("This is a documentation-only change.", "scope"),
    ("The change is backward compatible.", "compatible"),
    ("There is no breaking change.", "compatible"),
    ("No new dependencies are needed.", "dependency"),
    ("Adds the dependency `attrs`.", "dependency"),
    ("Downgrades the dependency `httpx`.", "dependency"),
]
FALSE_CHINESE = [
    ("修改了 `src/net/servers.py` 中的逻辑。", "path"),
    ("`connect_all` 现在会等待。", "name"),
    ("启动时间缩短约 10-15%。", "quantity"),
    ("超时改为 45 秒。", "quantity"),
    ("吞吐提升 3 倍。", "quantity"),
    ("`TIMEOUT_SECONDS` 从 300 降到 30。", "swapped"),
    ("共修改了 9 个文件。", "count"),
    ("新增 77 行代码。", "count"),
    ("新增四个测试用例。", "count"),
    ("新增了 `prefill_client` 参数。", "added"),
    ("移除了 `is_model_supported`。", "removed"),
    ("`ready_event` 已被移除。", "removed"),
    ("保留了 `parse_size`。", "kept"),
    ("`prefill_client` 保持不变。", "kept"),
    ("仅修改了测试。", "scope"),
    ("仅涉及文档。", "scope"),
    ("该变更向后兼容。", "compatible"),
    ("没有破坏性变更。", "compatible"),
    ("未引入新的依赖。", "dependency"),
    ("新增依赖 `attrs`。", "dependency"),
    # without blanks around
    ("启动快了约10-15%左右", "quantity"),
    ("超时改为45秒", "quantity"),
    ("新增4个测试", "count"),
    ("共9个文件", "count"),
    ("变量MODEL_CACHE_PATH被读取", "name"),
    ("修改了src/net/servers.py的逻辑", "path"),
    ("阈值为0.95左右", "number"),
]
TRUE = [
    "`Client.__init__` no longer takes `prefill_client`.",
    "Removes the `prefill_client` parameter.",
    "Adds `is_model_supported` in `src/net/server.py`.",
    "`parse_size` was removed from `server.py`.",
    "`ready_event` is kept and set in `connect`.",
    "`Client.connect` makes the event before `open_socket`.",
    "`TIMEOUT_SECONDS` goes from 30 to 300.",
    "The timeout is 10 times as long: 300 s, which is 5 minutes.",
    "Chunks grow from 4096 bytes to 4 MiB.",
    "The message says that 12 % of requests failed.",
    "A threshold of 85 % is the default.",
    "Five files change, one of them a test.",
    "Two tests are added in `tests/test_server.py`.",
    "`httpx` is upgraded to 0.28.1.",
    "Adds the dependency `orjson`.",
    "Removes the dependency `attrs`.",
    "The change is not backward compatible: `parse_size` is gone.",
    "The environment variable `MODEL_CACHE_DIR` is read by `os.getenv`.",
    "`src/net/old_proxy.py` was deleted.",
    '`name.split("/")[-1] in KNOWN` accepts a local path.',
    "Where MODEL_CACHE_DIR is not set, it returns `False`.",
    "`docs/guide.md` is not touched.",
    "`RETRIES` stays 2.",
    "HTTP 503 was what slow servers gave, on Python 3.11 too.",
    "`server.py` and `wire.py` share the folder `src/net`.",
]
TRUE_CHINESE = [
    "移除了 `prefill_client` 参数。",
    "新增 `is_model_supported`，默认阈值 85%。",
    "`TIMEOUT_SECONDS` 从 30 提高到 300，即 5 分钟。",
    "共修改五个文件，新增 2 个测试。",
    "保留了 `ready_event`，并在 `connect` 中赋值。",
    "`parse_size` 已被移除，因此不向后兼容。",
    "升级依赖 `httpx`，新增依赖 `orjson`。",
    "分块从 4096 字节增加到 4 MiB。",
    "提交信息称 12% 的请求失败。",
    "`src/net/old_proxy.py` 被删除。",
    "超时改为300秒（5分钟），变量MODEL_CACHE_DIR被读取，共5个文件，第12行起",
]
NOTHING_TO_CHECK = [
    "Slow servers are waited for.",
    "Callers may have to adapt.",
    "用户需要关注超时的变化。",
]


@pytest.fixture(name="grounding")
def _grounding(case: FactCase) -> Grounding:
    return made(case)


def test_planted_false_claims_are_caught(grounding: Grounding) -> None:
    """Wrong paths, names, numbers, counts, directions and sweeping words contradict the commit."""
    planted = [("en", *pair) for pair in FALSE] + [("zh", *pair) for pair in FALSE_CHINESE]
    missed = []
    for language, text, code in planted:
        claim = judged(grounding, text, language=language)
        if claim.verdict != "contradicted" or code not in {doubt.code for doubt in claim.doubts}:
            missed.append((text, claim.verdict, claim.doubts))
    assert [] == missed


def test_true_claims_are_not_lost(grounding: Grounding) -> None:
    """What the commit holds stays, however it is said."""
    lost = []
    for language, text in [("en", text) for text in TRUE] + [("zh", text) for text in TRUE_CHINESE]:
        claim = judged(grounding, text, language=language)
        if claim.verdict == "contradicted" or claim.text != text:
            lost.append((text, claim.text, claim.doubts))
    assert [] == lost


def test_what_names_something_that_is_there_is_held(grounding: Grounding) -> None:
    """A name, a path or a number that is in the commit makes a claim hold."""
    for text in TRUE[:12]:
        assert "held" == judged(grounding, text).verdict, text


@pytest.mark.parametrize("text", NOTHING_TO_CHECK)
def test_what_names_nothing_is_unverified(grounding: Grounding, text: str) -> None:
    """A statement without a thing that code can look up is neither held nor contradicted."""
    language = "en" if text.isascii() else "zh"
    assert "unverified" == judged(grounding, text, language=language).verdict


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("`is\u2011model\u2011supported` is new.", "`is_model_supported` is new."),
        ("`TIMEOUT\u202fSECONDS` is longer.", "`TIMEOUT_SECONDS` is longer."),
        ("`ready\u200b_event` is set.", "`ready_event` is set."),
        ("`\uff2d\uff2f\uff24\uff25\uff2c_CACHE_DIR` is read.", "`MODEL_CACHE_DIR` is read."),
        ("A re\u2011use of `Client`.", "A re-use of `Client`."),
    ],
)
def test_damaged_names_are_repaired(grounding: Grounding, text: str, repaired: str) -> None:
    """Typographic dashes, narrow and missing blanks, and wide letters in names are set right."""
    claim = judged(grounding, text)
    assert (repaired, "repaired", ()) == (claim.text, claim.verdict, claim.doubts)


def test_the_nearest_is_offered(grounding: Grounding) -> None:
    """A wrong name comes with the one that was meant, a wrong count with git's."""
    said = {
        "`is_models_supported` is new.": "is_model_supported",
        "See `src/network/server.py`.": "src/net/server.py",
        "Touches 9 files.": "5",
        "The change is backward compatible.": "Client.__init__",
    }
    for text, nearest in said.items():
        found = [doubt.found for doubt in judged(grounding, text).doubts]
        assert nearest in found or (nearest == "Client.__init__" and found[0]), (text, found)


def test_parts_that_are_never_together(grounding: Grounding) -> None:
    """`A.b` whose parts stand in different files is no name of this commit."""
    claim = judged(grounding, "`test_known.open_socket` is called.")
    assert (Doubt("pair", "test_known.open_socket"),) == claim.doubts


def test_suggestions_may_name_what_is_not_there(grounding: Grounding) -> None:
    """An advice can invent a test and a number; a claim may not."""
    text = "Add `test_slow_server` with a timeout of 45 seconds."
    assert "contradicted" != judged(grounding, text, "advice").verdict
    assert "contradicted" == judged(grounding, text, "risks").verdict


def test_where_a_claim_points(grounding: Grounding) -> None:
    """A file of the commit or its tree holds; lines outside of every hunk are let go."""
    path = "src/net/server.py"
    right = judged(grounding, "`connect` waits.", file=path, lines=(19, 20))
    assert ("held", (19, 20)) == (right.verdict, right.lines)
    far = judged(grounding, "`connect` waits.", file=path, lines=(900, 900))
    assert ("held", None, "line") == (far.verdict, far.lines, far.doubts[0].code)
    gone = judged(grounding, "`connect` waits.", file="src/net/nowhere.py")
    assert ("contradicted", "path") == (gone.verdict, gone.doubts[0].code)
    assert "held" == judged(grounding, "`connect` waits.", file="docs/guide.md").verdict


@pytest.mark.parametrize(
    ("text", "language", "doubted"),
    [
        ("The server now waits for a long time before it gives up.", "zh", True),
        ("服务器现在会等待更长的时间然后放弃连接。", "en", True),
        ("服务器现在会等待更长的时间，`Client.connect` 设置 `ready_event`。", "zh", False),
        ("修复 MultimodalWorkerHandler 在 Encode 与 Prefill Worker 中的错误。", "zh", False),
        ("The server now waits.", "en", False),
        ("サーバーはより長く待つようになりました。", "ja", False),
        ("Der Server wartet jetzt länger.", "de", False),
        ("서버가 이제 더 오래 기다립니다.", "en", True),
    ],
)
def test_language(grounding: Grounding, text: str, language: str, doubted: bool) -> None:
    """Prose in another script is a doubt that contradicts nothing."""
    claim = judged(grounding, text, language=language)
    assert doubted == ("language" in {doubt.code for doubt in claim.doubts})
    assert "contradicted" != claim.verdict


@pytest.mark.parametrize(
    ("said", "reason", "kept"),
    [("high", "It may break callers.", "high"), ("low", "Small.", "high"), ("high", "", "high")],
)
def test_importance_stays_within_the_facts(
    grounding: Grounding, said: str, reason: str, kept: str
) -> None:
    """A tier that the facts forbid is not taken, and the reason is marked."""
    facts = grounding.evidence.facts
    asked = replace(
        analysis(grounding),
        importance=said,  # type: ignore[arg-type]
        reason=Claim(reason) if reason else None,
    )
    found = grounding.check(asked)
    assert kept == found.importance == facts.importance
    marked = found.reason is not None and "importance" in {d.code for d in found.reason.doubts}
    assert marked == (said == "low")


def test_ground_is_the_check_in_one_call(grounding: Grounding) -> None:
    """The function takes what the evidence is made of."""
    made_of = grounding.evidence
    asked = replace(analysis(grounding), summary=Claim("`connect_all` waits."))
    found = ground(asked, made_of.commit, made_of.diff, made_of.facts)
    assert found.summary
    assert "contradicted" == found.summary.verdict


def test_checking_twice_changes_nothing(grounding: Grounding) -> None:
    """Verdicts are stable: a checked analysis is checked to itself."""
    asked = replace(
        analysis(grounding),
        summary=Claim("`is\u2011model\u2011supported` is new."),
        impacts=(Claim("`connect` waits."), Claim("Touches 9 files.")),
    )
    once = grounding.check(asked)
    assert once == grounding.check(once)


PLAIN = diff(change("src/a.py", "-old_name = 1\n+new_name = 2\n context"))
ANY = Grounding(Evidence(commit("fix: x"), PLAIN, find_facts(commit("fix: x"), PLAIN)))


@given(st.text(max_size=300) | st.text("`a_1 .%(),:/-新增移除了个文件行从到0x", max_size=300))
def test_any_text_gets_a_verdict(text: str) -> None:
    """Whatever a model says is judged and struck without an error."""
    for language in ("en", "zh"):
        asked = replace(analysis(ANY, language), summary=Claim(text), risks=(Claim(text),))
        found = ANY.strike(ANY.check(asked))
        assert found.summary


@pytest.mark.parametrize(
    "text", ["`" * 1_500, "a_" * 750, "1," * 750, "`a` " * 375, "从" * 1_500, "(" * 1_500, "a/" * 750, "two " * 375]
)  # fmt: skip
def test_hostile_text_costs_a_bounded_time(text: str) -> None:
    """Long runs of what the patterns look for cost milliseconds."""
    start = time.process_time()
    ANY.check(replace(analysis(ANY, "zh"), summary=Claim(text)))
    assert time.process_time() - start < 0.5
