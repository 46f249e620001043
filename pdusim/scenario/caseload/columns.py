"""The columns of the two files, how the field calls them and what it writes in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pdusim.scenario.caseload.cells import (
    Cell,
    CellError,
    number_between,
    one_of,
    plain,
    read_count,
    read_date,
    read_mark,
    text_of,
    whole_between,
)

_LONGEST_IDENTIFIER = 40
_IDENTIFIER = re.compile(r"[\w ./\-#:]+\Z")


def read_identifier(cell: Cell) -> str:
    """Return an identifier.

    Raises
    ------
    CellError
        When it is too long, or looks like the name of a person: it has no digit.
    """
    text = text_of(cell)
    if len(text) > _LONGEST_IDENTIFIER or not _IDENTIFIER.match(text):
        raise CellError(f"an identifier of at most {_LONGEST_IDENTIFIER} letters and digits")
    if not any(letter.isdigit() for letter in text):
        raise CellError(
            "an identifier with a digit in it, as X123456 or PO 7: names of people are not read"
        )
    return text


def _read_team(cell: Cell) -> str:
    text = text_of(cell)
    if len(text) > _LONGEST_IDENTIFIER or not _IDENTIFIER.match(text):
        raise CellError(f"a name of at most {_LONGEST_IDENTIFIER} letters and digits")
    return text


_TIER = re.compile(r"([ABCD])\s*([0123])(S?)\Z")


def _read_tier(cell: Cell) -> str:
    found = _TIER.match(text_of(cell).upper())
    if not found:
        raise CellError("a tier of two axes, A3 to D0")
    return found[1] + found[2]


def _words(**spellings: str) -> dict[str, str]:
    """Each spelling of each word, in plain letters."""
    return {
        plain(one): meant
        for meant, all_of in spellings.items()
        for one in (meant, *all_of.split("|"))
    }


SENTENCES: Final = _words(
    community_order="co|community|community sentence|ora community order|cja community order",
    suspended_order="sso|suspended|suspended sentence|suspended sentence order|"
    "ora suspended sentence order",
    unpaid_work_only="upw|unpaid work|standalone unpaid work|unpaid work order|community payback",
    custody="determinate|sds|standard determinate sentence|adult custody|custodial|imprisonment|"
    "ora adult custody|prison|determinate sentence|doi|ydoi|custodial sentence",
    longer="sopc|sdop|sds+|sdsplus|two thirds|two-thirds",
    extended="eds|epp|ipp extended|extended determinate sentence|extended sentence|les",
    life="life sentence|ipp|indeterminate|indeterminate sentence|mandatory life|"
    "imprisonment for public protection|lifer",
)
_OTHER_ORDERS: Final = {
    word: meant
    for word, meant in SENTENCES.items()
    if meant in ("community_order", "suspended_order")
}
_STATES: Final = _words(
    community_order="co|community order",
    suspended_order="sso|suspended sentence order",
    unpaid_work_only="upw|unpaid work",
    custody="in custody|prison|c|prisoner|pre release|serving",
    custody_prison="pom|pom led|pom responsible|prison held",
    custody_community="com|com led|com responsible",
    recalled="recall|in custody recalled|returned to custody",
    licence="license|on licence|l|post release|released",
    post_sentence="pss|post sentence supervision|post-sentence supervision|pss supervision",
)
_STATES.update(dict.fromkeys((plain("community"), plain("in the community")), "community"))
_GRADES: Final = {
    **_words(
        po="probation officer|qualified|qualified po|npo|band 4|senior practitioner|prob officer",
        pso="probation services officer|services officer|band 3|probation service officer",
        pqip="trainee|pqip trainee|trainee probation officer|tpo|pqp|learner",
        spo="senior|senior probation officer|team manager|manager|band 5",
        nqo="newly qualified officer|newly qualified|nqpo|newly qualified probation officer|nqo",
    ),
}
_ROSH: Final = {
    **dict.fromkeys(map(plain, ("low", "l", "rlrh", "low risk")), 0),
    **dict.fromkeys(map(plain, ("medium", "m", "med", "rmrh", "medium risk")), 1),
    **dict.fromkeys(map(plain, ("high", "h", "rhrh", "high risk")), 2),
    **dict.fromkeys(map(plain, ("very high", "vh", "v", "rvhr", "veryhigh", "very high risk")), 3),
}
_MAPPA: Final = {
    **dict.fromkeys(map(plain, ("0", "m0", "none", "no", "n", "not mappa", "level 0")), 0),
    **dict.fromkeys(map(plain, ("1", "m1", "level 1")), 1),
    **dict.fromkeys(map(plain, ("2", "m2", "level 2")), 2),
    **dict.fromkeys(map(plain, ("3", "m3", "level 3")), 3),
}
_SEX: Final = {
    **dict.fromkeys(("f", "female", "woman", "w", "2"), True),
    **dict.fromkeys(("m", "male", "man", "1"), False),
}
_ABSENCE: Final = _words(
    sickness="sick|sick leave|long term sick|long-term sickness|ill|s|lts",
    family="maternity|maternity leave|paternity|adoption|parental|family leave|shared parental",
    leave="annual leave|al|holiday|career break|special leave",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file.

    Parameters
    ----------
    name : str
        As written by `pdusim snapshot`.
    read : callable
        From a cell to its value; raises ``CellError``.
    other_names : str
        How else it is called, with ``|`` between.
    required : bool
        Whether every row must have it.
    """

    name: str
    read: Callable[[Cell], Any]
    other_names: str = ""
    required: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """All names in plain letters."""
        return tuple(plain(one) for one in (self.name, *self.other_names.split("|")) if one)


