"""How a case ends: a solution is proposed, accepted or rejected; or the case is closed outright."""

from gateway.cases.kinds import ResolutionCode
from gateway.cases.lifecycle import CASE_MOVES
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.cases.reopening import reopen
from gateway.cases.task_ending import end_tasks
from gateway.cases.writing import label, respond, speak
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action


@action(CASE, moves=CASE_MOVES)
async def propose_solution(
    case: Case,
    act: Act,
    *,
    resolution_code: ResolutionCode | None,
    resolution_notes: str | None,
    share_resolution_notes: bool | None = None,
    post_code: bool = False,
) -> None:
    """Propose a solution, which the requester accepts or rejects.

    post_code: Also tell the requester, in a comment, how the case was resolved.
    """
    _resolve(case, resolution_code, resolution_notes, share=share_resolution_notes)
    case.resolved_at, case.resolved_by_id = act.at, act.actor.user_id
    case.needs_attention = False
    respond(case, act)
    await _tell_requester(case, act, post_code=post_code)


@action(CASE, moves=CASE_MOVES)
async def accept_solution(case: Case, act: Act) -> None:
    """Accept the proposed solution; the case is closed."""
    _end(case, act)


@action(CASE, moves=CASE_MOVES)
async def reject_solution(case: Case, act: Act, *, text: str) -> None:
    """Reject the proposed solution; work on the case goes on.

    text: What is still wrong, as a comment.
    """
    await speak(case, act, text)
    await reopen(case, act)


@action(CASE, moves=CASE_MOVES)
async def close(
    case: Case,
    act: Act,
    *,
    resolution_code: ResolutionCode | None,
    resolution_notes: str | None,
    share_resolution_notes: bool | None = None,
    post_code: bool = False,
    cancel_tasks: bool = False,
) -> None:
    """Finish the case without waiting for the requester's consent; nothing leads back.

    post_code: Also tell the requester, in a comment, how the case was resolved.
    cancel_tasks: Also cancel the tasks that are still to be done.
    """
    await end_tasks(case, act, cancel=cancel_tasks)
    _resolve(case, resolution_code, resolution_notes, share=share_resolution_notes)
    await _tell_requester(case, act, post_code=post_code)
    _end(case, act)


def _resolve(
    case: Case, code: ResolutionCode | None, notes: str | None, *, share: bool | None
) -> None:
    case.update_from_dict({"resolution_code": code, "resolution_notes": notes})
    if share is not None:
        case.share_resolution_notes = share


def _end(case: Case, act: Act) -> None:
    case.needs_attention = False
    case.closed_at, case.closed_by_id = act.at, act.actor.user_id


async def _tell_requester(case: Case, act: Act, *, post_code: bool) -> None:
    """Posts the code, the notes if they are shared, or both in one comment (K4)."""
    parts: list[str] = []
    if post_code and case.resolution_code:
        parts.append(f"Resolution: {label(case.resolution_code)}")
    if case.share_resolution_notes and case.resolution_notes:
        parts.append(case.resolution_notes)
    if parts:
        await speak(case, act, "\n\n".join(parts))
