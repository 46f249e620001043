"""A person on probation: who they are, where they stand, who holds the case."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pdusim.domain.tiering import change_level, protect_level, protect_points

if TYPE_CHECKING:
    from pdusim.model.kernel.timelines import Timeline
    from pdusim.model.people.holder import Holder
    from pdusim.model.work.tasks import Task

LONG_AGO: Final = -(10**9)
"""A day before any other: no such date."""

ROSH_LEVELS = ("low", "medium", "high", "very_high")
HIGH: Final = 2
"""Number of the level from which a case is high risk."""

ROSH_NAMES = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
COMPLEXITY_CODES = (
    "RCCO",
    "RCPR",
    "RCHD",
    "RPIR",
    "RTAO",
    "RVAD",
    "STRG",
    "RVLN",
    "RMDO",
    "ALSH",
)


_POINTS_OF_LEVEL: Final = {"A": (150, 999), "B": (20, 149), "C": (10, 19), "D": (0, 9)}
"""Points of the protect axis by level, first and last."""


class State(StrEnum):
    """Where a person stands. Everybody is in exactly one state."""

    COMMUNITY_ORDER = "community_order"
    SUSPENDED_ORDER = "suspended_order"
    UNPAID_WORK_ONLY = "unpaid_work_only"
    CUSTODY_PRISON = "custody_prison"
    CUSTODY_COMMUNITY = "custody_community"
    RECALLED = "recalled"
    LICENCE = "licence"
    POST_SENTENCE = "post_sentence"
    CLOSED = "closed"


IN_CUSTODY: Final = frozenset({State.CUSTODY_PRISON, State.CUSTODY_COMMUNITY, State.RECALLED})
IN_COMMUNITY: Final = frozenset(
    {
        State.COMMUNITY_ORDER,
        State.SUSPENDED_ORDER,
        State.UNPAID_WORK_ONLY,
        State.LICENCE,
        State.POST_SENTENCE,
    }
)
ORDERS: Final = frozenset({State.COMMUNITY_ORDER, State.SUSPENDED_ORDER, State.UNPAID_WORK_ONLY})

LOCATION: Final = {
    State.COMMUNITY_ORDER: "community",
    State.SUSPENDED_ORDER: "community",
    State.LICENCE: "licence",
    State.POST_SENTENCE: "licence",
    State.CUSTODY_PRISON: "custody",
    State.CUSTODY_COMMUNITY: "custody",
    State.RECALLED: "custody",
}
"""Location of a state for the official case weights; unpaid work only has none."""


class SentenceKind(StrEnum):
    """How the release of a custodial sentence is decided."""

    STANDARD = "standard"
    LONGER = "longer"
    EXTENDED = "extended"
    LIFE = "life"


# Asked for most often: an enumeration is slow to give its members by name.
_CLOSED: Final = State.CLOSED
_COMMUNITY_ORDER: Final = State.COMMUNITY_ORDER
_STANDARD: Final = SentenceKind.STANDARD


class Person:
    """One person on probation, from the date of sentence to the end of supervision.

    Days are whole days since the start of the run. Static attributes are drawn once and are the
    same under every scenario; the rest is the path.
    """

    __slots__ = (
        "allocation_asked",
        "allocation_first",
        "area",
        "assessed_rosh",
        "attempts",
        "base_rosh",
        "came_for",
        "change",
        "charged",
        "child_safeguarding",
        "closed_day",
        "comes_back",
        "complexity",
        "conditional_release",
        "contact",
        "curfew_checked",
        "curfew_refused",
        "died",
        "domestic_abuse",
        "ends_early_draw",
        "events",
        "expiry",
        "female",
        "flow",
        "handover_day",
        "hearing_day",
        "hearing_version",
        "holder",
        "holder_since",
        "homeless",
        "identifier",
        "iom",
        "key",
        "kind",
        "known_officer",
        "last_officer",
        "length",
        "mandate",
        "mappa",
        "non_compliance",
        "notice_given",
        "officers",
        "ogrs",
        "opened_day",
        "order_began",
        "order_end",
        "order_length",
        "order_state",
        "overlooked",
        "planned",
        "planned_release",
        "points",
        "pre_release",
        "programme",
        "protect",
        "protect_shift",
        "pss_end",
        "raised",
        "recall_asked",
        "recalled_on",
        "recalls",
        "reconviction",
        "release_day",
        "remand",
        "remand_draws",
        "requirement_draws",
        "restlessness",
        "review",
        "review_due",
        "review_number",
        "rsr",
        "scheme",
        "sentence_day",
        "sentence_number",
        "serial",
        "sexual",
        "sheltered",
        "state",
        "state_ends",
        "supervision_day",
        "suspended",
        "tagged_until",
        "tasks",
        "tier",
        "true_rosh",
        "unpaid_work",
        "unprepared_until",
        "unrecognised",
        "version",
        "violent",
    )

    def __init__(  # noqa: PLR0915 (a record of many fields)
        self, serial: int, key: int, identifier: str, flow: str, day: int
    ) -> None:
        self.serial = serial
        self.key = key
        self.identifier = identifier
        self.flow = flow
        self.sentence_day = day
        self.sentence_number = 0
        self.opened_day = day
        self.closed_day: int | None = None
        # Sentencing group with which the case was opened, and whether a return is planned.
        self.came_for = ""
        self.comes_back = False
        self.state = _CLOSED
        # When a state in the community ends if nothing happens.
        self.state_ends = LONG_AGO
        self.version = 0

        self.female = False
        self.length = 0
        self.rsr = 0.0
        self.ogrs = 0.0
        self.change = 1
        self.complexity = 0
        self.iom = False
        self.mappa = 0
        self.domestic_abuse = False
        self.child_safeguarding = False
        self.homeless = False
        self.sheltered = False
        self.sexual = False
        self.violent = False
        self.area = 0.0
        # How often the case changes hands for reasons of the person's own: standard normal.
        self.restlessness = 0.0

        self.true_rosh = 0
        self.assessed_rosh = 0
        self.base_rosh = 0
        self.raised = 0
        self.protect = "D"
        # Points of reasons for a protect level that the model has no attribute for.
        self.protect_shift = 0
        self.tier = "D1"

        # Sentence
        self.kind = _STANDARD
        self.remand = 0
        self.conditional_release = 0
        self.planned_release = 0
        self.release_day = 0
        self.expiry = 0
        # As passed, and when it ends; an early end is a part of its length.
        self.order_began = 0
        self.order_length = 0
        self.order_end = LONG_AGO
        self.order_state = _COMMUNITY_ORDER
        # The next hearing of a breach, and the version of the person it is of.
        self.hearing_day = LONG_AGO
        self.hearing_version = -1
        self.handover_day = 0
        # Requirements of the sentence being served
        self.mandate = True
        self.unpaid_work = False
        self.programme = False
        self.tagged_until = LONG_AGO
        self.notice_given = False
        # Whether the enquiries before a release on curfew are made; whether it is refused.
        self.curfew_checked = False
        self.curfew_refused = False
        self.scheme = ""
        self.pss_end = LONG_AGO
        self.pre_release: list[Task] = []
        self.supervision_day = 0
        self.suspended = False
        self.unprepared_until = LONG_AGO
        self.recalls = 0
        # Whether a plan is in place for supervision in the community.
        self.planned = True
        # Whether charged with a serious further offence during this sentence.
        self.charged = False
        self.died = False
        # Whether part A of a recall is being written.
        self.recall_asked = False
        self.recalled_on = LONG_AGO
        self.attempts = 0

        # Uniforms of the sentence: activity, programme, unpaid work, curfew; remand and its length
        self.requirement_draws: list[float]
        self.remand_draws: list[float]
        self.ends_early_draw: float

        # Candidate timelines, drawn with the attributes
        self.non_compliance: Timeline
        self.reconviction: Timeline
        self.events: Timeline

        # Casework
        self.holder: Holder | None = None
        self.holder_since = 0
        self.last_officer: Holder | None = None
        # Who had the case in the community last, whoever holds it in custody.
        self.known_officer: Holder | None = None
        self.officers = 0
        self.tasks: dict[int, Task] = {}
        self.points = 0
        self.contact = 0.0
        self.review: Task | None = None
        self.review_due: int | None = None
        self.review_number = 0
        self.unrecognised = False
        self.overlooked = False
        self.allocation_asked = False
        # Whether the officer asked for is the first one.
        self.allocation_first = False

    def reopen(self, day: int) -> None:
        """Begin a case of somebody known from before: nothing of the last sentence goes on."""
        self.comes_back = False
        self.closed_day = None
        self.sentence_day = day
        self.kind = _STANDARD
        self.recalls = self.attempts = 0
        self.recalled_on = LONG_AGO
        self.recall_asked = self.charged = self.suspended = self.notice_given = False
        self.tagged_until = self.unprepared_until = LONG_AGO
        self.order_end = self.pss_end = LONG_AGO
        self.expiry = 0
        self.scheme = ""
        self.planned = True
        self.unpaid_work = self.programme = False
        self.review, self.review_due = None, None
        # Whoever is not the last officer is another one, and has a file to read.
        self.officers = 0 if self.last_officer is None else 1

    @property
    def high_risk(self) -> bool:
        """Whether the case is assessed as high or very high risk of serious harm."""
        return self.assessed_rosh >= HIGH

    def hold_protect_level(self, wanted: str) -> None:
        """Give reasons that have no attribute here, so that the protect level is one's own."""
        points = self._protect_points()
        least, most = _POINTS_OF_LEVEL[wanted]
        self.protect_shift = min(max(points, least), most) - points
        self.work_out_tier()

    def _protect_points(self) -> int:
        return protect_points(
            rsr=self.rsr,
            rosh=ROSH_NAMES[self.assessed_rosh],
            mappa_level=f"M{self.mappa}" if self.mappa else None,
            complexity=COMPLEXITY_CODES[: self.complexity],
            female=self.female,
        )

    def work_out_tier(self) -> None:
        """Set protect level and tier by the official two-axis rule from assessed risk.

        Without a mandate for change (no custodial sentence and no requirement other than unpaid
        work or restrictions) the change level is 0.
        """
        points = self._protect_points()
        self.protect = protect_level(points + self.protect_shift)
        self.tier = f"{self.protect}{self.change if self.mandate else 0}"

    def set_change(self, need_points: float) -> None:
        """Set the change level from weighted need points, re-offending score and IOM."""
        points = need_points + int(self.ogrs) // 10 + (2 if self.iom else 0)
        self.change = change_level(points)
