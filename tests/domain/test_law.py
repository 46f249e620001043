"""Law as data: what cannot be is refused with what to write, and what can be is dated."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.domain.law import Curfew, CurfewWindow, FixedTerm, RecallRules
from pdusim.domain.regimes import Exclusion, Regime, Tranche, tranche_of
from pdusim.domain.statutes import LAWS, PROGRESSION_MODEL, SDS40, law_on
from pdusim.domain.terms import Term

LAW = LAWS["progression_model"]
DAY = date(2026, 10, 1)


def tranches(*pairs):
    return tuple(Tranche(longest_days=longest, day=day) for longest, day in pairs)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"commencement": date(2026, 1, 21)}, "before Royal Assent on 2026-01-22"),
        (
            {"tranches": tranches((500, DAY), (700, DAY), (None, date(2027, 1, 1)))},
            "out of order, 2026-10-01 follows 2026-10-01",
        ),
        (
            {"tranches": tranches((700, DAY), (500, date(2026, 11, 1)), (None, date(2027, 1, 1)))},
            "2026-11-01 takes no longer sentences than that of 2026-10-01",
        ),
        ({"tranches": tranches((500, DAY))}, "leaves longer sentences out"),
        ({"tranches": tranches((None, date(2026, 9, 30)))}, "before commencement on 2026-10-01"),
        ({"tranches": ()}, "one for everybody will do"),
        ({"already_sentenced": "unchanged"}, "write 'unchanged' and none"),
        ({"already_sentenced": "never"}, "expected 'tranches' or 'unchanged'"),
        ({"fractions": ()}, "no fractions"),
        ({"fractions": (("sds", Fraction(3, 2)),)}, "expected one above 0 and not above 1"),
        ({"fractions": (("eds", Fraction(1, 2)),)}, "unknown track 'eds'"),
        ({"notice_days": -1}, "notice_days is -1"),
        ({"exclusions": (Exclusion("sexual", date(2026, 9, 1)),)}, "leave its day out"),
    ],
)
def test_a_regime_that_cannot_be_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        replace(PROGRESSION_MODEL, **change)


def test_a_regime_that_releases_later_than_the_one_before_is_refused():
    third = Regime(
        name="third",
        fractions=(("sds", Fraction(2, 5)),),
        commencement=date(2028, 1, 1),
        already_sentenced="unchanged",
    )
    with pytest.raises(ValueError, match=r"third releases sds after 2/5 .* later than the 1/3"):
        replace(LAW, regimes=(*LAW.regimes, third))
    assert replace(LAW, regimes=(SDS40, third)).regimes == (SDS40, third)


def test_regimes_out_of_order_or_of_one_name_are_refused():
    with pytest.raises(ValueError, match="write regimes in order of commencement"):
        replace(LAW, regimes=(PROGRESSION_MODEL, SDS40))
    with pytest.raises(ValueError, match="two regimes are named SDS40"):
        replace(LAW, regimes=(SDS40, SDS40))
    with pytest.raises(ValueError, match="no fraction for section_250"):
        replace(LAW, fractions=LAW.fractions[:2])


def test_tranches_curfew_and_recall_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="give one"):
        Tranche(day=DAY, longest_days=3, under=Term(years=1))
    with pytest.raises(ValueError, match="expected 1 or more"):
        Tranche(day=DAY, longest_days=0)
    rules = {"min_served_days": 28, "min_served": Fraction(1, 2), "min_custodial_days": 42}
    for windows in [
        (),
        (CurfewWindow(days=179, since=DAY),),
        (CurfewWindow(days=179), CurfewWindow(days=364)),
    ]:
        with pytest.raises(ValueError, match="window"):
            Curfew(windows=windows, after_sentence_days=14, **rules)
    with pytest.raises(ValueError, match="fixed-term recall of 0 days"):
        FixedTerm(days=0, since=DAY)
    with pytest.raises(ValueError, match="earliest day to the latest"):
        RecallRules(
            fixed_terms=(FixedTerm(days=28, since=DAY), FixedTerm(days=14, since=date(2015, 2, 1)))
        )


@given(st.integers(1, 12000), st.dates(date(2000, 1, 1), DAY))
def test_every_sentence_has_one_tranche_and_a_longer_one_no_earlier(days, first):
    for regime in (SDS40, PROGRESSION_MODEL):
        mine = tranche_of(regime.tranches, days, first)
        assert mine.day <= tranche_of(regime.tranches, days + 1, first).day


@pytest.mark.parametrize("regime", [SDS40, PROGRESSION_MODEL], ids=lambda regime: regime.name)
def test_law_on_a_day_has_a_regime_from_the_day_it_commences(regime):
    before = law_on(regime.commencement - timedelta(days=1))
    assert regime.name not in [known.name for known in before.regimes]
    assert regime.name in [known.name for known in law_on(regime.commencement).regimes]


def test_law_on_a_day_has_no_other_rule_that_is_still_to_come():
    early, late = law_on(date(2024, 10, 1)), law_on(date(2027, 1, 1))
    assert early.curfew is not None
    assert early.top_up is not None
    assert [window.days for window in early.curfew.windows] == [179]
    assert early.curfew.adults_until is early.top_up.ends is None
    assert "sexual_t3" not in [exclusion.name for exclusion in early.regimes[0].exclusions]
    assert 56 not in [term.days for term in early.recall.fixed_terms]
    assert replace(late, name=LAW.name) == LAW


def test_a_law_goes_to_other_processes_and_is_found_by_value():
    assert pickle.loads(pickle.dumps(LAW)) == LAW
    assert hash(pickle.loads(pickle.dumps(LAW))) == hash(LAW)


def days_of(line: str, first_year: int) -> list[tuple[int | None, date]]:
    """Read ``longest sentence in days, day and month`` as the announcement lists them."""
    pairs: list[tuple[int | None, date]] = []
    year = first_year
    for part in line.split("; "):
        longest, day, month = part.split()
        when = datetime.strptime(f"{day} {month} {year}", "%d %b %Y").date()
        if pairs and when < pairs[-1][1]:
            year, when = year + 1, when.replace(year=year + 1)
        pairs.append((None if longest == "rest" else int(longest), when))
    return pairs


@pytest.mark.parametrize(
    ("tranches_", "announced"),
    [
        (
            PROGRESSION_MODEL.tranches,
            days_of(
                "574 1 Oct; 882 13 Oct; 1162 10 Nov; 1561 8 Dec; 2121 12 Jan; 2758 9 Feb;"
                " 3283 9 Mar; 3654 13 Apr; 4396 11 May; rest 8 Jun",
                2026,
            ),
        ),
        (
            LAW.recall.fixed_terms[-1].tranches,
            days_of(
                "1701 31 Mar; 2128 14 Apr; 2576 21 Apr; 3304 28 Apr; 4438 5 May; rest 12 May", 2026
            ),
        ),
    ],
    ids=["progression model", "recall of 56 days"],
)
def test_tranches_are_those_announced(tranches_, announced):
    first = date(2025, 6, 3)
    shortest = 1
    for longest, day in announced:
        assert tranche_of(tranches_, shortest, first).day == day
        if longest is not None:
            assert tranche_of(tranches_, longest, first).day == day
            shortest = longest + 1


@pytest.mark.parametrize("first", [date(2019, 3, 1), date(2020, 3, 2), date(2023, 6, 14)])
def test_the_first_tranche_of_sds40_is_of_sentences_under_five_years(first):
    five_years = Term(years=5).days_from(first)
    assert tranche_of(SDS40.tranches, five_years - 1, first).day == date(2024, 9, 10)
    assert tranche_of(SDS40.tranches, five_years, first).day == date(2024, 10, 22)
