"""From a finished replication to its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.counting.conservation import checks
from pdusim.outcomes import counts
from pdusim.outcomes.measures import MEASURES
from pdusim.outcomes.measures.measure import total_of
from pdusim.outcomes.outcome import Outcome
from pdusim.outcomes.window import Sample, Window

if TYPE_CHECKING:
    from pdusim.model.counting.scope import Counted

NO_EVENTS: Final = "no such event in the observation window"


def outcome_of(unit: Counted, name: str, seed: int, replication: int, record: str) -> Outcome:
    """Work out every measure of a finished replication."""
    window = observed(unit)
    totals = {key: measure.formula(window) for key, measure in MEASURES.items()}
    for measure in unit.extensions.measures:
        totals[measure.name] = total_of(measure, window)
    measures = {
        key: numerator / denominator if denominator > 0.0 else None
        for key, (numerator, denominator) in totals.items()
    }
    return Outcome(
        scenario=name,
        seed=seed,
        replication=replication,
        totals=totals,
        measures=measures,
        missing={key: NO_EVENTS for key, value in measures.items() if value is None},
        weekly=unit.census.weekly if record in ("weekly", "events") else {},
        events=unit.ledger.events,
        checks=checks(unit),
        counts={**dict.fromkeys(counts.COUNTS, 0.0), **unit.tally.observed()},
    )


def observed(unit: Counted) -> Window:
    """What the observation window of a finished replication shows."""
    now = unit.env.now
    unit.read_levels(now)
    return Window(
        unit.tally.observed(),
        unit.census.weekly,
        {
            Sample.WORKLOADS: unit.census.percentages,
            Sample.OFFICERS_LAST_YEAR_HIGH: unit.moves.officers_in_last_year(int(now)),
            Sample.RELEASES_BY_DAY: unit.tally.of_each_day(counts.RELEASES),
        },
        unit.settings.run.observe_weeks,
    )
