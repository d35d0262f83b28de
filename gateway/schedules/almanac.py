"""The public holidays of a country in a year, as the `holidays` library knows them.

They become rows at once: what the library learns later moves no deadline.
"""

from datetime import date
from typing import Any

from gateway.request.actions.refusals import InvalidInput, Refused

FIRST, LAST = 1950, 2100
NO_COUNTRY = "No holidays are known of this country; give its two letters, such as ES."
NO_PART = "This country has no such part; its parts are: {}."
NO_PARTS = "No parts of this country have holidays of their own."
NO_YEAR = f"Holidays are known from {FIRST} to {LAST}."


def holidays_of(country: str, year: int, part: str | None = None) -> list[tuple[date, str]]:
    """Days and their names in English where the library has them. Raises Refused at the input."""
    import holidays  # only here: it brings calendars of half a dozen cultures

    known = holidays.list_supported_countries(include_aliases=False)
    code = country.upper()
    if code not in known:
        raise Refused(InvalidInput(NO_COUNTRY, "country"))
    if part and part.upper() not in known[code]:
        there = ", ".join(known[code])
        said = NO_PART.format(there) if there else NO_PARTS
        raise Refused(InvalidInput(said, "subdivision"))
    if not FIRST <= year <= LAST:
        raise Refused(InvalidInput(NO_YEAR, "year"))
    library: Any = holidays
    found = library.country_holidays(
        code, subdiv=part.upper() if part else None, years=year, language="en_US"
    )
    return sorted((day, name) for day in found for name in found.get_list(day))
