"""Approved premises, unpaid work, programmes."""

from __future__ import annotations

from typing import Final

from pdusim.outcomes import counts
from pdusim.outcomes.measures.measure import Measure, Total, ratio
from pdusim.outcomes.window import Window

_GROUP: Final = "Around the unit"


def _not_placed(window: Window) -> Total:
    missing = window[counts.PREMISES_NOT_REFERRED]
    return window[counts.PREMISES_ELSEWHERE] + missing, window[counts.PREMISES_REFERRALS] + missing


MEASURES: tuple[Measure, ...] = (
    Measure(
        "ap_not_placed",
        "Released without the approved-premises bed they call for",
        "share",
        "Released with no bed free, or without a referral made in time / releases that call for "
        "approved premises.",
        "ratio",
        "lower",
        _GROUP,
        _not_placed,
    ),
    Measure(
        "curfew_enquiries_made",
        "Curfews with the enquiries before them made",
        "share",
        "Curfews before which police, children's services or those who live there were asked / "
        "curfews proposed at sentence or due on release.",
        "ratio",
        "higher",
        _GROUP,
        ratio(counts.CURFEW_ENQUIRIES, counts.CURFEWS_PROPOSED),
    ),
    Measure(
        "curfews_where_at_risk",
        "Curfews where somebody is at risk, unseen",
        "share",
        "Curfews at an address that enquiries would have ruled out for safeguarding / curfews that "
        "began.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.CURFEWS_UNSUITABLE, counts.CURFEWS_GRANTED),
    ),
    Measure(
        "upw_completed_12m",
        "Unpaid work completed in twelve months",
        "share",
        "Unpaid-work requirements completed within twelve months / requirements whose twelfth "
        "month fell in the window. From surroundings.unpaid_work.limit_until on the twelve months "
        "have no meaning in law.",
        "ratio",
        "higher",
        _GROUP,
        ratio(counts.UNPAID_WORK_IN_TIME, counts.UNPAID_WORK_COHORT),
    ),
    Measure(
        "programme_not_started",
        "Accredited programmes never started",
        "share",
        "Programme requirements of orders and licences ended in the window that never started / "
        "all such requirements.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.PROGRAMMES_NEVER_STARTED, counts.PROGRAMMES_ENDED),
    ),
    Measure(
        "programme_wait_over_6m",
        "Programmes started after more than six months",
        "share",
        "Programme starts more than six months after referral / programme starts.",
        "ratio",
        "lower",
        _GROUP,
        ratio(counts.PROGRAMME_STARTS_LATE, counts.PROGRAMME_STARTS),
    ),
)
