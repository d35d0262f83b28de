"""The grids of customers say what the specification's matrix says."""

import pytest

from gateway.customers.policy import (
    ACCOUNT,
    ACCOUNT_RELATION,
    ASSET,
    CONSUMER,
    CONTACT,
    CONTACT_RELATION,
    CONTRACT,
    ENTITLEMENT,
    ENTITLEMENT_CHANNEL,
    PRODUCT_MODEL,
    SOLD_PRODUCT,
)
from gateway.policy.grid import Policy
from tests.policy.matrix import letter, rows

POLICIES = (
    *(ACCOUNT, ACCOUNT_RELATION, CONTACT, CONTACT_RELATION, CONSUMER, PRODUCT_MODEL, ASSET),
    *(SOLD_PRODUCT, CONTRACT, ENTITLEMENT, ENTITLEMENT_CHANNEL),
)

# W writes, w writes some records, R reads, - withheld or nothing seen, x not even known by name.
# A stakeholder's accounts and contacts come with projects.
MATRIX = """
                                 ADM AGT MGR APR PST OAG OMG OAD LIA FSA KAU CON CNS API
Account
name parent primary_contact      W   W   W   R   -   R   R   -   R   R   -   R   -   W
phone website street city        W   W   W   R   -   R   R   -   R   R   -   R   -   W
country language timezone        W   W   W   R   -   R   R   -   R   R   -   R   -   W
duns notes registration_code     W   R   W   -   -   -   -   -   -   -   -   x   -   -
tier                             W   R   W   -   -   -   -   -   -   -   -   x   -   -
escalated                        R   R   R   R   -   R   R   -   R   R   -   x   -   R
Contact
first_name last_name email       W   W   W   R   -   R   R   -   R   R   -   w   -   W
business_phone language title    W   W   W   R   -   R   R   -   R   R   -   w   -   W
account                          W   W   W   R   -   R   R   -   R   R   -   R   -   W
user                             W   R   W   -   -   -   -   -   -   -   -   x   -   -
Consumer
first_name last_name email       W   W   W   -   -   R   R   -   R   R   -   -   W   W
language locale street country   W   W   W   -   -   R   R   -   R   R   -   -   W   W
notes household                  W   W   W   -   -   -   -   -   -   -   -   -   x   -
ProductModel
name model_number manufacturer   W   R   W   R   R   R   R   -   R   R   R   R   R   R
category product_version status  W   R   W   R   R   R   R   -   R   R   R   R   R   R
Asset
name serial_number product       W   W   W   -   -   R   R   -   R   R   -   R   R   W
account consumer warranty_until  W   W   W   -   -   R   R   -   R   R   -   R   R   W
cost_cents                       W   -   W   -   -   -   -   -   -   -   -   x   x   -
SoldProduct
name product quantity starts     W   W   W   -   -   R   R   -   R   R   -   R   R   W
unit_price_cents                 W   -   W   -   -   -   -   -   -   -   -   x   x   -
Contract
name account consumer starts     W   R   W   R   -   R   R   -   R   -   -   R   R   R
sold_products assets             W   R   W   R   -   R   R   -   R   -   -   R   R   R
value terms                      W   -   W   -   -   -   -   -   -   -   -   x   x   -
Entitlement
name account total_units         W   R   W   R   -   R   R   -   R   -   -   R   R   R
remaining_units state            R   R   R   R   -   R   R   -   R   -   -   R   R   R
channels asset contract          W   R   W   R   -   R   R   -   R   -   -   R   R   R
"""


@pytest.mark.parametrize(("policy", "name", "role", "mark"), rows(MATRIX, POLICIES))
def test_a_cell_grants_what_the_specification_says(
    policy: Policy, name: str, role: str, mark: str
) -> None:
    assert letter(policy, name, role) == mark


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.type_name)
@pytest.mark.parametrize("role", ["contact", "case_manager", "account_admin", "consumer"])
def test_nothing_is_merely_withheld_from_customers(policy: Policy, role: str) -> None:
    if policy.sees(role):
        fields = [row for row in policy.rows if not policy.cell(row, role).do]
        assert [row for row in fields if letter(policy, row, role) == "-"] == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.type_name)
def test_customers_write_at_most_what_is_their_own(policy: Policy) -> None:
    for role in ("contact", "case_manager", "consumer"):
        rights = (policy.cell(row, role).write for row in policy.rows)
        written = {right.name for right in rights if right}
        assert written <= {"yourself", "yes"}
        assert "yes" not in written or policy.sees(role) is policy.scopes["consumer"]


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.type_name)
@pytest.mark.parametrize("role", ["osp_agent", "osp_manager"])
def test_providers_write_nothing_about_customers(policy: Policy, role: str) -> None:
    assert [row for row in policy.rows if policy.cell(row, role).write] == []
