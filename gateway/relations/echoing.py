"""Cases are told, in a work note, how what is tied to them stands."""

from collections.abc import Mapping
from enum import Enum

from gateway.changes.policy import CHANGE_REQUEST
from gateway.fulfilment.policy import SERVICE_REQUEST
from gateway.incidents.policy import INCIDENT
from gateway.problems.policy import PROBLEM
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import consequence
from gateway.work.models import Work
from gateway.work.relating import echo

WHY = ("state_reason",)
HANDED_ON = ("duplicate",)  # moves whose ties are told already where they went
DETAILS: Mapping[tuple[str, str], tuple[str, ...]] = {  # what is said of a move beside its end
    ("Incident", "hold"): ("hold_reason", *WHY),
    ("Incident", "resolve"): ("close_code", "close_notes"),
    ("Incident", "reopen"): WHY,
    ("Incident", "cancel"): WHY,
    ("Problem", "fix"): ("cause_notes",),
    ("Problem", "resolve"): ("resolution_code", "fix_notes"),
    ("Problem", "accept_risk"): ("resolution_code", *WHY),
    ("Problem", "cancel"): WHY,
    ("ChangeRequest", "reject"): WHY,
    ("ChangeRequest", "cancel"): WHY,
    ("ChangeRequest", "close"): ("close_code", "close_notes"),
    ("ServiceRequest", "reject"): WHY,
    ("ServiceRequest", "cancel"): WHY,
    ("ServiceRequest", "close"): ("close_notes",),
}


@consequence(INCIDENT)
@consequence(PROBLEM)
@consequence(CHANGE_REQUEST)
@consequence(SERVICE_REQUEST)
async def tell_cases(work: Work, act: Act) -> None:
    """Tells the cases of every move from one state to another."""
    moved = act.changes(work).get("state")
    if moved and act.verb not in HANDED_ON:
        names = DETAILS.get((type(work).__name__, act.verb), ())
        told = [_words(getattr(work, name)) for name in names]
        await echo(work, act, _words(moved[1]), "\n\n".join(filter(None, told)))


def _words(value: object) -> str:
    """A text as it is; a member of an enum in words: Root cause analysis."""
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ").capitalize()
    return str(value) if value else ""
