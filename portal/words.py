"""How values are worded: enum members, instants, people, sizes. Jinja filters, all pure."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from zlib import crc32
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY, MONTH = 60, 3600, 86400, 2592000  # seconds
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
HUES = 12  # how many colours app.css has for avatars

ROLES = {
    "admin": "Administrator",
    "manager": "Manager",
    "agent": "Agent",
    "approver": "Approver",
    "stakeholder": "Project stakeholder",
    "provider_lead": "Provider lead",
    "field_agent": "Field agent",
    "author": "Knowledge author",
    "osp_manager": "Outsourced manager",
    "osp_agent": "Outsourced agent",
    "osp_admin": "Provider administrator",
    "case_manager": "Case manager",
    "contact": "Customer contact",
    "consumer": "Customer",
}  # the first that a person has is shown


def words(name: str) -> str:
    """An enum member in words: AWAITING_INFO is "Awaiting info"."""
    return name.replace("_", " ").capitalize()


def spaced(name: str) -> str:
    """A GraphQL name in words: resolutionCode is "Resolution code"."""
    return words(CAPITAL.sub("_", name))


def slug(name: str) -> str:
    """A GraphQL name as addresses have it: proposeSolution is propose-solution."""
    return CAPITAL.sub("-", name).lower()


def position(roles: list[str]) -> str:
    """What to call somebody with these roles."""
    return next((title for role, title in ROLES.items() if role in roles), "")


@lru_cache(4096)
def initials(name: str) -> str:
    """Of the first and the last word: "Dr. Renske Okafor" is DO."""
    found = [word[0] for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(found[:1] + found[1:][-1:]).upper() or "?"


@lru_cache(4096)
def hue(name: str) -> int:
    """A colour of its own for each name, from 1 to HUES; the same on every machine."""
    return crc32(unicodedata.normalize("NFC", name).encode()) % HUES + 1


def instant(value: str) -> datetime:
    return datetime.fromisoformat(value)


def stamp(value: str) -> str:
    """An instant in full, as a tooltip and for print."""
    return f"{instant(value).astimezone(UTC):%-d %b %Y, %H:%M} UTC"


def day(value: str) -> str:
    return f"{instant(value):%-d %b %Y}"


def size(count: int) -> str:
    """A number of bytes for people."""
    amount, unit = float(count), "B"
    for larger in ("KB", "MB", "GB"):
        if amount >= 1000:
            amount, unit = amount / 1000, larger
    return f"{amount:.3g} {unit}" if amount < 10 else f"{amount:.0f} {unit}"


def duration(seconds: int) -> str:
    """Working time: 5400 is "1 h 30 min"."""
    hours, minutes = divmod(seconds // MINUTE, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else [])
    return " ".join(parts)


def figure(amount: float) -> str:
    """A number without idle decimals."""
    return f"{amount:g}"


def tally(connection: Any) -> str:
    """How many records a list has, a plus where counting stopped; empty for no list."""
    if not connection:
        return ""
    exact = connection["totalCountIsExact"]
    return f"{connection['totalCount']:,}".replace(",", "\u202f") + ("" if exact else "+")


def adding(address: str, query: dict[str, str]) -> str:
    """An address with more in its query."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def clocked(now: Callable[[], datetime]) -> dict[str, Callable[[str], str | bool]]:
    """The filters that depend on the time."""

    def ago(value: str) -> str:
        """How long ago, or with "in" how far ahead: 6 min, 3 h, in 2 d; past a month the date."""
        seconds = int((now() - instant(value)).total_seconds())
        if abs(seconds) > MONTH:
            return day(value)
        text = _span(abs(seconds))
        return f"in {text}" if seconds <= -MINUTE else text

    def since(value: str) -> str:
        """The same as part of a sentence: 6 min ago, in 2 d, 3 Mar 2026."""
        text = ago(value)
        return f"{text} ago" if text[-1].isalpha() and text[:2] not in ("no", "in") else text

    def local_time(timezone: str) -> str:
        """The time of day somewhere, with the name of the place."""
        try:
            there = now().astimezone(ZoneInfo(timezone))
        except (KeyError, ValueError, OSError):
            return timezone
        return f"{there:%H:%M}, {timezone.rpartition('/')[2].replace('_', ' ')}"

    def overdue(value: str) -> bool:
        return instant(value) < now()

    return {"ago": ago, "since": since, "local_time": local_time, "overdue": overdue}


def _span(seconds: int) -> str:
    if seconds < MINUTE:
        return "now"
    for unit, name in ((DAY, "d"), (HOUR, "h")):
        if seconds >= unit:
            return f"{seconds // unit} {name}"
    return f"{seconds // MINUTE} min"


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        words,
        spaced,
        slug,
        position,
        initials,
        hue,
        stamp,
        day,
        size,
        duration,
        figure,
        tally,
        adding,
    )
}
