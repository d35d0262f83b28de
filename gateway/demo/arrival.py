"""When cases come in: most on weekday mornings, few at night, hardly any on Sundays."""

from bisect import bisect_right
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate

from gateway.demo.size import CLOCK, Size

WEEK = (100, 96, 92, 90, 78, 18, 12)  # Monday to Sunday
DAY = (
    2, 1, 1, 1, 2, 5, 14, 32, 58, 74, 80, 72, 52, 60, 70, 66, 54, 38, 24, 18, 14, 10, 6, 4,
)  # fmt: skip  # from midnight, UTC
# The demo is young: so many times more cases in the last so many days, for its lists to be lively.
NEAR = ((1, 10), (4, 5), (14, 2))


def opened_at(size: Size, index: int) -> datetime:
    """When the case with that number came in: the higher the number, the later."""
    bounds = _bounds(size.days)
    place = (index + 0.5) / size.cases * bounds[-1]
    hour = bisect_right(bounds, place)
    before = bounds[hour - 1] if hour else 0
    seconds = int(3600 * (place - before) / (bounds[hour] - before))
    return _start(size.days) + timedelta(hours=hour, seconds=seconds)


def _start(days: int) -> datetime:
    return CLOCK - timedelta(days=days)


@cache
def _bounds(days: int) -> list[int]:
    """How many cases have come in by the end of each hour; only the ratios count."""
    hours = (_start(days) + timedelta(hours=hour) for hour in range(days * 24))
    return list(accumulate(WEEK[at.weekday()] * DAY[at.hour] * _near(days, at) for at in hours))


def _near(days: int, at: datetime) -> int:
    if days > 90:
        return 1
    age = (CLOCK - at) / timedelta(days=1)
    return next((factor for limit, factor in NEAR if age <= limit), 1)
