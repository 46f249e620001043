import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pdusim.app.server import AppServer

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="session")
def app() -> Iterator[AppServer]:
    """The app on a free port of this machine."""
    server = AppServer(0, 2)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="session")
def ask(app: AppServer) -> Ask:
    """Send JSON to the app; give status and content."""

    def send(path: str, body: Any = None, token: str = "", **headers: str):
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            app.url.rstrip("/") + path,
            content,
            {"Content-Type": "application/json", "X-Session": token, **headers},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, json.loads(reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    return send
