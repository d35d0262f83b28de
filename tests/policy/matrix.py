"""Reads tables written like the specification's matrix; says what grids grant in its letters."""

from collections.abc import Iterable

from gateway.policy.gaps import ROLES
from gateway.policy.grid import Condition, Policy

# The matrix's own abbreviations, in its own order.
COLUMNS = {
    "ADM": "admin", "AGT": "agent", "MGR": "manager", "APR": "approver", "PST": "stakeholder",
    "OAG": "osp_agent", "OMG": "osp_manager", "OAD": "osp_admin", "LIA": "provider_lead",
    "FSA": "field_agent", "KAU": "author", "CON": "contact", "CNS": "consumer", "API": "api",
}  # fmt: skip
assert set(COLUMNS.values()) == set(ROLES)

Expectation = tuple[Policy, str, str, str]  # policy, field, role, letter


def rows(matrix: str, policies: Iterable[Policy]) -> list[Expectation]:
    """One expectation for each field and role; a word alone names the type of what follows."""
    known = {policy.type_name: policy for policy in policies}
    header, *lines = (line.split() for line in matrix.strip().splitlines())
    width, policy = len(header), known[lines[0][0]]
    expected: list[Expectation] = []
    for line in lines:
        policy = known[line[0]] if len(line) == 1 else policy
        for name in line[:-width]:
            marks = zip(header, line[-width:], strict=True)
            expected += [(policy, name, COLUMNS[column], mark) for column, mark in marks]
    return expected


def letter(policy: Policy, name: str, role: str) -> str:
    """What a role may do: W, R, - or x; `w` when it writes on some records only, `r` likewise."""
    cell = policy.cell(name, role)
    if policy.sees(role) is None:
        return "-"
    if cell.write:
        return _case("W", cell.write)
    if cell.read:
        return _case("R", cell.read)
    return "x" if cell.concealed else "-"


def _case(mark: str, right: Condition) -> str:
    return mark if right.always else mark.lower()