_PERCENT = number_between(0.0, 100.0, "a percentage")

CASES: Final = (
    Column("case", read_identifier, "crn|case id|case reference|case ref|id|identifier|case number|"
           "noms|prison number|person|case identifier", required=True),
    Column("sentence", one_of(SENTENCES, "a kind of sentence: community order, suspended order, "
           "unpaid work only, custody, longer, extended or life"),
           "sentence type|order type|disposal|kind|order|sentence kind|type|event type|"
           "disposal type|order or sentence kind", required=True),
    Column("state", one_of(_STATES, "where the person stands: community, custody, licence, "
           "post sentence or recalled"), "location|stage|pre or post release"),
    Column("start", read_date, "sentence date|start date|sentenced|sentence start|order start|"
           "commencement|commencement date|date of sentence"),
    Column("end", read_date, "end date|expected end|sentence end|order end|expiry|led|sed|sled|"
           "sentence expiry|licence end|termination date|expected end date|sentence expiry date"),
    Column("length_months", number_between(0.2, 1200.0, "months"),
           "length|months|sentence length|length months|length in months"),
    Column("release", read_date, "release date|crd|ard|expected release|conditional release date|"
           "released|date of release|expected release date"),
    Column("supervision_end", read_date, "pss end|pss expiry|pssed|post sentence supervision end"),
    Column("other_order", one_of(_OTHER_ORDERS, "community order or suspended order"),
           "order beside|concurrent order|second order|other order type"),
    Column("other_order_start", read_date, "concurrent order start|second order start"),
    Column("other_order_end", read_date, "concurrent order end|second order end"),
    Column("breach_hearing", read_date, "breach hearing date|breach court date|breach hearing on"),
    Column("supervised_since", read_date, "supervision start|in state since|licence start"),
    Column("officer_since", read_date, "allocated|allocation date|date allocated|held since"),
    Column("recalled_on", read_date, "recall date|date of recall"),
    Column("last_assessment", read_date, "last oasys|oasys date|assessment date|last review|"
           "last assessed|assessed|date of last assessment|last oasys date"),
    Column("review_due", read_date, "next review|next review due|review date|next review date"),
    Column("reviews_open", read_count, "open reviews|review open|overdue reviews"),
    Column("tier", _read_tier, "tiering|current tier|tier v2|case tier"),
    Column("rosh", one_of(_ROSH, "a level of risk of serious harm: low, medium, high, very high"),
           "rosh level|risk|risk of serious harm|risk level|ros h|rosh rating"),
    Column("rsr", _PERCENT, "rsr score|risk of serious recidivism|rsr %|serious recidivism"),
    Column("ogrs", _PERCENT, "ogrs3|ogrs 3|ogrs score|ogrs4|reoffending score|ogrs %"),
    Column("mappa", one_of(_MAPPA, "a MAPPA level: 0 to 3, or none"), "mappa level|mappa status"),
    Column("female", one_of(_SEX, "F or M"), "sex|gender"),
    Column("domestic_abuse", read_mark, "da|dv|da flag|domestic abuse flag"),
    Column("child_safeguarding", read_mark, "safeguarding|child concern|child protection|cs|"
           "child safeguarding flag|children"),
    Column("homeless", read_mark, "nfa|no fixed abode|homelessness"),
    Column("iom", read_mark, "integrated offender management|iom cohort"),
    Column("sexual", read_mark, "sexual offence|sex offender|sexual offences"),
    Column("violent", read_mark, "violence|violent offence"),
    Column("unpaid_work", read_mark, "upw|upw requirement|unpaid work requirement"),
    Column("unpaid_work_hours", number_between(0.0, 400.0, "hours left"),
           "upw hours left|unpaid work hours left|hours outstanding|upw hours outstanding"),
    Column("unpaid_work_weekly", number_between(0.0, 60.0, "hours worked a week"),
           "upw hours a week|upw weekly hours|unpaid work hours a week"),
    Column("recall_asked", read_mark, "recall requested|recall under way|recall pending"),
    Column("programme", read_mark, "acp|accredited programme|programme requirement"),
    Column("suspended", read_mark, "reset|probation reset|supervision suspended|impact"),
    Column("officer", read_identifier, "officer id|com|offender manager|practitioner|"
           "responsible officer|allocated to|staff|staff id|officer code|key worker|om"),
    Column("officers", whole_between(0, 99), "number of officers|officers so far"),
    Column("recalls", whole_between(0, 50), "number of recalls|times recalled"),
)  # fmt: skip

