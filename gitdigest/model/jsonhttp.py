"""JSON over HTTP with a server that is asked what it is: no proxy, no redirect, bounded."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from gitdigest.errors import UsageError

_LIMIT = 8 << 20  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Said:
    """A server's answer: its status, 0 where nobody answered, and its JSON, None where it is none."""

    status: int
    value: Any = None

    @property
    def table(self) -> dict[str, Any]:
        """The JSON object of a good answer; empty where there is none."""
        good = self.status == 200 and isinstance(self.value, dict)
        return self.value if good else {}


@dataclass(frozen=True, slots=True)
class JsonServer:
    """A server at `base`, for example http://127.0.0.1:8080; `timeout` is in seconds."""

    base: str
    key: str = ""
    timeout: float = 2.0

    def get(self, path: str) -> Said:
        """What it says at a path."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: object) -> Said:
        """What it says to a JSON body."""
        return self._ask("POST", path, json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Said:
        parts = urlsplit(self.base)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(
                f"{self.base!r} is no address of a server", "write http://127.0.0.1:8080"
            )
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = connect(parts.hostname, parts.port, timeout=self.timeout)
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            connection.request(method, parts.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            return Said(response.status, _parsed(response.read(_LIMIT)))
        except (OSError, HTTPException):
            return Said(0)
        finally:
            connection.close()


def is_loopback(base: str) -> bool:
    """Whether an address is of this machine, and of no other."""
    host = urlsplit(base).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
