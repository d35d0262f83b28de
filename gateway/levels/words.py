"""What conditions of service levels may name: of a case, and of the records around it."""

from functools import cache
from typing import Any

import orjson

from gateway.conditions.reading import May, Reading, read
from gateway.conditions.tree import NEVER, Condition
from gateway.conditions.vocabulary import Vocabulary
from gateway.request.entities import entities, every_model

ABOUT = "Case"
WORDS = {
    "Case": (
        "state priority impact urgency channel category subcategory needs_attention "
        "escalation_severity major_state transferred reopen_count resolution_code "
        "accepted_at assigned_at first_response_at resolved_at expected_at "
        "account contact consumer product asset sold_product contract entitlement "
        "assignment_group assigned_to provider parent"
    ),
    "Account": "id name tier region country language parent is_customer is_partner escalated",
    "Contact": "id country language preferred_channel account",
    "Consumer": "id country language preferred_channel",
    "ProductModel": "id name category manufacturer status",
    "Asset": "id product account consumer status country",
    "SoldProduct": "id product account consumer country",
    "Contract": "id state account consumer",
    "Entitlement": "id state basis contract product asset",
    "Group": "id type provider",
    "Provider": "id type",
}
CODES: dict[str, Any] = {"country": "upper", "language": "lower"}


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(entities(every_model()), WORDS, CODES)


def reading(text: str, may: May | None = None) -> Reading:
    """A condition as JSON text; what is no JSON at all is read as what is no condition."""
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        data = None
    return read(data, ABOUT, vocabulary(), *([may] if may else []))


def condition(text: str | None) -> Condition:
    """A condition that was checked when it was written; none never holds."""
    return _condition(text) if text else NEVER


@cache
def _condition(text: str) -> Condition:
    return reading(text).condition
