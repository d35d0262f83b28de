"""The roles that the grids know, and which of them bring others along."""

from gateway.people.models import Role, RoleInclusion, UserClass

INTERNAL, PROVIDER, CUSTOMER = UserClass.INTERNAL, UserClass.PROVIDER, UserClass.CUSTOMER

# name: (who may have it, what it is for)
ROLES: dict[str, tuple[UserClass, str]] = {
    "admin":                  (INTERNAL, "Sets up and administers everything."),
    "agent":                  (INTERNAL, "Handles customers' cases."),
    "manager":                (INTERNAL, "Leads agents, decides on major cases and approvals."),
    "approver":               (INTERNAL, "Decides on what is put before them."),
    "stakeholder":            (INTERNAL, "Reads customers' projects."),
    "provider_lead":          (INTERNAL, "Looks after outsourced service providers."),
    "field_agent":            (INTERNAL, "Works at the customer's site."),
    "author":                 (INTERNAL, "Writes knowledge articles."),
    "osp_agent":              (PROVIDER, "Handles the cases that were given to their provider."),
    "osp_manager":            (PROVIDER, "Leads the agents of their provider."),
    "osp_admin":              (PROVIDER, "Administers providers, their groups and their staff."),
    "contact":                (CUSTOMER, "Asks for an account and follows their own cases."),
    "case_manager":           (CUSTOMER, "Follows every case of their account and those below."),
    "account_admin":          (CUSTOMER, "Administers the contacts of their account."),
    "consumer":               (CUSTOMER, "Asks for themselves and follows their own cases."),
    "escalation_requester":   (INTERNAL, "May ask for a case to be escalated."),
    "deescalation_requester": (INTERNAL, "May ask for an escalation to end."),
    "change_read":            (INTERNAL, "Reads changes."),
    "itsm_write":             (INTERNAL, "Opens and works on incidents, problems and changes."),
    "project_manager":        (INTERNAL, "Runs customers' projects."),
    "user_admin":             (INTERNAL, "Administers users."),
    "analytics_admin":        (INTERNAL, "Sets up indicators and dashboards."),
}  # fmt: skip

INCLUDES = {
    "manager": ("approver",),
    "agent": ("deescalation_requester",),
    "account_admin": ("case_manager",),
}


async def establish() -> None:
    """Puts the roles into the database; those that are there already stay as they are."""
    known = {role.name: role for role in await Role.all()}
    for name, (_, description) in ROLES.items():
        if name not in known:
            known[name] = await Role.create(name=name, description=description)
    for name, included in INCLUDES.items():
        for other in included:
            await RoleInclusion.get_or_create(role=known[name], included=known[other])
