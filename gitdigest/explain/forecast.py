"""What explaining would take: requests, tokens, and time or money from one measured request."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gitdigest.analysis.asking import Asker
from gitdigest.explain.explained import by_rule
from gitdigest.explain.explainer import jobs_of
from gitdigest.explain.work import Work, is_open
from gitdigest.model.cache import CachedModel
from gitdigest.model.model import Reply
from gitdigest.prompt.prompt import Prompt

_WRITING = 10  # a token written takes about as long as so many read, on a GPU and on a CPU


@dataclass(frozen=True, slots=True)
class Forecast:
    """The requests that a run would make.

    `commits` are all, `kept` those whose analysis is there already, `plain` those that need none.
    `answer_tokens` is the most that the answers may have; `probe` is a prompt to measure with.
    """

    commits: int = 0
    kept: int = 0
    plain: int = 0
    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    probe: Prompt | None = None


def forecast(works: Sequence[Work], asker: Asker, cached: CachedModel) -> Forecast:
    """What is left to ask about the works, and how much that is; nothing is asked."""
    open_ = [one for work in works for one in work.commits if is_open(one)]
    every = [one for work in works for one in work.commits]
    prompts: list[Prompt] = []
    plain = joins = 0
    for job in jobs_of(works):
        if by_rule(job.one, job.diff):
            plain += 1
            continue
        facts = job.one.facts
        plan = asker.requests.plan(job.one.commit, job.diff, facts, facts.importance, asker.model)
        joins += len(plan.prompts) > 1
        prompts += (one for one in plan.prompts if not cached.has(one, asker.habits.mode))
    read = list(_tokens(prompts, asker))
    return Forecast(
        commits=len(every),
        kept=len(every) - len(open_),
        plain=plain,
        calls=len(prompts) + joins,
        prompt_tokens=sum(read),
        answer_tokens=sum(prompt.max_tokens for prompt in prompts),
        probe=min(prompts, key=lambda prompt: len(prompt.user), default=None),
    )


def seconds_of(found: Forecast, probe: Prompt, reply: Reply, asker: Asker) -> float:
    """How long the run may take, by the time that one request took.

    Writing a token is taken to last as long as reading ten; answers are taken to fill their room as
    far as the measured one did; as many requests run at once as the model bears.
    """
    read = reply.prompt_tokens or next(_tokens([probe], asker))
    written = reply.answer_tokens or asker.model.count(reply.text)
    unit = reply.seconds / (read + _WRITING * written)
    share = written / probe.max_tokens
    work = found.prompt_tokens + _WRITING * share * found.answer_tokens
    return math.ceil(unit * work / max(1, asker.model.concurrency))


def _tokens(prompts: Sequence[Prompt], asker: Asker) -> Iterator[int]:
    """The tokens of each prompt, whose system parts are the same."""
    system = asker.model.count(prompts[0].system) if prompts else 0
    return (system + asker.model.count(prompt.user) for prompt in prompts)
