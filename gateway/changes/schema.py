"""What clients may ask about changes."""

from gateway.changes import actions as actions
from gateway.changes import carrying as carrying
from gateway.changes import deciding as deciding
from gateway.changes.conditions import every, mine, over, to_decide
from gateway.changes.policy import CHANGE_REQUEST
from gateway.changes.windows_policy import CHANGE_CONFLICT, CHANGE_WINDOW
from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.request.sources import column, many, menu, node, one, text
from gateway.work import schema as work

VIEWS = {"ALL": every, "MINE": mine, "TO_DECIDE": to_decide}


@node(
    CHANGE_REQUEST,
    order=("-opened_at",),
    search=("number", "short_description"),
    by=("number",),
    over=over,
    views=VIEWS,
    interfaces=work.BOTH,
)
class ChangeRequest:
    """Something is to be altered: what, why, when and how."""

    number = work.number("CHG")
    state = column("Where it stands.")
    type = column("Which way it goes before it is scheduled.")
    short_description = column(work.LINE)
    description = text(work.WHOLE)
    category = column("What kind of thing is altered.")
    risk = column("How risky it is.")
    impact = column(work.IMPACT)
    urgency = column(work.URGENCY)
    priority = column(work.RANK)
    account = one("Account", "The account that it concerns; none: not one alone.")
    asset = one("Asset", "The piece of equipment that is altered.")
    parent = one("ChangeRequest", "The change that it is part of.")
    children = many(
        "ChangeRequest", by="parent", order=("-id",), description="The changes that are part of it."
    )
    requested_by = one("User", "Who asks for it.")
    source_case = one("Case", work.SOURCE)
    assignment_group = one("Group", work.GROUP)
    assigned_to = one("User", work.PERSON)
    planned_start = column("When it is to begin.")
    planned_end = column("When it is to be done.")
    actual_start = column("When it began.")
    actual_end = column("When it was done.")
    cab_at = column("When those who authorise it meet.")
    submitted_at = column("When it was first put before those who decide.")
    conflict_status = column("Whether its plan collides with anything.")
    conflict_run_at = column("When that was looked at; none: not since it was planned as it is.")
    conflicts = many(
        "ChangeConflict",
        by="change",
        order=("starts", "id"),
        description="What its plan collided with when that was looked at.",
    )
    justification = text("Why it should be done.")
    implementation_plan = text("How it is to be done.")
    risk_impact_analysis = text("What may go wrong, and what that would mean.")
    backout_plan = text("How it is taken back.")
    test_plan = text("How one sees that it has worked.")
    state_reason = text(work.REASON)
    close_code = column("How it went.")
    close_notes = text("What there is to say of how it went.")
    opened_at = column(work.OPENED_AT)
    opened_by = one("User", work.OPENED_BY)
    closed_at = column(work.CLOSED_AT)
    closed_by = one("User", work.CLOSED_BY)
    relations = work.relations("change")
    actions = menu()
    created_at = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version = column(VERSION)


@node(CHANGE_WINDOW, order=("starts", "id"), search=("name",))
class ChangeWindow:
    """When nothing may be altered, or when alone something may: once, or by a schedule."""

    name = column("What it is called.")
    kind = column("Whether changes are barred from it, or confined to it.")
    description = text("What there is to say of it.")
    starts = column("Since when it holds; none: it always has, by its schedule.")
    ends = column("Until when it holds; none: from then on, by its schedule.")
    schedule = one("Schedule", "In whose hours it holds; none: all the time from start to end.")
    product = one("ProductModel", "The product all of whose assets it is about.")
    asset = one("Asset", "The one asset that it is about, with its parts; neither: everything.")
    active = column("Whether it counts.")
    actions = menu()
    created_at = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version = column(VERSION)


@node(CHANGE_CONFLICT, order=("starts", "id"), plural="")
class ChangeConflict:
    """Something with which the plan of a change collided when that was looked at."""

    change = one("ChangeRequest", "The change.")
    kind = column("With what it collides.")
    other = one("ChangeRequest", "The change that it collides with, where it is one.")
    window = one("ChangeWindow", "The window that it collides with, where it is one.")
    starts = column("When the time begins that both claim, or that is not free.")
    ends = column("When that time ends.")


work.listed("ChangeRequest", "changes", Account="account", Asset="asset")
