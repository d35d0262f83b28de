"""Who is told of what: the specification's table, one event after the other, for each recipient."""

from typing import Any

import pytest

from gateway.cases.models import Case, InformedUser, WorkNotesWatcher
from gateway.customers.models import Contact
from gateway.notifications.kinds import NotificationKind as Kind
from gateway.notifications.models import Notification, NotificationPreference
from gateway.people.models import Group, GroupMember, Provider, User
from gateway.request.ledger import OutboxEvent
from gateway.request.scalars import global_id
from tests.acting.works import SOLVED, Works
from tests.world import a_case, a_contact, a_group, a_provider, a_token, a_user


class Scene:
    """One case, and everybody who may have to do with it."""

    def __init__(self, works: Works) -> None:
        self.works = works

    async def set(self, **given: Any) -> "Scene":
        self.chief = await a_user("manager")
        self.group = await a_group(manager=self.chief)
        self.handler, self.colleague = [await self._member() for _ in range(2)]
        self.contact: Contact = await a_contact()
        self.requester = await User.get(id=self.contact.user_id)
        self.informed, self.watcher = await a_user(), await a_user()
        self.stranger = await a_user()
        given = {"assignment_group": self.group, "assigned_to": self.handler, **given}
        self.case = await a_case(contact=self.contact, **given)
        await InformedUser.create(case=self.case, user=self.informed)
        await WorkNotesWatcher.create(case=self.case, user=self.watcher)
        return self

    async def _member(self) -> User:
        user = await a_user()
        await GroupMember.create(group=self.group, user=user)
        return user

    @property
    def id(self) -> str:
        return global_id("Case", self.case.pk)

    async def act(self, by: User, name: str, **given: Any) -> dict[str, Any]:
        """Does it with the case, unless it is a new record, and lets the worker work."""
        given = given if name.endswith("Create") else {"id": self.id, **given}
        payload = await self.works.act(await a_token(by), name, **given)
        assert payload["errors"] == [], payload
        await self.works.installation.worker.drain()
        return payload

    async def told(self) -> dict[int, Kind]:
        """Who was told of the last event, and as what."""
        last = await Notification.all().order_by("-event_key").first()
        rows = Notification.filter(event_key=last.event_key if last else 0)
        return {one.recipient_id: one.kind for one in await rows}


@pytest.fixture
async def scene(works: Works) -> Scene:
    return await Scene(works).set()


def keyed(told: dict[User, Kind]) -> dict[int, Kind]:
    return {user.pk: kind for user, kind in told.items()}


# -- the table ------------------------------------------------------------------------------------


async def test_an_assignment_reaches_the_assignee_and_the_manager_of_the_group(
    scene: Scene,
) -> None:
    await scene.act(scene.handler, "caseReassign", assignedTo=_user(scene.colleague))
    assert await scene.told() == keyed(
        {scene.colleague: Kind.ASSIGNED, scene.chief: Kind.GROUP_ASSIGNED}
    )


async def test_a_new_case_of_somebody_reaches_them(scene: Scene) -> None:
    await scene.act(
        scene.handler,
        "caseCreate",
        shortDescription="It leaks again",
        account=scene.works.account,
        assignmentGroup=global_id("Group", scene.group.pk),
        assignedTo=_user(scene.colleague),
    )
    assert await scene.told() == keyed(
        {scene.colleague: Kind.ASSIGNED, scene.chief: Kind.GROUP_ASSIGNED}
    )


async def test_who_takes_a_case_is_not_told_of_it(scene: Scene) -> None:
    await Case.filter(id=scene.case.pk).update(assigned_to_id=None)
    await scene.act(scene.colleague, "caseAssignToMe")
    assert await scene.told() == keyed({scene.chief: Kind.GROUP_ASSIGNED})


async def test_the_requesters_comment_reaches_the_assignee_and_the_informed(scene: Scene) -> None:
    await scene.act(scene.requester, "caseComment", text="Any news?")
    assert await scene.told() == keyed(
        {scene.handler: Kind.COMMENTED, scene.informed: Kind.COMMENTED}
    )


async def test_a_comment_of_the_staff_reaches_the_requester_and_the_informed(scene: Scene) -> None:
    await scene.act(scene.handler, "caseComment", text="We are on it.")
    assert await scene.told() == keyed(
        {scene.requester: Kind.COMMENTED, scene.informed: Kind.COMMENTED}
    )


