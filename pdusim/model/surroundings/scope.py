"""What code about the surroundings may see of a unit: management, and each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdusim.model.management.scope import Managed

if TYPE_CHECKING:
    from pdusim.model.surroundings.surroundings import Surroundings


class Surrounded(Managed):
    """Courts, premises, programmes, unpaid work."""

    __slots__ = ("surroundings",)
    surroundings: Surroundings
