"""What is done with service requests."""

from collections.abc import Mapping
from typing import Any

import orjson

from gateway.cases.models import Case
from gateway.fulfilment.lifecycle import APPROVED, INCOMPLETE, REQUEST_MOVES
from gateway.fulfilment.models import ServiceRequest
from gateway.fulfilment.policy import SERVICE_REQUEST
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, UserError, refuse
from gateway.work.handing import PLACED, end, hand
from gateway.work.starting import begin, take_in

PREFIX = "REQ"
BOTH = "It is for a contact or for a consumer, not for both."
TOO_FEW = "One orders at least one."
NO_OBJECT = "This is no JSON object."
WRITTEN = (
    *("description", "priority", "contact", "consumer", "quantity", "variables", "stage"),
    *("needs_approval", *PLACED),
)
LINE = {"short_description": "short_description"}  # what is taken from a case ...
WHO = {"contact": "contact", "consumer": "consumer"}  # ... and for whom, unless that is sent


@action(SERVICE_REQUEST, moves=REQUEST_MOVES, fields=WRITTEN, label="New request")
async def create(
    request: ServiceRequest,
    act: Act,
    *,
    item: str | None,
    source_case: Case | None = None,
    short_description: str | None = None,
    **given: Any,
) -> None:
    """Order something, perhaps because of a case.

    source_case: The case from which it is made: what is not sent is taken from there, and the two
        are tied to one another.
    short_description: What it is about, in one line; as the case has it unless it is sent.
    """
    request.state, request.item = REQUEST_MOVES[None, "create"], item or ""
    request.source_case_id = source_case.pk if source_case else None
    sent = {"short_description": short_description} if short_description else {}
    copied = LINE | (WHO if WHO.keys().isdisjoint(given) else {})
    await begin(request, act, source_case, {**sent, **given}, prefix=PREFIX, copied=copied)
    refuse(_errors(request, given))


@action(SERVICE_REQUEST, fields=("short_description", "item", *WRITTEN))
async def edit(request: ServiceRequest, act: Act, **given: Any) -> None:
    """Change what is ordered; only what is sent changes."""
    await take_in(request, act, given)
    refuse(_errors(request, given))


@action(SERVICE_REQUEST, moves=REQUEST_MOVES)
async def submit(request: ServiceRequest, act: Act) -> None:
    """Order it: it waits for somebody who agrees, unless nobody need agree."""
    request.submitted_at = act.at
    if not request.needs_approval:
        request.state = APPROVED


@action(SERVICE_REQUEST, moves=REQUEST_MOVES)
async def approve(request: ServiceRequest, act: Act) -> None:
    """Agree to it."""
    del request, act


@action(SERVICE_REQUEST, moves=REQUEST_MOVES)
async def reject(request: ServiceRequest, act: Act, *, comment: str) -> None:
    """Do not agree to it.

    comment: Why; the cases to which it is tied are told.
    """
    end(request, act, comment)


@action(SERVICE_REQUEST, moves=REQUEST_MOVES, fields=PLACED)
async def fulfil(request: ServiceRequest, act: Act, **given: Any) -> None:
    """Begin to do what is ordered."""
    await hand(request, act, given)


@action(SERVICE_REQUEST, moves=REQUEST_MOVES)
async def close(
    request: ServiceRequest, act: Act, *, close_notes: str | None, complete: bool = True
) -> None:
    """Say that it is done; the cases to which it is tied are told, and stay as they are.

    complete: Whether all of it is done.
    """
    request.close_notes = close_notes
    end(request, act)
    if not complete:
        request.state = INCOMPLETE


@action(SERVICE_REQUEST, moves=REQUEST_MOVES)
async def cancel(request: ServiceRequest, act: Act, *, reason: str) -> None:
    """Give it up.

    reason: Why.
    """
    end(request, act, reason)


def _errors(request: ServiceRequest, sent: Mapping[str, Any]) -> list[UserError]:
    """What is wrong with a request as it stands now."""
    wrong: list[UserError] = []
    if request.contact_id and request.consumer_id:
        wrong.append(InvalidInput(BOTH, "consumer"))
    if request.quantity < 1:
        wrong.append(InvalidInput(TOO_FEW, "quantity"))
    if request.variables and "variables" in sent and not _is_object(request.variables):
        wrong.append(InvalidInput(NO_OBJECT, "variables"))
    return wrong


def _is_object(text: str) -> bool:
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False
