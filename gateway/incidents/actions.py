"""What is done with incidents."""

from typing import Any

from gateway.cases.models import Case
from gateway.incidents.kinds import HoldReason, IncidentCloseCode
from gateway.incidents.lifecycle import INCIDENT_MOVES
from gateway.incidents.models import Incident
from gateway.incidents.policy import INCIDENT
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import MissingInput, refuse
from gateway.work.handing import PLACED, end, go_on, hand
from gateway.work.starting import begin, take_in

PREFIX = "INC"
UNASKED = "Say what the caller is asked."
WRITTEN = ("description", "impact", "urgency", "priority", "caller", "asset", *PLACED)
COPIED = {name: name for name in ("short_description", "impact", "urgency", "priority")} | {
    "caller": "contact"
}


@action(INCIDENT, moves=INCIDENT_MOVES, fields=WRITTEN, label="New incident")
async def create(
    incident: Incident,
    act: Act,
    *,
    source_case: Case | None = None,
    short_description: str | None = None,
    **given: Any,
) -> None:
    """Report that something does not work, perhaps from a case that says so.

    source_case: The case from which it is made: what is not sent is taken from there, and the two
        are tied to one another.
    short_description: What does not work, in one line; as the case has it unless it is sent.
    """
    incident.state = INCIDENT_MOVES[None, "create"]
    incident.source_case_id = source_case.pk if source_case else None
    sent = {"short_description": short_description} if short_description else {}
    await begin(incident, act, source_case, {**sent, **given}, prefix=PREFIX, copied=COPIED)


@action(INCIDENT, fields=("short_description", *WRITTEN))
async def edit(incident: Incident, act: Act, **given: Any) -> None:
    """Change what the incident says; only what is sent changes."""
    await take_in(incident, act, given)


@action(INCIDENT, moves=INCIDENT_MOVES, fields=PLACED)
async def start(incident: Incident, act: Act, **given: Any) -> None:
    """Begin to work on it; somebody has to do so."""
    await hand(incident, act, given, needed=True)


@action(INCIDENT, moves=INCIDENT_MOVES, label="Put on hold")
async def hold(
    incident: Incident, act: Act, *, hold_reason: HoldReason | None, comment: str | None = None
) -> None:
    """Wait for something or somebody.

    comment: What there is to say of it; mandatory where the caller is asked something.
    """
    del act
    if hold_reason is HoldReason.CALLER and not comment:
        refuse([MissingInput(UNASKED, "comment")])
    incident.hold_reason, incident.state_reason = hold_reason, comment


@action(INCIDENT, moves=INCIDENT_MOVES, fields=PLACED)
async def resume(incident: Incident, act: Act, **given: Any) -> None:
    """Go on with an incident on hold; somebody has to do so."""
    await hand(incident, act, given, needed=True)
    incident.hold_reason, incident.state_reason = None, None


@action(INCIDENT, moves=INCIDENT_MOVES)
async def resolve(
    incident: Incident,
    act: Act,
    *,
    close_code: IncidentCloseCode | None,
    close_notes: str | None,
) -> None:
    """Say that it works again; the cases to which it is tied are told how."""
    incident.close_code, incident.close_notes = close_code, close_notes
    incident.hold_reason, incident.state_reason = None, None
    incident.resolved_at = act.at


@action(INCIDENT, moves=INCIDENT_MOVES)
async def reopen(incident: Incident, act: Act, *, reason: str) -> None:
    """Take it up again: the solution did not hold.

    reason: Why.
    """
    del act
    go_on(incident)
    incident.resolved_at, incident.state_reason = None, reason


@action(INCIDENT, moves=INCIDENT_MOVES)
async def close(incident: Incident, act: Act) -> None:
    """Finish it: whoever reported it is content."""
    end(incident, act)


@action(INCIDENT, moves=INCIDENT_MOVES)
async def cancel(incident: Incident, act: Act, *, reason: str) -> None:
    """Give it up.

    reason: Why.
    """
    incident.hold_reason = None
    end(incident, act, reason)
