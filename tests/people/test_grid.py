"""The grids of people say what the specification's matrix says."""

import pytest

from gateway.people.access_policy import API_CLIENT, AUDIT_ENTRY, SESSION
from gateway.people.conditions import AUDITED_TYPES, CONFIDENTIAL_FIELDS, SCOPED_TYPES
from gateway.people.policy import GROUP, GROUP_MEMBER, PROVIDER, ROLE, USER
from gateway.policy.grid import Policy
from gateway.schema import graph
from tests.policy.matrix import letter, rows

POLICIES = (API_CLIENT, AUDIT_ENTRY, GROUP, GROUP_MEMBER, PROVIDER, ROLE, SESSION, USER)

# W writes, w writes some records, R reads, r reads on some records, - withheld or nothing seen,
# x not even known by name. Customers read the names of those who handle their cases, and no more.
MATRIX = """
                            ADM AGT MGR APR PST OAG OMG OAD LIA FSA KAU CON CNS API
User
first_name last_name        W   R   R   R   R   R   w   w   R   R   R   x   x   -
business_phone email        W   R   R   R   R   R   w   w   R   R   R   x   x   -
display_name                W   R   R   R   R   R   w   w   R   R   R   R   R   -
user_id                     W   R   R   R   R   r   r   w   R   R   R   x   x   -
roles                       W   -   -   -   -   -   -   w   -   -   -   x   x   -
mfa last_login              W   -   -   -   -   -   -   -   -   -   -   x   x   -
timezone language           W   w   w   w   w   w   w   w   w   w   w   w   w   -
Session
address user_agent          R   R   R   R   R   R   R   R   R   R   R   R   R   -
Role
holders                     W   -   -   -   -   -   -   w   -   -   -   -   -   -
Group
name                        W   R   W   -   -   R   w   W   R   -   -   R   R   -
email manager type          W   R   W   -   -   R   w   W   R   -   -   x   x   -
description provider        W   R   W   -   -   R   w   W   R   -   -   x   x   -
GroupMember
group user                  W   R   W   -   -   R   w   W   R   -   -   -   -   -
Provider
name type manager country   W   R   R   -   -   R   R   W   R   -   -   -   -   -
case_transfer_group phone   W   R   R   -   -   R   R   W   R   -   -   -   -   -
notes                       W   R   R   -   -   R   R   W   W   -   -   -   -   -
ApiClient
name scopes expires         W   -   -   -   -   -   -   W   -   -   -   x   x   -
AuditEntry
at actor field old new      R   -   R   -   -   -   -   -   -   -   -   -   -   -
"""


@pytest.mark.parametrize(("policy", "name", "role", "mark"), rows(MATRIX, POLICIES))
def test_a_cell_grants_what_the_specification_says(
    policy: Policy, name: str, role: str, mark: str
) -> None:
    assert letter(policy, name, role) == mark


@pytest.mark.parametrize(
    "policy", [p for p in POLICIES if p is not SESSION], ids=lambda policy: policy.type_name
)
@pytest.mark.parametrize("role", ["contact", "case_manager", "consumer"])
def test_of_people_customers_read_names_only(policy: Policy, role: str) -> None:
    cells = {row: policy.cell(row, role) for row in policy.rows if policy.sees(role)}
    rules = {row: cell.read.name for row, cell in cells.items() if cell.read}
    own = {row for row, rule in rules.items() if rule == "you"}
    assert own == ({"timezone", "language", "notifications"} if policy is USER else set())
    assert rules.keys() - own <= {"display_name", "name", "actions"}


def test_of_sessions_everybody_sees_their_own_but_who_looks_after_users() -> None:
    scopes = {role: see.name for role, see in SESSION.scopes.items() if see}
    assert {role for role, name in scopes.items() if name != "yours"} == {"admin", "user_admin"}


def test_a_password_is_no_field_of_the_schema() -> None:
    known = {name for node in graph().nodes.values() for name in node.sources}
    assert [name for name in known if "password" in name or "secret" in name] == []
    assert [name for name in known if "hash" in name or "token" in name] == []


def test_managers_find_no_change_in_the_trail_of_a_field_that_they_never_read() -> None:
    for name, policy in graph().policies.items():
        fields = graph().nodes[name].sources
        never = {row for row in fields if policy.cell(row, "manager").read is None}
        if policy.sees("manager") is None:
            assert name not in AUDITED_TYPES
        elif name in AUDITED_TYPES:
            assert never <= {*CONFIDENTIAL_FIELDS}, name


# What people keep or get for themselves; its trail would say what they do all day.
PRIVATE = {
    *("Draft", "DraftMention", "ListLook", "Macro", "Notification", "NotificationPreference"),
    *("Presence", "SavedView", "Upload"),
}


# Which of these managers see follows from other roles of theirs: the trail would say more.
IN_PART = {"CaseRelation"}


def test_managers_read_the_trail_of_every_type_that_they_see_but_of_access() -> None:
    policies = graph().policies
    seen = {name for name, policy in policies.items() if policy.sees("manager") is not None}
    access = {name for name in seen if policies[name].area == AUDIT_ENTRY.area}
    assert set(AUDITED_TYPES) == seen - access - PRIVATE - IN_PART
    assert not any((scope := policies[name].sees("manager")) and scope.always for name in IN_PART)


def test_the_trail_of_a_type_is_under_the_scope_of_the_type() -> None:
    under = {name: area for area, names in SCOPED_TYPES.items() for name in names}
    policies = graph().policies
    audited = {name: area for name, area in under.items() if name in policies}
    assert audited == {n: p.area for n, p in policies.items() if n != "AuditEntry"}
    reading = {area for area in under.values() if area != AUDIT_ENTRY.area}
    assert set(AUDIT_ENTRY.without_scope) == {*reading, "notes"}
