"""Pages that follow from the code are up to date, and links lead somewhere."""

from __future__ import annotations

import re
import runpy
import textwrap
from pathlib import Path

import pytest

import pdusim
from pdusim.scenario import load_scenario, shipped_scenarios

ROOT = Path(__file__).parents[1]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


def test_reference_pages_are_what_the_code_says() -> None:
    pages = runpy.run_path(str(ROOT / "tools" / "reference_pages.py"))["PAGES"]
    for name, page in pages.items():
        kept = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
        assert kept == page(), "run: python tools/reference_pages.py"


def test_the_picture_of_the_storeys_is_what_the_code_says() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "storeys_picture.py"))
    kept = tool["PICTURE"].read_text(encoding="utf-8")
    assert kept == tool["picture"](), "run: python tools/storeys_picture.py"


def test_the_picture_of_the_law_is_what_the_scenarios_say() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "law_picture.py"))
    kept = tool["PICTURE"].read_text(encoding="utf-8")
    assert kept == tool["picture"](), "run: python tools/law_picture.py"


def test_the_picture_of_the_flow_is_what_the_baseline_says() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "flow_picture.py"))
    kept = tool["PICTURE"].read_text(encoding="utf-8")
    assert kept == tool["picture"](), "run: python tools/flow_picture.py"


def test_the_page_of_python_has_every_public_name() -> None:
    pages = runpy.run_path(str(ROOT / "tools" / "reference_pages.py"))
    named = set(pages["PUBLIC"]["pdusim"].split())
    assert named == set(pdusim.__all__) - {"__version__"}


def test_modules_named_in_the_page_of_the_architecture_are_there() -> None:
    text = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+/\w*(?:\.py)?)`", text))
    assert len(named) > 20
    for name in named:
        homes = [ROOT, ROOT / "pdusim", ROOT / "pdusim" / "model"]
        assert any((home / name).exists() for home in homes), name
    unit = (ROOT / "pdusim" / "model" / "unit.py").read_text(encoding="utf-8")
    for name in ("def monday(", "def sunday(", "_TOLD_OF_NEW_SETTINGS"):
        assert name in unit


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


def _scenarios_in(page: Path) -> list[str]:
    """Examples of a page that are whole scenario files."""
    blocks = re.findall(r"^( *)```yaml\n(.*?)^ *```", page.read_text("utf-8"), re.M | re.S)
    texts = [textwrap.dedent(text) for _, text in blocks]
    return [text for text in texts if text.startswith("name:") and "extends:" in text]


@pytest.mark.parametrize("page", [p for p in PAGES if _scenarios_in(p)], ids=lambda p: p.name)
def test_scenarios_shown_can_be_run_and_warn_of_nothing(page: Path, tmp_path: Path) -> None:
    for number, text in enumerate(_scenarios_in(page)):
        file = tmp_path / f"example_{number}.yaml"
        file.write_text(text, encoding="utf-8")
        scenario = load_scenario(file)
        assert scenario.dated
        assert scenario.warnings == ()


def test_the_example_of_officers_and_sickness_says_what_its_page_says(tmp_path: Path) -> None:
    """Six more officers from June 2024 and sickness a fifth lower, read off the page."""
    texts = _scenarios_in(ROOT / "docs" / "how-to" / "write-a-scenario.md")
    (text,) = [one for one in texts if "sickness" in one]
    file = tmp_path / "six.yaml"
    file.write_text(text, encoding="utf-8")
    first, then = (period.settings for period in load_scenario(file).timeline)
    assert then.workforce.joiners.po - first.workforce.joiners.po == 6
    assert then.workforce.posts == first.workforce.posts
    rates = ("short_rate", "long_rate", "stress_rate")
    before, after = first.workforce.sickness, then.workforce.sickness
    assert [getattr(after, rate) / getattr(before, rate) for rate in rates] == pytest.approx(
        [0.8] * 3
    )
