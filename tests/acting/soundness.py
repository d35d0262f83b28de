"""What must hold in any database in which only actions have made and changed cases.

Every case has its audit trail, its event and its history; no act is there by half; the trail, told
again from the start, ends in what the rows hold now; the history tiles the life of each case.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from gateway.cases.models import Case, CaseTask, JournalEntry, StateInterval
from gateway.request.actions.minutes import written
from gateway.request.actions.record import BOOKKEEPING, snapshot
from gateway.request.ledger import AuditEntry, IdempotencyKey, OutboxEvent
from gateway.schema import graph

Row = tuple[str, int]  # type name, key
BORN = 1  # the version of a new record


async def faults() -> list[str]:
    """What does not hold; empty when the database is sound."""
    entries = await AuditEntry.all().order_by("id")
    events = await OutboxEvent.all().order_by("id")
    records: list[Any] = [*await Case.all(), *await CaseTask.all()]
    found = [*_torn(entries, events)]
    found += _unwritten([*records, *await JournalEntry.all()], entries, events)
    found += _untold(records, entries)
    found += _versions(records, entries)
    found += _gaps(await Case.all(), await StateInterval.all().order_by("id"))
    found += [f"key {k.key} has no answer" for k in await IdempotencyKey.all() if not k.answer]
    return found


def _torn(entries: list[AuditEntry], events: list[OutboxEvent]) -> Iterator[str]:
    """Acts of which one half is missing; each has one event on the record acted on."""
    audited = {(e.request_id, e.action, e.target_type, e.target_key) for e in entries}
    acts = {(e.request_id, e.action) for e in entries}
    told = Counter((e.request_id, e.event.partition(".")[2]) for e in events)
    for event in events:
        verb = event.event.partition(".")[2]
        if (event.request_id, verb, event.target_type, event.target_key) not in audited:
            yield f"event {event.id} ({event.event}) without an audit entry"
    for act in acts:
        if act not in told:
            yield f"act {act} without its event"


def _unwritten(
    records: list[Any], entries: list[AuditEntry], events: list[OutboxEvent]
) -> Iterator[str]:
    """Records of which nobody knows how they came."""
    audited = {(e.target_type, e.target_key) for e in entries}
    told = {(e.target_type, e.target_key) for e in events}
    for record in records:
        name = type(record).__name__
        if (name, record.id) not in audited:
            yield f"{name} {record.id} without an audit entry"
        if name == "Case" and ("Case", record.id) not in told and record.parent_id is None:
            yield f"Case {record.id} without an event"
        if name == "JournalEntry" and ("Case", record.case_id) not in audited:
            yield f"JournalEntry {record.id} of a case without an audit entry"


def _untold(records: list[Any], entries: list[AuditEntry]) -> Iterator[str]:
    """Where the audit trail contradicts itself, or ends in something else than the row holds."""
    trail: dict[Row, dict[str, str | None]] = defaultdict(dict)
    for entry in entries:
        if entry.field is None:
            continue
        row = trail[entry.target_type, entry.target_key]
        if (was := row.get(entry.field)) != entry.old:
            yield f"audit entry {entry.id}: {entry.field} was {was}, not {entry.old}"
        row[entry.field] = entry.new
    for record in records:
        name = type(record).__name__
        links = graph().entities[name].links
        for column, value in snapshot(record).items():
            field = column.removesuffix("_id")
            field = field if field in links else column
            kept = trail[name, record.id].get(field)
            if column not in BOOKKEEPING and kept != written(value):
                yield f"{name} {record.id}: {field} is {written(value)}, by its trail {kept}"


def _versions(records: list[Any], entries: list[AuditEntry]) -> Iterator[str]:
    """Records whose version does not count the acts that changed them."""
    acts: dict[Row, set[tuple[Any, str]]] = defaultdict(set)
    for entry in entries:
        if entry.field is not None and entry.action != "create":
            acts[entry.target_type, entry.target_key].add((entry.request_id, entry.action))
    for record in records:
        row = type(record).__name__, record.id
        if record.version != BORN + len(acts[row]):
            yield f"{row} has version {record.version} after {len(acts[row])} changes"


def _gaps(cases: list[Case], intervals: list[StateInterval]) -> Iterator[str]:
    """Cases whose intervals do not tile their life."""
    history: dict[int, list[StateInterval]] = defaultdict(list)
    for interval in intervals:
        history[interval.case_id].append(interval)
    for case in cases:
        told = history[case.id]
        begins = [i.started_at for i in told]
        if begins != [case.opened_at, *(i.ended_at for i in told[:-1])]:
            yield f"the history of case {case.id} has a gap"
        elif told[-1].ended_at is not None or not _stands(told[-1], case):
            yield f"the history of case {case.id} does not end where it stands"
        if any(i.ended_at is not None and i.ended_at <= i.started_at for i in told):
            yield f"the history of case {case.id} goes backwards"


def _stands(last: StateInterval, case: Case) -> bool:
    now = (case.state, case.assignment_group_id, case.provider_id, case.assigned_to_id)
    return (last.state, last.group_id, last.provider_id, last.assignee_id) == now
