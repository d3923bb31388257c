"""A stream of events, joined into one answer below litellm."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from gitdigest.model.transport import StreamJoin, patience

STREAM = {"content-type": "text/event-stream"}


def event(content: str | None = None, reason: str | None = None, **more: object) -> bytes:
    delta = {} if content is None else {"content": content}
    choices = [{"index": 0, "delta": delta, "finish_reason": reason}]
    return f"data: {json.dumps({'id': '1', 'choices': choices, **more})}\n\n".encode()


class Sent(httpx.AsyncByteStream):
    """A body that comes in pieces."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece

    async def aclose(self) -> None:
        self.closed = True


def joined(
    *pieces: bytes, headers: dict[str, str] | None = None, status: int = 200
) -> tuple[httpx.Response, httpx.Request, Sent]:
    """The answer to a chat request, what was really asked, and the body that came."""
    asked: list[httpx.Request] = []
    body = Sent(list(pieces))

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, headers=headers or STREAM, stream=body)

    async def run() -> httpx.Response:
        transport = StreamJoin(httpx.MockTransport(handler))
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.post("http://server/v1/chat/completions", json={"model": "m"})

    return asyncio.run(run()), asked[0], body


def test_the_tokens_of_a_stream_are_one_text() -> None:
    """Text, reason and usage arrive as in an answer that was not streamed."""
    usage = {"prompt_tokens": 5, "completion_tokens": 2}
    last = b'data: {"choices": [], "usage": %s}\n\n' % json.dumps(usage).encode()
    pieces = (event(""), event("Gu"), event("ten"), event(reason="length"), last)
    response, _, body = joined(*pieces, b"data: [DONE]\n\n")
    answer = response.json()
    assert "chat.completion" == answer["object"]
    assert "Guten" == answer["choices"][0]["message"]["content"]
    assert "length" == answer["choices"][0]["finish_reason"]
    assert usage == answer["usage"]
    assert body.closed


def test_pieces_may_break_anywhere() -> None:
    """An event, and a character, may be cut by the network at any byte."""
    whole = event("täglich") + b": a comment\n\n" + event(reason="stop") + b"data: [DONE]\n\n"
    response, _, _ = joined(*(bytes([byte]) for byte in whole))
    assert "täglich" == response.json()["choices"][0]["message"]["content"]


def test_the_request_asks_for_a_stream() -> None:
    """All else in it stays, and its length is right; the connection is used once."""
    _, request, _ = joined(event("x", "stop"))
    body = json.loads(request.content)
    assert {"model": "m", "stream": True, "stream_options": {"include_usage": True}} == body
    assert str(len(request.content)) == request.headers["content-length"]
    assert "close" == request.headers["connection"]


def test_what_is_no_stream_is_passed_on() -> None:
    """An error, or the answer of a server that does not stream, comes as it is."""
    answer = b'{"error": {"message": "no"}}'
    kind = {"content-type": "application/json"}
    response, _, _ = joined(answer, headers=kind, status=400)
    assert (400, answer) == (response.status_code, response.content)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"message": "Context size has been exceeded.", "code": 500}, 500),
        ({"message": "too many", "code": 429}, 429),
        ({"message": "odd", "code": "x"}, 500),
        ("odd", 500),
    ],
)
def test_an_error_inside_a_stream_is_an_error(error: object, status: int) -> None:
    """What breaks in the middle is no answer that ends early."""
    said = f"data: {json.dumps({'error': error})}\n\n".encode()
    response, _, _ = joined(event("half"), said)
    assert status == response.status_code
    assert error == response.json()["error"]


@pytest.mark.parametrize(
    "pieces",
    [
        [event("half")],
        [event("half"), b"data: [DONE]\n\n"],
        [],
        [b"data: " + b"x" * (1 << 20)] * 17,
    ],
)
def test_a_stream_without_a_proper_end_is_none(pieces: list[bytes]) -> None:
    """An answer is whole when the server has said why it ended, and it does end."""
    with pytest.raises(httpx.RemoteProtocolError):
        joined(*pieces)


def test_a_stream_that_is_no_json() -> None:
    """A broken event is an error, and not skipped."""
    with pytest.raises(ValueError, match="Expecting"):
        joined(b"data: {oops\n\n")


def test_connecting_has_a_time_of_its_own() -> None:
    """A host that is mute is given up long before a slow answer."""
    assert 10.0 == patience(600.0, 10.0).connect
    assert 600.0 == patience(600.0, 10.0).read
    assert 1.0 == patience(1.0, 10.0).connect
