"""Codes of countries, languages, places' times and ways of writing: only those that there are."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

from gateway.people.zones import UNKNOWN_ZONE, zones
from gateway.request.actions.refusals import InvalidInput, UserError

UNKNOWN = {
    "country": "There is no such country; give its two letters of ISO 3166-1, such as AU.",
    "language": "There is no such language; give its two letters of ISO 639-1, such as es.",
    "locale": "There is no such locale; give a tag of BCP 47, such as es-MX.",
    "timezone": UNKNOWN_ZONE,
}
# Two letters to which CLDR gives a meaning, and ISO 3166-1 none.
# fmt: off
NO_COUNTRIES = frozenset({
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ",
})
# fmt: on
ENGLISH: Any = Locale("en")  # its tables name them all; Babel types only half of them


def code_errors(record: Any, sent: Iterable[str]) -> list[UserError]:
    """What is wrong with the codes that were sent; the right ones are spelled as others spell them.

    What was stored before is left alone.
    """
    errors: list[UserError] = []
    for name in set(sent) & CODES.keys():
        spelled, known = CODES[name]
        if (value := getattr(record, name)) is None:
            continue
        setattr(record, name, spelled(value))
        if not known(spelled(value)):
            errors.append(InvalidInput(UNKNOWN[name], name))
    return errors


@cache
def countries() -> frozenset[str]:
    """The codes of all countries, in capitals."""
    return frozenset(code for code in ENGLISH.territories if re.fullmatch("[A-Z]{2}", code)) - (
        NO_COUNTRIES
    )


@cache
def languages() -> frozenset[str]:
    """The codes of all languages that have one of two letters."""
    return frozenset(code for code in ENGLISH.languages if len(code) == 2)


def _is_locale(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


Known = Callable[[str], bool]
# input -> how it is spelled, whether there is one
CODES: Mapping[str, tuple[Callable[[str], str], Known]] = {
    "country": (str.upper, lambda code: code in countries()),
    "language": (str.lower, lambda code: code in languages()),
    "locale": (lambda tag: tag.replace("_", "-"), _is_locale),
    "timezone": (str, lambda name: name in zones()),
}
