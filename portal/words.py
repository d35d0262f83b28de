"""How values are worded: enum members, instants, people, sizes. Jinja filters.

They speak the language of the request, and tell moments in its zone.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from zlib import crc32
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal

from portal.language import N_, language, locale, ngettext, pgettext, zone
from portal.language import gettext as _

MINUTE, HOUR, DAY, MONTH = 60, 3600, 86400, 2592000  # seconds
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
INITIALS = {"SLA", "OLA"}  # members that are no words
HUES = 12  # how many colours app.css has for avatars

ROLES = {
    "admin": N_("Administrator"),
    "manager": N_("Manager"),
    "agent": N_("Agent"),
    "approver": N_("Approver"),
    "stakeholder": N_("Project stakeholder"),
    "provider_lead": N_("Provider lead"),
    "field_agent": N_("Field agent"),
    "author": N_("Knowledge author"),
    "osp_manager": N_("Outsourced manager"),
    "osp_agent": N_("Outsourced agent"),
    "osp_admin": N_("Provider administrator"),
    "case_manager": N_("Case manager"),
    "contact": N_("Customer contact"),
    "consumer": N_("Customer"),
}  # the first that a person has is shown


def words(name: str) -> str:
    """An enum member in words: AWAITING_INFO is "Awaiting info"."""
    return pgettext("value", plain(name))


def plain(name: str) -> str:
    """The English words of an enum member."""
    return name if name in INITIALS else name.replace("_", " ").capitalize()


def spaced(name: str) -> str:
    """A GraphQL name in English words: resolutionCode is "Resolution code"."""
    return plain(CAPITAL.sub("_", name))


def slug(name: str) -> str:
    """A GraphQL name as addresses have it: proposeSolution is propose-solution."""
    return CAPITAL.sub("-", name).lower()


def position(roles: list[str]) -> str:
    """What to call somebody with these roles."""
    return next((_(title) for role, title in ROLES.items() if role in roles), "")


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
    there = instant(value).astimezone(ZoneInfo(zone()))
    name = there.tzname() or ""
    shown = f"UTC{name}" if name.startswith(("+", "-")) else name
    return f"{_dated(value, 'd MMM y, HH:mm', zone(), language())} {shown}"


def day(value: str) -> str:
    """A date, or the day of an instant where its reader is."""
    return _dated(value, "d MMM y", zone(), language())


def month(value: str) -> str:
    """The month of a date, with its year."""
    return _dated(value, "LLLL y", zone(), language())


def weekday(value: str) -> str:
    """Mon, for a date."""
    return _dated(value, "EEE", zone(), language())


def moment_in(value: str, there: str) -> str:
    """An instant on the clock of another zone: Mon 16 Nov, 18:00."""
    return _dated(value, "EEE d MMM, HH:mm", there, language())


@lru_cache(16384)
def _dated(value: str, pattern: str, zone: str, language: str) -> str:
    """A date has no zone, an instant is seen from one."""
    if "T" not in value:
        known = datetime.combine(date.fromisoformat(value), datetime.min.time())
        return format_datetime(known, pattern, locale=language)
    return format_datetime(instant(value), pattern, tzinfo=ZoneInfo(zone), locale=language)


def size(count: int) -> str:
    """A number of bytes for people."""
    amount, unit = float(count), "B"
    for larger in ("KB", "MB", "GB"):
        if amount >= 1000:
            amount, unit = amount / 1000, larger
    digits = float(f"{amount:.3g}") if amount < 10 else round(amount)
    return f"{figure(digits)} {unit}"


BROWSERS = (
    *(("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox")),
    *(("Chrom", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari")),
)  # what a browser says of itself, the telling before the common
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def device(user_agent: str | None) -> str:
    """A browser in words: "Firefox on Windows"."""
    said = user_agent or ""
    browser = next((name for mark, name in BROWSERS if mark in said), "")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or said[:40] or _("Unknown browser")


def duration(seconds: int) -> str:
    """Working time: 5400 is "1 h 30 min"."""
    hours, minutes = divmod(seconds // MINUTE, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else [])
    return " ".join(parts)


def figure(amount: float) -> str:
    """A number without idle decimals."""
    return format_decimal(amount, "0.######", locale=locale())


def tally(connection: Any) -> str:
    """How many records a list has, a plus where counting stopped; empty for no list."""
    if not connection:
        return ""
    exact = connection["totalCountIsExact"]
    return f"{connection['totalCount']:,}".replace(",", "\u202f") + ("" if exact else "+")


def printable(text: str) -> str:
    """What an address says, without what nobody could have typed."""
    return "".join(c for c in text if c.isprintable()).strip()


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
        return _("in %s") % text if seconds <= -MINUTE else text

    def since(value: str) -> str:
        """The same as part of a sentence: 6 min ago, in 2 d, 3 Mar 2026."""
        seconds = int((now() - instant(value)).total_seconds())
        past = MINUTE <= seconds <= MONTH
        return _("%s ago") % _span(seconds) if past else ago(value)

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
        return _("now")
    if seconds >= DAY:
        return ngettext("%d d", "%d d", seconds // DAY) % (seconds // DAY)
    if seconds >= HOUR:
        return _("%d h") % (seconds // HOUR)
    return _("%d min") % (seconds // MINUTE)


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
        month,
        weekday,
        moment_in,
        size,
        duration,
        figure,
        tally,
        adding,
        device,
    )
}
