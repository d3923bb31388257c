"""Ways for a program to reach out; run as a script it tries each and prints what came of it.

`python attempts.py PORT [guard [any]]`: PORT is that of a server on the loopback that may be asked.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable

import httpx

from gitdigest.offline import refuse_network

FAR = "192.0.2.1"  # of a block that is kept for examples: nobody is there
NAME = "example.org"


def _datagram() -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        return far.sendto(b"x", (FAR, 53))


def _message() -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        return far.sendmsg([b"x"], [], 0, (FAR, 53))


def _connect_ex() -> object:
    with socket.socket() as far:
        far.settimeout(2)
        return far.connect_ex((FAR, 80))


def _sixth() -> None:
    with socket.socket(socket.AF_INET6) as far:
        far.settimeout(2)
        far.connect(("2001:db8::1", 80))


def _unix() -> None:
    with socket.socket(socket.AF_UNIX) as near:
        near.connect("/run/nobody/is/there")


async def _asynchronous() -> object:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://{FAR}/", timeout=2)


async def _streams() -> object:
    return await asyncio.wait_for(asyncio.open_connection(FAR, 80), 2)


def _by_proxy() -> object:
    proxies = urllib.request.ProxyHandler({"http": f"http://{FAR}:3128"})
    return urllib.request.build_opener(proxies).open("http://192.0.2.9/", timeout=2)


AWAY: dict[str, Callable[[], object]] = {
    "socket": lambda: socket.create_connection((FAR, 80), 2),
    "ipv6": _sixth,
    "connect_ex": _connect_ex,
    "sendto": _datagram,
    "sendmsg": _message,
    "unix socket": _unix,
    "getaddrinfo": lambda: socket.getaddrinfo(NAME, 80),
    "gethostbyname": lambda: socket.gethostbyname(NAME),
    "gethostbyname_ex": lambda: socket.gethostbyname_ex(NAME),
    "gethostbyaddr": lambda: socket.gethostbyaddr(FAR),
    "getnameinfo": lambda: socket.getnameinfo((FAR, 80), 0),
    "urllib": lambda: urllib.request.urlopen(f"http://{FAR}/", timeout=2),
    "urllib by a name": lambda: urllib.request.urlopen(f"http://{NAME}/", timeout=2),
    "a proxy": _by_proxy,
    "httpx": lambda: httpx.get(f"http://{FAR}/", timeout=2, trust_env=False),
    "httpx, asynchronous": lambda: asyncio.run(_asynchronous()),
    "asyncio": lambda: asyncio.run(_streams()),
    "a program": lambda: subprocess.run(["curl", f"http://{FAR}/"], check=True),
    "a shell": lambda: os.system(f"true {FAR}"),  # noqa: S605
}


def near(port: int) -> dict[str, Callable[[], object]]:
    """What may be done where the server at the port may be asked."""
    url = f"http://127.0.0.1:{port}/"
    return {
        "urllib": lambda: urllib.request.urlopen(url, timeout=5).read(),
        "httpx": lambda: httpx.get(url, timeout=5, trust_env=False).read(),
        "localhost": lambda: httpx.get(url.replace("127.0.0.1", "localhost"), trust_env=False),
    }


def outcome(attempt: Callable[[], object]) -> str:
    """The name of the innermost error that an attempt ends in, or "done"."""
    try:
        attempt()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is asked for
        inner: BaseException = error
        while inner.__cause__ or inner.__context__ or isinstance(inner, ExceptionGroup):
            inner = inner.__cause__ or inner.__context__ or inner
        return type(inner).__name__
    return "done"


def main(port: int, *guard: str) -> None:
    """Try all, print a line for each."""
    if guard:
        refuse_network([f"http://127.0.0.1:{port}/v1"], any_port="any" in guard)
    other = socket.create_server(("127.0.0.1", 0))
    for kind, attempts in (("away", AWAY), ("near", near(port))):
        for name, attempt in attempts.items():
            print(f"{kind}\t{name}\t{outcome(attempt)}")
    port_of_other = other.getsockname()[1]
    attempt = lambda: socket.create_connection(("127.0.0.1", port_of_other), 2).close()  # noqa: E731
    print(f"other\tanother port\t{outcome(attempt)}")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