STAFF: Final = (
    Column("officer", read_identifier, "officer id|staff|staff id|id|identifier|code|staff code|"
           "practitioner|employee|employee number|officer code", required=True),
    Column("grade", one_of(_GRADES, "a grade: PO, PSO, PQiP, NQO or SPO"),
           "role|job|job title|position|staff grade", required=True),
    Column("hours", number_between(1.0, 60.0, "contracted hours a week"),
           "contracted hours|weekly hours|hours a week|contract hours|hours per week"),
    Column("fte", number_between(0.02, 1.0, "a share of full time"), "full time equivalent"),
    Column("since", read_date, "start date|in post since|joined|start|date joined|employed since"),
    Column("qualified", read_date, "qualified since|qualification date|date qualified"),
    Column("team", _read_team, "team name|office|cluster"),
    Column("reduction_hours", number_between(0.0, 60.0, "hours a week"),
           "reductions|reduction|hours reduction|other reductions"),
    Column("phased_until", read_date, "phased return until|phased return ends"),
    Column("absence", one_of(_ABSENCE, "sickness, family or leave"), "reason|absence type"),
    Column("absent_since", read_date, "absence start|away since|sick since|absent from"),
    Column("absent_until", read_date, "absence end|away until|expected back|return date|absent to"),
    Column("leaving", read_date, "leaving date|last day|leaver|left|leaves on"),
)  # fmt: skip

_PERSONAL = (
    "name|names|surname|forename|first name|last name|full name|case name|person name|"
    "offender name|officer name|staff name|dob|date of birth|birth date|address|postcode|"
    "post code|phone|telephone|mobile|email|e-mail|ni number|national insurance number|nino|"
    "offence|offence description|main offence|offence type|index offence|ethnicity|religion|"
    "nationality|photo|alias|aliases|victim"
)
PERSONAL: Final = frozenset(map(plain, _PERSONAL.split("|")))
"""Columns that have no place in a file for a simulator."""
