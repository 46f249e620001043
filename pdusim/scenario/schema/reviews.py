"""Sections on risk: reviews, significant events, true and assessed risk, noticing."""

from __future__ import annotations

from collections.abc import Mapping

from pdusim.scenario.schema.base import Section, value
from pdusim.scenario.schema.people import FactorByRosh, MonthsByRosh
from pdusim.scenario.schema.relations import Relation


class EventKind(Section):
    """A kind of significant event in a person's life."""

    strip: int = value(
        "Number, from 0 to most_kinds less 1, of the strip of chance that is this kind's own, so "
        "that another kind moves none of its events",
        unit="",
        ge=0,
        le=49,
        fixed=True,
        uncertain_ok=False,
    )
    rate: float = value(
        "For a person at medium risk in the community", unit="per year", ge=0, le=20
    )
    raises_share: float = value(
        "Such events after which true risk is a level higher", unit="share", ge=0, le=1
    )
    told_share: float = value(
        "Such events the unit is told of by somebody else", unit="share", ge=0, le=1
    )
    tagged_only: bool = value(
        "Happens only to people who wear an electronic tag (curfew requirement, home detention "
        "curfew)",
        unit="",
    )
    learnt_share: float = value(
        "Of the others, those a practitioner who delivers contact in full learns of",
        unit="share",
        ge=0,
        le=1,
    )


class Risk(Section):
    """True and assessed risk of serious harm."""

    rate_factor: FactorByRosh
    majorant: float = value(
        "Rate at which candidate dates of one kind of event are drawn once for everybody; a rate "
        "above it is cut there",
        unit="per year",
        ge=0.001,
        le=50,
        fixed=True,
        uncertain_ok=False,
    )
    most_kinds: int = value(
        "Room for this many kinds of event, so that adding one leaves the others as they were",
        unit="kinds",
        ge=1,
        le=50,
        fixed=True,
        uncertain_ok=False,
    )
    to_very_high_share: float = value(
        "Rises of somebody at high risk that go on to very high", unit="share", ge=0, le=1
    )
    raised_months: float = value("Mean time true risk stays raised", unit="months", ge=0.1, le=120)
    notice_share: float = value(
        "Completed reviews by an experienced practitioner with full contact that notice a raised "
        "risk",
        unit="share",
        ge=0,
        le=1,
    )
    notice_novice_factor: float = value(
        "Multiplies noticing and sufficiency for practitioners in training or newly qualified",
        unit="ratio",
        ge=0,
        le=1,
    )
    notice_squeeze_effect: float = value(
        "Part of noticing lost when no contact at all is delivered (in proportion between)",
        unit="share",
        ge=0,
        le=1,
    )
    sufficient_share: float = value(
        "Completed reviews and plans of sufficient quality, experienced practitioner, full contact",
        unit="share",
        ge=0,
        le=1,
    )
    lower_share: float = value(
        "Reviews of a person assessed above the true level that lower the assessment",
        unit="share",
        ge=0,
        le=1,
    )


def _every_kind_has_a_strip(events: Mapping[str, EventKind], most: int) -> str | None:
    taken: dict[int, str] = {}
    for name, kind in events.items():
        if kind.strip >= most:
            return (
                f"the strip of {name} is {kind.strip}, but risk.most_kinds is {most}: strips go "
                f"from 0 to {most - 1}"
            )
        if kind.strip in taken:
            used = {other.strip for other in events.values()}
            free = next((n for n in range(most) if n not in used), None)
            hint = f"{free} is free" if free is not None else "none is free: raise most_kinds"
            return f"{taken[kind.strip]} and {name} have the same strip, {kind.strip}; {hint}"
        taken[kind.strip] = name
    return None


class Reviews(Section):
    """Risk reviews."""

    relations = (Relation(("events", "risk.most_kinds"), _every_kind_has_a_strip),)

    interval_months: MonthsByRosh
    custody_interval_months: float = value(
        "Between reviews of people the community officer holds in custody",
        unit="months",
        ge=0.5,
        le=60,
    )
    in_final_months: float = value(
        "No scheduled review falls due in the last part of a sentence this long",
        unit="months",
        ge=0,
        le=24,
    )
    attended_delay_days: float = value(
        "Mean working days from start of supervision to the first attended appointment",
        unit="working days",
        ge=0,
        le=60,
    )
    risk: Risk
    events: dict[str, EventKind]
    mappa_meeting_weeks: float = value(
        "Between MAPPA meetings of level 2 cases", unit="weeks", ge=1, le=104
    )
    mappa_3_share: float = value(
        "Level 3 of all MAPPA level 2 and 3 cases", unit="share", ge=0, le=1
    )
    mappa_3_meeting_weeks: float = value(
        "Between MAPPA meetings of level 3 cases", unit="weeks", ge=1, le=104
    )
    enquiry_due_days: float = value(
        "An enquiry is to be answered by then, counted from the first attended appointment",
        unit="working days",
        ge=0,
        le=200,
    )
    enquiry_reveals_share: float = value(
        "Answers about somebody whose true risk is above the assessed one that tell of it",
        unit="share",
        ge=0,
        le=1,
    )
    enquiry_answer_days: float = value(
        "Mean working days an outside agency takes to answer an enquiry",
        unit="working days",
        ge=0,
        le=200,
    )
    enquiry_wanted_share: float = value(
        "Cases that need an enquiry for which the practitioner sets out to make one",
        unit="share",
        ge=0,
        le=1,
    )
    enquiries_for_everybody: bool = value(
        "Enquiries to police and children's services are made for every case", unit=""
    )
