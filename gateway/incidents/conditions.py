"""The conditions of the incident's grid: each a sentence, and what it means for a row."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.conditions import LIVE
from gateway.cases.conditions import once as once
from gateway.incidents.lifecycle import INCIDENT_FINAL, IncidentState

PENDING = [state for state in IncidentState if state not in INCIDENT_FINAL]


def pending(actor: Actor) -> Q:
    """the incident is neither closed nor cancelled"""
    return Q(state__in=PENDING)


def of_live_case(actor: Actor) -> Q:
    """it is made from no case, or from one that is neither closed nor cancelled"""
    return Q(source_case_id__isnull=True) | Q(source_case__state__in=LIVE)


def over(actor: Actor) -> Q:
    """the incident is closed or cancelled"""
    return Q(state__in=list(INCIDENT_FINAL))


def every(actor: Actor) -> Q:
    """always"""
    return Q()


def mine(actor: Actor) -> Q:
    """the incident is assigned to you"""
    return Q(assigned_to_id=actor.user_id)


def unassigned(actor: Actor) -> Q:
    """the incident waits for work and is assigned to nobody"""
    return Q(assigned_to_id__isnull=True) & Q(state__in=PENDING)
