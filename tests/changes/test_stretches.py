"""Stretches of time say the same as the hours that they consist of, counted one by one."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.changes.stretches import Stretch, common, extent, joined, outside
from tests.world import MONDAY

HOUR = timedelta(hours=1)
HOURS = st.integers(0, 12)


def _stretch(ends: tuple[int, int]) -> Stretch:
    return MONDAY + min(ends) * HOUR, MONDAY + max(ends) * HOUR


STRETCHES = st.tuples(HOURS, HOURS).map(_stretch)


def hours(*stretches: Stretch) -> set[int]:
    """The hours that belong to any of them; of an empty one, none."""
    return {n for n in range(13) for start, end in stretches if start <= MONDAY + n * HOUR < end}


@given(STRETCHES, STRETCHES)
def test_two_stretches_have_in_common_the_hours_of_both(one: Stretch, other: Stretch) -> None:
    both = common(one, other)
    assert hours(*([both] if both else [])) == hours(one) & hours(other)
    assert both is None or both[0] < both[1]


@settings(max_examples=200)
@given(STRETCHES, st.lists(STRETCHES, max_size=6))
def test_joined_and_outside_keep_every_hour_once(whole: Stretch, others: list[Stretch]) -> None:
    together, rest = joined(others), outside(whole, others)
    assert hours(*together) == hours(*others)
    assert hours(*rest) == hours(whole) - hours(*others)
    for found in (together, rest):
        assert all(start < end for start, end in found)
        assert all(one[1] < two[0] for one, two in pairwise(found))
    assert extent(others) == (
        (min(s for s, _ in others), max(e for _, e in others)) if others else None
    )
