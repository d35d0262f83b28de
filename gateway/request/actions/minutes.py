"""The minutes of an action: an audit entry for each change, and the event that others are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from tortoise.models import Model

from gateway.database.fields import as_text
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import Action
from gateway.request.actions.record import BOOKKEEPING, changed, snapshot, update
from gateway.request.entities import Entities
from gateway.request.ledger import AuditEntry, OutboxEvent


@dataclass(frozen=True, slots=True)
class Minutes:
    """Writes down what an action has done, within its transaction."""

    tables: Entities
    action: Action
    act: Act
    request_id: str

    async def write(self, record: Model) -> None:
        """Saves what has changed of the record and of all others taken into the act."""
        act = self.act
        entries = list(self._of_record(record))
        if act.before and (names := list(act.changes(record))):
            await update(record, names, act.actor, act.at)
        elif act.before and act.added and act.result is None:
            await update(record, [], act.actor, act.at)
        for other, before in act.touched:
            entries += self._differences(other, changed(before, other))
            if names := list(changed(before, other)):
                await update(other, names, act.actor, act.at)
        for other in act.added:
            if other is not record:
                entries.append(self._entry(other, None, None, None))
        await _insert(entries)
        await self._tell(record)

    def _of_record(self, record: Model) -> Iterator[AuditEntry]:
        """One entry for each changed field; at least one, for the record as a whole."""
        if self.act.before:
            differences = self.act.changes(record)
        else:
            values = {k: v for k, v in snapshot(record).items() if k not in BOOKKEEPING}
            differences = {k: (None, v) for k, v in values.items() if v is not None}
        entries = list(self._differences(record, differences))
        yield from entries or [self._entry(record, None, None, None)]

    def _differences(
        self, record: Model, differences: dict[str, tuple[Any, Any]]
    ) -> Iterator[AuditEntry]:
        links = self.tables[type(record).__name__].links
        for column, (old, new) in differences.items():
            field = column.removesuffix("_id")
            yield self._entry(record, field if field in links else column, old, new)

    def _entry(self, record: Model, field: str | None, old: Any, new: Any) -> AuditEntry:
        return AuditEntry(
            at=self.act.at,
            actor_id=self.act.actor.user_id,
            client_id=self.act.actor.client_id,
            action=self.action.verb,
            target_type=type(record).__name__,
            target_key=record.pk,
            field=field,
            old=written(old),
            new=written(new),
            request_id=self.request_id or None,
        )

    async def _tell(self, record: Model) -> None:
        before, now = self.act.before.get("state"), getattr(record, "state", None)
        name = type(record).__name__
        facts = {"verb": self.action.verb, "from": before, "to": now, **self.act.told}
        await OutboxEvent(
            at=self.act.at,
            available_at=self.act.at,
            event=f"{_snake(name)}.{self.action.verb}",
            target_type=name,
            target_key=record.pk,
            payload={k: _plain(v) for k, v in facts.items() if v is not None},
            actor_id=self.act.actor.user_id,
            request_id=self.request_id or None,
        ).save(force_create=True)


async def _insert(entries: list[AuditEntry]) -> None:
    if len(entries) == 1:
        await entries[0].save(force_create=True)
    else:
        await AuditEntry.bulk_create(entries)


def written(value: Any) -> str | None:
    """A value as the audit trail holds it: text, from which the value can be had again."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return as_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(_plain(value))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
