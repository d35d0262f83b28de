"""The words in which a capability says what it does in the background.

    @handles("case.*", "case_task.create")
    async def notify(event: OutboxEvent, work: Work) -> None:
        \"\"\"Tells people of it.\"\"\"
        await Notification.create(...)

    @does(outside=True)
    async def scan(job: Job, work: Work) -> Effect | None:
        \"\"\"Has a file looked at for viruses.\"\"\"
        verdict = await ask_the_scanner(job.payload["file"])
        return lambda: mark(job.payload["file"], verdict)

The first kind runs in the transaction that finishes its job: what it writes is there exactly once,
whatever dies meanwhile. The second kind is enqueued by name. What is done `outside` of the database
runs before that transaction and may be repeated: tell the other side `job.key`, so that it knows a
repetition. What it returns is run inside.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, Protocol, TypeVar

from gateway.database import rows
from gateway.outbox.models import Job, JobState
from gateway.request.ledger import OutboxEvent

Effect = Callable[[], Awaitable[Any]]  # runs in the transaction that finishes the job
Perform = Callable[[Any, Any], Awaitable[Any]]
P = TypeVar("P", bound=Perform)


class Sight(Protocol):
    """Knows what a user may see."""

    async def seen(self, user_id: int, type_name: str, keys: Iterable[int]) -> frozenset[int]:
        """Those of the records that this user may see now; none for whoever cannot sign in."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """What a handler is given beside its job."""

    at: datetime  # the instant of everything that it writes
    sight: Sight


@dataclass(frozen=True, slots=True)
class Handler:
    """What is done with one kind of job."""

    kind: str
    perform: Perform = field(compare=False, repr=False)
    events: tuple[str, ...] = ()  # patterns; none: its jobs are enqueued by name
    outside: bool = False


HANDLERS: dict[str, Handler] = {}  # by kind


def handles(*events: str, outside: bool = False) -> Callable[[P], P]:
    """Declares what follows from events whose names match: `(event, work)`."""
    return _declared(events, outside=outside)


def does(*, outside: bool = False) -> Callable[[P], P]:
    """Declares how a kind of job is done: `(job, work)`."""
    return _declared((), outside=outside)


def _declared(events: tuple[str, ...], *, outside: bool) -> Callable[[P], P]:
    def declare(perform: P) -> P:
        kind = perform.__name__
        if kind in HANDLERS:
            raise ValueError(f"there are two handlers called {kind}")
        if not inspect.getdoc(perform):
            raise ValueError(f"handler {kind} needs a docstring")
        HANDLERS[kind] = Handler(kind, perform, events, outside)
        return perform

    return declare


def listening(event: str) -> list[Handler]:
    """The handlers of an event."""
    return [h for h in HANDLERS.values() if any(fnmatchcase(event, p) for p in h.events)]


async def enqueue(
    kind: str,
    key: str,
    at: datetime,
    *,
    run_at: datetime | None = None,
    about: tuple[str, int] | None = None,
    **payload: Any,
) -> Job:
    """Adds a job within the present transaction; `about` is the type and key of a record.

    `key` says what it is that is done once. Raises KeyError for an unknown kind, and IntegrityError
    where there is such a job.
    """
    target_type, target_key = about or (None, None)
    job = Job(
        kind=HANDLERS[kind].kind,
        key=f"{kind}:{key}",
        payload=payload,
        target_type=target_type,
        target_key=target_key,
        created_at=at,
        run_at=run_at or at,
    )
    await rows.insert(job)
    return job


def of_event(handler: Handler, event: OutboxEvent, at: datetime) -> Mapping[str, Any]:
    """The row of the job that brings an event to a handler."""
    return {
        "kind": handler.kind,
        "key": f"{handler.kind}:{event.pk}",
        "payload": f'{{"event":{event.pk}}}',
        "target_type": event.target_type,
        "target_key": event.target_key,
        "state": JobState.PENDING.value,
        "created_at": at,
        "run_at": at,
        "attempts": 0,
    }
