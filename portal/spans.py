"""Stretches of working time as people write and read them: 4 h, 30 min, 1 h 30 min, 2 d."""

import re

from portal.language import gettext as _

UNITS = {"d": 86_400, "h": 3_600, "min": 60, "s": 1}  # a day is 24 hours that count
LARGEST = 2**31  # no input of the gateway takes more seconds
PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|h|min|m|s)(?![a-z])", re.IGNORECASE)


def said(seconds: int) -> str:
    """A number of seconds, in hours and less; what `seconds` reads back."""
    left, parts = seconds, list[str]()
    for unit in ("h", "min", "s"):
        many, left = divmod(left, UNITS[unit])
        if many:
            parts.append(f"{many} {unit}")
    return " ".join(parts) or "0 min"


def seconds(text: str) -> int:
    """The seconds that a text stands for. Raises ValueError with what to tell."""
    found = PART.findall(text)
    if not found or PART.sub("", text).strip():
        raise ValueError(_("Write how long, such as 4 h, 30 min or 2 d (a day is 24 hours)."))
    total = sum(float(many.replace(",", ".")) * _unit(unit) for many, unit in found)
    if total >= LARGEST:
        raise ValueError(_("That number is too large."))
    return round(total)


def _unit(name: str) -> int:
    return UNITS["min" if name.lower() == "m" else name.lower()]
