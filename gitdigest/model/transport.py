"""A chat request that asks for one answer -> the same, sent as a stream and put together here.

A server of llama.cpp goes on writing an answer that nobody waits for, and its slot is taken until
the end (2 to 4 s were measured for what was left of 6,000 tokens); of a stream it sees that the
reader has gone, and stops at once (0.05 to 0.2 s). litellm can stream too, for 0.8 to 1.2 ms of CPU
a token; joined below it a token costs 0.3 ms, and litellm sees an ordinary answer.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

_REPLACED = frozenset({b"content-length", b"connection"})
_LIMIT = 16 << 20  # bytes of an answer; no schema of ours allows a hundredth of it


def patience(seconds: float, connect: float) -> httpx.Timeout:
    """So long for an answer, and so long for a connection."""
    return httpx.Timeout(seconds, connect=min(connect, seconds))


class StreamJoin(httpx.AsyncBaseTransport):
    """A transport around one that sends: turns each chat request into a stream, and joins it."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As the transport below has it; an error is passed on as it came."""
        body = json.loads(request.content)
        body |= {"stream": True, "stream_options": {"include_usage": True}}
        headers = [(k, v) for k, v in request.headers.raw if k.lower() not in _REPLACED]
        # behind a stream llama.cpp may close the connection without a word: of 180 requests on
        # kept connections 11 met its end, and one in 60 waited for ever
        headers.append((b"connection", b"close"))
        asked = httpx.Request(
            request.method,
            request.url,
            headers=headers,
            content=json.dumps(body).encode(),
            extensions=request.extensions,
        )
        response = await self._inner.handle_async_request(asked)
        if "text/event-stream" not in response.headers.get("content-type", ""):
            return response
        try:
            status, answer = await _joined(response.aiter_bytes())
        finally:
            await response.aclose()
        return httpx.Response(status, json=answer)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


async def _joined(chunks: AsyncIterator[bytes]) -> tuple[int, dict[str, Any]]:
    """The status and the answer that the events of a stream add up to."""
    text: list[str] = []
    answer: dict[str, Any] = {}
    reason = None
    async for event in _events(chunks):
        if "error" in event:
            error = event["error"]
            status = error.get("code") if isinstance(error, dict) else None
            return status if isinstance(status, int) and 400 <= status < 600 else 500, event
        answer.update({key: value for key, value in event.items() if key != "choices" and value})
        for choice in event.get("choices") or ():
            text.append((choice.get("delta") or {}).get("content") or "")
            reason = choice.get("finish_reason") or reason
    if reason is None:
        raise httpx.RemoteProtocolError("the stream ended before the answer did")
    message = {"role": "assistant", "content": "".join(text)}
    answer["object"] = "chat.completion"
    answer["choices"] = [{"index": 0, "finish_reason": reason, "message": message}]
    return 200, answer


async def _events(chunks: AsyncIterator[bytes]) -> AsyncIterator[dict[str, Any]]:
    """Each JSON object of a server-sent stream; what is none is passed over."""
    rest, size = b"", 0
    async for chunk in chunks:
        size += len(chunk)
        if size > _LIMIT:
            raise httpx.RemoteProtocolError("the answer has no end")
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            field, _, value = line.partition(b":")
            if field == b"data" and value.strip() not in (b"", b"[DONE]"):
                event = json.loads(value)
                if isinstance(event, dict):
                    yield event
