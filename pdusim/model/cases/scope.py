"""What code about cases may see of a unit: everything but what counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.surroundings.scope import Surrounded

if TYPE_CHECKING:
    from pdusim.model.cases.casework import Casework
    from pdusim.model.cases.rounds import Rounds


class Cases(Surrounded):
    """The work on cases."""

    __slots__ = ("casework", "rounds")
    casework: Casework
    rounds: Rounds