async def test_a_proposed_solution_reaches_the_requester_and_the_informed(scene: Scene) -> None:
    await Case.filter(id=scene.case.pk).update(state="OPEN")
    await scene.act(scene.handler, "caseProposeSolution", postCode=True, **SOLVED)
    assert await scene.told() == keyed(
        {scene.requester: Kind.RESOLVED, scene.informed: Kind.RESOLVED}
    )


async def test_a_closed_case_reaches_the_requester_and_the_informed(scene: Scene) -> None:
    await scene.act(scene.handler, "caseClose", **SOLVED)
    assert await scene.told() == keyed({scene.requester: Kind.CLOSED, scene.informed: Kind.CLOSED})


async def test_a_work_note_reaches_its_watchers(scene: Scene) -> None:
    await scene.act(scene.handler, "caseWorkNote", text="Ordered a seal.")
    assert await scene.told() == keyed({scene.watcher: Kind.WORK_NOTED})


async def test_a_task_reaches_who_is_to_do_it_and_the_watchers_of_the_case(scene: Scene) -> None:
    await scene.act(
        scene.handler,
        "caseTaskCreate",
        case=scene.id,
        shortDescription="Call back",
        assignedTo=_user(scene.colleague),
    )
    assert await scene.told() == keyed(
        {scene.colleague: Kind.TASK_ASSIGNED, scene.watcher: Kind.WORK_NOTED}
    )
    told = await Notification.get(recipient=scene.colleague)
    assert told.case_id == scene.case.pk
    assert told.task_id is not None


async def test_who_is_mentioned_is_told_of_that_rather_than_of_the_note(scene: Scene) -> None:
    named = [_user(scene.watcher), _user(scene.colleague)]
    await scene.act(scene.handler, "caseWorkNote", text="Look!", mentions=named)
    assert await scene.told() == keyed(
        {scene.watcher: Kind.MENTIONED, scene.colleague: Kind.MENTIONED}
    )


# -- who is left out ------------------------------------------------------------------------------


async def test_nobody_is_told_of_what_they_may_not_see(works: Works) -> None:
    provider: Provider = await a_provider()
    team: Group = await a_group(provider=provider)
    theirs = await a_user("osp_agent", provider=provider)
    elsewhere = await a_user("osp_agent", provider=await a_provider())
    await GroupMember.create(group=team, user=theirs)
    scene = await Scene(works).set(assignment_group=team, assigned_to=theirs)
    for user in (theirs, elsewhere):
        await WorkNotesWatcher.create(case=scene.case, user=user)

    await scene.act(scene.handler, "caseWorkNote", text="For all", enterpriseOnly=False)
    assert await scene.told() == keyed({scene.watcher: Kind.WORK_NOTED, theirs: Kind.WORK_NOTED})
    await scene.act(scene.handler, "caseWorkNote", text="For us", enterpriseOnly=True)
    assert await scene.told() == keyed({scene.watcher: Kind.WORK_NOTED})


async def test_nobody_is_told_of_what_they_do_not_want_to_hear_of(scene: Scene) -> None:
    await NotificationPreference.create(user=scene.informed, kind=Kind.CLOSED, in_app=False)
    await NotificationPreference.create(user=scene.requester, kind=Kind.COMMENTED, in_app=False)
    await scene.act(scene.handler, "caseClose", postCode=True, **SOLVED)
    assert await scene.told() == keyed(
        {scene.requester: Kind.CLOSED, scene.informed: Kind.COMMENTED}
    )


async def test_a_disabled_user_is_told_nothing(scene: Scene) -> None:
    await User.filter(id=scene.informed.pk).update(active=False)
    await scene.act(scene.handler, "caseComment", text="We are on it.")
    assert await scene.told() == keyed({scene.requester: Kind.COMMENTED})


async def test_an_event_whose_case_is_gone_is_no_trouble(scene: Scene) -> None:
    at = scene.case.opened_at
    await OutboxEvent.create(at=at, event="case.close", target_type="Case", target_key=10**9)
    await scene.works.installation.worker.drain()
    assert not await Notification.exists()


def _user(user: User) -> str:
    return global_id("User", user.pk)
