"""Adds people to those who are told of a case, and takes them off again."""

from gateway.cases.intake import inform as set_informed
from gateway.cases.intake import watch as set_watching
from gateway.cases.models import Case, InformedUser, WorkNotesWatcher
from gateway.cases.policy import CASE
from gateway.people.models import User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action


@action(CASE, row="informed_users", right="write", label="Keep informed")
async def inform(case: Case, act: Act, *, users: list[User]) -> None:
    """Tell more people of comments, of the solution and of the closure.

    users: Whom to tell from now on.
    """
    await set_informed(case, act, [*await _informed(case), *users], field="users")


@action(CASE, row="informed_users", right="write")
async def stop_informing(case: Case, act: Act, *, users: list[User]) -> None:
    """Tell these people no more of comments, of the solution and of the closure.

    users: Whom to tell no longer.
    """
    await set_informed(case, act, _without(await _informed(case), users))


@action(CASE, row="work_notes_list", right="write")
async def tell_of_notes(case: Case, act: Act, *, users: list[User]) -> None:
    """Tell more people of every work note.

    users: Whom to tell from now on; never a customer.
    """
    await set_watching(case, act, [*await _watching(case), *users], field="users")


@action(CASE, row="work_notes_list", right="write")
async def stop_telling_of_notes(case: Case, act: Act, *, users: list[User]) -> None:
    """Tell these people no more of work notes.

    users: Whom to tell no longer.
    """
    await set_watching(case, act, _without(await _watching(case), users))


@action(CASE, label="Watch this case")
async def watch(case: Case, act: Act) -> None:
    """Be told of comments, of work notes, of the solution and of the closure."""
    me = await User.get(id=act.actor.user_id)
    await set_informed(case, act, [*await _informed(case), me])
    await set_watching(case, act, [*await _watching(case), me])


@action(CASE, label="Stop watching")
async def unwatch(case: Case, act: Act) -> None:
    """Be told no more of what happens to the case."""
    me = await User.get(id=act.actor.user_id)
    await set_informed(case, act, _without(await _informed(case), [me]))
    await set_watching(case, act, _without(await _watching(case), [me]))


async def _informed(case: Case) -> list[User]:
    links = await InformedUser.filter(case_id=case.id).select_related("user")
    return [link.user for link in links]


async def _watching(case: Case) -> list[User]:
    links = await WorkNotesWatcher.filter(case_id=case.id).select_related("user")
    return [link.user for link in links]


def _without(users: list[User], gone: list[User]) -> list[User]:
    keys = {user.pk for user in gone}
    return [user for user in users if user.pk not in keys]
