"""Release after a recall: lengths by date, the day of return counts, tranches, exclusions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.domain.recalls import Recall
from pdusim.domain.release_dates import ReleaseDates, release_dates
from pdusim.domain.statutes import LAWS

ALL = LAWS["progression_model"]


def recalled(returned: date, *, first: date = date(2022, 3, 7), **given_: Any) -> ReleaseDates:
    recall = Recall(kind="fixed_term", returned_on=returned)
    given_ = {"years": 9, **given_}
    return release_dates(sentenced_on=first, recall=recall, law=ALL, **given_)


@pytest.mark.parametrize(
    ("returned", "length", "days"),
    [
        (date(2024, 6, 3), {"years": 9}, 28),
        (date(2024, 6, 3), {"months": 60}, 28),
        (date(2025, 9, 1), {"months": 47}, 28),
        (date(2025, 9, 2), {"months": 47}, 28),
        (date(2026, 4, 1), {"years": 9}, 56),
        (date(2026, 4, 1), {"years": 9, "track": "sds_plus"}, 56),
        (date(2026, 4, 1), {"years": 9, "track": "section_250"}, 28),
    ],
)
def test_a_fixed_term_is_as_long_as_the_law_of_its_day_says(returned, length, days):
    dates = recalled(returned, **{"years": 0, **length})
    # The day of return is the first of them.
    assert dates.post_recall_release == returned + timedelta(days=days - 1)


def test_under_twelve_months_it_is_fourteen_days_until_they_become_fifty_six():
    def after(returned: date) -> date | None:
        return recalled(
            returned, first=returned - timedelta(days=120), years=0, months=11
        ).post_recall_release

    assert after(date(2024, 6, 3)) == date(2024, 6, 16)
    assert after(date(2025, 12, 1)) == date(2025, 12, 14)
    assert after(date(2026, 6, 1)) == date(2026, 7, 26)


@pytest.mark.parametrize(
    ("years", "day"), [(4, date(2026, 3, 31)), (9, date(2026, 4, 28)), (16, date(2026, 5, 12))]
)
def test_people_recalled_before_are_released_in_their_tranche(years, day):
    recall = Recall(kind="fixed_term", days=56, returned_on=date(2026, 1, 19))
    dates = release_dates(sentenced_on=date(2022, 8, 15), years=years, recall=recall, law=ALL)
    assert dates.post_recall_release == day


@given(
    st.integers(1, 15),
    st.integers(0, 2000),
    st.sampled_from(["standard", "fixed_term"]),
    st.sampled_from(["sds", "sds_plus", "section_250"]),
)
def test_nobody_is_kept_after_expiry_and_dates_of_first_release_are_gone(years, after, kind, track):
    first = date(2020, 3, 2)
    plain = release_dates(sentenced_on=first, years=years, track=track, law=ALL)
    returned = min(first + timedelta(days=after), plain.expiry)
    dates = release_dates(
        sentenced_on=first,
        years=years,
        track=track,
        recall=Recall(kind=kind, returned_on=returned),
        law=ALL,
    )
    assert dates.post_recall_release is not None
    assert returned <= dates.post_recall_release <= dates.expiry == plain.expiry
    assert kind == "fixed_term" or dates.post_recall_release == dates.expiry
    assert dates.release is dates.curfew_eligibility is None


@pytest.mark.parametrize("name", ["mappa_2", "mappa_3", "very_high_risk", "extended", "life"])
@pytest.mark.parametrize("returned", [date(2024, 6, 3), date(2025, 10, 1), date(2026, 6, 1)])
def test_the_excluded_have_no_fixed_term_under_any_rule(name, returned):
    with pytest.raises(ValueError, match=f"no fixed term for {name}"):
        recalled(returned, exclusions=[name])


def test_a_recall_that_cannot_be_is_refused():
    day = date(2026, 6, 1)
    with pytest.raises(ValueError, match="needs returned_on"):
        Recall(kind="fixed_term")
    with pytest.raises(ValueError, match="leave them out"):
        Recall(kind="standard", days=28)
    with pytest.raises(ValueError, match="expected that day or an earlier one"):
        Recall(kind="standard", revoked_on=day, returned_on=day - timedelta(days=1))
    with pytest.raises(ValueError, match="expected 'standard' or 'fixed_term'"):
        Recall(kind="fixed")
    recall = Recall(kind="fixed_term", days=40, returned_on=day)
    with pytest.raises(ValueError, match="lengths of progression model are 14, 28, 56"):
        release_dates(sentenced_on=date(2024, 1, 8), years=4, recall=recall, law=ALL)
    with pytest.raises(ValueError, match="no fixed term for this sentence on 2006-06-01"):
        recalled(date(2006, 6, 1), first=date(2005, 6, 1))
