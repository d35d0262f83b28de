"""What is done with problems."""

from typing import Any

from gateway.cases.models import Case
from gateway.database.trees import closes_ring
from gateway.problems.kinds import ProblemResolution
from gateway.problems.lifecycle import PROBLEM_MOVES
from gateway.problems.models import Problem
from gateway.problems.policy import PROBLEM
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, MissingInput, refuse
from gateway.work.handing import PLACED, end, go_on, hand
from gateway.work.relating import move_ties
from gateway.work.starting import begin, take_in

PREFIX = "PRB"
ITSELF = "No problem is a duplicate of itself."
NO_ORIGINAL = "Say of which problem."
WRITTEN = (
    *("description", "impact", "urgency", "priority", "account", "workaround", "known_error"),
    *PLACED,
)
COPIED = {name: name for name in ("short_description", "impact", "urgency", "priority", "account")}


@action(PROBLEM, moves=PROBLEM_MOVES, fields=WRITTEN, label="New problem")
async def create(
    problem: Problem,
    act: Act,
    *,
    first_reported_by: Case | None = None,
    short_description: str | None = None,
    **given: Any,
) -> None:
    """Report what lies behind disturbances, perhaps from a case that shows it.

    first_reported_by: The case from which it is made: what is not sent is taken from there, and the
        two are tied to one another.
    short_description: What it is about, in one line; as the case has it unless it is sent.
    """
    problem.state = PROBLEM_MOVES[None, "create"]
    problem.first_reported_by_id = first_reported_by.pk if first_reported_by else None
    sent = {"short_description": short_description} if short_description else {}
    await begin(problem, act, first_reported_by, {**sent, **given}, prefix=PREFIX, copied=COPIED)


@action(PROBLEM, fields=("short_description", *WRITTEN, "cause_notes", "fix_notes"))
async def edit(problem: Problem, act: Act, **given: Any) -> None:
    """Change what the problem says; only what is sent changes."""
    await take_in(problem, act, given)


@action(PROBLEM, moves=PROBLEM_MOVES, fields=PLACED)
async def assess(problem: Problem, act: Act, **given: Any) -> None:
    """Find out whether it is a problem; somebody has to do so."""
    await hand(problem, act, given, needed=True)


@action(PROBLEM, moves=PROBLEM_MOVES, fields=PLACED)
async def confirm(problem: Problem, act: Act, **given: Any) -> None:
    """Say that it is one: its cause is sought; somebody has to do so."""
    await hand(problem, act, given, needed=True)


@action(PROBLEM, moves=PROBLEM_MOVES)
async def fix(problem: Problem, act: Act, *, cause_notes: str | None) -> None:
    """Say why it is so: its cause is being removed."""
    del act
    problem.cause_notes = cause_notes


@action(PROBLEM, moves=PROBLEM_MOVES)
async def resolve(problem: Problem, act: Act, *, fix_notes: str | None) -> None:
    """Say how its cause was removed; the cases to which it is tied are told."""
    problem.fix_notes, problem.resolved_at = fix_notes, act.at
    problem.resolution_code = ProblemResolution.FIX_APPLIED


@action(PROBLEM, moves=PROBLEM_MOVES)
async def complete(problem: Problem, act: Act) -> None:
    """Finish it."""
    end(problem, act)


@action(PROBLEM, moves=PROBLEM_MOVES)
async def accept_risk(problem: Problem, act: Act, *, reason: str) -> None:
    """Live with it.

    reason: Why.
    """
    problem.resolution_code = ProblemResolution.RISK_ACCEPTED
    end(problem, act, reason)


@action(PROBLEM, moves=PROBLEM_MOVES, label="Mark as duplicate")
async def duplicate(problem: Problem, act: Act, *, original: Problem | None) -> None:
    """Say that another problem is the same; what was tied to this one is tied to that."""
    if original is None:
        refuse([MissingInput(NO_ORIGINAL, "original")])
    elif await closes_ring(Problem, problem.pk, original.pk, "original"):
        refuse([InvalidInput(ITSELF, "original")])
    else:
        problem.original_id, problem.resolution_code = original.pk, ProblemResolution.DUPLICATE
        end(problem, act)
        await move_ties(problem, original, act)


@action(PROBLEM, moves=PROBLEM_MOVES)
async def cancel(problem: Problem, act: Act, *, reason: str) -> None:
    """Say that it is none.

    reason: Why.
    """
    problem.resolution_code = ProblemResolution.CANCELLED
    end(problem, act, reason)


@action(PROBLEM, moves=PROBLEM_MOVES, label="Analyse again")
async def re_analyse(problem: Problem, act: Act) -> None:
    """Seek its cause again."""
    del act
    go_on(problem)
    problem.resolution_code, problem.resolved_at, problem.original_id = None, None, None
    problem.state_reason = None
