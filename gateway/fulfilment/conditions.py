"""The conditions of the request's grid: each a sentence, and what it means for a row."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.conditions import LIVE
from gateway.cases.conditions import once as once
from gateway.fulfilment.lifecycle import AWAITING, REQUEST_FINAL, RequestState
from gateway.policy.grid import SEEN

PENDING = [state for state in RequestState if state not in REQUEST_FINAL]


def pending(actor: Actor) -> Q:
    """the request has not ended"""
    return Q(state__in=PENDING)


def of_live_case(actor: Actor) -> Q:
    """it is made from no case, or from one that is neither closed nor cancelled"""
    return Q(source_case_id__isnull=True) | Q(source_case__state__in=LIVE)


def around(actor: Actor) -> Q:
    """a case that you may see is tied to it"""
    return Q(case_relations__case=SEEN)


def ours(actor: Actor) -> Q:
    """the request is yours"""
    return Q(contact_id=actor.contact_id)


def own(actor: Actor) -> Q:
    """the request is yours"""
    return Q(consumer_id=actor.consumer_id)


def near_ours(actor: Actor) -> Q:
    """the request is yours, or a case that you may see is tied to it"""
    return ours(actor) | around(actor)


def near_own(actor: Actor) -> Q:
    """the request is yours, or a case that you may see is tied to it"""
    return own(actor) | around(actor)


def put_forward(actor: Actor) -> Q:
    """somebody has to agree to the request, and it was put before those who may"""
    return Q(needs_approval=True) & Q(submitted_at__isnull=False)


def of_others(actor: Actor) -> Q:
    """you have not written the request"""
    return Q(opened_by_id__isnull=True) | Q(opened_by_id__not=actor.user_id)


def of_group(actor: Actor) -> Q:
    """the request is with a group of yours"""
    return Q(assignment_group_id__in=actor.group_ids)


def over(actor: Actor) -> Q:
    """the request has ended"""
    return Q(state__in=list(REQUEST_FINAL))


def every(actor: Actor) -> Q:
    """always"""
    return Q()


def team(actor: Actor) -> Q:
    """the request is with a group of yours, and has not ended"""
    return of_group(actor) & Q(state__in=PENDING)


def to_decide(actor: Actor) -> Q:
    """the request waits for somebody who agrees to it, and is not of your own writing"""
    return Q(state=AWAITING) & of_others(actor)
