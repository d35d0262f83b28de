"""What is to be done in the background is done once, whoever works, fails or dies."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.outbox.claiming import Terms, claim
from gateway.outbox.clock import present
from gateway.outbox.figures import Figures
from gateway.outbox.finishing import FIRST_PAUSE, LONGEST_PAUSE, finish, pause
from gateway.outbox.handling import Effect, Work, does, enqueue, handles
from gateway.outbox.models import Job, JobState
from gateway.outbox.tidying import tidy
from gateway.outbox.working import Worker
from gateway.people.models import Role
from gateway.request.ledger import OutboxEvent
from tests.outbox.blind import Blind

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
TERMS = Terms(lease=timedelta(seconds=60), attempts=3)


class Clock:
    """Moves only when told."""

    def __init__(self) -> None:
        self.at = NOON

    async def __call__(self) -> datetime:
        return self.at

    def wait(self, **pause: float) -> None:
        self.at += timedelta(**pause)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(clock: Clock) -> Worker:
    return Worker(Blind(), TERMS, clock)


async def an_event(name: str = "case.comment") -> OutboxEvent:
    return await OutboxEvent.create(at=NOON, event=name, target_type="Case", target_key=1)


async def a_mark(name: str) -> None:
    """Something that is there once, or twice."""
    await Role.create(name=f"{name} {await Role.all().count()}", description=name)


async def marks(name: str) -> int:
    return await Role.filter(description=name).count()


# -- events and handlers --------------------------------------------------------------------------


async def test_an_event_reaches_each_handler_that_listens_once(worker: Worker) -> None:
    @handles("case.*")
    async def first(event: OutboxEvent, work: Work) -> None:
        """Marks."""
        assert work.at == NOON
        await a_mark(f"first {event.event}")

    @handles("case.comment", "case_task.*")
    async def second(event: OutboxEvent, work: Work) -> None:
        """Marks."""
        del work
        await a_mark(f"second {event.event}")

    for name in ("case.comment", "case.close", "case_task.create", "group.edit"):
        await an_event(name)
    assert await worker.drain() >= 4
    assert await worker.drain() == 0

    told = Counter([r.description for r in await Role.filter(description__contains=" c")])
    assert {name: told[name] for name in told if name.startswith(("first", "second"))} == {
        "first case.comment": 1,
        "first case.close": 1,
        "second case.comment": 1,
        "second case_task.create": 1,
    }
    assert not await OutboxEvent.exists(delivered_at=None)


async def test_a_job_waits_for_its_time(worker: Worker, clock: Clock) -> None:
    @does()
    async def ring(job: Job, work: Work) -> None:
        """Marks."""
        await a_mark(job.payload["bell"])

    await enqueue(
        "ring", "1", NOON, run_at=NOON + timedelta(hours=1), bell="door", about=("Case", 1)
    )
    assert await worker.drain() == 0
    clock.wait(hours=1)
    assert await worker.drain() == 1
    job = await Job.get(kind="ring")
    assert (job.state, job.done_at, job.attempts, job.target_key) == (JobState.DONE, clock.at, 1, 1)
    assert await marks("door") == 1


# -- what fails -----------------------------------------------------------------------------------


async def test_what_fails_leaves_nothing_by_half_and_is_tried_again(
    worker: Worker, clock: Clock
) -> None:
    @handles("case.comment")
    async def stumble(event: OutboxEvent, work: Work) -> None:
        """Fails the first time, after it has written."""
        await a_mark("half")
        if work.at == NOON:
            raise RuntimeError("the line was busy")

    await an_event()
    await worker.drain()
    job = await Job.get(kind="stumble")
    assert (job.state, job.attempts) == (JobState.PENDING, 1)
    assert job.error == "RuntimeError: the line was busy"
    assert await marks("half") == 0

    clock.wait(seconds=FIRST_PAUSE * 2)
    await worker.drain()
    job = await Job.get(kind="stumble")
    assert (job.state, job.attempts, job.error) == (JobState.DONE, 2, None)
    assert await marks("half") == 1


async def test_after_the_last_attempt_a_job_is_dead_and_stays(worker: Worker, clock: Clock) -> None:
    @does()
    async def fail(job: Job, work: Work) -> None:
        """Never works."""
        raise ValueError(f"no {job.payload['what']}\0")

    await enqueue("fail", "1", NOON, what="way")
    for _ in range(5):
        await worker.drain()
        clock.wait(days=1)
    job = await Job.get(kind="fail")
    assert (job.state, job.attempts, job.error) == (JobState.DEAD, 3, "ValueError: no way")
    await tidy(clock.at + timedelta(days=900), 30)
    assert await Job.exists(kind="fail")


async def test_a_job_of_an_unknown_kind_is_kept_and_says_so(worker: Worker) -> None:
    await Job.create(kind="gone", key="gone:1", created_at=NOON, run_at=NOON)
    await worker.drain()
    assert "No handler is called gone" in ((await Job.get(kind="gone")).error or "")


async def test_pauses_grow_and_end() -> None:
    assert FIRST_PAUSE <= pause(1).total_seconds() <= FIRST_PAUSE * 1.2
    assert pause(1) < pause(2) < pause(3)
    assert pause(60).total_seconds() <= LONGEST_PAUSE * 1.2


# -- leases ---------------------------------------------------------------------------------------


async def test_the_job_of_a_dead_worker_goes_to_another_when_its_lease_ends(
    worker: Worker, clock: Clock
) -> None:
    @does()
    async def once(job: Job, work: Work) -> None:
        """Marks."""
        await a_mark("once")

    await enqueue("once", "1", NOON)
    (lost,) = await claim(NOON, 5, TERMS)  # and is never heard of again
    assert await worker.drain() == 0
    clock.wait(seconds=61)
    assert await worker.drain() == 1
    assert await marks("once") == 1

    async def too_late() -> None:
        await a_mark("once")

    assert not await finish(lost, clock.at, too_late)
    assert await marks("once") == 1


async def test_a_job_that_kills_its_workers_is_dead_in_the_end(clock: Clock) -> None:
    @does()
    async def kill(job: Job, work: Work) -> None:
        """Never gets to its end."""

    await enqueue("kill", "1", NOON)
    for _ in range(TERMS.attempts):
        assert len(await claim(clock.at, 5, TERMS)) == 1
        clock.wait(seconds=61)
    assert await claim(clock.at, 5, TERMS) == []
    job = await Job.get(kind="kill")
    assert job.state is JobState.DEAD
    assert "worker was gone" in (job.error or "")


async def test_slow_work_outside_keeps_its_lease_and_is_then_done_inside() -> None:
    terms, began = Terms(lease=timedelta(seconds=3)), asyncio.Event()

    @does(outside=True)
    async def scan(job: Job, work: Work) -> Effect:
        """Takes longer than the lease."""
        began.set()
        await asyncio.sleep(5)
        return lambda: a_mark("scanned")

    await enqueue("scan", "1", await present())
    slow = asyncio.create_task(Worker(Blind(), terms).drain())
    await began.wait()
    await asyncio.sleep(4)
    assert await claim(await present(), 5, terms) == []
    assert await slow == 1
    assert await marks("scanned") == 1


async def test_a_worker_that_is_stopped_gives_its_jobs_back(worker: Worker) -> None:
    began = asyncio.Event()

    @does(outside=True)
    async def hang(job: Job, work: Work) -> None:
        """Hangs."""
        began.set()
        await asyncio.sleep(60)

    await enqueue("hang", "1", NOON)
    running = asyncio.create_task(worker.run())
    await began.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    job = await Job.get(kind="hang")
    assert (job.state, job.attempts, job.lease_until) == (JobState.PENDING, 0, None)


async def test_rival_workers_do_each_job_once(clock: Clock) -> None:
    @handles("case.*")
    async def count(event: OutboxEvent, work: Work) -> None:
        """Marks."""
        await Role.create(name=f"mark {event.pk}", description="counted")

    for n in range(40):
        await an_event(f"case.e{n}")
    rivals = [Worker(Blind(), TERMS, clock) for _ in range(4)]
    done = sum(await asyncio.gather(*(rival.drain() for rival in rivals)))
    done += await rivals[0].drain()
    mine = await Job.filter(kind="count")
    assert {job.state for job in mine} == {JobState.DONE}
    assert len(mine) == await marks("counted") == 40
    assert done >= 40


# -- order in the house ---------------------------------------------------------------------------


async def test_what_was_done_long_ago_is_deleted_with_its_events(
    worker: Worker, clock: Clock
) -> None:
    @handles("case.comment")
    async def see(event: OutboxEvent, work: Work) -> None:
        """Does nothing."""

    await an_event()
    await worker.drain()
    assert await tidy(NOON + timedelta(days=29), 30) == 0
    assert await tidy(NOON + timedelta(days=900), 0) == 0
    assert await tidy(NOON + timedelta(days=31), 30) >= 2
    assert not await Job.exists(kind="see")
    assert not await OutboxEvent.exists(event="case.comment")


async def test_an_event_stays_as_long_as_a_job_may_read_it(worker: Worker, clock: Clock) -> None:
    @handles("case.comment")
    async def never(event: OutboxEvent, work: Work) -> None:
        """Fails."""
        raise ValueError("no")

    await an_event()
    for _ in range(4):
        await worker.drain()
        clock.wait(days=1)
    await tidy(NOON + timedelta(days=900), 30)
    assert await OutboxEvent.exists(event="case.comment")


async def test_figures_say_what_waits_and_how_late_it_is() -> None:
    @does()
    async def late(job: Job, work: Work) -> None:
        """Waits."""

    now = await present()
    await enqueue("late", "1", now - timedelta(minutes=5))
    figures = Figures()
    await figures.count()
    told: dict[str, Any] = {
        f"{s.name}{sorted(s.labels.values())}": s.value
        for m in figures.collect()
        for s in m.samples
    }
    assert told["caseway_jobs['PENDING']"] == 1
    assert 299 <= told["caseway_jobs_late_seconds[]"] <= 330
