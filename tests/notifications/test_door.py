"""Notifications, preferences and jobs as GraphQL answers them: one's own, and nobody else's."""

from typing import Any

from gateway.cases.models import Case
from gateway.database.fields import now
from gateway.notifications.kinds import NotificationKind as Kind
from gateway.notifications.models import Notification, NotificationPreference
from gateway.notifications.tidying import tidy
from gateway.outbox.models import Job, JobState
from gateway.people.models import User
from gateway.request.ledger import AuditEntry
from gateway.request.scalars import global_id
from tests.acting.works import Works
from tests.world import a_case, a_contact, a_token, a_user, a_work_note

OWN = """{
  notifications {
    totalCount nodes { id kind readAt case { number } entry { text } actor { displayName } }
  }
  unread: notifications(view: UNREAD) { totalCount }
  viewer { user { notifications { totalCount } } }
}"""


async def told(to: User, case: Case, kind: Kind = Kind.COMMENTED, **given: Any) -> str:
    n = await Notification.all().count()
    made = await Notification.create(
        recipient=to, event_key=n, kind=kind, case=case, created_at=now(), **given
    )
    return global_id("Notification", made.pk)


async def data(works: Works, by: User, query: str, **variables: Any) -> dict[str, Any]:
    answer = await works.answer(await a_token(by), query, variables=variables)
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


async def done(works: Works, by: User, name: str, **given: Any) -> list[str]:
    """The codes of the errors of a mutation; none when it was done."""
    text = (
        f"mutation ($input: {name[0].upper()}{name[1:]}Input!) "
        f"{{ {name}(input: $input) {{ errors {{ code }} }} }}"
    )
    answer = await data(works, by, text, input=given)
    return [error["code"] for error in answer[name]["errors"]]


async def test_everybody_sees_their_own_whatever_their_role(works: Works) -> None:
    case = await a_case()
    agent, admin, manager = [await a_user(role) for role in ("agent", "admin", "manager")]
    await told(agent, case, actor=manager)
    await told(agent, case, read_at=now())
    seen = await data(works, agent, OWN)
    assert seen["notifications"]["totalCount"] == 2
    assert seen["unread"]["totalCount"] == 1
    assert seen["viewer"]["user"]["notifications"]["totalCount"] == 2
    for other in (admin, manager):
        assert (await data(works, other, OWN))["notifications"]["totalCount"] == 0
        user = (
            f'{{ user(id: "{global_id("User", agent.pk)}") {{ notifications {{ totalCount }} }} }}'
        )
        assert (await data(works, other, user))["user"]["notifications"] is None


async def test_what_is_out_of_sight_by_now_is_not_told(works: Works) -> None:
    contact = await a_contact()
    requester = await User.get(id=contact.user_id)
    agent = await a_user(first_name="Canary")
    case = await a_case(contact=contact, number="CS7777777", short_description="Canary")
    note = await a_work_note(case, "Canary")
    await told(requester, case, Kind.COMMENTED, entry=note, actor=agent)
    (one,) = (await data(works, requester, OWN))["notifications"]["nodes"]
    assert (one["case"], one["entry"]) == ({"number": "CS7777777"}, None)
    await Case.filter(id=case.pk).update(contact_id=None)
    (one,) = (await data(works, requester, OWN))["notifications"]["nodes"]
    assert (one["case"], one["entry"], one["actor"]) == (None, None, None)
    search = '{ notifications(filter: {case: {number: {eq: "CS7777777"}}}) { totalCount } }'
    assert (await data(works, requester, search))["notifications"]["totalCount"] == 0


async def test_one_reads_and_unreads_ones_own(works: Works) -> None:
    case, agent, other = await a_case(), await a_user(), await a_user("admin")
    first, second, third = [await told(agent, case) for _ in range(3)]
    assert await done(works, agent, "notificationRead", id=second, earlier=True) == []
    assert await Notification.filter(read_at=None).count() == 1
    assert await done(works, agent, "notificationUnread", id=first) == []
    assert await Notification.filter(read_at=None).count() == 2
    assert await done(works, other, "notificationRead", id=third) == ["NOT_FOUND"]
    assert await done(works, other, "notificationUnread", id=second) == ["NOT_FOUND"]


