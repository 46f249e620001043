"""Posts added on a date with nobody to fill them are told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from pdusim import load_scenario
from pdusim.scenario.schema.unfilled import officers_gone

POSTS = "  - {from: 2024-01-01, set: {workforce.posts.po: 56}}\n"


def warnings(folder: Path, changes: str, more: str = "") -> list[str]:
    file = folder / "policy.yaml"
    file.write_text(f"extends: baseline\n{more}changes:\n{changes}")
    return [text for text in load_scenario(file).warnings if "nobody to fill them" in text]


def test_ten_more_posts_bring_ten_vacancies(tmp_path: Path) -> None:
    (text,) = warnings(tmp_path, POSTS)
    assert text.startswith("workforce.posts.po rises by 10 from 2024-01-01")
    assert "fills about 0.7 of 10 posts" in text
    assert "workforce.joiners.po" in text


@pytest.mark.parametrize(
    "changes",
    [
        "  - {from: 2024-01-01, add: {workforce.joiners.po: 10}}\n",
        POSTS + "  - {from: 2024-01-01, set: {workforce.recruitment.po_extra_per_year: 4}}\n",
        POSTS + "  - {from: 2024-01-01, set: {workforce.joiners.po: 10, workforce.joiners.take: "
        "vacant_posts}}\n",
        "  - {from: 2022-10-03, set: {workforce.recruitment.trainees_per_year: 24}}\n" + POSTS,
        "  - {from: 2024-01-01, set: {workforce.posts.po: 40}}\n",
        "  - {from: 2024-01-01, add: {workforce.posts.pso: 4, workforce.posts.admin: 2}}\n",
        "  - {from: 2022-01-03, add: {workforce.posts.po: 10}}\n",
    ],
    ids=["officers", "hiring", "joiners", "trainees", "fewer", "hired soon", "from the start"],
)
def test_posts_that_are_filled_are_not(tmp_path: Path, changes: str) -> None:
    assert warnings(tmp_path, changes) == []


def test_joiners_with_posts_of_their_own_fill_no_other(tmp_path: Path) -> None:
    changes = "  - {from: 2024-01-01, add: {workforce.posts.po: 10, workforce.joiners.po: 10}}\n"
    assert len(warnings(tmp_path, changes)) == 1


def test_a_cap_on_intake_counts(tmp_path: Path) -> None:
    hiring = "workforce.recruitment.po_extra_per_year: 4, workforce.recruitment.po_intake_max: 1"
    assert len(warnings(tmp_path, POSTS + f"  - {{from: 2024-01-01, set: {{{hiring}}}}}\n")) == 1


def test_any_grade_is_looked_at(tmp_path: Path) -> None:
    slow = "workforce: {recruitment: {pso_months: 60}}\n"
    (text,) = warnings(
        tmp_path, "  - {from: 2024-06-03, ramp_days: 90, add: {workforce.posts.pso: 4}}\n", slow
    )
    assert text.startswith("workforce.posts.pso rises by 4 from 2024-06-")


def test_no_shipped_scenario_adds_posts_that_stay_empty() -> None:
    from pdusim.scenario import shipped_scenarios

    for path in shipped_scenarios().values():
        assert not [one for one in load_scenario(path).warnings if "nobody to fill" in one]


@pytest.mark.parametrize("name", ["baseline", "rules_2025", "rules_2026"])
def test_vacancy_stays_where_a_shipped_law_puts_it(name: str) -> None:
    """As many officers qualify and come from elsewhere in a year as leave and are promoted."""
    workforce = load_scenario(name).settings.workforce
    posts, rule = workforce.posts, workforce.recruitment
    come = rule.trainees_per_year * (1.0 - rule.trainee_dropout_share)
    come += rule.po_lateral_per_year * posts.po * posts.po_vacant_share
    assert come == pytest.approx(officers_gone(workforce), abs=0.25)
