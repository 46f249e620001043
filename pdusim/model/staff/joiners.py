"""Officers who join on a date because a scenario says so, and leave on a date if it says that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdusim.model.work.posts import Post
from pdusim.model.work.practitioner import Grade, Practitioner
from pdusim.scenario.schema.workforce import JoinersTake

if TYPE_CHECKING:
    from pdusim.model.staff.scope import Staffed

DAYS_PER_YEAR: Final = 365.25
_FIRST_NUMBER: Final = 10_000
"""Posts that come with joiners are numbered apart, so that they shift no post of the unit."""
_GRADES = (Grade.PO, Grade.PSO, Grade.SPO)


class Joiners:
    """The lever ``workforce.joiners``: each number is how many places of a grade it has made.

    A place is a post with somebody in it from the first day on. What becomes of the holder is as
    for anybody else: they fall ill, leave, are promoted, and the post is filled again by ordinary
    recruitment. When the number falls, the newest places end and whoever is in them goes.
    """

    def __init__(self, unit: Staffed) -> None:
        self.unit = unit
        # New posts and taken ones by grade, in the order in which they were made.
        self.new: dict[Grade, list[Post]] = {grade: [] for grade in Grade}
        self._places: dict[Grade, list[tuple[Post, Practitioner]]] = {g: [] for g in _GRADES}
        self._made = dict.fromkeys(_GRADES, 0)

    def keep(self, today: int) -> None:
        """Bring the places to the number the settings ask for."""
        settings = self.unit.settings
        for grade in _GRADES:
            number: float = getattr(settings.workforce.joiners, grade.value)
            places = self._places[grade]
            for _ in range(round(number * settings.unit.scale) - len(places)):
                self._join(grade, today)
            while len(places) > round(number * settings.unit.scale):
                self._end(grade, *places.pop(), today)

    def _join(self, grade: Grade, today: int) -> None:
        workforce = self.unit.workforce
        rule = self.unit.settings.workforce.joiners
        post = None
        if rule.take is JoinersTake.VACANT_POSTS:
            post = next(iter(workforce.open_posts(grade)), None)
        if post is None:
            number = _FIRST_NUMBER + self._made[grade]
            self._made[grade] += 1
            post = Post(grade, number, f"joining {grade.value.upper()} {self._made[grade]}")
            self.new[grade].append(post)
        qualified = today - round(rule.years * DAYS_PER_YEAR)
        officer = workforce.hire(grade, today, qualified, post=post)
        self._places[grade].append((post, officer))

    def _end(self, grade: Grade, post: Post, joined: Practitioner, today: int) -> None:
        """A place ends: with a post of its own that goes too, whoever is in it by then."""
        leaving = self.unit.workforce.leaving
        if post in self.new[grade]:
            self.new[grade].remove(post)
            if post.holder is not None:
                leaving.leave(post.holder, today, "the post ends")
        elif joined.post is post:
            leaving.leave(joined, today, "the time agreed is over")
