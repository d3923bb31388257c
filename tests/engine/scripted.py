"""A model server that does what a script says, in the forms of OpenAI and of Ollama.

Each request takes the next step of the script, and the last step stays; what was asked is kept. It
is for what a sound server does not do on demand: fail, stall, break off, refuse, lie.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

GOOD = '{"summary": "a change", "importance": 3}'


@dataclass(frozen=True)
class Step:
    """What one request gets: `body` as JSON, or as it is where it is text, or made of the request.

    It comes after `delay` seconds; with `after` only so many bytes come, then the end of the
    connection, or, with `stalls`, nothing more. `drip` is a pause behind each byte.
    """

    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    after: int | None = None
    stalls: bool = False
    drip: float = 0.0


@dataclass(frozen=True)
class Says:
    """An answer of the model, put into the form of the path that was asked."""

    text: str | None = GOOD
    finish: str = "stop"
    prompt_tokens: int = 1500
    answer_tokens: int = 60

    def body(self, path: str) -> object:
        """The answer as the protocol of the path has it."""
        message = {"role": "assistant", "content": self.text}
        if path.startswith("/api/"):
            return {
                "model": "scripted",
                "created_at": "2026-01-01T00:00:00Z",
                "message": message,
                "done": True,
                "done_reason": self.finish,
                "prompt_eval_count": self.prompt_tokens,
                "eval_count": self.answer_tokens,
            }
        return {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "scripted",
            "choices": [{"index": 0, "finish_reason": self.finish, "message": message}],
            "usage": {
                "prompt_tokens": self.prompt_tokens,
                "completion_tokens": self.answer_tokens,
                "total_tokens": self.prompt_tokens + self.answer_tokens,
            },
        }


def says(text: str | None = GOOD, *, delay: float = 0.0, **said: Any) -> Step:
    """An answer of the model, after a while."""
    return Step(Says(text, **said), delay=delay)


def reads(answers: Mapping[str, object], *, delay: float = 0.0) -> Step:
    """The answer to the form that a request asks for, by the form's name."""

    def body(asked: Mapping[str, Any]) -> Says:
        form = asked["response_format"]["json_schema"]["name"]
        return Says(json.dumps(answers[form]))

    return Step(body, delay=delay)


def fails(status: int, message: object, **headers: str) -> Step:
    """An error with a message, in OpenAI's form, or with a body of its own."""
    body = {"error": {"message": message, "code": status}} if isinstance(message, str) else message
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Step(body, status, named)


# What servers say of a prompt that is too long: tokens and window where they tell.
TOO_LONG: Mapping[str, tuple[Step, int, int]] = {
    "llama.cpp": (
        fails(
            400,
            {
                "error": {
                    "code": 400,
                    "message": "request (24013 tokens) exceeds the available context size "
                    "(4096 tokens), try increasing it",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 24013,
                    "n_ctx": 4096,
                }
            },
        ),
        24013,
        4096,
    ),
    "vllm": (
        fails(
            400,
            "This model's maximum context length is 4096 tokens. However, you requested 24013 "
            "tokens in the messages, Please reduce the length of the messages.",
        ),
        24013,
        4096,
    ),
    "vllm-decoder": (
        fails(
            400,
            "The decoder prompt (length 24013) is longer than the maximum model length of 4096. "
            "Make sure that `max_model_len` is no smaller than the number of text tokens.",
        ),
        24013,
        4096,
    ),
    "vllm-answer": (
        fails(
            400,
            "'max_tokens' or 'max_completion_tokens' is too large: 900. This model's maximum "
            "context length is 4096 tokens and your request has 24013 input tokens",
        ),
        24013,
        4096,
    ),
    "llama-cpp-python": (
        fails(400, "Requested tokens (24013) exceed context window of 4096"),
        24013,
        4096,
    ),
    "sglang": (
        fails(
            400,
            "The input (24013 tokens) is longer than the model's context length (4096 tokens).",
        ),
        24013,
        4096,
    ),
    "lmstudio": (
        fails(
            400,
            {
                "error": "Trying to keep the first 24013 tokens when context the overflows. "
                "However, the model is loaded with context length of only 4096 tokens, which is "
                "not enough. Try to load the model with a larger context length, or provide a "
                "shorter input"
            },
        ),
        24013,
        4096,
    ),
    "ollama": (fails(400, {"error": "the input length exceeds the context length"}), 0, 0),
    "shared-memory": (fails(500, "Context size has been exceeded."), 0, 0),
}


class Scripted:
    """The running server: its address, what it was asked, how many at a time."""

    def __init__(self, steps: Sequence[Step], gets: Mapping[str, object]) -> None:
        self.steps = list(steps)
        self.gets = dict(gets)
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.most_at_once = 0
        self.given_up = 0
        self._now = 0

    @property
    def base(self) -> str:
        """The address for a client of OpenAI's form."""
        return f"{self.url}/v1"

    def run(self, ready: threading.Event, over: threading.Event) -> None:
        """Serve until it is over, in a thread of its own."""
        asyncio.run(self._serve(ready, over))

    async def _serve(self, ready: threading.Event, over: threading.Event) -> None:
        server = await asyncio.start_server(self._client, "127.0.0.1", 0, limit=1 << 24)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await asyncio.to_thread(over.wait)
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while await self._request(reader, writer):
                pass
        writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection is kept."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ", 2)
        named = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in named}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if method == "GET" or path in self.gets:
            said = self.gets.get(path)
            plain = Step(said, 200 if path in self.gets else 404)
            await _send(writer, said if isinstance(said, Step) else plain)
            return True
        self.asked.append(json.loads(body))
        self.heads.append(headers)
        self.paths.append(path)
        return await self._answer(path, writer)

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> bool:
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if callable(step.body):
            step = replace(step, body=step.body(self.asked[-1]))
        if isinstance(step.body, Says):
            step = replace(step, body=step.body.body(path))
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await asyncio.sleep(step.delay)
            self.given_up += writer.transport.is_closing()
            return await _send(writer, step)
        finally:
            self._now -= 1


async def _send(writer: asyncio.StreamWriter, step: Step) -> bool:
    content = step.body if isinstance(step.body, str) else json.dumps(step.body)
    data = content.encode()
    kind = "text/html" if isinstance(step.body, str) else "application/json"
    headers = {"Content-Type": kind, "Content-Length": str(len(data)), **step.headers}
    lines = [f"HTTP/1.1 {step.status} X", *(f"{name}: {value}" for name, value in headers.items())]
    whole = "\r\n".join([*lines, "", ""]).encode() + data
    sent = whole[: step.after]
    pieces = [sent] if not step.drip else [bytes([byte]) for byte in sent]
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(step.drip)
    if step.stalls:
        await asyncio.sleep(3600)
    return step.after is None


@contextmanager
def scripted(*steps: Step, gets: Mapping[str, object] | None = None) -> Iterator[Scripted]:
    """A server of these steps on the loopback; `gets` is what it says at other paths."""
    server = Scripted(steps or (says(),), gets or {})
    ready, over = threading.Event(), threading.Event()
    thread = threading.Thread(target=server.run, args=(ready, over), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        over.set()
        thread.join(10)
