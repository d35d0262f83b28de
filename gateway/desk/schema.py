"""What users keep for themselves, as clients see it."""

from gateway.desk import drafts as drafts
from gateway.desk import marks as marks
from gateway.desk import views as views
from gateway.desk.drafts_policy import DRAFT
from gateway.desk.views_policy import SAVED_VIEW
from gateway.request.sources import column, menu, node, one, text


@node(SAVED_VIEW, order=("position",))
class SavedView:
    """A list of cases that somebody has put together and named."""

    name = column("What it is called.")
    query = column("What the address of the list ends in: filters, order and columns.")
    group = one("Group", "With whom it is shared; none: with nobody.")
    owner = one("User", "Who saved it.")
    position = column("Where it stands among the lists of its owner; smaller comes first.")
    removed_at = column("When its owner deleted it; none: it is there.")
    actions = menu("What you may do with it now, and why not the rest.")
    created_at = column("When it was saved.")
    updated_at = column("When it last changed.")
    version = column("Grows by one with every change; send it back to change only what you saw.")


@node(DRAFT, plural="")
class Draft:
    """What you have written for a case and not sent yet."""

    case = one("Case", "The case that it is about.")
    text = text("What you have written.")
    internal = column("Whether it is to be a work note.")
    updated_at = column("When it was kept.")
