"""The server of the app: the standard library's, on this machine's own address only."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import threading
import webbrowser
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from http import HTTPStatus
from importlib.resources import files
from typing import Any, NoReturn
from urllib.parse import urlsplit

from pdusim.app.answers import answer
from pdusim.app.connections import BoundedServer, PatientHandler
from pdusim.app.jobs import JobError, Laboratory
from pdusim.app.lessons import LESSONS
from pdusim.app.levers import (
    OBSERVE_WEEKS,
    SEED,
    WARM_UP_WEEKS,
    LeverError,
    Levers,
    levers_under,
)
from pdusim.app.sessions import KEPT, REPLICATIONS, FullError, RefusedError, Session, Sessions
from pdusim.experiment.windows import windows_text

HOST = "127.0.0.1"
"""Never another: the app is for the person at this machine."""
LARGEST = 20_000
"""Bytes of a request's body."""

_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/app.js": ("app.js", "text/javascript; charset=utf-8"),
    "/lessons.js": ("lessons.js", "text/javascript; charset=utf-8"),
    "/lessons.css": ("lessons.css", "text/css; charset=utf-8"),
    "/app.css": ("app.css", "text/css; charset=utf-8"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'"
)

Handler = Callable[[Session, Mapping[str, Any]], dict[str, Any]]


class AppServer(BoundedServer):
    """The app on a port of this machine.

    Parameters
    ----------
    port : int
        0 picks a free one.
    workers : int
        Processes that simulate.
    """

    def __init__(self, port: int, workers: int) -> None:
        from pdusim.scenario import load_scenario

        self.levers = Levers(load_scenario("baseline"))
        # Starts no process yet; a port that is taken closes the server again.
        self.laboratory = Laboratory(workers)
        super().__init__((HOST, port), _Request)
        self.sessions = Sessions(self.levers, self.laboratory)
        arms = [arm for lesson in LESSONS for arm in lesson.scenarios(self.levers)]
        self.laboratory.warm(self.levers.base, arms)

    @property
    def url(self) -> str:
        """Address to open."""
        return f"http://{HOST}:{self.server_port}/"

    def server_close(self) -> None:
        """End the worker processes with the server."""
        super().server_close()
        self.laboratory.close()


