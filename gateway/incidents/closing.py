"""Closes incidents that stay resolved: nobody has taken them up again for a week (K22)."""

from datetime import datetime, timedelta

from tortoise.expressions import Q

from gateway.incidents.lifecycle import INCIDENT_MOVES, RESOLVED
from gateway.incidents.models import Incident
from gateway.incidents.policy import INCIDENT
from gateway.request.act import Runner
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidTransition, Refused
from gateway.request.actions.sweeping import perform_due
from gateway.work.handing import end

PATIENCE = timedelta(days=7)
EARLY = "It may still be taken up again."


@action(INCIDENT, moves=INCIDENT_MOVES, system=True)
async def auto_close(incident: Incident, act: Act) -> None:
    """Close an incident that stayed resolved."""
    if incident.resolved_at is None or act.at - incident.resolved_at < PATIENCE:
        raise Refused(InvalidTransition(EARLY, "id"))
    end(incident, act)


async def sweep(runner: Runner, at: datetime) -> int:
    """Closes what is due at this instant; returns how many incidents that were."""
    due = Q(state=RESOLVED, resolved_at__lte=at - PATIENCE)
    return await perform_due(runner, Incident, "auto_close", due, at)
