"""The documentation site: it builds strictly, its links lead somewhere, and it fetches nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from axe_support import violations
from browser_support import browser, needs_browser

from pdusim import load_scenario
from pdusim.scenario import shipped_scenarios

ROOT = Path(__file__).parents[1]


class Page(HTMLParser):
    """What a page names and what it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and given.get("rel") in {"stylesheet", "icon", "preconnect", "preload"}:
            self.fetched.append(given["href"])
        elif tag in {"script", "img", "iframe", "source"} and "src" in given:
            self.fetched.append(given["src"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site strictly, as `make docs` does."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    found = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    assert site / "index.html" in found
    return found


def test_every_link_inside_the_site_leads_to_a_page_and_a_place_on_it(
    site: Path, pages: dict[Path, Page]
) -> None:
    missing = []
    for path, page in pages.items():
        if path.name == "404.html":
            continue
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            address, place = urldefrag(link)
            target = (path.parent / unquote(address)).resolve() if address else path
            known = target.is_file() and (
                not place or target.suffix != ".html" or unquote(place) in pages[target].ids
            )
            if not known:
                missing.append((str(path.relative_to(site)), link))
    assert missing == []


def test_no_page_fetches_anything_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    outside = []
    for path, page in pages.items():
        for address in page.fetched:
            parts = urlsplit(address)
            inside = path.name == "404.html" or (path.parent / unquote(parts.path)).is_file()
            if parts.netloc or not (inside or parts.scheme == "data"):
                outside.append((str(path.relative_to(site)), address))
    assert outside == []
    for style in site.rglob("*.css"):
        assert "url(http" not in style.read_text(encoding="utf-8")


def test_every_shipped_scenario_and_every_value_has_its_place(site: Path) -> None:
    listed = (site / "policies" / "index.html").read_text(encoding="utf-8")
    for name in shipped_scenarios():
        page = (site / "policies" / f"{name}.html").read_text(encoding="utf-8")
        assert f'href="{name}.html"' in listed
        assert f"<title>{escape(load_scenario(name).name, quote=False)} - pdusim</title>" in page
    values = "".join(
        path.read_text(encoding="utf-8") for path in sorted((site / "parameters").glob("*.html"))
    )
    known = load_scenario("baseline").provenance
    assert [path for path in known if f"<code>{path}</code>" not in values] == []


def test_the_search_holds_the_pages_and_needs_no_server(site: Path) -> None:
    text = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("var __index = "))
    found = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert {"policies/sds40.html", "reference/measures.html", "explanation/model.html"} <= found


@needs_browser
def test_the_site_shuts_nobody_out(site: Path, tmp_path: Path) -> None:
    names = ("index", "how-to/report", "explanation/looks", "policies/overtime", "parameters/work")
    found = {}
    with browser(tmp_path) as driver:
        for name in names:
            driver.get((site / f"{name}.html").as_uri())
            found[name] = violations(driver)
    assert found == {name: [] for name in names}
