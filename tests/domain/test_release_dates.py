"""Dates of a sentence: their order, their direction, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdusim.domain.law import Law
from pdusim.domain.recalls import Recall
from pdusim.domain.regimes import Regime, Tranche, tranche_of
from pdusim.domain.sentences import LAWS, law_on, release_dates
from pdusim.domain.terms import Term

ALL, SDS40, BEFORE = LAWS["progression_model"], LAWS["sds40"], LAWS["before_sds40"]
ONE_DAY = timedelta(days=1)

laws = st.one_of(
    st.sampled_from([*LAWS.values()]), st.dates(date(2020, 1, 1), date(2028, 1, 1)).map(law_on)
)
lengths = st.fixed_dictionaries(
    {
        "years": st.integers(0, 20),
        "months": st.integers(0, 23),
        "weeks": st.integers(0, 6),
        "days": st.integers(1, 40),
    }
)
sentences = st.fixed_dictionaries(
    {
        "sentenced_on": st.dates(date(2008, 1, 1), date(2029, 1, 1)),
        "track": st.sampled_from(["sds", "sds_plus", "section_250"]),
        "remand_days": st.one_of(st.just(0), st.integers(0, 1500)),
        "offence_committed_on": st.none() | st.dates(date(2000, 1, 1), date(2026, 1, 1)),
        "exclusions": st.lists(
            st.sampled_from(
                ["sexual", "violent", "murder_t3", "sa2026_progression_model_schedule"]
            ),
            max_size=2,
        ),
        "active_sex_offender": st.booleans(),
        "would_be_sds_plus_today": st.booleans(),
    }
)


@given(sentences, lengths, laws)
def test_dates_stand_in_their_order(sentence, length, law):
    dates = release_dates(**sentence, **length, law=law)
    first, curfew, release = sentence["sentenced_on"], dates.curfew_eligibility, dates.release
    assert release is not None
    assert first <= release <= dates.expiry <= dates.sentence_expiry_without_adjustments
    assert dates.licence_expiry is None or release <= dates.licence_expiry <= dates.expiry
    if curfew is not None:
        assert first + timedelta(days=14) <= curfew < release
        assert not sentence["active_sex_offender"]
        assert sentence["track"] != "sds_plus"
    top_up = dates.top_up_supervision_expiry
    assert top_up is None or top_up > dates.expiry


@given(sentences, lengths, laws)
def test_each_kind_of_date_excludes_the_other(sentence, length, law):
    dates = release_dates(**sentence, **length, law=law)
    assert (dates.conditional_release is None) != (dates.automatic_release is None)
    assert (dates.sentence_and_licence_expiry is None) != (dates.sentence_expiry is None)
    if dates.automatic_release:
        assert dates.licence_expiry is dates.top_up_supervision_expiry is None


@given(sentences, lengths, laws, st.integers(1, 2000))
def test_a_longer_sentence_releases_and_expires_no_earlier(sentence, length, law, more):
    shorter = release_dates(**sentence, **length, law=law)
    longer = release_dates(**sentence, **{**length, "days": length["days"] + more}, law=law)
    assert shorter.release is not None
    assert longer.release is not None
    assert shorter.release <= longer.release
    assert shorter.expiry <= longer.expiry


@given(sentences, lengths, laws, st.integers(1, 500))
def test_a_day_on_remand_brings_no_date_later(sentence, length, law, more):
    less = release_dates(**sentence, **length, law=law)
    served = {**sentence, "remand_days": sentence["remand_days"] + more}
    dates = release_dates(**served, **length, law=law)
    assert less.release is not None
    assert dates.release is not None
    assert dates.release <= less.release
    assert dates.expiry <= less.expiry
    # One day can lead across an exclusion or a tranche; under one rule it counts once.
    if dates.regime == less.regime:
        earliest = max(less.release - timedelta(days=more), sentence["sentenced_on"])
        assert earliest <= dates.release


@given(sentences, lengths, st.sampled_from([0, 1]))
def test_a_regime_releases_on_the_later_of_new_date_and_tranche_never_after_the_old(
    sentence, length, which
):
    regime = ALL.regimes[which]
    old = release_dates(**sentence, **length, law=replace(ALL, regimes=ALL.regimes[:which])).release
    now = release_dates(**sentence, **length, law=replace(ALL, regimes=ALL.regimes[: which + 1]))
    assert old is not None
    assert now.release is not None
    if now.regime != regime.name:
        assert now.release == old
        return
    first, fraction = sentence["sentenced_on"], regime.fraction(sentence["track"])
    days = Term(**length).days_from(first)
    assert fraction is not None
    to_serve = -(-days * fraction.numerator // fraction.denominator) - sentence["remand_days"]
    new = max(first, first + timedelta(days=to_serve - 1))
    if first < regime.commencement:
        tranche = tranche_of(regime.tranches, days, first).day
        assert now.release == max(new, tranche) <= old
        assert old > tranche
    else:
        assert now.release == new <= old


@given(sentences, lengths)
def test_the_progression_model_moves_neither_the_end_of_a_sentence_nor_young_peoples_release(
    sentence, length
):
    with_it, without = (
        release_dates(**sentence, **length, law=law)
        for law in (ALL, replace(ALL, regimes=ALL.regimes[:1]))
    )
    assert with_it.expiry == without.expiry
    assert with_it.curfew_eligibility == without.curfew_eligibility
    if sentence["track"] == "section_250":
        assert with_it == without


@given(sentences, lengths)
def test_curfew_of_adults_stops_and_supervision_after_the_sentence_ends(sentence, length):
    assert ALL.curfew is not None
    assert ALL.top_up is not None
    stop, end = ALL.curfew.adults_until, ALL.top_up.ends
    assert stop is not None
    assert end is not None
    dates = release_dates(**sentence, **length, law=ALL)
    if dates.curfew_eligibility and sentence["track"] != "section_250":
        assert dates.curfew_eligibility < stop
    if dates.top_up_supervision_expiry:
        assert dates.top_up_supervision_expiry < end


def test_supervision_after_the_sentence_ends_for_everybody_on_it_on_one_day():
    given_: dict[str, Any] = {"sentenced_on": date(2025, 8, 4), "months": 6}
    usual = release_dates(**given_, law=SDS40)
    assert usual.top_up_supervision_expiry == date(2026, 10, 16)
    assert release_dates(**given_, law=ALL).top_up_supervision_expiry == date(2026, 5, 7)
    # Whose sentence runs out after that day never begins it.
    later = release_dates(sentenced_on=date(2025, 12, 1), months=6, law=ALL)
    assert later.top_up_supervision_expiry is None


def test_an_exclusion_added_later_takes_back_who_is_still_in_custody():
    given_: dict[str, Any] = {"sentenced_on": date(2024, 4, 29), "exclusions": ["sexual_t3"]}
    # Two fifths of 18 months end before 16 December 2024, of 24 months after it.
    early = release_dates(**given_, months=18, law=SDS40)
    assert (early.regime, early.conditional_release) == ("SDS40", date(2024, 12, 4))
    late = release_dates(**given_, months=24, law=SDS40)
    assert (late.regime, late.conditional_release) == (None, date(2025, 4, 28))


@pytest.mark.parametrize(
    ("days", "day", "regime"),
    [(227, date(2024, 12, 15), "SDS40"), (230, date(2025, 1, 8), None)],
)
def test_an_exclusion_counts_from_its_day(days, day, regime):
    # Two fifths of 230 days end on 16 December 2024 itself, the day of the exclusion.
    dates = release_dates(
        sentenced_on=date(2024, 9, 16), days=days, exclusions=["murder_t3"], law=SDS40
    )
    assert (dates.conditional_release, dates.regime) == (day, regime)


def test_who_is_released_on_the_day_of_the_tranche_is_released_under_the_old_rule():
    on_the_day = release_dates(sentenced_on=date(2024, 5, 1), days=266, law=SDS40)
    assert (on_the_day.conditional_release, on_the_day.regime) == (date(2024, 9, 10), None)
    assert on_the_day.top_up_supervision_expiry == date(2025, 9, 10)
    after = release_dates(sentenced_on=date(2024, 5, 1), days=268, law=SDS40)
    assert (after.conditional_release, after.regime) == (date(2024, 9, 10), "SDS40")
    # Supervision counts from the day of the fraction, not from the tranche.
    assert after.top_up_supervision_expiry == date(2025, 8, 16)


@pytest.mark.parametrize(
    ("name", "sds40", "progression"),
    [
        ("sexual", False, True),
        ("violent", False, True),
        ("domestic_abuse", False, True),
        ("national_security", False, True),
        ("terrorism", False, True),
        ("murder_t3", False, True),
        ("progression_model_schedule_13_part_3", True, False),
        ("sa2026_progression_model_schedule", True, False),
        ("section_250", True, False),
        ("would_be_sds_plus_today", True, False),
        ("mappa_3", True, True),
    ],
)
def test_each_regime_has_its_own_exclusions(name, sds40, progression):
    def regime(law: Law) -> str | None:
        dates = release_dates(sentenced_on=date(2025, 1, 6), years=7, exclusions=[name], law=law)
        return dates.regime

    before = "SDS40" if sds40 else None
    assert regime(SDS40) == before
    assert regime(ALL) == ("progression model" if progression else before)


def test_the_progression_model_leaves_out_who_has_been_recalled():
    given_: dict[str, Any] = {"sentenced_on": date(2026, 10, 5), "years": 4, "law": ALL}
    assert release_dates(**given_).regime == "progression model"
    recall = Recall(kind="standard", returned_on=date(2029, 1, 8))
    assert release_dates(**given_, recall=recall).regime == "SDS40"


def test_a_long_licence_leaves_no_supervision_to_top_up():
    given_: dict[str, Any] = {"sentenced_on": date(2025, 1, 6), "months": 21}
    half, two_fifths = (release_dates(**given_, law=law) for law in (BEFORE, SDS40))
    assert half.top_up_supervision_expiry is not None
    assert two_fifths.top_up_supervision_expiry is None


def test_a_sentence_of_a_day_is_over_on_it_and_has_no_licence():
    dates = release_dates(sentenced_on=date(2026, 3, 2), days=1, law=ALL)
    assert dates.automatic_release == dates.sentence_expiry == date(2026, 3, 2)
    assert dates.top_up_supervision_expiry is dates.conditional_release is None


@pytest.mark.parametrize("remand", [100, 183, 200, 250])
def test_under_the_old_law_a_licence_ends_at_three_quarters_whatever_remand_is_left(remand):
    dates = release_dates(
        sentenced_on=date(2009, 10, 1),
        months=12,
        offence_committed_on=date(2005, 1, 1),
        remand_days=remand,
        law=BEFORE,
    )
    assert dates.conditional_release is not None
    assert dates.licence_expiry is not None
    # 183 days of 365 are served, 274 end the licence.
    left = dates.licence_expiry - dates.conditional_release
    assert left.days == (91 if remand < 183 else 90)


@pytest.mark.parametrize(
    ("first", "offence", "years", "old"),
    [
        (date(2012, 12, 2), date(2005, 4, 3), 3, True),
        (date(2012, 12, 3), date(2005, 4, 3), 3, False),
        (date(2012, 12, 2), date(2005, 4, 4), 3, False),
        (date(2012, 12, 2), date(2005, 4, 3), 4, False),
    ],
)
def test_the_old_law_is_for_old_offences_sentenced_before_it_ended(first, offence, years, old):
    dates = release_dates(sentenced_on=first, offence_committed_on=offence, years=years, law=BEFORE)
    assert (dates.licence_expiry is not None) == old


def test_there_is_no_curfew_where_the_tranche_brings_release_as_early():
    dates = release_dates(sentenced_on=date(2021, 12, 27), days=2500, law=SDS40)
    assert dates.conditional_release == date(2024, 10, 22)
    assert dates.curfew_eligibility is None


def test_the_last_adult_curfew_begins_the_day_before_it_stops():
    def curfew(days: int, track: Any = "sds") -> date | None:
        return release_dates(
            sentenced_on=date(2026, 5, 4), days=days, track=track, law=ALL
        ).curfew_eligibility

    # Half of two fifths of 605 days are 121: from 4 May to 2 September.
    assert curfew(600) == date(2026, 9, 1)
    assert curfew(605) is None
    assert curfew(605, "section_250") == date(2026, 9, 2)


def test_a_release_by_curfew_is_not_before_half_the_custodial_term_or_four_weeks():
    def curfew(**given_: Any) -> date | None:
        dates = release_dates(sentenced_on=date(2023, 3, 6), law=BEFORE, **given_)
        return dates.curfew_eligibility

    assert curfew(days=82) is None  # 41 days of custody
    assert curfew(days=84) == date(2023, 3, 6) + timedelta(days=28)
    assert curfew(days=400) == date(2023, 3, 6) + timedelta(days=100)
    assert curfew(days=84, remand_days=20) == date(2023, 3, 6) + timedelta(days=14)


def test_a_third_act_is_one_more_entry():
    act = Regime(
        name="next Act",
        fractions=(("sds", Fraction(3, 10)),),
        assent=date(2028, 1, 10),
        commencement=date(2028, 4, 3),
        tranches=(Tranche(day=date(2028, 5, 1)),),
    )
    law = replace(ALL, regimes=(*ALL.regimes, act))
    given_: dict[str, Any] = {"sentenced_on": date(2027, 1, 4), "days": 1500}
    old = release_dates(**given_, law=ALL)
    new = release_dates(**given_, law=law)
    assert old.conditional_release == date(2028, 5, 17)
    assert (new.regime, new.conditional_release) == ("next Act", date(2028, 5, 1))
    moved = replace(act, tranches=(Tranche(day=date(2028, 5, 15)),))
    later = release_dates(**given_, law=replace(ALL, regimes=(*ALL.regimes, moved)))
    assert later.conditional_release == date(2028, 5, 15)


def test_a_regime_for_new_sentences_leaves_the_others_alone():
    act = Regime(
        name="next Act",
        fractions=(("sds", Fraction(3, 10)),),
        commencement=date(2028, 4, 3),
        already_sentenced="unchanged",
    )
    law = replace(ALL, regimes=(*ALL.regimes, act))
    for first, regime in [(date(2028, 4, 2), "progression model"), (act.commencement, act.name)]:
        assert release_dates(sentenced_on=first, years=4, law=law).regime == regime


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sentenced_on": datetime(2026, 3, 2)}, "expected a datetime.date"),
        ({"sentenced_on": date(3026, 3, 2)}, "expected a year from 1900 to 2200"),
        ({"offence_committed_on": date(26, 3, 2)}, "offence_committed_on is 0026-03-02"),
        ({"years": 0}, "length is 0"),
        ({"months": -1}, "months is -1"),
        ({"track": "eds"}, "expected one of sds, sds_plus, section_250"),
        ({"remand_days": -1}, "remand_days is -1"),
        ({"exclusions": ["sexul"]}, "did you mean 'sexual'"),
        ({"exclusions": "sexual"}, "expected a list of names"),
        (
            {"recall": Recall(kind="standard", returned_on=date(2031, 1, 1))},
            "expected a day of the sentence, from 2026-03-02 to 2029-03-01",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(change, message):
    given_: dict[str, Any] = {"sentenced_on": date(2026, 3, 2), "years": 3, "law": ALL}
    with pytest.raises(ValueError, match=message):
        release_dates(**{**given_, **change})
