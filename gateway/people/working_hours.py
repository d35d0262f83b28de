"""Who works by a schedule: groups and people are given one, and let go of it."""

from gateway.people.models import Group, User
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import BadReference, MissingInput, Refused
from gateway.request.sources import extend, many
from gateway.schedules.models import Schedule
from gateway.schedules.policy import SCHEDULE

NOBODY = "Name a group or a person."
RETIRED = "This schedule is no longer active."
OTHERS = "{} does not work by this schedule."

extend(
    "Schedule",
    groups=many("Group", by="schedule", order=("name",), description="The groups that keep it."),
    users=many("User", by="schedule", description="The people who keep it themselves."),
)


@action(SCHEDULE, label="Add groups and people", bulk=False)
async def employ(
    schedule: Schedule,
    act: Act,
    *,
    groups: list[Group] | None = None,
    users: list[User] | None = None,
) -> None:
    """Let groups and people work by this schedule; whatever they worked by before ends.

    groups: Which groups.
    users: Which people.
    """
    if not schedule.active:
        raise Refused(BadReference(RETIRED))
    for one in _named(groups, users):
        act.touch(one)
        one.schedule_id = schedule.pk


@action(SCHEDULE, label="Let groups and people go", bulk=False)
async def release(
    schedule: Schedule,
    act: Act,
    *,
    groups: list[Group] | None = None,
    users: list[User] | None = None,
) -> None:
    """End that groups and people work by this schedule.

    groups: Which groups.
    users: Which people.
    """
    for one in _named(groups, users):
        if one.schedule_id != schedule.pk:
            field = "groups" if isinstance(one, Group) else "users"
            name = one.name if isinstance(one, Group) else f"{one.first_name} {one.last_name}"
            raise Refused(BadReference(OTHERS.format(name), field))
        act.touch(one)
        one.schedule_id = None


def _named(groups: list[Group] | None, users: list[User] | None) -> list[Group | User]:
    named: list[Group | User] = [*(groups or ()), *(users or ())]
    if not named:
        raise Refused(MissingInput(NOBODY, "groups"))
    return named
