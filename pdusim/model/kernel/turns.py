"""The order of a day: which of a subject's dated events comes first."""

from __future__ import annotations

from enum import IntEnum, auto, unique


@unique
class Turn(IntEnum):
    """When an event has its turn among the events of one person or officer on one day.

    The diary is read by subject, then in the order of this list, then in the order of entry
    (`pdusim.model.kernel.diary`). The order is part of the model: two turns changed round can
    move results (say so under "Model output"), a name changed moves none.
    """

    ARRANGED = auto()
    """What carries its own circumstances with it: a hearing, a review that arises, a sick spell."""

    CLEAR_DESK = auto()
    TRAINEE_DROPS_OUT = auto()
    HOURS_CHANGE = auto()
    SETTLE_IN = auto()
    ENQUIRY_ANSWERED = auto()
    CANDIDATE = auto()
    """A candidate of non-compliance or of a further offence."""

    COME_BACK = auto()
    END_OF_RECALL = auto()
    RISK_EVENT = auto()
    FIRST_ATTENDED = auto()
    GO_ON_FAMILY_LEAVE = auto()
    HAND_OVER_TO_COMMUNITY = auto()
    UNPAID_WORK_LAST_REVIEW = auto()
    OFFICER_LEAVES = auto()
    LICENCE_EXPIRES = auto()
    UNPAID_WORK_LIMIT = auto()
    MAPPA_MEETING = auto()
    OFFICER_MOVES = auto()
    NOTICE_OF_RELEASE = auto()
    ORDER_COMPLETED = auto()
    PAROLE_HEARING = auto()
    RECALL_PART_B = auto()
    RECALL_PART_C = auto()
    PLAN_LEAVE = auto()
    POST_SENTENCE_ENDS = auto()
    TRAINEE_QUALIFIES = auto()
    UNPAID_WORK_READY = auto()
    REALLOCATION = auto()
    RECONVICTION = auto()
    PROGRAMME_REFERRAL = auto()
    RELEASE = auto()
    RELEASE_AFTER_CURFEW = auto()
    RESET_CONTACT = auto()
    RETURN_FROM_CURFEW = auto()
    UNPAID_WORK_REVIEW = auto()
    SENIOR_HOLDS = auto()
    SENTENCE = auto()
    RISK_SETTLES = auto()
    SUPERVISION_SESSION = auto()
    SUSPEND_SUPERVISION = auto()
    TERMINATION = auto()
    TO_SENIOR = auto()
    MONDAY = auto()
    UNPAID_WORK_DONE = auto()
    DIES = auto()
    MOVES_AWAY = auto()
