"""What performs an action is given: who acts, when, and how to write things down."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tortoise.models import Model

from gateway.actor import Actor
from gateway.request.actions.record import changed, insert, snapshot


async def _nobody(actor: Actor, record: Model) -> bool:
    del actor, record
    return False


async def _not_read(record: Model, row: str) -> bool:
    del record, row
    return False


Step = tuple[str, Mapping[str, Any]]  # a verb, and its inputs as clients write them


def _unread(type_name: str, row: str) -> bool:
    del type_name, row
    return False


async def _none(model: type[Model], keys: Sequence[int]) -> frozenset[int]:
    del model, keys
    return frozenset()


async def _nothing(record: Model, steps: Sequence[Step]) -> None:
    del record, steps


class Rule(Protocol):
    """Whether the actor may write a field of the record at hand."""

    def __call__(self, row: str, /) -> bool: ...


@dataclass
class Act:
    """One action while it is performed, inside its transaction."""

    actor: Actor
    at: datetime  # the instant of everything that it writes
    may_write: Rule
    given: frozenset[str] = frozenset()  # the inputs that the caller sent
    before: dict[str, Any] = field(default_factory=dict[str, Any])  # columns when it began
    added: list[Model] = field(default_factory=list[Model])
    touched: list[tuple[Model, dict[str, Any]]] = field(
        default_factory=list[tuple[Model, dict[str, Any]]]
    )
    removed: list[Model] = field(default_factory=list[Model])
    told: dict[str, Any] = field(default_factory=dict[str, Any])
    result: Model | None = None  # what the payload shows, when it is not the record acted on
    verb: str = ""
    take: Callable[[Any, Sequence[Step]], Awaitable[None]] = (
        _nothing  # other verbs, within this one
    )
    shows: Callable[[Actor, Model], Awaitable[bool]] = _nobody  # whether somebody may see a record
    may_read: Callable[[str, str], bool] = _unread  # whether the actor may read a field at all
    reads: Callable[[Model, str], Awaitable[bool]] = _not_read  # whether he may read it of a record
    among: Callable[[type[Model], Sequence[int]], Awaitable[frozenset[int]]] = (
        _none  # those of these keys whose records he may see; for questions
    )

    async def add(self, record: Model) -> None:
        """Inserts a further record, at once: afterwards it has its id."""
        await insert(record, self.actor, self.at)
        self.added.append(record)

    async def remove(self, record: Model) -> None:
        """Deletes a row that only ties two others together; it may be the record acted on."""
        await record.delete()
        self.removed.append(record)

    def touch(self, record: Model) -> None:
        """Takes another record into the act, before it is changed: its changes are kept too."""
        self.touched.append((record, snapshot(record)))

    def tell(self, **facts: Any) -> None:
        """Adds facts (JSON) to the event that others are told."""
        self.told |= facts

    def changes(self, record: Model) -> dict[str, tuple[Any, Any]]:
        """What has changed of the record acted on so far: column -> old, new."""
        return changed(self.before, record)
