"""Connections to the app: a bounded number of them, each with a bounded time to say something.

A thread serves each connection, so that there are never more threads than connections allowed.
Whoever is slow, or keeps a connection open without using it, makes room for others.
"""

from __future__ import annotations

import io
import socket
import sys
import threading
from collections import OrderedDict
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any

CONNECTIONS = 64
"""Connections open at a time; a browser keeps up to six."""
BACKLOG = 128
"""Connections that the system holds until they are taken up."""
READ_SECONDS = 30.0
"""Seconds from the end of one answer to the end of the next request."""
WRITE_SECONDS = 20.0
"""Seconds in which an answer has to be taken."""

_WORDS = b'{"error": "too many are connected: try again in a moment"}'
_BUSY = b"\r\n".join(
    (
        b"HTTP/1.1 503 Service Unavailable",
        b"Retry-After: 5",
        b"Connection: close",
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(_WORDS),
        b"",
        _WORDS,
    )
)


class BoundedServer(ThreadingHTTPServer):
    """A server with a bounded number of connections.

    Where all are taken, the one that has waited longest for its next request is cut off; where
    every one is being answered, a new one is told so.
    """

    daemon_threads = True
    # Nobody waits for the threads of others when the program ends.
    block_on_close = False
    request_queue_size = BACKLOG

    def __init__(self, address: tuple[str, int], handler: type[PatientHandler]) -> None:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._waiting: OrderedDict[socket.socket, None] = OrderedDict()
        super().__init__(address, handler)

    @property
    def connections(self) -> int:
        """Connections that are served now."""
        return len(self._open)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own, if there is room or can be made."""
        with self._lock:
            if len(self._open) >= CONNECTIONS and self._waiting:
                idle, _ = self._waiting.popitem(last=False)
                self._open.discard(idle)
                _cut_off(idle)
            room = len(self._open) < CONNECTIONS
            if room:
                self._open.add(request)
                self._waiting[request] = None
        if room:
            super().process_request(request, client_address)
            return
        request.settimeout(1.0)
        with suppress(OSError):
            request.sendall(_BUSY)
        self.shutdown_request(request)

    def waits(self, request: socket.socket) -> None:
        """Note that a connection has been answered and may say more."""
        with self._lock:
            if request in self._open:
                self._waiting[request] = None

    def answers(self, request: socket.socket) -> None:
        """Note that a connection has said what it wants."""
        with self._lock:
            self._waiting.pop(request, None)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and give its place to another."""
        with self._lock:
            self._open.discard(request)
            self._waiting.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that broke off: the terminal is for the address."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _cut_off(request: socket.socket) -> None:
    with suppress(OSError):
        request.shutdown(socket.SHUT_RDWR)


class _Reader(io.RawIOBase):
    """What a connection sends, until its time is over.

    Parameters
    ----------
    connection : socket.socket
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.deadline = monotonic() + READ_SECONDS

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has come; a timeout where nothing more came in time."""
        left = self.deadline - monotonic()
        if left <= 0.0:
            raise TimeoutError("the request took too long")
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class PatientHandler(BaseHTTPRequestHandler):
    """A connection that is given up when it takes too long."""

    server: BoundedServer
    connection: socket.socket

    def setup(self) -> None:
        """Read with a deadline for the whole request, not for each of its bytes."""
        super().setup()
        self._reader = _Reader(self.connection)
        self.rfile = io.BufferedReader(self._reader)

    def handle_one_request(self) -> None:
        """Read a request and answer it."""
        self._reader.deadline = monotonic() + READ_SECONDS
        self.server.waits(self.connection)
        try:
            super().handle_one_request()
        except OSError:
            # The other side is gone.
            self.close_connection = True

    def parse_request(self) -> bool:
        """Take the head of a request to pieces; the connection counts as busy from here."""
        parsed = super().parse_request()
        if parsed:
            self.server.answers(self.connection)
        return parsed

    def end_headers(self) -> None:
        """Send the head of an answer, which has to be taken in time."""
        self.connection.settimeout(WRITE_SECONDS)
        super().end_headers()
