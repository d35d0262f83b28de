"""An open page is told what has changed for its viewer, at once, and by name alone."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

from gateway.database.fields import now
from gateway.live.streams import MOST, Pace
from gateway.notifications.models import Notification
from gateway.people.models import Session, UserRole
from gateway.people.sessions import close
from gateway.request.scalars import global_id, read_id
from tests.acting.works import Works
from tests.live.line import comment, listening, live, session
from tests.world import a_case, a_contact, a_group, a_provider, a_user, an_outsourced_agent


def streams(works: Works) -> int:
    """How many are open."""
    return live(works).feed.streams


async def test_a_comment_is_told_to_who_has_the_case_open_and_to_lists(works: Works) -> None:
    agent, other = await works.agent(), await works.colleague()
    case = await works.born(agent)
    async with (
        listening(works, other, case["number"]) as open_,
        listening(works, other) as list_,
    ):
        await comment(works, agent, case["id"])
        assert await open_.next(1) == ["case", "cases"]
        assert await list_.next(1) == ["cases"]


async def test_a_stream_is_never_compressed_nor_kept(works: Works) -> None:
    async with listening(works, await works.colleague()) as line:
        assert line.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert line.headers["cache-control"] == "no-store"
        assert "content-encoding" not in line.headers


async def test_another_case_is_not_the_open_one(works: Works) -> None:
    agent, other = await works.agent(), await works.colleague()
    case, open_case = await works.born(agent), await works.born(agent)
    async with listening(works, other, open_case["number"]) as line:
        await comment(works, agent, case["id"])
        assert await line.next(1) == ["cases"]


async def test_the_stream_names_nothing_of_a_case_that_its_viewer_may_not_see(works: Works) -> None:
    agent = await works.agent()
    provider = await a_provider()
    outsider = await an_outsourced_agent(provider)
    stranger = (await a_contact()).user
    case = await works.born(agent)
    async with (
        listening(works, outsider, case["number"]) as at_provider,
        listening(works, await stranger, case["number"]) as customer,
    ):
        await comment(works, agent, case["id"], "canary")
        for line in (at_provider, customer):
            assert await line.silent(1)
            assert case["number"] not in line.text
            assert "canary" not in line.text


async def test_of_a_case_taken_out_of_sight_only_lists_are_told(works: Works) -> None:
    agent = await works.agent()
    provider = await a_provider()
    outsider = await an_outsourced_agent(provider)
    group = await a_group(provider=provider)
    case = await a_case(
        assignment_group=group, assigned_to=await a_user("osp_agent", provider=provider)
    )
    async with listening(works, outsider, case.number) as line:
        done = await works.act(
            agent, "caseReassign", id=global_id("Case", case.id),
            assignmentGroup=global_id("Group", works.group.id),
        )  # fmt: skip
        assert done["errors"] == []
        assert await line.next(2) == ["cases"]
        await comment(works, agent, global_id("Case", case.id))
        live(works).arrivals.arrive(case.id, (await a_user("agent")).id, typing=True)
        await live(works).arrivals.record()
        assert await line.silent(1)


async def test_a_task_tells_of_its_case(works: Works) -> None:
    agent, other = await works.agent(), await works.colleague()
    case = await works.born(agent)
    async with listening(works, other, case["number"]) as line:
        task = {"case": case["id"], "shortDescription": "Call"}
        assert (await works.act(agent, "caseTaskCreate", **task))["errors"] == []
        assert await line.next(1) == ["case", "cases"]


async def test_a_line_that_is_cut_misses_nothing_and_hears_nothing_twice(works: Works) -> None:
    """Two hundred comments; the line is cut after every seventh, and one is written meanwhile."""
    live(works).streams.pace = Pace(case=0, lists=0, share=0)
    agent, other = await works.agent(), await works.colleague()
    case, secret = await works.born(agent), await session(other)
    heard, last = list[int](), ""
    for _ in range(25):
        async with listening(works, secret, case["number"], last=last) as line:
            if last:
                assert await line.next() == ["case", "cases"]
                heard.append(int(line.cursor))
            while len(heard) % 8 != 7:
                await comment(works, agent, case["id"])
                assert await line.next() == ["case", "cases"]
                heard.append(int(line.cursor))
            last = line.cursor
        await comment(works, agent, case["id"])
    async with listening(works, secret, case["number"], last=last) as line:
        assert await line.next() == ["case", "cases"]
        heard.append(int(line.cursor))
        assert await line.silent(0.3)
    assert len(heard) == 200
    assert heard == list(range(heard[0], heard[0] + 200))
    assert streams(works) == 0


async def test_what_changed_between_the_page_and_its_stream_is_told(works: Works) -> None:
    agent, other = await works.agent(), await works.colleague()
    case = await works.born(agent)
    await comment(works, agent, case["id"])
    async with listening(works, other, case["number"], age="5000") as line:
        assert await line.next(1) == ["case", "cases"]


async def test_a_cursor_from_long_ago_is_told_that_anything_may_have_changed(works: Works) -> None:
    agent, other = await works.agent(), await works.colleague()
    case = await works.born(agent)
    await live(works).feed.look()
    live(works).feed.forget()
    async with listening(works, other, case["number"], after="0") as line:
        assert await line.next(1) == ["case", "cases", "bell"]


async def test_nobody_gets_no_stream(works: Works) -> None:
    async with listening(works, None) as line:
        assert line.head["status"] == 204


async def test_a_stream_ends_with_its_session(works: Works) -> None:
    agent = await works.agent()
    secret = await session(await works.colleague())
    case = await works.born(agent)
    async with listening(works, secret, case["number"]) as line:
        await close(secret)
        await comment(works, agent, case["id"])
        assert await line.next(2) is None


async def test_a_stream_ends_when_its_viewer_is_locked_out_though_nothing_happens(
    works: Works,
) -> None:
    live(works).streams.pace = Pace(beat=0.2)
    user = await works.colleague()
    async with listening(works, user) as line:
        await type(user).filter(id=user.id).update(active=False)
        assert await line.next(3) is None


async def test_rights_that_are_taken_away_count_from_the_next_word_on(works: Works) -> None:
    agent, other = await works.agent(), await works.colleague()
    case = await works.born(agent)
    async with listening(works, other, case["number"]) as line:
        await UserRole.filter(user=other).delete()
        await comment(works, agent, case["id"])
        assert await line.silent(1)


async def test_streams_end_by_themselves_when_the_server_leaves(works: Works) -> None:
    async with listening(works, await works.colleague()) as line:
        works.gateway.leave()
        assert await line.next(1) is None
    assert streams(works) == 0


async def test_streams_that_are_closed_leave_nothing_behind(works: Works) -> None:
    user = await session(await works.colleague())
    for _ in range(20):
        async with listening(works, user):
            assert streams(works) == 1
    assert streams(works) == 0
    assert not [task for task in asyncio.all_tasks() if "_gone" in repr(task)]


async def test_many_changes_at_once_are_told_together(works: Works) -> None:
    agent, other = await works.agent(), await works.colleague()
    case = await works.born(agent)
    async with listening(works, other, case["number"]) as line:
        await asyncio.gather(*(comment(works, agent, case["id"]) for _ in range(20)))
        told_, cursor = 0, int(line.cursor)
        while int(line.cursor) < cursor + 20:
            await line.next()
            told_ += 1
        assert told_ < 12


async def test_the_use_of_a_stream_is_no_use_of_the_session(works: Works) -> None:
    live(works).streams.pace = Pace(beat=0.05)
    secret = await session(await works.colleague())
    async with listening(works, secret) as line:
        await works.installation.uses.record()
        long_ago = now() - timedelta(hours=1)
        await Session.all().update(last_seen_at=long_ago)
        for _ in range(3):
            await line.read()
        await works.installation.uses.record()
        assert (await Session.get()).last_seen_at == long_ago


async def test_a_notification_rings_the_bell_of_its_recipient_alone(works: Works) -> None:
    agent, told, other = await works.agent(), await works.colleague(), await works.colleague()
    case = await works.born(agent)
    async with listening(works, told) as line, listening(works, other) as elsewhere:
        await Notification.create(
            recipient=told,
            event_key=1,
            kind="ASSIGNED",
            case_id=read_id(case["id"])[1],
            created_at=now(),
        )
        await live(works).feed.look()
        assert await line.next(2) == ["bell"]
        assert await elsewhere.silent(0.5)
    async with (
        listening(works, told, age="60000") as begun_before,
        listening(works, told, age="0") as begun_after,
        listening(works, other, age="60000") as elsewhere,
    ):
        assert await begun_before.next(2) == ["cases", "bell"]
        assert await elsewhere.next(2) == ["cases"]
        assert await begun_after.silent(0.5)


async def test_one_viewer_does_not_get_streams_without_end(works: Works) -> None:
    secret = await session(await works.colleague())
    async with AsyncExitStack() as ends:
        for _ in range(MOST):
            await ends.enter_async_context(listening(works, secret))
        async with listening(works, secret) as line:
            assert line.head["status"] == 204
    async with listening(works, secret) as line:
        assert line.head["status"] == 200
