"""What is sent between processes arrives as it was, in both builds."""

from __future__ import annotations

import copy
import pickle

import pytest

from pdusim.model.kernel.extensions import Extensions
from pdusim.outcomes.measures import Measure
from pdusim.outcomes.outcome import Outcome

OUTCOME = Outcome(
    "base", 1, 2, {"a": (1.0, 2.0)}, {"a": 0.5, "b": None}, {"b": "none"}, {"week": [0]}
)
MEASURE = Measure("mine", "Mine", "share", "One of one.", "ratio", "lower", "Mine", len)
SENT = (OUTCOME, MEASURE, Extensions({"mine": len}))


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: type(sent).__name__)
def test_it_arrives_as_it_was(sent: object) -> None:
    assert pickle.loads(pickle.dumps(sent)) == sent
    assert copy.copy(sent) == sent


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: type(sent).__name__)
def test_it_is_made_anew_and_not_filled_in(sent: object) -> None:
    # Compiled, a frozen dataclass refuses to be filled in; the pure build shows it by this only.
    assert sent.__reduce__()[0] is type(sent)
