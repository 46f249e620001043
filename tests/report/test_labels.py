"""Short names: each different, and what is cut says so."""

from hypothesis import given
from hypothesis import strategies as st

from pdusim.report.labels import CUT, short_labels


def test_two_that_begin_alike_are_told_apart_by_their_ends() -> None:
    names = ["Reallocated after 2 weeks of sickness", "Reallocated after 4 weeks of sickness"]
    first, second = short_labels(names, 30)
    assert "2" in first
    assert "4" in second
    assert len(first) <= 30


@given(
    st.lists(st.text("ab ,", min_size=1, max_size=40), min_size=1, max_size=12, unique=True),
    st.integers(8, 30),
)
def test_labels_differ_fit_and_show_what_is_cut(names: list[str], most: int) -> None:
    labels = short_labels(names, most)
    assert len(set(labels)) == len(names)
    for name, label in zip(names, labels, strict=True):
        assert len(label) <= most
        assert label == name or CUT in label
