"""How a change is carried out, and closed when it is known how it went."""

from datetime import datetime

from gateway.changes.actions import period_errors
from gateway.changes.kinds import ChangeCloseCode
from gateway.changes.lifecycle import CHANGE_MOVES
from gateway.changes.models import ChangeRequest
from gateway.changes.policy import CHANGE_REQUEST
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import refuse
from gateway.work.handing import end


@action(CHANGE_REQUEST, moves=CHANGE_MOVES)
async def start(change: ChangeRequest, act: Act, *, actual_start: datetime | None = None) -> None:
    """Begin to carry it out.

    actual_start: When that was; now, unless it is sent.
    """
    change.actual_start = actual_start or act.at
    refuse(period_errors(change))


@action(CHANGE_REQUEST, moves=CHANGE_MOVES)
async def finish(change: ChangeRequest, act: Act, *, actual_end: datetime | None = None) -> None:
    """Say that it is carried out.

    actual_end: When that was; now, unless it is sent.
    """
    change.actual_end = actual_end or act.at
    refuse(period_errors(change))


@action(CHANGE_REQUEST, moves=CHANGE_MOVES)
async def close(
    change: ChangeRequest,
    act: Act,
    *,
    close_code: ChangeCloseCode | None,
    close_notes: str | None,
) -> None:
    """Finish it: say how it went."""
    change.close_code, change.close_notes = close_code, close_notes
    end(change, act)
