"""The grids of the work beside cases say what the specification's matrix says."""

import pytest

from gateway.changes.policy import CHANGE_REQUEST
from gateway.fulfilment.policy import SERVICE_REQUEST
from gateway.incidents.policy import INCIDENT
from gateway.policy.grid import Policy
from gateway.problems.policy import PROBLEM
from gateway.relations.policy import CASE_RELATION
from tests.policy.matrix import letter, rows

POLICIES = (INCIDENT, PROBLEM, CHANGE_REQUEST, SERVICE_REQUEST, CASE_RELATION)
WORK = (INCIDENT, PROBLEM, CHANGE_REQUEST)

# W writes, w writes some records, R reads, - withheld or nothing seen, x not even known by name.
# Agents and managers get what the roles for it give them: see below. Requests are their own work.
MATRIX = """
                                   ADM AGT MGR APR PST OAG OMG OAD LIA FSA KAU CON CNS API
Incident
number state                       R   -   -   -   -   -   -   -   -   -   -   -   -   R
short_description impact caller    W   -   -   -   -   -   -   -   -   -   -   -   -   w
hold_reason close_code close_notes W   -   -   -   -   -   -   -   -   -   -   -   -   w
Problem
number state                       R   -   -   -   -   R   R   -   -   -   -   R   R   R
short_description                  W   -   -   -   -   R   R   -   -   -   -   R   R   w
description impact account         W   -   -   -   -   -   -   -   -   -   -   x   x   w
cause_notes workaround fix_notes   W   -   -   -   -   -   -   -   -   -   -   x   x   w
ChangeRequest
number state                       R   -   -   R   -   R   R   -   -   -   -   R   R   R
short_description                  W   -   -   R   -   R   R   -   -   -   -   R   R   w
planned_start planned_end cab_at   W   -   -   R   -   -   -   -   -   -   -   x   x   w
justification backout_plan         W   -   -   R   -   -   -   -   -   -   -   x   x   w
implementation_plan test_plan      W   -   -   R   -   -   -   -   -   -   -   x   x   w
risk asset requested_by            W   -   -   R   -   -   -   -   -   -   -   x   x   w
ServiceRequest
number state                       R   R   R   R   -   R   R   -   -   -   -   R   R   R
short_description                  W   w   W   R   -   R   R   -   -   -   -   R   R   w
item quantity contact consumer     W   w   W   R   -   -   -   -   -   -   -   x   x   w
CaseRelation
incident                           w   w   w   -   -   x   x   -   -   -   -   x   x   w
problem change request             w   w   w   -   -   R   R   -   -   -   -   R   R   w
"""


@pytest.mark.parametrize(("policy", "name", "role", "mark"), rows(MATRIX, POLICIES))
def test_a_cell_grants_what_the_specification_says(
    policy: Policy, name: str, role: str, mark: str
) -> None:
    assert letter(policy, name, role) == mark


@pytest.mark.parametrize("policy", WORK, ids=lambda policy: policy.type_name)
def test_the_role_for_it_writes_what_an_administrator_writes_while_it_lasts(policy: Policy) -> None:
    written = [row for row in policy.rows if policy.cell(row, "admin").write]
    conditions = {row: policy.cell(row, "itsm_write").write for row in written}
    assert {row for row, right in conditions.items() if right is None} == set()
    assert {right.name for right in conditions.values() if right} == {"pending", "once"}


def test_who_reads_changes_reads_all_of_them_and_does_nothing() -> None:
    fields = [row for row in CHANGE_REQUEST.rows if not CHANGE_REQUEST.cell(row, "admin").do]
    assert {letter(CHANGE_REQUEST, row, "change_read") for row in fields} == {"R"}
    assert CHANGE_REQUEST.sees("change_read") is CHANGE_REQUEST.sees("admin")
    assert not any(CHANGE_REQUEST.cell(row, "change_read").do for row in CHANGE_REQUEST.rows)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.type_name)
@pytest.mark.parametrize("role", ["contact", "case_manager", "consumer"])
def test_nothing_is_merely_withheld_from_customers_and_nothing_written_by_them(
    policy: Policy, role: str
) -> None:
    cells = {row: policy.cell(row, role) for row in policy.rows if policy.sees(role)}
    assert [row for row, cell in cells.items() if cell.write or cell.append] == []
    kept = [row for row, cell in cells.items() if not (cell.read or cell.do or cell.concealed)]
    assert kept == []


@pytest.mark.parametrize("policy", [CHANGE_REQUEST, SERVICE_REQUEST], ids=lambda p: p.type_name)
def test_nobody_decides_on_what_is_their_own(policy: Policy) -> None:
    for verb in ("approve", "reject"):
        rights = {role: policy.cell(verb, role).do for role in policy.scopes}
        able = {role: right.name for role, right in rights.items() if right}
        assert able == {"admin": "of_others", "approver": "of_others"}
