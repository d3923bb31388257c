"""A real git server over HTTP or HTTPS on the loopback: git's own http-backend behind http.server."""

from __future__ import annotations

import base64
import http.server
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Server:
    """Serves the repositories below `root`; what it does can be changed while it runs."""

    root: Path
    address: str = ""
    password: str = ""  # "user:password" that it asks for
    redirect: str = ""  # where it sends everyone
    says: bytes = b""  # what a server's hook could say on the side
    cut: int = 0  # bytes of a pack, after which it is gone
    asked: list[str] = field(default_factory=list)


def _handler(server: Server) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append(self.path)
            given = self.headers.get("Authorization", "")
            wanted = "Basic " + base64.b64encode(server.password.encode()).decode()
            if server.redirect:
                self.answer(302, [("Location", server.redirect + self.path)])
            elif server.password and given != wanted:
                self.answer(401, [("WWW-Authenticate", 'Basic realm="x"')])
            else:
                self.backend()

        do_POST = do_GET  # noqa: N815 - http.server's name

        def answer(self, status: int, headers: list[tuple[str, str]], body: bytes = b"") -> None:
            self.send_response(status)
            for name, value in (*headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            if server.cut and b"PACK" in body:
                self.close_connection = True
                body = body[: server.cut]
            self.wfile.write(body)

        def backend(self) -> None:
            path, _, query = self.path.partition("?")
            environment = {
                **os.environ,
                "GIT_PROJECT_ROOT": str(server.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "safe.directory",
                "GIT_CONFIG_VALUE_0": "*",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            }
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            done = subprocess.run(
                ["git", "http-backend"],
                input=body,
                env=environment,
                capture_output=True,
                check=True,
            )
            head, _, data = done.stdout.partition(b"\r\n\r\n")
            fields = [line.split(": ", 1) for line in head.decode().split("\r\n")]
            status = next((int(v.split()[0]) for k, v in fields if k == "Status"), 200)
            if server.says and b"packfile\n" in data:
                said = b"\2" + server.says
                data = data.replace(
                    b"packfile\n", b"packfile\n" + b"%04x" % (len(said) + 4) + said, 1
                )
            self.answer(status, [(k, v) for k, v in fields if k != "Status"], data)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def serve(root: Path, certificate: Path | None = None) -> Iterator[Server]:
    """A running server; with a certificate (key and certificate in one file) it speaks HTTPS."""
    server = Server(root)
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        found.socket = context.wrap_socket(found.socket, server_side=True)
        scheme = "https"
    server.address = f"{scheme}://localhost:{found.server_port}"
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        found.shutdown()
        found.server_close()
        thread.join()


def make_certificate(folder: Path) -> Path:
    """A certificate of our own for localhost, with its key in the same file; needs openssl."""
    file = folder / "localhost.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(file), "-out", str(folder / "certificate.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    with file.open("ab") as out:
        out.write((folder / "certificate.pem").read_bytes())
    return file