def _run(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    law = str(asked.get("law", "baseline"))
    job = session.run(asked.get("levers", {}), str(asked.get("against", "baseline")), law)
    return {"job": job.number, "window": windows_text(job.scenarios[:1], job.names[:1])}


def _law(_session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    return levers_under(str(asked.get("law", ""))).described()


def _lesson(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    return {"job": session.lesson(str(asked.get("name", ""))).number}


def _stop(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    job = session.job(asked.get("job"))
    job.stop()
    return {"job": job.number}


def _keep(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    return {"kept": session.keep(asked.get("job"))}


def _yaml(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    base, policy = session.yaml(asked.get("job"))
    both = _zipped({"base.yaml": base, "policy.yaml": policy})
    return {"base": base, "yaml": policy, "zip": both, "seed": SEED}


def _zipped(texts: Mapping[str, str]) -> str:
    """Return files as one archive in base64: browsers ask before they take two at once."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in texts.items():
            # Of a fixed date, so that the same policy gives the same bytes.
            archive.writestr(zipfile.ZipInfo(name), text)
    return b64encode(held.getvalue()).decode("ascii")


def _person(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    return session.person(asked.get("job"), str(asked.get("kind", "")))


def _job(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    shown = asked.get("shown", -1)
    return answer(session.job(asked.get("job")), shown if isinstance(shown, int) else -1)


_HANDLERS: Mapping[str, Handler] = {
    "/api/run": _run,
    "/api/law": _law,
    "/api/lesson": _lesson,
    "/api/stop": _stop,
    "/api/keep": _keep,
    "/api/yaml": _yaml,
    "/api/person": _person,
    "/api/job": _job,
}


class _Request(PatientHandler):
    server: AppServer
    protocol_version = "HTTP/1.1"
    server_version = "pdusim"
    sys_version = ""

    def do_GET(self) -> None:  # noqa: N802 - as the library calls it
        """Serve the page's files."""
        path = self._path()
        if path is None:
            return
        if self._length() != 0:
            # Nobody reads what was sent along.
            self.close_connection = True
        if path == "/style.css":
            from pdusim.report.page import style

            self._send(HTTPStatus.OK, style().encode(), "text/css; charset=utf-8")
        elif path == "/page.js":
            from pdusim.report.page import script

            self._send(HTTPStatus.OK, script().encode(), "text/javascript; charset=utf-8")
        elif path == "/favicon.ico":
            self._send(HTTPStatus.NO_CONTENT, b"", "image/x-icon")
        elif path in _FILES:
            name, kind = _FILES[path]
            content = files("pdusim.app").joinpath("data", name).read_bytes()
            self._send(HTTPStatus.OK, content, kind)
        else:
            self._json(HTTPStatus.NOT_FOUND, {"error": "there is nothing here"})

    def do_POST(self) -> None:  # noqa: N802 - as the library calls it
        """Answer the page's questions."""
        path = self._path()
        asked = None if path is None else self._body()
        if path is None or asked is None:
            return
        if path == "/api/session":
            try:
                self._json(HTTPStatus.OK, self._welcome())
            except FullError as error:
                self._json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": str(error)})
            return
        handler = _HANDLERS.get(path)
        if handler is None:
            self._json(HTTPStatus.NOT_FOUND, {"error": "there is nothing here"})
            return
        try:
            session = self.server.sessions.get(self.headers.get("X-Session", ""))
            self._json(HTTPStatus.OK, handler(session, asked))
        except LeverError as error:
            self._json(HTTPStatus.UNPROCESSABLE_ENTITY, {"problems": error.problems})
        except (RefusedError, JobError) as error:
            self._json(HTTPStatus.BAD_REQUEST, {"error": str(error)})

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal is for the address."""

    def _welcome(self) -> dict[str, Any]:
        lessons = [
            {
                "name": one.name,
                "title": one.title,
                "question": one.question,
                "experiment": one.experiment,
                "think": one.think,
                "guess": asdict(one.guess),
            }
            for one in LESSONS
        ]
        return {
            "token": self.server.sessions.new(),
            **self.server.levers.described(),
            "lessons": lessons,
            "warm_up_weeks": WARM_UP_WEEKS,
            "observe_weeks": OBSERVE_WEEKS,
            "replications": REPLICATIONS,
            "kept": KEPT,
            "seed": SEED,
        }

    def _is_local(self) -> bool:
        """Refuse what another site's page could send here through a name of its own."""
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        origin = self.headers.get("Origin")
        own = {f"http://{name}:{self.server.server_port}" for name in (HOST, "localhost")}
        if host in (HOST, "localhost") and (origin is None or origin in own):
            return True
        # What was sent along is not read, and must not be taken for the next request.
        self.close_connection = True
        self._json(HTTPStatus.FORBIDDEN, {"error": "only for this machine"})
        return False

    def _path(self) -> str | None:
        """Return what is asked for; None where the answer is given already."""
        if not self._is_local():
            return None
        try:
            return urlsplit(self.path).path
        except ValueError:
            self.close_connection = True
            self._json(HTTPStatus.BAD_REQUEST, {"error": "this is no address"})
            return None

    def _length(self) -> int | None:
        """Return the length of the body; None where it is not said as it has to be."""
        said = self.headers.get_all("Content-Length") or ["0"]
        if len(said) > 1 or self.headers.get("Transfer-Encoding") is not None:
            return None
        return int(said[0]) if re.fullmatch(r"[0-9]{1,18}", said[0]) else None

    def _body(self) -> Mapping[str, Any] | None:
        length = self._length()
        if length is None or length > LARGEST:
            self.close_connection = True
            if length is None:
                self._json(HTTPStatus.BAD_REQUEST, {"error": "a Content-Length is expected"})
            else:
                self._json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "too much was sent"})
            return None
        content = self.rfile.read(length)
        if len(content) < length:
            self.close_connection = True
        try:
            asked = json.loads(content or b"{}")
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            self._json(HTTPStatus.BAD_REQUEST, {"error": "an object of JSON is expected"})
            return None
        return asked

    def _json(self, status: HTTPStatus, content: Mapping[str, Any]) -> None:
        self._send(status, json.dumps(content).encode(), "application/json")

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", _POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            # Gone, or too slow to take it.
            self.close_connection = True


def serve(
    port: int,
    workers: int | None = None,
    *,
    open_browser: bool = True,
    announce: Callable[[str], None] = lambda text: None,
) -> None:
    """Serve the app until Ctrl-C, or until the system asks the program to end.

    Parameters
    ----------
    port : int
        0 picks a free one.
    workers : int, optional
        Processes; all cores of this machine by default.
    open_browser : bool
        Whether to open the page.
    announce : callable of str
        Told the address.

    Raises
    ------
    OSError
        When the port is taken.
    SystemExit
        When the system asked it to end, with the exit code that shells expect.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with _ending_when_asked(), AppServer(port, workers or cores or 1) as server:
        announce(f"pdusim demo: {server.url} (Ctrl-C ends it)")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
        server.serve_forever()


@contextmanager
def _ending_when_asked() -> Iterator[None]:
    """Turn what asks the program to end into an orderly end, where this is the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    names = ("SIGTERM", "SIGHUP")
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
