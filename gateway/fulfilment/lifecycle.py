"""The life of a service request: which move leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum

from gateway.database.fields import described


@described(
    DRAFT="Being written.",
    AWAITING_APPROVAL="Waits for somebody who agrees to it.",
    APPROVED="Agreed to; waits for its group.",
    REJECTED="Not agreed to; nothing leads out of it.",
    IN_FULFILMENT="Being done.",
    CLOSED_COMPLETE="Done; nothing leads out of it.",
    CLOSED_INCOMPLETE="Ended without being done; nothing leads out of it.",
    CANCELLED="Given up; nothing leads out of it.",
)
class RequestState(StrEnum):
    """Where a service request stands."""

    DRAFT = "DRAFT"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    IN_FULFILMENT = "IN_FULFILMENT"
    CLOSED_COMPLETE = "CLOSED_COMPLETE"
    CLOSED_INCOMPLETE = "CLOSED_INCOMPLETE"
    CANCELLED = "CANCELLED"


DRAFT, AWAITING = RequestState.DRAFT, RequestState.AWAITING_APPROVAL
APPROVED, REJECTED = RequestState.APPROVED, RequestState.REJECTED
FULFILLED, COMPLETE = RequestState.IN_FULFILMENT, RequestState.CLOSED_COMPLETE
INCOMPLETE, CANCELLED = RequestState.CLOSED_INCOMPLETE, RequestState.CANCELLED

REQUEST_FINAL = frozenset({REJECTED, COMPLETE, INCOMPLETE, CANCELLED})

REQUEST_MOVES: Mapping[tuple[RequestState | None, str], RequestState] = {
    # from       move       to
    (None,      "create"):  DRAFT,
    (DRAFT,     "submit"):  AWAITING,     # agreed to at once where nobody need agree
    (AWAITING,  "approve"): APPROVED,
    (AWAITING,  "reject"):  REJECTED,
    (APPROVED,  "fulfil"):  FULFILLED,
    (FULFILLED, "close"):   COMPLETE,     # or incomplete
    (DRAFT,     "cancel"):  CANCELLED,
    (AWAITING,  "cancel"):  CANCELLED,
    (APPROVED,  "cancel"):  CANCELLED,
    (FULFILLED, "cancel"):  CANCELLED,
}  # fmt: skip
