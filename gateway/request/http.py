"""What HTTP asks of the endpoint: which media types are spoken, and which status says what."""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

import orjson

from gateway.errors import BadRequest, Refusal


class Media(StrEnum):
    """What the endpoint can answer with."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"
    PAGE = "text/html"


class Profile(StrEnum):
    """Which text of GraphQL over HTTP the statuses follow.

    AUDIT is what the published audit suite demands: 400, or 200 for clients that only know
    `application/json`. SEPTEMBER_2026 tells shape and meaning (422) from syntax (400), and says 294
    when an answer has both data and errors.
    """

    AUDIT = "audit"
    SEPTEMBER_2026 = "2026"


# Refusals of a request that was well formed as HTTP and JSON: ordinary GraphQL responses.
WELL_FORMED = frozenset({
    "BAD_USER_INPUT",
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
    "QUERY_TOO_COSTLY",
})  # fmt: skip


def status_of(refusal: Refusal, media: Media, profile: Profile) -> int:
    """The status of a refused request."""
    if refusal.status != 400:
        return refusal.status
    if profile is Profile.SEPTEMBER_2026:
        return 400 if refusal.code == "GRAPHQL_PARSE_FAILED" or _unreadable(refusal) else 422
    return 200 if refusal.code in WELL_FORMED and media is Media.JSON else 400


def status_of_answer(body: bytes, profile: Profile) -> int:
    """The status of an answer with data; the text of 2026 asks whether it has errors too."""
    partial = profile is Profile.SEPTEMBER_2026 and "errors" in orjson.loads(body)
    return 294 if partial else 200


def _unreadable(refusal: Refusal) -> bool:
    return isinstance(refusal, BadRequest) and not refusal.readable


@lru_cache(256)
def negotiate(accept: str | None, *, page: bool = False) -> Media | None:
    """The best media type for an `Accept` header; None when none will do.

    Quality values decide, then the more specific range; JSON answers a wildcard, for the sake of
    old clients. `page` says that a browser may be shown a page.
    """
    if not accept or not accept.strip():
        return Media.JSON
    offers = (Media.GRAPHQL, Media.JSON, Media.PAGE) if page else (Media.GRAPHQL, Media.JSON)
    ranges = list(_ranges(accept))
    best = max(offers, key=lambda offer: _liking(offer, ranges))
    return best if _liking(best, ranges)[0] > 0 else None


def _liking(offer: Media, ranges: list[tuple[str, float]]) -> tuple[float, int, bool]:
    """How much a client wants a media type: its quality, how exactly it is named, our taste."""
    kind = offer.partition("/")[0]
    for specificity, name in ((2, offer.value), (1, f"{kind}/*"), (0, "*/*")):
        for range_name, quality in ranges:
            if range_name == name:
                ours = Media.GRAPHQL if specificity == 2 else Media.JSON
                return quality, specificity, offer is ours
    return 0.0, 0, False


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges of an `Accept` header with their quality; unreadable ones are left out."""
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        settings = dict(_parameter(p) for p in parameters if "=" in p)
        quality = _quality(settings.get("q", "1"))
        if quality is not None and settings.get("charset", "utf-8") in ("utf-8", "utf8"):
            yield name, quality


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip().strip('"')


def _quality(text: str) -> float | None:
    try:
        quality = float(text)
    except ValueError:
        return None
    return quality if 0 <= quality <= 1 else None


@lru_cache(256)
def is_json(content_type: str | None) -> bool:
    """Whether a body declares itself as JSON in UTF-8: `application/json` and nothing near it."""
    if content_type is None:
        return False
    name, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    charsets = {value for key, value in map(_parameter, parameters) if key == "charset"}
    return name == "application/json" and charsets <= {"utf-8", "utf8"}
