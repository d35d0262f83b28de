"""What makes a case unread for somebody, and read again.

A case is unread for those who have opened it, and for whoever it is assigned to, once somebody else
has written, handed it on or moved it. What they may not read makes nothing unread.
"""

from typing import Any

from gateway.cases.conditions import unread
from gateway.cases.kinds import JournalKind
from gateway.cases.models import Case, JournalEntry
from gateway.cases.policy import CASE
from gateway.database.rows import append
from gateway.desk.models import ReadMark
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action, consequence
from gateway.request.sources import extend, extend_views, whether

TELLING = frozenset({"state", "assignment_group_id", "assigned_to_id"})  # columns

extend(
    "Case",
    unread=whether("Whether something has happened that you have not seen.", unread),
)
extend_views("Case", UNREAD=unread)


@action(CASE, quiet=True)
async def mark_read(case: Case, act: Act) -> None:
    """Count what has happened to the case as seen by you."""
    await _mark(case, act, unread=False)


@action(CASE, quiet=True)
async def mark_unread(case: Case, act: Act) -> None:
    """Show the case to you as if you had not seen it yet."""
    await _mark(case, act, unread=True)


async def _mark(case: Case, act: Act, *, unread: bool) -> None:
    user = act.actor.user_id
    values: dict[str, Any] = {"unread": unread} if unread else {"unread": False, "read_at": act.at}
    if not await ReadMark.filter(case_id=case.id, user_id=user).update(**values):
        await append(ReadMark, [{"case_id": case.id, "user_id": user, **values}])


@consequence(CASE)
async def call_back(case: Case, act: Act) -> None:
    """Makes the case unread for the others, where there is news that they may read."""
    news = _News(case, act)
    if not (news.open or news.inside):
        return
    marks = ReadMark.filter(case_id=case.id, unread=False).exclude(user_id=act.actor.user_id or 0)
    if not news.open:
        marks = marks.filter(user__provider_id=None)
    if keys := await marks.values_list("id", flat=True):
        await ReadMark.filter(id__in=keys).update(unread=True)
    await _tell_assignee(case, act)


class _News:
    """What of an act is news, and for whom."""

    def __init__(self, case: Case, act: Act) -> None:
        written = [record for record in act.added if isinstance(record, JournalEntry)]
        moved = not act.before or not TELLING.isdisjoint(act.changes(case))
        told = any(e.kind is JournalKind.COMMENT or not e.enterprise_only for e in written)
        self.open = moved or told  # for all who keep marks
        self.inside = bool(written)  # for the enterprise's own people


async def _tell_assignee(case: Case, act: Act) -> None:
    """Whoever is given a case that they have never opened has it to read."""
    user = case.assigned_to_id
    given = not act.before or "assigned_to_id" in act.changes(case)
    if user is None or not given or user == act.actor.user_id:
        return
    if not await ReadMark.filter(case_id=case.id, user_id=user).exists():
        await append(ReadMark, [{"case_id": case.id, "user_id": user, "unread": True}])
