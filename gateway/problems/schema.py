"""What clients may ask about problems."""

from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.problems import actions as actions
from gateway.problems.conditions import every, known, mine, over
from gateway.problems.policy import PROBLEM
from gateway.request.sources import column, many, menu, node, one, text
from gateway.work import schema as work

VIEWS = {"ALL": every, "MINE": mine, "KNOWN_ERRORS": known}


@node(
    PROBLEM,
    order=("-opened_at",),
    search=("number", "short_description"),
    by=("number",),
    over=over,
    views=VIEWS,
    interfaces=work.BOTH,
)
class Problem:
    """Why something is disturbed, perhaps again and again."""

    number = work.number("PRB")
    state = column("Where it stands.")
    short_description = column(work.LINE)
    description = text(work.WHOLE)
    impact = column(work.IMPACT)
    urgency = column(work.URGENCY)
    priority = column(work.RANK)
    account = one("Account", "The account that it concerns; none: not one alone.")
    first_reported_by = one("Case", work.SOURCE)
    assignment_group = one("Group", work.GROUP)
    assigned_to = one("User", work.PERSON)
    cause_notes = text("Why it is so.")
    workaround = text("How one can work on although it is so.")
    fix_notes = text("How its cause was removed.")
    known_error = column("Whether its cause is known, and still there.")
    resolution_code = column("How it ended.")
    resolved_at = column("When its cause was removed.")
    state_reason = text(work.REASON)
    original = one("Problem", "The problem of which it is a duplicate.")
    duplicates = many(
        "Problem", by="original", order=("number",), description="The problems that are the same."
    )
    opened_at = column(work.OPENED_AT)
    opened_by = one("User", work.OPENED_BY)
    closed_at = column(work.CLOSED_AT)
    closed_by = one("User", work.CLOSED_BY)
    relations = work.relations("problem")
    actions = menu()
    created_at = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version = column(VERSION)


work.listed("Problem", "problems", Account="account")
