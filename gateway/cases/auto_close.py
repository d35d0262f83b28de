"""Closes what nobody answers: a reminder, then the end; neither while staff must look (K17)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from gateway.cases.lifecycle import CASE_MOVES, CaseState
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.cases.writing import announce
from gateway.request.act import Runner
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidTransition, Refused
from gateway.request.actions.sweeping import perform_due

LEAST = timedelta(days=1)  # no waiting time is shorter

REMINDER = (
    "We have proposed a solution. Please accept it, or tell us what is still wrong; "
    "without an answer the case will be closed."
)
CLOSING = "The case is closed, because we have had no answer to the proposed solution."


@dataclass(frozen=True, slots=True)
class Patience:
    """How many calendar days a proposed solution waits for an answer; 0: for ever."""

    reminder: int = 5
    closing: int = 10


@action(CASE, moves=CASE_MOVES, system=True)
async def remind(case: Case, act: Act) -> None:
    """Remind the requester of the proposed solution, once."""
    _check(case, act)
    if case.reminded_at:
        raise Refused(InvalidTransition("The requester has been reminded."))
    case.reminded_at = act.at
    await announce(case, act, REMINDER)


@action(CASE, moves=CASE_MOVES, system=True)
async def auto_close(case: Case, act: Act) -> None:
    """Close a case whose solution nobody has answered."""
    _check(case, act)
    case.closed_at = act.at
    await announce(case, act, CLOSING)


def _check(case: Case, act: Act) -> None:
    """Raises Refused where the case has changed since it was found to be due."""
    idle = case.auto_close and not case.needs_attention and not case.escalation_severity
    if not idle or not case.resolved_at or act.at - case.resolved_at < LEAST:
        raise Refused(InvalidTransition("It does not wait for the requester alone."))


IDLE = Q(
    state=CaseState.RESOLVED,
    auto_close=True,
    needs_attention=False,
    escalation_severity__isnull=True,
)


async def sweep(runner: Runner, patience: Patience, at: datetime) -> int:
    """Reminds and closes what is due at this instant; returns with how many cases that was done."""
    done = 0
    if patience.closing:
        due = Q(resolved_at__lte=at - timedelta(days=patience.closing))
        done += await perform_due(runner, Case, "auto_close", IDLE & due, at)
    if patience.reminder:
        due = Q(resolved_at__lte=at - timedelta(days=patience.reminder), reminded_at__isnull=True)
        done += await perform_due(runner, Case, "remind", IDLE & due, at)
    return done
