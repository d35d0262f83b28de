"""The conditions of the grid of ties: each a sentence, and what it means for a row."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.conditions import LIVE
from gateway.cases.conditions import once as once
from gateway.policy.grid import SEEN
from gateway.work.kinds import SHARED


def both(actor: Actor) -> Q:
    """you may see the case, and what is tied to it"""
    tied = Q(incident=SEEN) | Q(problem=SEEN) | Q(change=SEEN) | Q(request=SEEN)
    return Q(case=SEEN) & tied


def shared(actor: Actor) -> Q:
    """you may see the case, and what is tied to it is neither an incident nor its cause"""
    return Q(case=SEEN) & Q(kind__in=list(SHARED))


def of_live_case(actor: Actor) -> Q:
    """its case is neither closed nor cancelled"""
    return Q(case__state__in=LIVE)
