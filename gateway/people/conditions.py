"""The conditions of the grids about people: each a sentence, and what it means for a row."""

from collections.abc import Collection

from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.people.models import UserClass
from gateway.policy.grid import SEEN

PROVIDER_ROLES = ("osp_agent", "osp_manager")

# What a manager may not read, he may not read in the audit trail either; a test compares this with
# the grids. Types that are missing here have no trail for him at all: what people keep for
# themselves is nobody else's business.
AUDITED_TYPES = (
    *("Account", "AccountRelation", "Asset", "Attachment", "Case", "CaseSla", "CaseTask"),
    *("Category", "Consumer", "Contact", "ContactRelation", "Contract", "Entitlement"),
    *("EntitlementChannel", "EntitlementUse", "Group", "GroupMember", "Holiday"),
    *("HolidayCalendar", "InformedUser", "JournalEntry", "JournalMention", "ProductModel"),
    *("Provider", "Schedule", "ScheduleCalendar", "ScheduleEntry", "ScheduleException"),
    "ServiceRequest",
    *("SlaDefinition", "SoldProduct", "StateInterval", "User", "WorkNotesWatcher"),
)
CONFIDENTIAL_FIELDS = (
    *("cost_cents", "unit_price_cents", "value", "terms", "storage_key"),
    *("roles", "role_grants", "mfa", "last_login", "password_hash"),
)

# What a token reaches of the trail is what it reaches of the records: the types under each scope.
# A test compares this with the grids too. Of types that are missing, a narrowed token hears nothing
# until it has every scope.
SCOPED_TYPES = {
    "cases": (
        *("Attachment", "Case", "CaseTask", "Category", "Group", "GroupMember", "InformedUser"),
        *("JournalEntry", "Provider", "StateInterval", "User", "WorkNotesWatcher"),
        *("Draft", "DraftMention", "JournalMention", "ListLook", "Macro", "Notification"),
        *("NotificationPreference", "Presence", "SavedView", "Upload"),
        *("CaseSla", "Holiday", "HolidayCalendar", "Schedule", "ScheduleCalendar"),
        *("ScheduleEntry", "ScheduleException", "SlaDefinition"),
    ),
    "customers": (
        *("Account", "AccountRelation", "Asset", "Consumer", "Contact", "ContactRelation"),
        *("ProductModel", "SoldProduct"),
    ),
    "contracts": ("Contract", "Entitlement", "EntitlementChannel", "EntitlementUse"),
    "itsm": (
        *("CaseRelation", "ChangeConflict", "ChangeRequest", "ChangeWindow", "Incident", "Problem"),
        "ServiceRequest",
    ),
    "administration": ("ApiClient", "Job", "Role", "Session", "UserRole"),
}
NOTED_TYPES = ("JournalEntry", "JournalMention")  # under the scope `notes`


# -- users ----------------------------------------------------------------------------------------


def colleagues(actor: Actor) -> Q:
    """the user works for your provider, or on a case that you may see"""
    return Q(provider_id=actor.provider_id) | working(actor)


def working(actor: Actor) -> Q:
    """the user handles a case that you may see, or wrote in its journal what you may see"""
    return Q(assigned_cases=SEEN) | Q(journal=SEEN)


def handling(actor: Actor) -> Q:
    """the user is you, handles a case that you may see, or wrote in its journal what you may see"""
    return Q(id=actor.user_id) | working(actor)


def handler(actor: Actor) -> Q:
    """the user handles a case that you may see"""
    return Q(assigned_cases=SEEN)


def you(actor: Actor) -> Q:
    """the user is you"""
    return Q(id=actor.user_id)


def yours(actor: Actor) -> Q:
    """the session is one of yours"""
    return Q(user_id=actor.user_id)


def this_one(actor: Actor) -> Q:
    """the session is the one in which you ask"""
    return Q(id=actor.session_id)


def no_customer(actor: Actor) -> Q:
    """the user works for the enterprise or for a provider"""
    return Q(user_class__in=[UserClass.INTERNAL, UserClass.PROVIDER])


def staff(actor: Actor) -> Q:
    """the user works for a provider"""
    return Q(provider_id__isnull=False)


def of_your_provider(actor: Actor) -> Q:
    """it belongs to your provider"""
    return Q(provider_id=actor.provider_id)


def grantable(actor: Actor) -> Q:
    """the role is that of a provider's agent or manager"""
    return Q(name__in=list(PROVIDER_ROLES))


# -- groups and providers -------------------------------------------------------------------------


def near_groups(actor: Actor) -> Q:
    """the group belongs to your provider, takes its cases back, or holds a case that you may see"""
    own = Q(provider_id=actor.provider_id) | Q(transfers_from__id=actor.provider_id)
    return own | Q(cases=SEEN)


def holding(actor: Actor) -> Q:
    """the group holds a case that you may see"""
    return Q(cases=SEEN)


def member_of_provider(actor: Actor) -> Q:
    """the group belongs to your provider"""
    return Q(group__provider_id=actor.provider_id)


def your_provider(actor: Actor) -> Q:
    """the provider is yours"""
    return Q(id=actor.provider_id)


def managed(actor: Actor) -> Q:
    """you manage the provider"""
    return Q(id__in=actor.managed_provider_ids)


def engaged(actor: Actor) -> Q:
    """the provider holds a case that you may see"""
    return Q(cases=SEEN)


# -- clients and the audit trail ------------------------------------------------------------------


def writing(actor: Actor) -> Q:
    """the client wrote an entry that you may see in a case's journal"""
    return Q(journal=SEEN)


def open_to_managers(actor: Actor) -> Q:
    """the change is neither of a cost, a contract's value or terms, nor of how somebody signs in"""
    field = Q(field__isnull=True) | ~Q(field__in=list(CONFIDENTIAL_FIELDS))
    return Q(target_type__in=list(AUDITED_TYPES)) & field


def of_no_case(actor: Actor) -> Q:
    """the change is of nothing that the scope cases covers"""
    return _of_other_types(SCOPED_TYPES["cases"])


def of_no_customer(actor: Actor) -> Q:
    """the change is of nothing that the scope customers covers"""
    return _of_other_types(SCOPED_TYPES["customers"])


def of_no_contract(actor: Actor) -> Q:
    """the change is of nothing that the scope contracts covers"""
    return _of_other_types(SCOPED_TYPES["contracts"])


def of_no_work(actor: Actor) -> Q:
    """the change is of nothing that the scope itsm covers"""
    return _of_other_types(SCOPED_TYPES["itsm"])


def of_no_entry(actor: Actor) -> Q:
    """the change is not of a journal"""
    return _of_other_types(NOTED_TYPES)


def _of_other_types(types: Collection[str]) -> Q:
    every = (name for under in SCOPED_TYPES.values() for name in under)
    return Q(target_type__in=[name for name in every if name not in types])
