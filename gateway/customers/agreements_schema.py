"""What clients may ask about contracts and entitlements."""

from gateway.customers.agreements_policy import CONTRACT, ENTITLEMENT, ENTITLEMENT_CHANNEL
from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.request.sources import column, many, menu, node, one, one_of, text

OFFERED = "What you may do with it now, and why not the rest."


@node(CONTRACT, order=("number",), search=("number", "name"), by=("number",))
class Contract:
    """An agreement with a customer: what is served, from when to when."""

    number: str = column("Human number, such as CON0000001; unique, never reused.")
    name: str = column("What the contract is called.")
    customer = one_of("Customer", "With whom it is.", Account="account", Consumer="consumer")
    account = one("Account", "The account with which it is.")
    consumer = one("Consumer", "The consumer with whom it is.")
    contact = one("Contact", "The person to turn to about it.")
    customer_reference: str = column("The customer's own number for it.")
    administrator = one("User", "Who looks after the contract.")
    approver = one("User", "Who approves the contract.")
    state: str = column("Where the contract stands in its life.")
    starts: str = column("The first day of its term.")
    ends: str = column("The last day of its term; none: until cancelled.")
    renewed_from = one("Contract", "The contract that it continues.")
    approved_at: str = column("When its approver agreed to it.")
    state_reason: str = column("Why it was sent back, interrupted or ended.")
    terms: str = text("What was agreed, in words.")
    value: int = column("What it is worth, in whole units of the enterprise's own currency.")
    renewals = many(
        "Contract",
        by="renewed_from",
        order=("number",),
        description="The contracts that continue it.",
    )
    sold_products = many(
        "SoldProduct",
        through="ContractSoldProduct",
        by="contract",
        to="sold_product",
        order=("number",),
        description="The sold products that it covers.",
    )
    assets = many(
        "Asset",
        through="ContractAsset",
        by="contract",
        to="asset",
        order=("number",),
        description="The equipment that it covers.",
    )
    entitlements = many(
        "Entitlement",
        by="contract",
        order=("number",),
        description="The rights to service that it brings.",
    )
    actions = menu(OFFERED)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(ENTITLEMENT, order=("number",), search=("number", "name"), by=("number",))
class Entitlement:
    """A customer's right to service, for everything or for one product, asset or contract."""

    number: str = column("Human number, such as ENT0000001; unique, never reused.")
    name: str = column("What the entitlement is called.")
    basis: str = column("What the entitlement rests on.")
    customer = one_of("Customer", "Whose right it is.", Account="account", Consumer="consumer")
    account = one("Account", "The account whose right it is.")
    consumer = one("Consumer", "The consumer whose right it is.")
    product = one("ProductModel", "The only model that it serves; none: any.")
    asset = one("Asset", "The only equipment that it serves; none: any.")
    sold_product = one("SoldProduct", "The only sold product that it serves; none: any.")
    contract = one("Contract", "The contract that brings it.")
    starts: str = column("The first day of its term.")
    ends: str = column("The last day of its term; none: until cancelled.")
    per_unit: bool = column("Whether it has a quota; otherwise it is unlimited within its term.")
    unit: str = column("What the quota counts.")
    total_units: float = column("The quota.")
    remaining_units: float = column("What is left of the quota.")
    state: str = column("Where the entitlement stands in its life.")
    business_hours = one("Schedule", "The hours in which it is served; none: not agreed.")
    state_reason: str = column("Why somebody interrupted or ended it.")
    channels = many(
        "EntitlementChannel",
        by="entitlement",
        description="The channels on which it may be used; none: all.",
    )
    actions = menu(OFFERED)
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(ENTITLEMENT_CHANNEL, plural="")
class EntitlementChannel:
    """A channel on which an entitlement may be used."""

    entitlement = one("Entitlement", "The entitlement.")
    channel: str = column("The channel.")
