"""What files say of a unit: its cases and its staff; None where they say nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

KINDS: Final = (
    "community_order",
    "suspended_order",
    "unpaid_work_only",
    "custody",
    "longer",
    "extended",
    "life",
)
"""Kinds of sentence: three orders, a determinate sentence, one with release later than usual, an
extended one, and one without an end."""

STATES: Final = (
    "community_order",
    "suspended_order",
    "unpaid_work_only",
    "custody",
    "custody_prison",
    "custody_community",
    "recalled",
    "licence",
    "post_sentence",
)
"""Where a person stands; ``custody`` leaves open who is responsible."""

GRADES: Final = ("po", "pso", "pqip", "spo")
ROSH: Final = ("low", "medium", "high", "very_high")


@dataclass(frozen=True, slots=True)
class GivenCase:
    """One person on probation.

    Parameters
    ----------
    line : int
        Line of the file.
    case : str
        Identifier; what is not known of the person is drawn by it.
    sentence : str
        One of ``KINDS``.
    state : str
        One of ``STATES``.
    start, end, release : datetime.date
        Of the sentence: passed, over; first release, past or planned. For somebody recalled it is
        the next one, for one in custody for life or with an extended sentence the day on which the
        Parole Board is to look at the case.
    supervision_end : datetime.date
        End of supervision after the sentence, of somebody on licence.
    other_order : str
        Order that runs beside a custodial sentence: "community_order" or "suspended_order".
    other_order_start, other_order_end : datetime.date
        When it was passed, when it ends.
    breach_hearing : datetime.date
        When a court hears a breach of the order.
    supervised_since, officer_since, recalled_on, last_assessment, review_due : datetime.date
        Begin of the present state in the community, and so on.
    tier : str
        "A3" to "D0".
    rosh : int
        Assessed risk of serious harm, 0 (low) to 3 (very high).
    rsr, ogrs : float
        Per cent.
    mappa : int
        Level, 0 to 3.
    female, domestic_abuse, child_safeguarding, homeless, iom, sexual, violent : bool
        As registered.
    unpaid_work, programme, suspended : bool
        Requirements; whether supervision is suspended (Probation Reset).
    unpaid_work_hours : float
        Hours of unpaid work left.
    unpaid_work_weekly : float
        Hours of it worked a week; None of somebody who has not begun.
    recall_asked : bool
        Whether a recall has been asked for and is not in force yet.
    officer : str
        Who holds the case; empty where nobody does.
    officers : int
        How many have held it.
    recalls : int
        Under this sentence.
    reviews_open : bool
        Whether a review of risk is open; it is due on ``review_due``.
    """

    line: int
    case: str
    sentence: str
    state: str | None = None
    start: date | None = None
    end: date | None = None
    release: date | None = None
    supervision_end: date | None = None
    other_order: str | None = None
    other_order_start: date | None = None
    other_order_end: date | None = None
    breach_hearing: date | None = None
    supervised_since: date | None = None
    officer_since: date | None = None
    recalled_on: date | None = None
    last_assessment: date | None = None
    review_due: date | None = None
    tier: str | None = None
    rosh: int | None = None
    rsr: float | None = None
    ogrs: float | None = None
    mappa: int | None = None
    female: bool | None = None
    domestic_abuse: bool | None = None
    child_safeguarding: bool | None = None
    homeless: bool | None = None
    iom: bool | None = None
    sexual: bool | None = None
    violent: bool | None = None
    unpaid_work: bool | None = None
    unpaid_work_hours: float | None = None
    unpaid_work_weekly: float | None = None
    recall_asked: bool | None = None
    programme: bool | None = None
    suspended: bool | None = None
    officer: str | None = None
    officers: int | None = None
    recalls: int | None = None
    reviews_open: bool | None = None


@dataclass(frozen=True, slots=True)
class GivenOfficer:
    """One member of staff.

    Parameters
    ----------
    line : int
        Line of the file.
    officer : str
        Identifier, as the cases name it.
    grade : str
        One of ``GRADES``.
    hours : float
        Contracted hours a week.
    since, qualified : datetime.date
        In post since; qualified since (for a newly qualified officer).
    team : str
        Name of the team.
    reduction_hours : float
        Official reductions a week beside those of trainees and the newly qualified.
    phased_until : datetime.date
        End of a phased return after long sickness.
    absence : str
        sickness, family or leave.
    absent_since, absent_until : datetime.date
        First day away, first day back.
    leaving : datetime.date
        Last day; who has left already may still hold cases.
    """

    line: int
    officer: str
    grade: str
    hours: float | None = None
    since: date | None = None
    qualified: date | None = None
    team: str | None = None
    reduction_hours: float | None = None
    phased_until: date | None = None
    absence: str | None = None
    absent_since: date | None = None
    absent_until: date | None = None
    leaving: date | None = None


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that was read: what is kept of it in the record of a run.

    Parameters
    ----------
    file : str
        Its name in messages; not kept.
    sha256 : str
        Hash of its content.
    rows : int
        Rows taken.
    left_out : int
        Rows that were wrong and left out because the scenario says so.
    columns : tuple of str
        Which columns had anything in them.
    """

    file: str
    sha256: str
    rows: int
    left_out: int
    columns: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """Return what a run keeps: hash and counts."""
        return {
            "sha256": self.sha256,
            "rows": self.rows,
            "left_out": self.left_out,
            "columns": list(self.columns),
        }


@dataclass(frozen=True, slots=True)
class GivenUnit:
    """The cases and the staff of a unit on one day.

    Parameters
    ----------
    cases : tuple of GivenCase, optional
        None where no file of cases was given.
    staff : tuple of GivenOfficer, optional
        None where no file of staff was given.
    files : dict of str to GivenFile
        "caseload" and "staff".
    hashed : bool
        Whether identifiers were hashed on the way in.
    mapping : tuple
        Names of columns and values of one's own, as the mapping file gave them.
    notes : tuple of str
        What its author should know, one sentence each.
    """

    cases: tuple[GivenCase, ...] | None
    staff: tuple[GivenOfficer, ...] | None
    files: dict[str, GivenFile] = field(default_factory=dict)
    hashed: bool = False
    mapping: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """Return what a run keeps of it: hashes and counts, nothing of any row."""
        kept: dict[str, Any] = {role: file.record() for role, file in self.files.items()}
        if self.hashed:
            kept["hashed"] = True
        if self.mapping:
            kept["mapping"] = list(self.mapping)
        return kept


def same(identifier: str) -> str:
    """Return what two spellings of an identifier have in common: all but case and blanks."""
    return " ".join(identifier.casefold().split())


def hashed_identifier(text: str) -> str:
    """Return what stands for an identifier that is not to be kept: twelve digits of its hash."""
    return "h" + hashlib.blake2b(same(text).encode(), digest_size=6).hexdigest()
