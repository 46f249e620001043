"""Connections to the app: bounded in number and in time, and wild requests are answered."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http import HTTPStatus

import pytest

from pdusim.app import connections
from pdusim.app.connections import BoundedServer, PatientHandler

PLACES = 4
LINE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Echo(PatientHandler):
    """Answers at once, or under ``/wait`` when it is let go on."""

    protocol_version = "HTTP/1.1"
    go_on = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/wait":
            self.go_on.wait()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BoundedServer]:
    monkeypatch.setattr(connections, "CONNECTIONS", PLACES)
    Echo.go_on.clear()
    with BoundedServer(("127.0.0.1", 0), Echo) as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        Echo.go_on.set()
        made.shutdown()


def opened(port: int, stack: ExitStack) -> socket.socket:
    return stack.enter_context(socket.create_connection(("127.0.0.1", port)))


def answer(connection: socket.socket, request: bytes = b"") -> bytes:
    """What comes back first; nothing where the connection was closed."""
    with suppress(ConnectionError):
        connection.sendall(request)
        return connection.recv(65536)
    return b""


def test_idle_connections_make_room_for_others(server: BoundedServer) -> None:
    with ExitStack() as stack:
        kept = [opened(server.server_address[1], stack) for _ in range(5 * PLACES)]
        assert answer(kept[-1], LINE).startswith(b"HTTP/1.1 200")
        assert server.connections <= PLACES
        # The first ones were cut off, the last ones are still served.
        assert answer(kept[0]) == b""
        assert answer(kept[-1], LINE).startswith(b"HTTP/1.1 200")


def test_where_all_are_being_answered_another_is_told_so(server: BoundedServer) -> None:
    port = server.server_address[1]
    with ExitStack() as stack:
        busy = [opened(port, stack) for _ in range(PLACES)]
        for one in busy:
            one.sendall(LINE.replace(b"/ ", b"/wait ", 1))
        while server.connections < PLACES or server._waiting:
            pass
        another = opened(port, stack)
        assert answer(another).startswith(b"HTTP/1.1 503")
        Echo.go_on.set()
        for one in busy:
            assert answer(one).startswith(b"HTTP/1.1 200")
        assert answer(opened(port, stack), LINE).startswith(b"HTTP/1.1 200")


def test_who_sends_byte_by_byte_for_ever_is_cut_off(
    server: BoundedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 0.2)
    with ExitStack() as stack:
        slow = opened(server.server_address[1], stack)
        slow.settimeout(0.05)
        # Each byte comes long before the time is over; the whole never does.
        heard, cut_off = b"", False
        while not cut_off:
            try:
                slow.sendall(b"G")
                part = slow.recv(10)
            except TimeoutError:
                continue
            except ConnectionError:
                part = b""
            heard += part
            cut_off = not part
        assert heard == b""


def test_who_does_not_take_the_answer_is_cut_off(
    server: BoundedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "WRITE_SECONDS", 0.2)

    cut_off = threading.Event()

    def much(self: Echo) -> None:
        self.send_response(HTTPStatus.OK)
        self.end_headers()
        try:
            self.wfile.write(b"x" * 50_000_000)
        except TimeoutError:
            cut_off.set()
            raise

    monkeypatch.setattr(Echo, "do_GET", much)
    with ExitStack() as stack:
        lazy = opened(server.server_address[1], stack)
        lazy.sendall(LINE)
        assert cut_off.wait()
        assert answer(opened(server.server_address[1], stack), b"bad\r\n\r\n")


def test_the_terminal_is_told_nothing_of_connections_that_break(
    server: BoundedServer, capfd: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as stack:
        for _ in range(3):
            one = opened(server.server_address[1], stack)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            one.sendall(LINE[:9])
            one.close()
        assert answer(opened(server.server_address[1], stack), LINE)
    assert capfd.readouterr().err == ""


POST = "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n\r\n{{}}"
LENGTHS = ["\xb2", "-2", "+2", "2, 2", "x", "0x2", "1" * 5000, "2\r\nContent-Length: 3"]


@pytest.mark.parametrize(
    "headers",
    [*(f"Content-Length: {length}" for length in LENGTHS), "Transfer-Encoding: chunked"],
    ids=lambda text: ascii(text)[:40],
)
def test_a_length_that_is_none_is_answered_with_400(
    app, headers: str, capfd: pytest.CaptureFixture[str]
) -> None:
    request = POST.format(port=app.server_port, headers=headers).encode("latin-1")
    with ExitStack() as stack:
        found = answer(opened(app.server_port, stack), request)
    assert found.startswith(b"HTTP/1.1 400 ")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("path", ["//[", "http://[x/", "/%zz", "/../../etc/passwd", "*"])
def test_an_address_that_is_none_is_answered(
    app, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{app.server_port}\r\n\r\n".encode()
    with ExitStack() as stack:
        found = answer(opened(app.server_port, stack), request)
    assert found.split()[1] in (b"400", b"404")
    assert capfd.readouterr().err == ""


def test_what_a_refused_request_brings_along_is_not_taken_for_the_next(app) -> None:
    inner = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{app.server_port}\r\n\r\n"
    for start in (
        "POST /api/session HTTP/1.1\r\nHost: elsewhere",
        "GET /x HTTP/1.1\r\nHost: 127.0.0.1",
    ):
        request = f"{start}\r\nContent-Length: {len(inner)}\r\n\r\n{inner}"
        with ExitStack() as stack:
            connection = opened(app.server_port, stack)
            connection.sendall(request.encode())
            parts = b""
            with suppress(ConnectionError):
                while part := connection.recv(65536):
                    parts += part
        assert parts.count(b"HTTP/1.1 ") == 1
