"""The time zones that there are, by the names that IANA gives them."""

from functools import cache
from zoneinfo import available_timezones

UNKNOWN_ZONE = "There is no such time zone; the names are those of IANA, such as Europe/Madrid."


@cache
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())
