"""What clients may ask about people, their groups and providers, programs and the audit trail."""

from gateway.people import profiles as profiles
from gateway.people import working_hours as working_hours
from gateway.people.access_policy import API_CLIENT, AUDIT_ENTRY, SESSION
from gateway.people.conditions import this_one, yours
from gateway.people.policy import GROUP, GROUP_MEMBER, PROVIDER, ROLE, USER
from gateway.request.sources import column, interface, joined, many, menu, node, one, text

interface(
    "Actor",
    "Whoever does something: a user, a contact, a consumer, or a program.",
    display_name=("str", "The name to show."),
)

CREATED_AT = "When the record was made."
UPDATED_AT = "When the record last changed."
CREATED_BY = "The user who made the record."
UPDATED_BY = "The user who last changed the record."
VERSION = "How often the record has changed; send it back to change only what you saw."


@node(USER, search=(("first_name", "last_name"),), interfaces=("Actor",))
class User:
    """A person who can sign in: of the enterprise, of a provider, or a customer."""

    display_name = joined("First and last name.", "first_name", "last_name")
    user_id: str = column("The name used to sign in; unique.")
    first_name: str = column("Given name.")
    last_name: str = column("Family name.")
    title: str = column("Position, as on a business card.")
    email: str = column("Electronic mail address.")
    business_phone: str = column("Telephone at work.")
    mobile_phone: str = column("Mobile telephone.")
    user_class: str = column("For whom the user works.")
    provider = one("Provider", "The provider that the user works for.")
    timezone: str = column("IANA name of the user's time zone, such as Europe/Madrid.")
    language: str = column("ISO 639-1 code of the user's language, such as es.")
    schedule = one("Schedule", "When the user works; none: as the groups that the user is in.")
    active: bool = column("Whether the user may sign in.")
    mfa: bool = column("Whether a second factor is required at sign-in.")
    last_login: str = column("When the user last signed in.")
    roles = many(
        "Role",
        through="UserRole",
        by="user",
        to="role",
        order=("name",),
        description="The roles granted to the user directly.",
    )
    memberships = many("GroupMember", by="user", description="The user's places in groups.")
    managed_groups = many(
        "Group", by="manager", order=("name",), description="The groups that the user manages."
    )
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(ROLE, order=("name",), by=("name",))
class Role:
    """A named set of rights; the policy says what each role may do."""

    name: str = column("The role's name, such as osp_agent; unique.")
    description: str = column("Who has this role.")
    holders = many(
        "User",
        through="UserRole",
        by="role",
        to="user",
        description="The users to whom the role is granted directly.",
    )


@node(GROUP, order=("name",), search=("name",))
class Group:
    """A team that cases are assigned to; a provider's team when it has a provider."""

    name: str = column("The group's name; unique.")
    email: str = column("Distribution list, or the address of the group's point of contact.")
    manager = one("User", "The user who manages the group.")
    type: str = column("What the group is for.")
    description: str = text("Helpful information about the group.")
    provider = one("Provider", "The provider that the group belongs to; none: the enterprise.")
    schedule = one("Schedule", "When the group works; none: it has not been said.")
    active: bool = column("Whether work may be assigned to the group.")
    memberships = many("GroupMember", by="group", description="The places in the group.")
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(GROUP_MEMBER)
class GroupMember:
    """A user's place in a group."""

    group = one("Group", "The group.")
    user = one("User", "The member.")
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(PROVIDER, order=("name",), search=("name", "city"))
class Provider:
    """An outsourced service provider (OSP): a company that handles cases for the enterprise."""

    name: str = column("The provider's name, which is also its company's; unique.")
    type: str = column("What the provider does for the enterprise.")
    manager = one("User", "The enterprise's user who is responsible for the provider.")
    case_transfer_group = one("Group", "The enterprise's group that takes transferred cases back.")
    website: str = column("Address of the company's website.")
    notes: str = text("Notes about the provider.")
    phone: str = column("The company's telephone.")
    fax: str = column("The company's fax.")
    street: str = column("Street and house number.")
    city: str = column("City.")
    state_province: str = column("State or province.")
    postal_code: str = column("Postal code.")
    country: str = column("ISO 3166-1 code of the country, such as AU.")
    latitude: float = column("Degrees of latitude; north is positive.")
    longitude: float = column("Degrees of longitude; east is positive.")
    active: bool = column("Whether the provider works; the users of an inactive one see nothing.")
    groups = many("Group", by="provider", order=("name",), description="The provider's groups.")
    staff = many("User", by="provider", description="The users who work for the provider.")
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(API_CLIENT, interfaces=("Actor",))
class ApiClient:
    """A program that calls the gateway with a token; with a user, it has that user's rights."""

    display_name: str = column("The program's name.", of="name")
    name: str = column("The program's name.")
    scopes: str = column("What its token is limited to, separated by spaces; empty: no limit.")
    row_binding: str = column("Which records a program without a user may reach.")
    user = one("User", "The user for whom the program acts.")
    provider = one("Provider", "The provider to whose records the program is bound.")
    expires: str = column("When its token expires.")
    last_used: str = column("When its token was last used.")
    active: bool = column("Whether its token is accepted.")
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(SESSION, order=("-last_seen_at",), views={"MINE": yours, "CURRENT": this_one})
class Session:
    """A browser in which somebody is signed in."""

    user = one("User", "Who is signed in.")
    created_at: str = column("When they signed in.")
    last_seen_at: str = column("When the browser was last used, to the minute.")
    expires_at: str = column("When it ends at the latest.")
    revoked_at: str = column("When it was ended; none: it lasts.")
    address: str = column("The network address from which they signed in.")
    user_agent: str = column("The browser, as it describes itself.")
    actions = menu()


@node(AUDIT_ENTRY, order=("-at",), plural="auditEntries")
class AuditEntry:
    """One change to one field of one record: who, when, from what, to what."""

    at: str = column("When the change was made.")
    actor = one("User", "The user who made the change.")
    client = one("ApiClient", "The program that made the change.")
    action: str = column("What was being done, such as assign.")
    target_type: str = column("The type of the changed record, such as Case.")
    target_key: int = column("The key of the changed record.")
    field: str = column("The changed field; none: the record as a whole.")
    old: str = text("The value before.")
    new: str = text("The value after.")
    request_id: str = column("The request in which the change was made.")
