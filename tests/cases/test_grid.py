"""The grid of the case says what the specification's matrix says."""

import pytest

from gateway.cases.policy import CASE
from gateway.policy.grid import Cell

# The rows of the matrix that speak of a case; letters as there: W writes, A appends, R reads, - no,
# c set at creation, p inside the own provider, h if shared, o where handled.
MATRIX = """
fields                                               ADM AGT MGR APR OAG OMG LIA FSA KAU CON CNS API
short_description category subcategory               W   W   W   R   W   W   R   R   R   c   c   W
product asset                                        W   W   W   R   W   W   R   R   R   c   c   W
description sold_product order_reference             W   W   W   R   W   W   R   -   -   c   c   W
expected_at                                          W   W   W   R   W   W   R   -   -   R   R   W
channel                                              c   c   c   R   c   c   R   R   R   c   c   c
number state                                         R   R   R   R   R   R   R   R   R   R   R   R
account contact consumer                             W   W   W   R   c   c   R   R   -   c   R   W
impact urgency priority                              W   W   W   R   W   W   R   R   R   c   c   W
assignment_group assigned_to                         W   W   W   -   p   p   R   -   -   R   R   W
contract entitlement parent                          W   W   W   R   W   W   R   -   -   R   R   W
informed_users                                       W   W   W   -   W   W   R   -   -   R   R   W
work_notes_list needs_attention                      W   W   W   -   R   R   R   -   -   -   -   R
reopen_count reassignment_count first_response_at    R   R   R   -   R   R   R   -   -   -   -   R
provider transferred                                 R   R   R   -   R   R   R   -   -   -   -   R
resolution_code share_resolution_notes               W   W   W   -   W   W   R   -   R   R   R   W
resolved_at                                          R   R   R   -   R   R   R   -   R   R   R   R
resolution_notes                                     W   W   W   -   W   W   R   -   R   h   h   W
cause probable_cause business_impact                 W   W   W   -   R   R   R   -   -   -   -   R
major_state                                          R   R   R   -   R   R   R   -   -   -   -   R
comments                                             A   A   A   R   A   A   R   R   -   A   A   A
work_notes                                           A   A   A   -   A   A   R   A   -   -   -   A
tasks                                                W   W   W   -   W   W   R   -   -   R   R   W
attachments                                          A   A   A   -   o   o   -   -   -   A   A   A
escalation_severity                                  R   R   R   R   R   R   R   -   -   -   -   R
"""  # fmt: skip

ROLES = {
    "ADM": "admin", "AGT": "agent", "MGR": "manager", "APR": "approver", "OAG": "osp_agent",
    "OMG": "osp_manager", "LIA": "provider_lead", "FSA": "field_agent", "KAU": "author",
    "CON": "contact", "CNS": "consumer", "API": "api",
}  # fmt: skip

INTERNAL = (
    *("work_notes", "work_notes_list", "journal", "cause", "probable_cause", "business_impact"),
    *("reassignment_count", "reopen_count", "time_worked", "escalation_severity", "major_state"),
    *("first_response_at", "needs_attention", "provider", "transferred", "state_intervals"),
)


def letter(cell: Cell) -> str:
    """The letter of the matrix that describes a cell."""
    right = cell.write or cell.append
    if cell.read is None:
        return "-"
    if right is None:
        return "h" if cell.read.name == "shared" else "R"
    if right.name in ("once", "handled"):
        return {"once": "c", "handled": "o"}[right.name]
    return "W" if cell.write else "A"


def rows() -> list[tuple[str, str, str]]:
    header, *lines = (line.split() for line in MATRIX.strip().splitlines())
    width = len(header) - 1
    return [
        (field, ROLES[role], mark)
        for line in lines
        for field in line[:-width]
        for role, mark in zip(header[1:], line[-width:], strict=True)
    ]


@pytest.mark.parametrize(("field", "role", "mark"), rows())
def test_a_cell_grants_what_the_specification_says(field: str, role: str, mark: str) -> None:
    assert letter(CASE.cell(field, role)) == ("W" if mark == "p" else mark)


@pytest.mark.parametrize("role", ["contact", "case_manager", "consumer"])
@pytest.mark.parametrize("field", INTERNAL)
def test_customers_do_not_even_learn_the_name_of_an_internal_field(field: str, role: str) -> None:
    assert CASE.cell(field, role).concealed


@pytest.mark.parametrize("role", ["osp_agent", "osp_manager"])
def test_providers_write_only_what_they_hold_or_create(role: str) -> None:
    conditions = {
        right.name
        for row in CASE.rows
        for right in (CASE.cell(row, role).write, CASE.cell(row, role).append)
        if right
    }
    assert conditions == {"held", "handled", "once"}


def test_agents_never_write_a_finished_case() -> None:
    rights = [
        (CASE.cell(row, "agent").write or CASE.cell(row, "agent").append) for row in CASE.rows
    ]
    assert {right.name for right in rights if right} == {"live", "once"}
