"""The conditions of these grids: each a sentence, and what it means for a row."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.policy.grid import SEEN


def yours(actor: Actor) -> Q:
    """it is for you"""
    return Q(recipient_id=actor.user_id)


def own(actor: Actor) -> Q:
    """it is yours"""
    return Q(user_id=actor.user_id)


def in_sight(actor: Actor) -> Q:
    """you may still see the case"""
    return Q(case=SEEN)


def every(actor: Actor) -> Q:
    """always"""
    return Q()


def unread(actor: Actor) -> Q:
    """you have not read it yet"""
    return Q(read_at__isnull=True)
