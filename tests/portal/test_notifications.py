"""The bell, the list and what one wants to hear of, as somebody without scripts meets them."""

from typing import Any

from gateway.cases.models import Case
from gateway.database.fields import now
from gateway.notifications.kinds import NotificationKind as Kind
from gateway.notifications.models import Notification, NotificationPreference
from gateway.outbox.models import Job, JobState
from gateway.people.models import User
from tests.portal.front import Front, Person
from tests.world import a_case, a_comment, a_contact, a_provider, a_user


async def told(to: User, case: Case, kind: Kind = Kind.COMMENTED, **given: Any) -> Notification:
    """One notification, newer than those before it."""
    n = await Notification.all().count()
    given = {"created_at": now(), **given}
    return await Notification.create(recipient=to, event_key=n, kind=kind, case=case, **given)


async def test_the_bell_counts_what_is_unread_and_leads_there(front: Front) -> None:
    agent, other = await a_user("agent"), await a_user("agent", first_name="Zoe", last_name="Ray")
    case = await a_case(short_description="The pump leaks")
    await told(agent, case, read_at=now())
    await told(agent, case, Kind.ASSIGNED, actor=other)
    await told(other, case)
    async with front.visitor(agent) as visitor:
        await visitor.open("/profile")
        assert visitor.text("#bell .badge") == visitor.text("#bell-tab .badge") == "1 unread"
        await visitor.open(str(visitor.one("#bell")["href"]))
        assert visitor.texts(".notices b") == [
            "Unread: Zoe Ray assigned a case to you",
            NEW_COMMENT,
        ]
        assert len(visitor.page.select(".notices .unread")) == 1
        assert f"{case.number} · The pump leaks" in visitor.text(".notices")
        await visitor.follow(case.number)
        assert visitor.address == f"/cases/{case.number}"


async def test_open_pages_ask_for_both_bells(front: Front) -> None:
    agent = await a_user("agent")
    async with front.visitor(agent) as visitor:
        await visitor.open("/notifications/bell")
        assert not visitor.page.select(".badge")
        await told(agent, await a_case())
        await visitor.open("/notifications/bell")
        assert visitor.texts("hx-partial .badge") == ["1 unread", "1 unread"]


async def test_one_is_marked_read_and_unread_again(front: Front) -> None:
    agent = await a_user("agent")
    one = await told(agent, await a_case())
    async with front.visitor(agent) as visitor:
        await visitor.open("/notifications")
        await visitor.send(".notices form")
        assert visitor.address == "/notifications"
        assert (await Notification.get(id=one.pk)).read_at is not None
        assert not visitor.page.select(".badge")
        await visitor.send(".notices form")
        assert (await Notification.get(id=one.pk)).read_at is None


async def test_all_that_was_shown_is_read_and_nothing_newer(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    for _ in range(3):
        await told(agent, case)
    async with front.visitor(agent) as visitor:
        await visitor.open("/notifications")
        newer = await told(agent, case)
        await visitor.send("form:has([name=all])")
        assert visitor.text("#bell .badge") == "1 unread"
        assert [one.pk for one in await Notification.filter(read_at=None)] == [newer.pk]
        await visitor.open("/notifications?show=unread")
        assert len(visitor.page.select(".notices > li")) == 1


async def test_what_one_turns_off_stays_off(front: Front) -> None:
    agent = await a_user("agent")
    async with front.visitor(agent) as visitor:
        for told_, pressed in (("no", "Off"), ("yes", "On"), ("no", "Off")):
            await visitor.open("/notifications/preferences")
            form = next(f for f in visitor.page.select("form") if f.select("[value=CLOSED]"))
            given = {str(i["name"]): str(i["value"]) for i in form.select("input")}
            await visitor.post("/notifications/preferences", **given, told=told_)
            assert _pressed(visitor, "CLOSED") == pressed
        assert _pressed(visitor, "ASSIGNED") == "On"
        kept = await NotificationPreference.get(user=agent)
        assert (kept.kind, kept.in_app) == (Kind.CLOSED, False)
        await visitor.post("/notifications/preferences", kind="NOTHING", told="no")
        assert visitor.answer.status_code == 400


def _pressed(visitor: Person, kind: str) -> str:
    row = next(li for li in visitor.page.select("li") if li.select(f"#k-{kind}"))
    return row.select("[aria-pressed]")[0].get_text(strip=True)


# -- rights ---------------------------------------------------------------------------------------


async def test_of_a_case_that_was_taken_away_a_notification_says_nothing(front: Front) -> None:
    provider = await a_provider()
    theirs = await a_user("osp_agent", provider=provider)
    actor = await a_user("agent", first_name="Canary", last_name="Agent")
    contact = await a_contact(first_name="Canary", last_name="Contact")
    case = await a_case(
        contact=contact, provider=provider, short_description="Canary", number="CS7777777"
    )
    entry = await a_comment(case, "Canary text", author_user=actor)
    await told(theirs, case, entry=entry, actor=actor)
    async with front.visitor(theirs) as visitor:
        await visitor.open("/notifications")
        assert "Canary Agent wrote a comment" in visitor.text(".notices")
        await Case.filter(id=case.pk).update(provider_id=None)
        await visitor.open("/notifications")
        assert visitor.text(".notices b") == "You can no longer see what this is about"
        assert "Canary" not in visitor.answer.text
        assert "7777777" not in visitor.answer.text


async def test_nobody_marks_what_another_was_told(front: Front) -> None:
    agent, manager = await a_user("agent"), await a_user("admin", "manager")
    one = await told(agent, await a_case())
    async with front.visitor(manager) as visitor:
        await visitor.open("/notifications")
        assert not visitor.page.select(".notices li")
        await visitor.post("/notifications", read=f"Notification:{one.pk}")
        assert visitor.answer.status_code in (400, 404)
    assert (await Notification.get(id=one.pk)).read_at is None


async def test_a_customer_has_a_bell_as_well(front: Front) -> None:
    contact = await a_contact()
    user = await User.get(id=contact.user_id)
    await told(user, await a_case(contact=contact), Kind.RESOLVED)
    async with front.visitor(user) as visitor:
        await visitor.open("/profile")
        assert visitor.text("#bell .badge") == "1 unread"
        await visitor.open("/notifications")
        assert visitor.text(".notices b") == "Unread: A solution was proposed"


# -- work in the background -----------------------------------------------------------------------


async def test_an_administrator_has_a_dead_job_tried_again(front: Front) -> None:
    at = now()
    await Job.create(kind="notify", key="notify:1", created_at=at, run_at=at, attempts=10,
                     state=JobState.DEAD, dead_at=at, error="ValueError: no")  # fmt: skip
    async with front.visitor(await a_user("admin")) as visitor:
        await visitor.open("/profile")
        await visitor.follow("Background work")
        assert "ValueError: no" in visitor.text(".jobs")
        await visitor.open("/jobs?state=done")
        assert not visitor.page.select(".jobs li")
        await visitor.open("/jobs?state=dead")
        await visitor.send(".jobs form")
        job = await Job.get(key="notify:1")
        assert job.state is not JobState.DEAD
        assert job.dead_at is None


async def test_nobody_else_sees_what_is_done_in_the_background(front: Front) -> None:
    for role in ("agent", "manager"):
        async with front.visitor(await a_user(role)) as visitor:
            await visitor.open("/profile")
            assert not [a for a in visitor.texts("a") if "Background" in a]
            assert (await visitor.open("/jobs")).answer.status_code == 404


NEW_COMMENT = "There is a new comment"
