"""Raw requests to the app: each is answered or cut off, and the app says nothing and goes on."""

from __future__ import annotations

import socket
import sys
import threading
import urllib.request
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from pdusim.app.server import AppServer
from tools.soak.counts import Counts

KIND = "requests"
SECONDS = 60.0
"""An answer that takes longer hangs."""
PATHS = (
    "/",
    "/app.js",
    "/api/session",
    "/api/run",
    "/api/job",
    "/api/person",
    "/api/stop",
    "//[",
    "*",
)
HEADS = (
    *("Content-Length: {n}", "Content-Length: \xb2", "Content-Length: -1", "Content-Length: 1e3"),
    *("Transfer-Encoding: chunked", "X-Session: x", "Origin: http://evil.example", "Host: evil"),
    *("Expect: 100-continue", "Connection: keep-alive", "\x00: \xff", "Range: bytes=0-"),
)
BODIES = ("{}", "[", '{"levers": {"vacancy": 1e999}}', '{"job": true}', "\x00" * 9, "9" * 5000)


class _Watched(AppServer):
    """The app, noting errors that nobody caught."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        super().__init__(0, 1)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.errors.append(repr(error))


def request(chance: Random, port: int) -> bytes:
    """A request that is nearly right."""
    body = chance.choice(BODIES)
    heads = [f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    for _ in range(chance.randint(0, 3)):
        wrong = chance.choice(HEADS).format(n=chance.choice((0, 3, len(body) + 5, 10**9)))
        heads[chance.randrange(len(heads))] = wrong
    method = chance.choice(("GET", "POST", "POST", "PUT", "HEAD", "get", "\xff"))
    version = chance.choice(("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9", ""))
    text = "\r\n".join((f"{method} {chance.choice(PATHS)} {version}", *heads, "", body))
    content = bytearray(text.encode("latin-1"))
    for _ in range(chance.choice((0, 0, 1, 5))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content[: chance.choice((len(content), chance.randrange(1, len(content))))])


def soak(size: int, seed: int, counts: Counts, folder: Path, only: int | None = None) -> None:
    """Send requests; the app is asked for its page after each hundred."""
    del folder
    with _Watched() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for number in range(size) if only is None else (only,):
            content = request(Random(f"{seed}:{KIND}:{number}"), server.server_port)
            said = _amiss(content, server.server_port)
            if not said and number % 100 == 0:
                said = _page(server.url)
            if server.errors:
                said = server.errors.pop()
            if said:
                counts.find(KIND, seed, number, said, content, ".txt")
            else:
                counts.add(KIND, "answered")
        server.shutdown()


def _page(url: str) -> str:
    """Say what is wrong with the page; nothing where it comes as it should."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as page:
            return "" if page.status == 200 else f"the page is answered with {page.status}"
    except OSError as error:
        return f"the page cannot be had: {error}"


def _amiss(content: bytes, port: int) -> str:
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        try:
            with suppress(ConnectionError):
                connection.sendall(content)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    answer += part
        except TimeoutError:
            return f"hangs for {SECONDS:.0f} s"
    # Without a version in the first line the answer has no head, as the protocol of 1991 has it.
    if answer and not answer.startswith((b"HTTP/1.", b"<", b"{", b'"use strict"')):
        return f"answered with {answer[:60]!r}"
    return "answered with 500" if answer[9:12] == b"500" else ""
