"""Case administrators, who free practitioners' time, and what all staff cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.kernel import purposes
from pdusim.model.work.scope import Freeing
from pdusim.randomness import entity_key

if TYPE_CHECKING:
    from pdusim.model.staff.scope import Staffed
    from pdusim.model.work.practitioner import Practitioner

DAYS_PER_YEAR: Final = 365.25
_ADMIN: Final = 79


class Administrators(Freeing):
    """Administrators by post: in post or vacant. They hold no cases and no queue of their own.

    What they free is shared out by contracted hours. At ``support.reference_posts`` in post it is
    nothing, because the practitioners' own non-case time is stated at that number.
    """

    __slots__ = ("_left", "_ordinal", "filled", "unit")

    def __init__(self, unit: Staffed) -> None:
        self.unit = unit
        self.filled: list[bool] = []
        self._left: list[float] = []
        self._ordinal: list[int] = []

    @property
    def in_post(self) -> int:
        """Administrators in post."""
        return sum(self.filled)

    def start(self) -> None:
        """Every post is filled at the start."""
        self._keep_posts()
        self.filled = [True] * len(self.filled)

    def _keep_posts(self) -> None:
        """As many posts as the settings ask for; a post cut falls away, filled or not."""
        settings = self.unit.settings
        posts = round(settings.workforce.posts.admin * settings.unit.scale)
        while len(self.filled) < posts:
            number = len(self.filled)
            self.filled.append(False)
            if number >= len(self._left):
                self._left.append(self._budget(number, 0))
                self._ordinal.append(0)
        del self.filled[posts:]

    def _budget(self, number: int, ordinal: int) -> float:
        return self.unit.chance.exponential(purposes.SUPPORT, entity_key(_ADMIN, number), ordinal)

    def week(self) -> None:
        """A week of administrators leaving and joining, each post with a budget of its own."""
        before = self.in_post
        self._keep_posts()
        settings = self.unit.settings.workforce
        leaving = settings.leaving.admin * 7.0 / DAYS_PER_YEAR
        joining = 12.0 / settings.recruitment.admin_months * 7.0 / DAYS_PER_YEAR
        for number, filled in enumerate(self.filled):
            self._left[number] -= leaving if filled else joining
            if self._left[number] <= 0.0:
                self.filled[number] = not filled
                self._ordinal[number] += 1
                self._left[number] = self._budget(number, self._ordinal[number])
        if self.in_post != before:
            now = self.unit.env.now
            for officer in self.unit.staff:
                officer.work_out_hours(now)

    def freed(self, officer: Practitioner) -> float:
        """Hours a week that administrators free for a practitioner; below 0 when they are few."""
        unit = self.unit
        settings = unit.settings.workforce
        rule = settings.support
        more = self.in_post - rule.reference_posts * unit.settings.unit.scale
        if not more:
            return 0.0
        sharing = unit.workforce.practitioner_hours
        if sharing <= 0.0:
            return 0.0
        each = more * rule.hours_freed / sharing
        most = rule.freed_max_share
        return officer.contracted * max(-most, min(most, each))
