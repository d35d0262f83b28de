"""What clients may ask about the install base: product models, assets and sold products."""

from typing import Any

from gateway.customers.products_policy import ASSET, PRODUCT_MODEL, SOLD_PRODUCT
from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.request.sources import column, many, menu, node, one, one_of


def _numbered(target: str, by: str, description: str) -> Any:
    return many(target, by=by, order=("number",), description=description)


@node(PRODUCT_MODEL, order=("name",), search=(("number", "model_number"), "name"), by=("number",))
class ProductModel:
    """A product as it is built and sold: model, manufacturer, version."""

    number: str = column("Human number, such as PRD0000001; unique, never reused.")
    name: str = column("The product's name.")
    model_number: str = column("The manufacturer's model number.")
    manufacturer: str = column("Who makes it.")
    category: str = column("What kind of product it is.")
    product_version: str = column("Which version of the product this is.")
    support_group = one("Group", "The group that knows the product.")
    status: str = column("Where the product stands in its life.")
    active: bool = column("Whether it may be chosen for new records.")
    assets = _numbered("Asset", "product", "The equipment of this model.")
    sold_products = _numbered("SoldProduct", "product", "The sales of this model.")
    entitlements = _numbered("Entitlement", "product", "The rights to service for this model.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(
    ASSET,
    order=("number",),
    search=(("number", "asset_tag", "serial_number"), "name"),
    by=("number",),
)
class Asset:
    """One piece of equipment, known by its tag or serial number, at a customer's or in stock."""

    number: str = column("Human number, such as AST0000001; unique, never reused.")
    name: str = column("What the equipment is called.")
    asset_tag: str = column("The label stuck on it.")
    serial_number: str = column("The manufacturer's serial number.")
    product = one("ProductModel", "The model it is of.")
    customer = one_of("Customer", "Who has it.", Account="account", Consumer="consumer")
    account = one("Account", "The account that has it.")
    consumer = one("Consumer", "The consumer who has it.")
    sold_product = one("SoldProduct", "The sale it came from.")
    parent = one("Asset", "The equipment that it is part of.")
    street: str = column("Street and house number where it stands.")
    city: str = column("City where it stands.")
    country: str = column("ISO 3166-1 code of the country where it stands.")
    installed_on: str = column("The day on which it was installed.")
    warranty_until: str = column("The last day of its warranty.")
    status: str = column("Where the equipment stands in its life.")
    cost_cents: int = column("What it cost, in cents of the enterprise's own currency.")
    contacts = many(
        "Contact",
        through="AssetContact",
        by="asset",
        to="contact",
        description="The people to turn to about it.",
    )
    children = _numbered("Asset", "parent", "The equipment that is part of it.")
    contracts = many(
        "Contract",
        through="ContractAsset",
        by="asset",
        to="contract",
        order=("number",),
        description="The contracts that cover it.",
    )
    entitlements = _numbered("Entitlement", "asset", "The rights to service for it.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(SOLD_PRODUCT, order=("number",), search=("number", "name"), by=("number",))
class SoldProduct:
    """A product that a customer bought, on its own or as part of a contract."""

    number: str = column("Human number, such as SLD0000001; unique, never reused.")
    name: str = column("What was sold.")
    product = one("ProductModel", "The model that was sold.")
    customer = one_of("Customer", "Who bought it.", Account="account", Consumer="consumer")
    account = one("Account", "The account that bought it.")
    consumer = one("Consumer", "The consumer who bought it.")
    contact = one("Contact", "The person who bought it for the account.")
    parent = one("SoldProduct", "The sale that it is part of.")
    quantity: int = column("How many were sold.")
    starts: str = column("The first day of its term.")
    ends: str = column("The last day of its term.")
    state: str = column("Where the sale stands in its life.")
    city: str = column("City where it is used.")
    country: str = column("ISO 3166-1 code of the country where it is used.")
    unit_price_cents: int = column("The price of one, in cents of the enterprise's own currency.")
    children = _numbered("SoldProduct", "parent", "The sales that are part of it.")
    assets = _numbered("Asset", "sold_product", "The equipment that was delivered.")
    contracts = many(
        "Contract",
        through="ContractSoldProduct",
        by="sold_product",
        to="contract",
        order=("number",),
        description="The contracts that cover it.",
    )
    entitlements = _numbered("Entitlement", "sold_product", "The rights to service for it.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)
