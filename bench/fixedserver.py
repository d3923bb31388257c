"""`python -m bench.fixedserver SECONDS`: a model server that answers each request in a fixed time."""

from __future__ import annotations

import asyncio
import json
import sys

_SAID = {
    "types": ["fix"], "importance": "low", "reason": "a line", "breaking": False, "breaks": "",
    "summary": "a change", "why": "", "impacts": [], "risks": [], "insights": [], "advice": [],
    "themes": [], "first": [],
}  # fmt: skip
_ANSWER = {
    "id": "1",
    "object": "chat.completion",
    "created": 1,
    "model": "fixed",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": json.dumps(_SAID)},
        }
    ],
    "usage": {"prompt_tokens": 4000, "completion_tokens": 60, "total_tokens": 4060},
}


async def serve(seconds: float) -> None:
    """Prints the port, and serves until stdin ends; a GET tells how often it was asked."""
    asked: list[bytes] = []
    body = json.dumps(_ANSWER).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
                if lines[0].startswith(b"get"):
                    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%d" % len(asked))
                    break
                length = next(line for line in lines if line.startswith(b"content-length"))
                await reader.readexactly(int(length.partition(b":")[2]))
                asked.append(lines[0])
                await asyncio.sleep(seconds)
                writer.write(head.encode() + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 22)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
