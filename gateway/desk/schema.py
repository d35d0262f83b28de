"""What users keep for themselves, as clients see it."""

from gateway.desk import applying as applying
from gateway.desk import drafts as drafts
from gateway.desk import looks as looks
from gateway.desk import macros as macros
from gateway.desk import marks as marks
from gateway.desk import views as views
from gateway.desk.drafts_policy import DRAFT, DRAFT_MENTION
from gateway.desk.looks_policy import LIST_LOOK
from gateway.desk.macros_policy import MACRO
from gateway.desk.views_policy import SAVED_VIEW
from gateway.people.schema import VERSION
from gateway.request.sources import column, many, menu, node, one, text


@node(SAVED_VIEW, order=("position",))
class SavedView:
    """A list of cases that somebody has put together and named."""

    name = column("What it is called.")
    query = column("What the address of the list ends in: filters, order and columns.")
    group = one("Group", "With whom it is shared; none: with nobody.")
    owner = one("User", "Who saved it.")
    position = column("Where it stands among the lists of its owner; smaller comes first.")
    removed_at = column("When its owner deleted it; none: it is there.")
    actions = menu()
    created_at = column("When it was saved.")
    updated_at = column("When it last changed.")
    version = column(VERSION)


@node(LIST_LOOK, order=("place",))
class ListLook:
    """How you have a list shown, wherever you are signed in."""

    place = column("Which list: what its address begins with, such as cases.")
    as_table = column("Whether it is a table; else it has rows.")
    columns = column("The columns of the table, joined by commas; empty: the usual ones.")
    actions = menu()


@node(DRAFT, plural="")
class Draft:
    """What you have written for a case and not sent yet."""

    case = one("Case", "The case that it is about.")
    text = text("What you have written.")
    internal = column("Whether it is to be a work note.")
    updated_at = column("When it was kept.")
    mentions = many("DraftMention", by="draft", description="Whom it is to call upon.")


@node(DRAFT_MENTION, plural="")
class DraftMention:
    """A person whom you are about to call upon."""

    draft = one("Draft", "What you have written.")
    user = one("User", "The person.")


@node(MACRO, order=("name",), search=("name", "description"))
class Macro:
    """Several steps that are often taken together on a case."""

    name = column("What it is called.")
    description = column("What it is for.")
    owner = one("User", "Who wrote it.")
    group = one("Group", "With which group it is shared; none: with none.")
    everyone = column("Whether all of the enterprise's staff may use it.")
    active = column("Whether it is in use.")
    reply = text("What it writes to the customer; {{customer.name}} and the like are filled in.")
    note = text("What it writes for colleagues; variables are filled in.")
    category = column("The category that it sets.")
    subcategory = column("The subcategory that it sets.")
    impact = column("The impact that it sets.")
    urgency = column("The urgency that it sets.")
    priority = column("The priority that it sets.")
    assignment_group = one("Group", "The group that it gives the case to.")
    assigned_to = one("User", "The person whom it gives the case to.")
    follow_up_days = column("In how many days it reminds of the case.")
    end = column("What it does with the case in the end; none: nothing.")
    resolution_code = column("How the case is resolved, where it proposes a solution.")
    resolution_notes = text("What the solution is, where it proposes one.")
    actions = menu()
    created_at = column("When it was written.")
    updated_at = column("When it last changed.")
    version = column(VERSION)
