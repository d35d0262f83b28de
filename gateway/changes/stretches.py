"""Stretches of time, half open: the first instant belongs to one, the last does not; pure."""

from collections.abc import Iterable
from datetime import datetime

Stretch = tuple[datetime, datetime]


def common(one: Stretch, other: Stretch) -> Stretch | None:
    """What belongs to both; stretches that only touch have nothing in common."""
    starts, ends = max(one[0], other[0]), min(one[1], other[1])
    return (starts, ends) if starts < ends else None


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in order; what overlaps or touches is one stretch."""
    found: list[Stretch] = []
    for starts, ends in sorted(stretches):
        if found and starts <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        elif starts < ends:
            found.append((starts, ends))
    return found


def extent(stretches: Iterable[Stretch]) -> Stretch | None:
    """From the first beginning to the last end; None of nothing."""
    found = list(stretches)
    return (min(starts for starts, _ in found), max(ends for _, ends in found)) if found else None


def outside(whole: Stretch, covered: Iterable[Stretch]) -> list[Stretch]:
    """What of a stretch none of the others covers, in order."""
    gaps: list[Stretch] = []
    at, end = whole
    for starts, ends in joined(covered):
        if at < min(starts, end):
            gaps.append((at, min(starts, end)))
        at = max(at, ends)
    return [*gaps, (at, end)] if at < end else gaps
