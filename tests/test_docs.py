"""Pages that follow from the code are up to date, and links lead somewhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from pdusim.scenario import load_scenario, shipped_scenarios

ROOT = Path(__file__).parents[1]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])


def test_reference_pages_are_what_the_code_says() -> None:
    pages = runpy.run_path(str(ROOT / "tools" / "reference_pages.py"))["PAGES"]
    for name, page in pages.items():
        kept = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert kept == page(), "run: python tools/reference_pages.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    missing = [
        link for link in links if "://" not in link and not (page.parent / link).resolve().exists()
    ]
    assert missing == []


def test_paths_named_in_the_docs_exist_in_the_schema() -> None:
    known = set(load_scenario("baseline").provenance)
    sections = {path.split(".")[0] for path in known}
    wrong = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for path in re.findall(r"`([a-z_0-9]+(?:\.[a-z_0-9]+)+)`", text):
            if path.split(".")[0] in sections and not any(
                leaf == path or leaf.startswith(f"{path}.") for leaf in known
            ):
                wrong.append((page.name, path))
    assert wrong == []


def test_scenarios_named_in_the_page_on_people_are_shipped() -> None:
    text = (ROOT / "docs" / "explanation" / "demand.md").read_text(encoding="utf-8")
    table = text.split("## Levers as scenarios")[1].split("##")[0]
    named = set(re.findall(r"`([a-z_0-9]+)`", table))
    assert len(named) > 10
    assert named <= set(shipped_scenarios())
