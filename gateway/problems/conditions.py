"""The conditions of the problem's grid: each a sentence, and what it means for a row."""

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.cases.conditions import LIVE
from gateway.cases.conditions import once as once
from gateway.policy.grid import SEEN
from gateway.problems.lifecycle import PROBLEM_FINAL, ProblemState

PENDING = [state for state in ProblemState if state not in PROBLEM_FINAL]


def pending(actor: Actor) -> Q:
    """the problem is not closed"""
    return Q(state__in=PENDING)


def of_live_case(actor: Actor) -> Q:
    """it is made from no case, or from one that is neither closed nor cancelled"""
    return Q(first_reported_by_id__isnull=True) | Q(first_reported_by__state__in=LIVE)


def around(actor: Actor) -> Q:
    """a case that you may see is tied to it"""
    return Q(case_relations__case=SEEN)


def over(actor: Actor) -> Q:
    """the problem is closed"""
    return Q(state__in=list(PROBLEM_FINAL))


def every(actor: Actor) -> Q:
    """always"""
    return Q()


def mine(actor: Actor) -> Q:
    """the problem is assigned to you"""
    return Q(assigned_to_id=actor.user_id)


def known(actor: Actor) -> Q:
    """the problem is a known error"""
    return Q(known_error=True)