async def test_one_reads_nothing_of_others_by_reading_earlier_ones(works: Works) -> None:
    case, agent, other = await a_case(), await a_user(), await a_user()
    await told(other, case)
    mine = await told(agent, case)
    assert await done(works, agent, "notificationRead", id=mine, earlier=True) == []
    assert await Notification.filter(recipient=other, read_at=None).count() == 1


async def test_one_says_once_what_one_wants_to_hear_of_and_changes_it(works: Works) -> None:
    agent, other = await a_user(), await a_user("admin")
    name = "notificationPreferenceCreate"
    assert await done(works, agent, name, kind="CLOSED", inApp=False) == []
    assert await done(works, agent, name, kind="CLOSED", inApp=True) == ["DUPLICATE"]
    kept = await NotificationPreference.get(user=agent)
    id_ = global_id("NotificationPreference", kept.pk)
    name = "notificationPreferenceEdit"
    assert await done(works, other, name, id=id_, inApp=True) == ["NOT_FOUND"]
    assert await done(works, agent, name, id=id_, inApp=True) == []
    own = "{ notificationPreferences { nodes { kind inApp } } }"
    found = (await data(works, agent, own))["notificationPreferences"]["nodes"]
    assert found == [{"kind": "CLOSED", "inApp": True}]
    assert (await data(works, other, own))["notificationPreferences"]["nodes"] == []


async def test_managers_do_not_learn_from_the_trail_what_others_read(works: Works) -> None:
    agent, manager = await a_user(), await a_user("manager")
    assert await done(works, agent, "notificationRead", id=await told(agent, await a_case())) == []
    assert await AuditEntry.filter(target_type="Notification").exists()
    trail = '{ auditEntries(filter: {targetType: {eq: "Notification"}}) { totalCount } }'
    assert (await data(works, manager, trail))["auditEntries"]["totalCount"] == 0


async def test_an_act_tells_people_within_a_look_of_the_worker(works: Works) -> None:
    agent, contact = await a_user(), await a_contact()
    case = await a_case(contact=contact, assigned_to=agent)
    requester = await User.get(id=contact.user_id)
    assert (
        await done(works, requester, "caseComment", id=global_id("Case", case.pk), text="?") == []
    )
    await works.installation.worker.drain()
    (one,) = (await data(works, agent, OWN))["notifications"]["nodes"]
    assert (one["kind"], one["case"]["number"], one["entry"]["text"]) == (
        "COMMENTED",
        case.number,
        "?",
    )


async def test_old_notifications_go(works: Works) -> None:
    del works
    await told(await a_user(), await a_case(), Kind.CLOSED)
    at = now()
    assert await tidy(at.replace(year=at.year + 1), 0) == 0
    assert await tidy(at.replace(year=at.year + 1), 90) == 1


# -- jobs -----------------------------------------------------------------------------------------


async def test_an_administrator_has_a_dead_job_tried_again(works: Works) -> None:
    at = now()
    dead, waiting = [
        await Job.create(
            kind="notify", key=f"notify:{state}", created_at=at, run_at=at, state=state
        )
        for state in (JobState.DEAD, JobState.PENDING)
    ]
    admin = await a_user("admin")
    listed = await data(works, admin, "{ jobs { nodes { key state attempts } } }")
    assert {job["state"] for job in listed["jobs"]["nodes"]} == {"DEAD", "PENDING"}
    assert await done(works, admin, "jobRetry", id=global_id("Job", dead.pk)) == []
    assert (await Job.get(id=dead.pk)).state is JobState.PENDING
    codes = await done(works, admin, "jobRetry", id=global_id("Job", waiting.pk))
    assert codes == ["INVALID_TRANSITION"]


async def test_nobody_else_knows_of_jobs(works: Works) -> None:
    contact = await a_contact()
    requester = await User.get(id=contact.user_id)
    for user in (await a_user("agent"), await a_user("manager"), requester):
        token = await a_token(user)
        told = (await works.answer(token, "{ jobs { totalCount } }")).json()
        assert "Cannot query field" in told["errors"][0]["message"]
