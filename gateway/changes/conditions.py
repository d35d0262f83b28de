"""The conditions of the change's grid: each a sentence, and what it means for a row."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.conditions import LIVE
from gateway.cases.conditions import once as once
from gateway.changes.lifecycle import ASSESS, AUTHORIZE, CHANGE_FINAL, ChangeState
from gateway.policy.grid import SEEN
from gateway.work.kinds import RelationKind

PENDING = [state for state in ChangeState if state not in CHANGE_FINAL]


def pending(actor: Actor) -> Q:
    """the change is neither closed nor cancelled"""
    return Q(state__in=PENDING)


def of_live_case(actor: Actor) -> Q:
    """it is made from no case, or from one that is neither closed nor cancelled"""
    return Q(source_case_id__isnull=True) | Q(source_case__state__in=LIVE)


def around(actor: Actor) -> Q:
    """the change is tied to a case that you may see, and is to solve it"""
    return Q(case_relations__kind=RelationKind.CHANGE, case_relations__case=SEEN)


def submitted(actor: Actor) -> Q:
    """the change has been put before those who decide"""
    return Q(submitted_at__isnull=False)


def of_others(actor: Actor) -> Q:
    """you have neither asked for the change nor written it"""
    asked = Q(requested_by_id__isnull=True) | Q(requested_by_id__not=actor.user_id)
    written = Q(opened_by_id__isnull=True) | Q(opened_by_id__not=actor.user_id)
    return asked & written


def owned(actor: Actor) -> Q:
    """the change is assigned to you, or you have written it"""
    return Q(assigned_to_id=actor.user_id) | Q(opened_by_id=actor.user_id)


def mine(actor: Actor) -> Q:
    """the change is assigned to you"""
    return Q(assigned_to_id=actor.user_id)


def over(actor: Actor) -> Q:
    """the change is closed or cancelled"""
    return Q(state__in=list(CHANGE_FINAL))


def every(actor: Actor) -> Q:
    """always"""
    return Q()


def to_decide(actor: Actor) -> Q:
    """the change waits for a decision, and not for one on what you ask for yourself"""
    return Q(state__in=[ASSESS, AUTHORIZE]) & of_others(actor)
