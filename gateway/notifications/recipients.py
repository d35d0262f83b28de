"""Who is told of an event: the table of the specification, one function for each of its rows.

Whether they may see what it is about, and want to hear of it, is asked afterwards.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from gateway.cases.journal import InformedUser, JournalEntry, WorkNotesWatcher
from gateway.cases.kinds import JournalKind
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Case, CaseTask
from gateway.levels.models import CaseSla
from gateway.notifications.kinds import NotificationKind
from gateway.people.models import Group
from gateway.request.ledger import OutboxEvent

FULL, URGENT = 100, 75  # percent of a promised time
ENDS = {
    CaseState.RESOLVED.value: NotificationKind.RESOLVED,
    CaseState.CLOSED.value: NotificationKind.CLOSED,
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing that an event means to some users."""

    kind: NotificationKind
    users: frozenset[int]
    entry: int | None = None  # the journal entry that it is about
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event, with the records around it as they are now."""

    event: OutboxEvent
    case: Case
    task: CaseTask | None = None
    entries: list[JournalEntry] = field(default_factory=list[JournalEntry])

    @property
    def told(self) -> dict[str, Any]:
        return self.event.payload


async def happening(event: OutboxEvent) -> Happening | None:
    """None where the records are gone."""
    of = await _about(event)
    task = of if isinstance(of, CaseTask) else None
    key = of if isinstance(of, int) else of and of.case_id
    case = await Case.get_or_none(id=key).select_related("contact", "consumer")
    if case is None:
        return None
    entries = await JournalEntry.filter(id__in=event.payload.get("entries", ())).order_by("id")
    return Happening(event, case, task, list(entries))


async def _about(event: OutboxEvent) -> CaseTask | CaseSla | int | None:
    """The task or the clock, or the key of the case."""
    key = cast("int", event.target_key)
    match event.target_type:
        case "Case":
            return key
        case "CaseTask":
            return await CaseTask.get_or_none(id=key)
        case "CaseSla":
            return await CaseSla.get_or_none(id=key)
        case _:
            return None


async def news(of: Happening) -> AsyncIterator[News]:
    """Everything that the event means to anybody."""
    for row in (_mentioned, _assigned, _ended, _commented, _noted, _warned):
        async for one in row(of):
            yield one


async def _mentioned(of: Happening) -> AsyncIterator[News]:
    if named := of.told.get("mentions"):
        entry = of.entries[-1].pk if of.entries else None
        yield News(NotificationKind.MENTIONED, _users(*named), entry)


async def _assigned(of: Happening) -> AsyncIterator[News]:
    """Who has it now, and who manages their group."""
    placed = of.told.get("placed")
    if placed is None:
        return
    person = _users(placed["person"])
    if of.task is not None:
        yield News(NotificationKind.TASK_ASSIGNED, person, task=of.task.pk)
        return
    yield News(NotificationKind.ASSIGNED, person)
    group = await Group.get_or_none(id=placed["group"])
    yield News(NotificationKind.GROUP_ASSIGNED, _users(group.manager_id if group else None))


async def _ended(of: Happening) -> AsyncIterator[News]:
    kind = ENDS.get(of.told.get("to", ""))
    if of.task is None and kind and of.told.get("from") != of.told["to"]:
        yield News(kind, await _following(of.case))


async def _commented(of: Happening) -> AsyncIterator[News]:
    """The requester's word reaches the assignee; everybody's, who follows the case."""
    for entry in of.entries:
        if entry.kind is JournalKind.COMMENT:
            users = await _following(of.case)
            if entry.author_contact_id or entry.author_consumer_id:
                users |= _users(of.case.assigned_to_id)
            yield News(NotificationKind.COMMENTED, users, entry.pk)


async def _noted(of: Happening) -> AsyncIterator[News]:
    for entry in of.entries:
        if entry.kind is JournalKind.WORK_NOTE:
            watchers = WorkNotesWatcher.filter(case_id=of.case.pk).values_list("user_id", flat=True)
            yield News(NotificationKind.WORK_NOTED, _users(*await watchers), entry.pk)


async def _warned(of: Happening) -> AsyncIterator[News]:
    """Half of the time is the assignee's business; what is more, also of who manages the group."""
    percent = of.told.get("percent")
    if not isinstance(percent, int):
        return
    kind = NotificationKind.SLA_DUE if percent >= FULL else NotificationKind.SLA_WARNED
    users = _users(of.case.assigned_to_id)
    if percent >= URGENT:
        group = await Group.get_or_none(id=of.case.assignment_group_id)
        users |= _users(group.manager_id if group else None)
    yield News(kind, users)


async def _following(case: Case) -> frozenset[int]:
    """The requester, and who is kept informed."""
    informed = await InformedUser.filter(case_id=case.pk).values_list("user_id", flat=True)
    asking: Iterable[Any] = filter(None, (case.contact, case.consumer))
    return _users(*informed, *(one.user_id for one in asking))


def _users(*keys: Any) -> frozenset[int]:
    return frozenset(int(key) for key in keys if key is not None)
