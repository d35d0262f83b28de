"""The minutes of an action: an audit entry for each change, and the event that others are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import orjson
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.database.fields import as_text
from gateway.database.rows import append
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import ACTIONS, Action
from gateway.request.actions.record import BOOKKEEPING, changed, snapshot, update
from gateway.request.entities import Entities
from gateway.request.ledger import AuditEntry, OutboxEvent

Row = dict[str, Any]  # attribute -> value


@dataclass(frozen=True, slots=True)
class Minutes:
    """Writes down what an action has done, within its transaction."""

    tables: Entities
    action: Action
    act: Act
    request_id: str

    async def write(self, record: Model) -> None:
        """Saves what has changed of the record and of all others taken into the act."""
        entries = [*self._of_record(record), *self._of_others(record)]
        await self._save(record)
        if self.action.quiet:
            return
        await append(AuditEntry, entries)
        await append(OutboxEvent, [self._event(record)])

    async def _save(self, record: Model) -> None:
        """The changed columns; whatever else was done to a record shows in `updated_at`."""
        act = self.act
        if self.action.removes:
            pass
        elif act.before and (names := list(act.changes(record))):
            await update(record, names, act.actor, act.at)
        elif act.before and (act.added or act.removed) and act.result is None:
            await update(record, [], act.actor, act.at)
        for other, before in act.touched:
            await update(other, list(changed(before, other)), act.actor, act.at)

    def _of_record(self, record: Model) -> Iterator[Row]:
        """One entry for each changed field; at least one, for the record as a whole."""
        if not self.act.before:
            yield from self._born(record)
            return
        entries = list(self._differences(record, self.act.changes(record)))
        yield from entries or [self._entry(record, None, None, None)]

    def _of_others(self, record: Model) -> Iterator[Row]:
        """Changes; of a new record with a life of its own, and of a deleted row, all that it says;
        of any other new row, that it is there.
        """
        for other, before in self.act.touched:
            yield from self._differences(other, changed(before, other))
        for other in self.act.added:
            if other is not record:
                alive = type(other).__name__ in ACTIONS
                yield from self._born(other) if alive else [self._entry(other, None, None, None)]
        for other in self.act.removed:
            gone = {k: (v, None) for k, v in _values(other).items()}
            yield from self._differences(other, gone)

    def _born(self, record: Model) -> Iterator[Row]:
        given = {k: (None, v) for k, v in _values(record).items()}
        yield from self._differences(record, given)

    def _differences(self, record: Model, differences: dict[str, tuple[Any, Any]]) -> Iterator[Row]:
        links = self.tables[type(record).__name__].links
        for column, (old, new) in differences.items():
            field = column.removesuffix("_id")
            yield self._entry(record, field if field in links else column, old, new)

    def _entry(self, record: Model, field: str | None, old: Any, new: Any) -> Row:
        return {
            "at": self.act.at,
            "actor_id": self.act.actor.user_id,
            "client_id": self.act.actor.client_id,
            "action": self.action.verb,
            "target_type": type(record).__name__,
            "target_key": record.pk,
            "field": field,
            "old": written(old),
            "new": written(new),
            "request_id": self.request_id or None,
        }

    def _event(self, record: Model) -> Row:
        before, now = self.act.before.get("state"), getattr(record, "state", None)
        name = type(record).__name__
        facts = {"verb": self.action.verb, "from": before, "to": now, **self.act.told}
        facts["moved"] = self._moved(record) or None
        told = {k: _plain(v) for k, v in facts.items() if v is not None}
        return {
            "at": self.act.at,
            "event": f"{_snake(name)}.{self.action.verb}",
            "target_type": name,
            "target_key": record.pk,
            "payload": orjson.dumps(told).decode(),
            "actor_id": self.act.actor.user_id,
            "request_id": self.request_id or None,
        }

    def _moved(self, record: Model) -> bool:
        """Whether others may see it now than before: who may depends on what has changed."""
        if not self.act.before:
            return False
        scopes = self.action.policy.scopes.values()
        deciding = {name for scope in scopes for name in _compared(scope.expression)}
        return not deciding.isdisjoint(self.act.changes(record))


def _compared(expression: Q) -> Iterator[str]:
    """The row's own columns that a condition compares."""
    for name in expression.filters:
        column = name.partition("__")[0]
        yield column
        yield f"{column}_id"
    for child in expression.children:
        yield from _compared(child)


def _values(record: Model) -> dict[str, Any]:
    """What a row says: its columns that are not empty, without those of the bookkeeping."""
    columns = snapshot(record).items()
    return {name: value for name, value in columns if name not in BOOKKEEPING and value is not None}


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
