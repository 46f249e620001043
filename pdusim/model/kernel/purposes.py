"""What random draws are for: one key a purpose, from its name alone."""

from __future__ import annotations

from typing import Final

from pdusim.randomness import purpose_key as _key

# Flows and persons
ARRIVAL_COUNT: Final = _key("arrival.count")
ARRIVAL_POINT: Final = _key("arrival.point")
SEX: Final = _key("person.sex")
LENGTH: Final = _key("person.sentence length")
ROSH: Final = _key("person.risk of serious harm")
RSR: Final = _key("person.rsr")
OGRS: Final = _key("person.ogrs")
NEEDS: Final = _key("person.needs")
IOM: Final = _key("person.integrated offender management")
COMPLEXITY: Final = _key("person.complexity factors")
MAPPA: Final = _key("person.mappa")
DOMESTIC_ABUSE: Final = _key("person.domestic abuse")
SAFEGUARDING: Final = _key("person.child safeguarding")
HOMELESS: Final = _key("person.homeless")
AREA: Final = _key("person.area")

# Sentences and release
REMAND: Final = _key("sentence.remand")
SENTENCE_KIND: Final = _key("sentence.kind")
OFFENCE_CLASS: Final = _key("sentence.exclusion class")
ENDS_EARLY: Final = _key("sentence.ends early")
REQUIREMENTS: Final = _key("sentence.requirements")
DIVERSION: Final = _key("sentence.diversion")
ECSL: Final = _key("release.ecsl")
IMPACT: Final = _key("supervision.impact")
REGIME_EXCLUSION: Final = _key("release.regime.exclusion")
HDC: Final = _key("release.hdc")
PAROLE: Final = _key("release.parole")
LIFE: Final = _key("sentence.life")

# Enforcement
NON_COMPLIANCE: Final = _key("enforcement.non-compliance")
NON_COMPLIANCE_MARK: Final = _key("enforcement.non-compliance mark")
NOTICED: Final = _key("enforcement.noticed")
RESPONSE: Final = _key("enforcement.response")
HEARING: Final = _key("enforcement.hearing")
RECALL_KIND: Final = _key("enforcement.recall kind")
RECALL_TIME: Final = _key("enforcement.recall time")
RECONVICTION: Final = _key("enforcement.reconviction")
RECONVICTION_MARK: Final = _key("enforcement.reconviction mark")
NEW_SENTENCE: Final = _key("enforcement.new sentence")

# Risk
EVENT_TIME: Final = _key("risk.event time")
EVENT_MARK: Final = _key("risk.event mark")
EVENT_EFFECT: Final = _key("risk.event effect")
EVENT_KNOWN: Final = _key("risk.event known")
RAISED_TIME: Final = _key("risk.raised time")
NOTICING: Final = _key("risk.noticing")
QUALITY: Final = _key("risk.quality")
LOWERING: Final = _key("risk.lowering")
ATTENDED: Final = _key("risk.first attended appointment")
ASSESSMENT_AGE: Final = _key("risk.assessment age at the start")

# Work
TASK_HOURS: Final = _key("work.task hours")
ENQUIRY: Final = _key("work.enquiry")
ENQUIRY_ANSWER: Final = _key("work.enquiry answer")
MAPPA_LEVEL_3: Final = _key("work.mappa level 3")
OVERSIGHT: Final = _key("work.oversight quality")

# Around the unit
COURT_COUNT: Final = _key("court.count")
COURT_POINT: Final = _key("court.point")
COURT_KIND: Final = _key("court.kind of report")
PREMISES_COUNT: Final = _key("premises.count of emergencies")
PREMISES_POINT: Final = _key("premises.time of an emergency")
PREMISES_WANTED: Final = _key("premises.wanted")
PREMISES_STAY: Final = _key("premises.stay")
UNPAID_HOURS: Final = _key("unpaid work.hours")
UNPAID_PACE: Final = _key("unpaid work.pace")
PROGRAMME: Final = _key("programme.kind and fitness")
FURTHER_TIME: Final = _key("further offence.time")
FURTHER_MARK: Final = _key("further offence.mark")
FURTHER_CHARGE: Final = _key("further offence.charge")
FURTHER_ABSENCE: Final = _key("further offence.absence")

# Staff
STAFF_HOURS: Final = _key("staff.contracted hours")
STAFF_SERVICE: Final = _key("staff.length of service at the start")
STAFF_REDUCTION: Final = _key("staff.standing reduction")
STAFF_FRAILTY: Final = _key("staff.frailty")
SICK_SHORT: Final = _key("staff.short sickness")
SICK_LONG: Final = _key("staff.long sickness")
SICK_STRESS: Final = _key("staff.stress")
SICK_LENGTH: Final = _key("staff.length of sickness")
LEAVING: Final = _key("staff.leaving")
LEAVE_BLOCK: Final = _key("staff.leave block")
MATERNITY: Final = _key("staff.maternity")
HIRING: Final = _key("staff.hiring")
TRAINEE: Final = _key("staff.trainee")
POST_VACANT: Final = _key("staff.post vacant at the start")
SUPPORT: Final = _key("staff.administrators")
STAFF_MOVE: Final = _key("staff.move")
PROMOTION: Final = _key("staff.promotion")
PROMOTION_ELSEWHERE: Final = _key("staff.promotion elsewhere")
SENIOR_MOVES: Final = _key("staff.senior moves on")
SENIOR_PRACTITIONER: Final = _key("staff.senior practitioner")

# Teams and allocation
TEAM_STAFFING: Final = _key("team.staffing")
SEEN_CAPACITY: Final = _key("allocation.seen capacity")
READING: Final = _key("allocation.reading")
CASE_MOVE: Final = _key("allocation.case moves")
MOVES_OF_CASE: Final = _key("allocation.a case's own rate of moves")
ADJUSTMENT: Final = _key("allocation.adjustment")
HANDOVER: Final = _key("allocation.handover")
RECALL_OFFICER: Final = _key("allocation.officer after a recall")
CHILD_PLAN: Final = _key("allocation.child protection plan")
