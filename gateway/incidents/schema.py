"""What clients may ask about incidents."""

from gateway.incidents import actions as actions
from gateway.incidents import closing as closing
from gateway.incidents.conditions import every, mine, over, unassigned
from gateway.incidents.policy import INCIDENT
from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.request.sources import column, menu, node, one, text
from gateway.work import schema as work

VIEWS = {"ALL": every, "MINE": mine, "UNASSIGNED": unassigned}


@node(
    INCIDENT,
    order=("-opened_at",),
    search=("number", "short_description"),
    by=("number",),
    over=over,
    views=VIEWS,
    interfaces=work.BOTH,
)
class Incident:
    """Something does not work as it should, and is to work again soon."""

    number = work.number("INC")
    state = column("Where it stands.")
    short_description = column(work.LINE)
    description = text(work.WHOLE)
    impact = column(work.IMPACT)
    urgency = column(work.URGENCY)
    priority = column(work.RANK)
    caller = one("Contact", "Who reported it.")
    asset = one("Asset", "The piece of equipment it is about.")
    source_case = one("Case", work.SOURCE)
    assignment_group = one("Group", work.GROUP)
    assigned_to = one("User", work.PERSON)
    hold_reason = column("For what it waits; none: it does not.")
    state_reason = text(work.REASON)
    resolved_at = column("When it worked again.")
    close_code = column("How it was resolved.")
    close_notes = text("What was done.")
    opened_at = column(work.OPENED_AT)
    opened_by = one("User", work.OPENED_BY)
    closed_at = column(work.CLOSED_AT)
    closed_by = one("User", work.CLOSED_BY)
    relations = work.relations("incident")
    actions = menu()
    created_at = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version = column(VERSION)


work.listed("Incident", "incidents", Contact="caller", Asset="asset")
