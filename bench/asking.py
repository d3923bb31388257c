"""Asking a model: our own CPU a request, and how well the slots of a server are used."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

from bench.timing import report
from gitdigest.model.endpoints import Endpoint
from gitdigest.model.litellm_calls import load
from gitdigest.model.litellm_model import LiteLLMModel, Served
from gitdigest.prompt.prompt import Prompt

_SECONDS = 1.0
_CALLS = 100
_SYSTEM = "You say what a change is. " * 100
_USER = "+    value = self.read(name)  # a line of a diff\n" * 250
_SCHEMA: dict[str, object] = {"type": "object", "properties": {"summary": {"type": "string"}}}
_PROMPT = Prompt(_SYSTEM, _USER, _SCHEMA, "change", 200)

Work = Callable[[int], Coroutine[None, None, None]]


def run() -> None:
    """Prints CPU a request over a bare litellm's, and wall time over the slots' time."""
    with fixed_server(0.0) as base:
        pairs = [(_cpu(_bare(base)), _cpu(_ours(base, 4))) for _ in range(5)]
    bare, ours = sorted(pairs, key=lambda pair: pair[1] / pair[0])[2]
    report("CPU of 100 requests", (ours / bare, ours, bare), 2, "litellm alone")
    for slots in (1, 4, 16):
        rounds = 10
        with fixed_server(_SECONDS) as base:
            asyncio.run(_ours(base, slots)(slots))  # litellm imports more with the first ones
            began = time.perf_counter()
            asyncio.run(_ours(base, slots)(slots * rounds))
            wall = time.perf_counter() - began
        name = f"{slots * rounds} answers of 1 s on {slots} slots"
        report(name, (wall / rounds / _SECONDS, wall, rounds * _SECONDS), 1.1, "the slots' time")


def _cpu(work: Work) -> float:
    """Seconds of CPU for some requests, behind a first one that warms up."""

    async def both() -> float:
        await work(1)
        began = time.process_time()
        await work(_CALLS)
        return time.process_time() - began

    return asyncio.run(both())


def _ours(base: str, slots: int) -> Work:
    async def work(count: int) -> None:
        served = Served("hosted_vllm/fixed", "fixed", 8192, [Endpoint(base, "", slots)])
        model = LiteLLMModel(served)
        await asyncio.gather(*(model.complete(_PROMPT) for _ in range(count)))
        await model.close()

    load(base)
    return work


def _bare(base: str) -> Work:
    litellm = load(base)

    async def work(count: int) -> None:
        four = asyncio.Semaphore(4)

        async def one() -> None:
            async with four:
                await litellm.acompletion(
                    model="hosted_vllm/bare",
                    api_base=base,
                    api_key="none",
                    max_retries=0,
                    max_tokens=200,
                    messages=[
                        {"role": "system", "content": _SYSTEM},
                        {"role": "user", "content": _USER},
                    ],
                )

        await asyncio.gather(*(one() for _ in range(count)))
        await litellm.close_litellm_async_clients()

    return work


@contextmanager
def fixed_server(seconds: float) -> Iterator[str]:
    """A server on the loopback that answers each request in a fixed time; its address."""
    command = [sys.executable, "-m", "bench.fixedserver", str(seconds)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout  # noqa: S101
        yield f"http://127.0.0.1:{int(child.stdout.readline())}/v1"
        child.communicate()
