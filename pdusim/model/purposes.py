"""What random draws are for: one key a purpose, from its name alone."""

from __future__ import annotations

from pdusim.randomness import purpose_key as _key

# Flows and persons
ARRIVAL_COUNT = _key("arrival.count")
ARRIVAL_POINT = _key("arrival.point")
SEX = _key("person.sex")
LENGTH = _key("person.sentence length")
ROSH = _key("person.risk of serious harm")
RSR = _key("person.rsr")
OGRS = _key("person.ogrs")
NEEDS = _key("person.needs")
IOM = _key("person.integrated offender management")
COMPLEXITY = _key("person.complexity factors")
MAPPA = _key("person.mappa")
DOMESTIC_ABUSE = _key("person.domestic abuse")
SAFEGUARDING = _key("person.child safeguarding")
HOMELESS = _key("person.homeless")
AREA = _key("person.area")

# Sentences and release
REMAND = _key("sentence.remand")
SENTENCE_KIND = _key("sentence.kind")
OFFENCE_CLASS = _key("sentence.exclusion class")
ENDS_EARLY = _key("sentence.ends early")
REQUIREMENTS = _key("sentence.requirements")
DIVERSION = _key("sentence.diversion")
ECSL = _key("release.ecsl")
SDS40 = _key("release.sds40")
HDC = _key("release.hdc")
PAROLE = _key("release.parole")
LIFE = _key("sentence.life")

# Enforcement
NON_COMPLIANCE = _key("enforcement.non-compliance")
NON_COMPLIANCE_MARK = _key("enforcement.non-compliance mark")
NOTICED = _key("enforcement.noticed")
RESPONSE = _key("enforcement.response")
HEARING = _key("enforcement.hearing")
RECALL_KIND = _key("enforcement.recall kind")
RECALL_TIME = _key("enforcement.recall time")
RECONVICTION = _key("enforcement.reconviction")
RECONVICTION_MARK = _key("enforcement.reconviction mark")
NEW_SENTENCE = _key("enforcement.new sentence")

# Risk
EVENT_TIME = _key("risk.event time")
EVENT_MARK = _key("risk.event mark")
EVENT_EFFECT = _key("risk.event effect")
EVENT_KNOWN = _key("risk.event known")
RAISED_TIME = _key("risk.raised time")
NOTICING = _key("risk.noticing")
QUALITY = _key("risk.quality")
LOWERING = _key("risk.lowering")
ATTENDED = _key("risk.first attended appointment")
ASSESSMENT_AGE = _key("risk.assessment age at the start")

# Work
TASK_HOURS = _key("work.task hours")
ENQUIRY = _key("work.enquiry")
OVERSIGHT = _key("work.oversight quality")

# Staff
STAFF_HOURS = _key("staff.contracted hours")
STAFF_SERVICE = _key("staff.length of service at the start")
STAFF_REDUCTION = _key("staff.standing reduction")
STAFF_FRAILTY = _key("staff.frailty")
SICK_SHORT = _key("staff.short sickness")
SICK_LONG = _key("staff.long sickness")
SICK_STRESS = _key("staff.stress")
SICK_LENGTH = _key("staff.length of sickness")
LEAVING = _key("staff.leaving")
LEAVE_BLOCK = _key("staff.leave block")
MATERNITY = _key("staff.maternity")
HIRING = _key("staff.hiring")
TRAINEE = _key("staff.trainee")
