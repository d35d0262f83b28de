"""The incidents of a ServiceNow event log, straight from the file, as an import would read them.

A log knows priorities as they were, which an imported case does not; it knows no customers,
contracts or schedules of ours.
"""

from collections.abc import AsyncIterator, Collection, Iterator
from datetime import datetime

from gateway.cases.kinds import ResolutionCode
from gateway.cases.lifecycle import CaseState
from gateway.cases.priority import Impact, Priority, Urgency
from gateway.customers.channels import Channel
from gateway.imports.casework import CHANNELS, CODES
from gateway.imports.events import Event, moment
from gateway.imports.incidents import read
from gateway.imports.replay import ANSWERED, ENDED, READ_AS, Incident
from gateway.imports.staging import Staging
from gateway.simulating.lives import Life, Told, Values, silent

STEP = 250  # incidents between two words about progress


def latest(staging: Staging) -> datetime | None:
    """When the log ends; None for one that says no time."""
    said = {
        line.columns.get("sys_updated_at", "") for lines in staging.incidents() for line in lines
    }
    return max(filter(None, map(_moment, said)), default=None)


def _moment(text: str) -> datetime | None:
    try:
        return moment(text)
    except ValueError:
        return None


async def lives(
    staging: Staging,
    columns: Collection[str],
    period: tuple[datetime | None, datetime | None] = (None, None),
    told: Told = silent,
) -> AsyncIterator[Life]:
    """What its incidents were, of those that were opened in a period; the end is not part of it."""
    total, (since, until) = staging.count(), period
    for place, lines in enumerate(staging.incidents(), 1):
        incident = read(lines).incident
        if place % STEP == 0 or place == total:
            told("Playing incidents", place, total)
        if incident is None:
            continue
        at = incident.last.opened_at
        if (since is None or since <= at) and (until is None or at < until):
            yield life(place, incident, columns)


def life(key: int, incident: Incident, columns: Collection[str]) -> Life:
    """An incident as a case with these columns; those that the log does not know are empty."""
    empty: Values = dict.fromkeys(columns)
    found = dict(_states(key, incident))  # of one second the last counts, as everywhere
    states = [(at, empty | said) for at, said in found.items()]
    last = incident.last
    return Life(key, incident.number, Priority(last.priority), states, kept=last.made_sla)


def _states(key: int, incident: Incident) -> Iterator[tuple[datetime, Values]]:
    """The first of them when it was opened, the others with its events."""
    opened = incident.events[0].opened_at
    known: Values = {"id": key, "number": incident.number, "opened_at": opened}
    known |= {"created_at": opened, "sla_anchor_at": opened}
    before: Values = {}
    told = zip((opened, *incident.times), (incident.events[0], *incident.events), strict=True)
    for at, event in told:
        said = _said(event)
        state: CaseState = said["state"]
        if before.get("state") in ENDED and state not in ENDED:
            known["sla_anchor_at"] = at
        if state in ANSWERED:
            known.setdefault("first_response_at", at)
        said["resolved_at"] = event.resolved_at if state in ENDED else None
        if said != before:
            yield at, known | said
        before = said


def _said(event: Event) -> Values:
    """What an event says of the case that an import would make of it."""
    state = READ_AS[event.state]
    return {
        "state": state,
        "priority": Priority(event.priority),
        "impact": Impact(event.impact),
        "urgency": Urgency(event.urgency),
        "channel": CHANNELS.get(event.channel or "", Channel.API),
        "category": event.category,
        "subcategory": event.subcategory,
        "reopen_count": event.reopens,
        "resolution_code": CODES.get(event.closed_code or "", ResolutionCode.FIXED)
        if state in ENDED
        else None,
    }
