"""How a request speaks: its language, the words in it, and the time zone of its clock.

The words stand in `portal/translations/LANGUAGE.po`, with the English sentence as their key. What a
catalogue lacks is said in English.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = Path(__file__).parent / "translations"
COOKIE = "language"  # mirrors the language of one's profile
NATIVE = "en"  # what the templates are written in

_spoken: ContextVar[str] = ContextVar("language", default=NATIVE)
_zone: ContextVar[str] = ContextVar("zone", default="UTC")


def _read(path: Path) -> GNUTranslations:
    compiled = BytesIO()
    with path.open("rb") as written:
        write_mo(compiled, read_po(written, locale=path.stem))
    compiled.seek(0)
    return GNUTranslations(compiled)


CATALOGUES: dict[str, NullTranslations] = {NATIVE: NullTranslations()} | {
    path.stem: _read(path) for path in sorted(FOLDER.glob("*.po"))
}
LOCALES = {code: Locale.parse(code) for code in CATALOGUES}


def language() -> str:
    """The language of this request: an ISO 639-1 code that has a catalogue."""
    return _spoken.get()


def locale() -> Locale:
    """How dates and numbers of this request are written."""
    return LOCALES[language()]


def direction() -> str:
    """Which way this request is read: ltr or rtl."""
    return locale().text_direction


def zone() -> str:
    """The time zone in which moments are told: an IANA name."""
    return _zone.get()


def speak(chosen: str | None) -> None:
    """From here on, this request speaks this language, if there is a catalogue of it."""
    if chosen in CATALOGUES:
        _spoken.set(chosen)


def tell_time_in(name: str | None) -> None:
    """From here on, this request tells moments in this zone; UTC when it is unknown."""
    try:
        _zone.set(ZoneInfo(name or "UTC").key)
    except (KeyError, ValueError, OSError):
        _zone.set("UTC")


def languages() -> list[tuple[str, str]]:
    """Every language there is, with its own name for itself."""
    return [(code, (known.get_display_name() or code).title()) for code, known in LOCALES.items()]


def gettext(message: str) -> str:
    """A sentence in the language of this request."""
    return CATALOGUES[language()].gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """A sentence that counts, in the language of this request."""
    return CATALOGUES[language()].ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """A word that means several things, told apart by its context."""
    return CATALOGUES[language()].pgettext(context, message)


def npgettext(context: str, one: str, many: str, number: int) -> str:
    return CATALOGUES[language()].npgettext(context, one, many, number)


_ = gettext
N_ = str  # marks a sentence of a table for the catalogue: whoever shows it says it with `_`


class Speaking:
    """Middleware: each request speaks the language of its cookie, else the browser's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _spoken.set(_asked(Headers(scope=scope)))
            _zone.set("UTC")
        await self._app(scope, receive, send)


def _asked(headers: Headers) -> str:
    chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    if chosen in CATALOGUES:
        return chosen
    return _negotiated(_preferred(headers.get("accept-language", ""))) or NATIVE


def _preferred(header: str) -> Iterable[str]:
    """The tags of an Accept-Language header, the best first."""
    weighed: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weighed.append((float(quality or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for quality, tag in sorted(weighed, key=lambda w: -w[0]) if tag and quality > 0]


def _negotiated(tags: Iterable[str]) -> str | None:
    try:
        return negotiate_locale(list(tags), list(CATALOGUES), sep="-")
    except (ValueError, UnknownLocaleError):
        return None
