"""The app's server: its own machine only, visitors apart, wild requests refused."""

from __future__ import annotations

import time
import urllib.request

import pytest

import pdusim
from pdusim.app.levers import SEED
from pdusim.app.server import HOST, LARGEST


def finished(ask, token, job, enough: int = 2):
    """Wait until some replications are in, then stop; give what was found."""
    while (found := ask("/api/job", {"job": job}, token)[1])["running"]:
        if found["done"] >= enough:
            ask("/api/stop", {"job": job}, token)
        time.sleep(0.1)
    return found


def visitor(ask) -> str:
    status, welcome = ask("/api/session")
    assert status == 200
    return welcome["token"]


def test_it_listens_on_this_machine_alone(app) -> None:
    assert app.server_address[0] == HOST == "127.0.0.1"


def test_pages_come_with_a_policy_that_keeps_them_here(app) -> None:
    for path in ("", "app.js", "app.css", "style.css"):
        with urllib.request.urlopen(app.url + path) as reply:
            assert reply.status == 200
            assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
            assert b"//cdn" not in reply.read()


@pytest.mark.parametrize(
    "headers", [{"Host": "elsewhere.example"}, {"Origin": "http://elsewhere.example"}]
)
def test_other_names_and_other_sites_are_refused(ask, headers) -> None:
    status, _ = ask("/api/session", {}, **headers)
    assert status == 403


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", 400),
        (b"[1, 2]", 400),
        (b"[" * 15000, 400),
        (b"x" * (LARGEST + 1), 413),
    ],
)
def test_wild_bodies_are_refused(ask, body, expected) -> None:
    status, _ = ask("/api/run", body, visitor(ask))
    assert status == expected


@pytest.mark.parametrize("value", [1e308, -1, "lots", None, [1], {"a": 1}])
def test_wild_sliders_are_refused_by_name(ask, value) -> None:
    status, content = ask("/api/run", {"levers": {"vacancy": value}}, visitor(ask))
    assert status == 422
    assert list(content["problems"]) == ["vacancy"]


def test_without_a_session_nothing_runs(ask) -> None:
    for token in ("", "guessed"):
        status, content = ask("/api/run", {"levers": {}}, token)
        assert status == 400
        assert "load it again" in content["error"]


@pytest.mark.parametrize("job", [99, "1", None, -1])
def test_jobs_that_do_not_exist_are_refused(ask, job) -> None:
    for path in ("/api/job", "/api/stop", "/api/keep", "/api/yaml", "/api/person"):
        status, _ = ask(path, {"job": job, "kind": "most-officers"}, visitor(ask))
        assert status == 400


def test_two_visitors_do_not_mix(ask) -> None:
    one, two = visitor(ask), visitor(ask)
    assert one != two
    _, first = ask("/api/run", {"levers": {"vacancy": 40}}, one)
    _, second = ask("/api/run", {"levers": {"arrivals": 60}}, two)
    assert first["job"] == second["job"] == 1
    found = [finished(ask, token, 1) for token in (one, two)]
    loads = [f["measures"]["workload_pct"] for f in found]
    assert loads[0] > loads[1] + 20.0
    texts = [ask("/api/yaml", {"job": 1}, token)[1]["yaml"] for token in (one, two)]
    assert "po_vacant_share: 0.4" in texts[0]
    assert "arrivals" not in texts[0]
    assert "arrivals" in texts[1]
    ask("/api/keep", {"job": 1}, one)
    status, _ = ask("/api/run", {"levers": {}, "against": "kept"}, two)
    assert status == 400


def test_the_downloaded_file_gives_the_same_numbers(ask, tmp_path) -> None:
    token = visitor(ask)
    _, begun = ask("/api/run", {"levers": {"vacancy": 25, "early_days": 21}}, token)
    found = finished(ask, token, begun["job"])
    path = tmp_path / "policy.yaml"
    path.write_text(ask("/api/yaml", {"job": begun["job"]}, token)[1]["yaml"])
    results = pdusim.run(path, replications=found["done"], seed=SEED)
    again = {name: results.estimate(0, name).mean for name in results.measure_names}
    assert found["measures"] == again


def test_a_page_that_shows_everything_is_sent_the_state_alone(ask) -> None:
    token = visitor(ask)
    _, begun = ask("/api/run", {"levers": {"vacancy": 20}}, token)
    found = finished(ask, token, begun["job"])
    assert len(found["tones"]) == len(found["sentences"]) > 3
    _, begun = ask("/api/run", {"levers": {"vacancy": 21}}, token)
    full = {"done": 0}
    while not full["done"]:
        _, full = ask("/api/job", {"job": begun["job"]}, token)
    _, again = ask("/api/job", {"job": begun["job"], "shown": full["done"]}, token)
    assert again["done"] > full["done"] or "charts" not in again
    ask("/api/stop", {"job": begun["job"]}, token)


def test_stopping_ends_the_refinement(ask) -> None:
    token = visitor(ask)
    _, begun = ask("/api/run", {"levers": {"sickness": 130}}, token)
    ask("/api/stop", {"job": begun["job"]}, token)
    found = finished(ask, token, begun["job"])
    assert found["stopped"]
    assert found["done"] < found["wanted"]


def test_a_person_is_followed_through_both_scenarios(ask) -> None:
    token = visitor(ask)
    _, begun = ask("/api/run", {"levers": {"early_days": 70}}, token)
    finished(ask, token, begun["job"], 1)
    asked = {"job": begun["job"], "kind": "early-release"}
    status, found = ask("/api/person", asked, token)
    assert status == 200
    assert "the paths part" in found["chart"]
    assert "The paths part on" in found["told"]
    assert "released early, ECSL" in found["told"]
    status, _ = ask("/api/person", {"job": begun["job"], "kind": "tallest"}, token)
    assert status == 400
