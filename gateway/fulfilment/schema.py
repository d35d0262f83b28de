"""What clients may ask about service requests."""

from gateway.fulfilment import actions as actions
from gateway.fulfilment.conditions import every, over, team, to_decide
from gateway.fulfilment.policy import SERVICE_REQUEST
from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.request.sources import column, menu, node, one, text
from gateway.work import schema as work

VIEWS = {"ALL": every, "TEAM": team, "TO_DECIDE": to_decide}


@node(
    SERVICE_REQUEST,
    order=("-opened_at",),
    search=("number", "short_description"),
    by=("number",),
    over=over,
    views=VIEWS,
    interfaces=work.BOTH,
)
class ServiceRequest:
    """Somebody orders something that is done or delivered as a matter of course."""

    number = work.number("REQ")
    state = column("Where it stands.")
    short_description = column(work.LINE)
    description = text(work.WHOLE)
    priority = column("In which order work is taken up.")
    contact = one("Contact", "The person for whom it is, of an account.")
    consumer = one("Consumer", "The consumer for whom it is.")
    item = column("What is ordered.")
    quantity = column("How many.")
    variables = text("What there is to know of it: a JSON object.")
    stage = column("How far it has come, in the words of whoever does it.")
    needs_approval = column("Whether somebody has to agree to it.")
    source_case = one("Case", work.SOURCE)
    assignment_group = one("Group", work.GROUP)
    assigned_to = one("User", work.PERSON)
    submitted_at = column("When it was ordered.")
    state_reason = text(work.REASON)
    close_notes = text("What was done.")
    opened_at = column(work.OPENED_AT)
    opened_by = one("User", work.OPENED_BY)
    closed_at = column(work.CLOSED_AT)
    closed_by = one("User", work.CLOSED_BY)
    relations = work.relations("request")
    actions = menu()
    created_at = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version = column(VERSION)


work.listed("ServiceRequest", "requests", Contact="contact", Consumer="consumer")
