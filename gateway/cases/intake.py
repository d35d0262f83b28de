"""What creating and editing a case have in common: the inputs, and the values that follow."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.cases.fitting import fit_case
from gateway.cases.models import Case, Category, InformedUser, WorkNotesWatcher
from gateway.cases.placing import PLACE
from gateway.cases.priority import MATRIX, PrioritySource
from gateway.cases.requesters import Sent, settle_requester
from gateway.customers.tying import tie
from gateway.database.trees import closes_ring
from gateway.people.models import User, UserClass
from gateway.people.zones import UNKNOWN_ZONE, zones
from gateway.request.actions.context import Act
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import BadReference, InvalidInput, Refused, UserError, refuse

# fmt: off
WRITTEN = (  # grid rows that are inputs of a new case and of an edit
    "description", "category", "subcategory",
    "account", "contact", "consumer", "contact_timezone",
    "product", "asset", "sold_product", "order_reference", "contract", "entitlement", "parent",
    "impact", "urgency", "priority", "needs_attention",
    "assignment_group", "assigned_to",
    "expected_at", "follow_up_at", "auto_close", "share_resolution_notes",
    "cause", "probable_cause", "business_impact",
)
# fmt: on


async def take_in(case: Case, act: Act, given: Mapping[str, Any]) -> None:
    """Puts what was sent into the case, and what follows. Raises Refused with all faults."""
    sent = frozenset(given)
    fill(case, {name: value for name, value in given.items() if name not in PLACE})
    _prioritise(case, act, sent)
    errors = await settle_requester(case, act, sent)
    errors = errors or await fit_case(case, act, sent)
    errors += [*_zone(case, sent), *await _categorise(case, sent)]
    errors += await _adopt(case, act, sent)
    refuse(errors)


def _prioritise(case: Case, act: Act, sent: Sent) -> None:
    """Impact and urgency make the priority, unless somebody sets it by hand (K2)."""
    if "priority" in sent:
        case.priority_source = PrioritySource.MANUAL
    pressed = not sent.isdisjoint({"impact", "urgency"}) or not act.before
    handed_back = "priority_source" in act.changes(case)
    if case.priority_source is PrioritySource.MATRIX and (pressed or handed_back):
        case.priority = MATRIX[case.impact, case.urgency]


def _zone(case: Case, sent: Sent) -> list[UserError]:
    """Only time zones that there are; what was stored before is left alone."""
    zone = case.contact_timezone
    if "contact_timezone" not in sent or zone is None or zone in zones():
        return []
    return [InvalidInput(UNKNOWN_ZONE, "contact_timezone")]


async def _categorise(case: Case, sent: Sent) -> list[UserError]:
    """Only configured categories, once there are any; a new category drops the old subcategory."""
    if sent.isdisjoint({"category", "subcategory"}) or not await Category.exists(active=True):
        return []
    if case.category and "category" in sent and not await _is_category(case.category, ""):
        return [InvalidInput("There is no such category.", "category")]
    if case.subcategory and not await _is_category(case.category, case.subcategory):
        if "subcategory" in sent:
            return [InvalidInput("The category has no such subcategory.", "subcategory")]
        case.subcategory = None
    return []


async def _is_category(name: str | None, subcategory: str) -> bool:
    return await Category.exists(name=name, subcategory=subcategory, active=True)


async def _adopt(case: Case, act: Act, sent: Sent) -> list[UserError]:
    """A parent that is no descendant."""
    if act.before and "parent" in sent and await closes_ring(Case, int(case.pk), case.parent_id):
        return [InvalidInput("A case cannot descend from itself.", "parent")]
    return []


# -- people who are told --------------------------------------------------------------------------


async def inform(
    case: Case, act: Act, users: Iterable[User], *, field: str = "informed_users"
) -> None:
    """Makes these, and no others, the people who are told of comments and of the end."""
    await _replace(case, act, InformedUser, field, users)


async def watch(
    case: Case, act: Act, users: Iterable[User], *, field: str = "work_notes_list"
) -> None:
    """Makes these, and no others, the people who are told of work notes: never a customer."""
    users, told = list(users), WorkNotesWatcher.filter(case_id=case.id)
    held = {*await told.values_list("user_id", flat=True)}  # whom others have named
    if any(user.user_class is UserClass.CUSTOMER for user in users if user.pk not in held):
        raise Refused(BadReference("Work notes are for staff alone.", field))
    await _replace(case, act, WorkNotesWatcher, field, users)


async def _replace(
    case: Case,
    act: Act,
    link: type[InformedUser | WorkNotesWatcher],
    field: str,
    users: Iterable[User],
) -> None:
    """Whom the actor does not see stays told: nobody can mean to leave out a stranger."""
    wanted = {int(user.pk): user for user in users}
    links = await link.filter(case_id=case.id).select_related("user")
    held = {each.user_id: each.user for each in links}
    if any(not user.active for key, user in wanted.items() if key not in held):
        raise Refused(BadReference("This person's account is closed.", field))
    left = [user for key, user in held.items() if key not in wanted]
    unseen = [user.pk for user in left if not await act.reads(user, "display_name")]
    await tie(act, link, {"case_id": int(case.pk)}, "user_id", [*wanted, *unseen])
