"""What clients may ask about customers: accounts, contacts, consumers, their ties and goods."""

from typing import Any

from gateway.customers import actions as actions
from gateway.customers import agreements_schema, products_schema
from gateway.customers.policy import (
    ACCOUNT,
    ACCOUNT_RELATION,
    CONSUMER,
    CONTACT,
    CONTACT_RELATION,
)
from gateway.people.schema import CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY, VERSION
from gateway.request.sources import column, extend, joined, many, menu, node, one, text, union

__all__ = ["agreements_schema", "products_schema"]  # importing them declares their types

union("Customer", "Whom something is for: an account or a consumer.")


def _owned(target: str, by: str, description: str) -> Any:
    return many(target, by=by, order=("number",), description=description)


@node(ACCOUNT, order=("name",), search=("number", "name", "city"), by=("number",))
class Account:
    """A company that is a customer, a partner or both; accounts form trees."""

    number: str = column("Human number, such as ACC0000001; unique, never reused.")
    name: str = column("The company's name.")
    parent = one("Account", "The account above this one.")
    is_customer: bool = column("Whether the company buys.")
    is_partner: bool = column("Whether the company is a partner.")
    primary_contact = one("Contact", "The person to turn to first.")
    registration_code: str = column("The code with which its people register themselves.")
    account_code: str = column("Where the account stands in its tree.")
    duns: str = column("Its D-U-N-S number.")
    phone: str = column("Telephone.")
    website: str = column("Address of its website.")
    street: str = column("Street and house number.")
    city: str = column("City.")
    state_province: str = column("State or province.")
    postal_code: str = column("Postal code.")
    country: str = column("ISO 3166-1 code of the country, such as AU.")
    region: str = column("Sales region.")
    language: str = column("ISO 639-1 code of its language, such as es.")
    timezone: str = column("IANA name of its time zone, such as Europe/Madrid.")
    notes: str = text("Notes of the enterprise about the account.")
    special_handling: str = text("What everybody who works on its cases must know beforehand.")
    tier: str = column("How important the customer is.")
    escalated: bool = column("Whether an escalation of the account is open.")
    active: bool = column("Whether business with the account goes on.")
    children = many("Account", by="parent", order=("name",), description="The accounts below.")
    contacts = many("Contact", by="account", description="The people who act for the account.")
    relations = many("AccountRelation", by="source", description="Its ties to other accounts.")
    contact_relations = many(
        "ContactRelation", by="account", description="Contacts of others who are responsible here."
    )
    assets = _owned("Asset", "account", "The equipment it has.")
    sold_products = _owned("SoldProduct", "account", "What it bought.")
    contracts = _owned("Contract", "account", "Its contracts.")
    entitlements = _owned("Entitlement", "account", "Its rights to service.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(ACCOUNT_RELATION)
class AccountRelation:
    """One account's tie to another, seen from its source."""

    source = one("Account", "The account from which the tie is seen.")
    target = one("Account", "The account at the other end.")
    type: str = column("What the target is to the source, such as supplier.")
    reverse_label: str = column("What the source is to the target, such as customer.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(
    CONTACT,
    order=("last_name", "first_name"),
    search=(("first_name", "last_name"), "email"),
    interfaces=("Actor",),
)
class Contact:
    """A person who acts for an account."""

    display_name = joined("First and last name.", "first_name", "last_name")
    first_name: str = column("Given name.")
    last_name: str = column("Family name.")
    account = one("Account", "The account that the contact acts for.")
    title: str = column("Position, as on a business card.")
    email: str = column("Electronic mail address; unique.")
    business_phone: str = column("Telephone at work.")
    mobile_phone: str = column("Mobile telephone.")
    language: str = column("ISO 639-1 code of the contact's language, such as es.")
    timezone: str = column("IANA name of the contact's time zone, such as Europe/Madrid.")
    country: str = column("ISO 3166-1 code of the country, such as AU.")
    preferred_channel: str = column("How the contact likes to be reached.")
    user = one("User", "The user as whom the contact signs in.")
    portal_role: str = column("How far the contact sees in the portal.")
    special_handling: str = text("What everybody who works on the cases must know beforehand.")
    active: bool = column("Whether the contact still acts for the account.")
    relations = many(
        "ContactRelation",
        by="contact",
        description="Responsibilities for other accounts.",
    )
    assets = many(
        "Asset",
        through="AssetContact",
        by="contact",
        to="asset",
        order=("number",),
        description="The equipment to turn to the contact about.",
    )
    sold_products = _owned("SoldProduct", "contact", "What the contact bought for the account.")
    contracts = _owned("Contract", "contact", "The contracts to turn to the contact about.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(CONTACT_RELATION)
class ContactRelation:
    """A contact's responsibility for an account that is not the contact's own."""

    contact = one("Contact", "The contact.")
    account = one("Account", "The account.")
    responsibility: str = column("What the contact does there.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


@node(
    CONSUMER,
    order=("last_name", "first_name"),
    search=("number", ("first_name", "last_name"), "email"),
    by=("number",),
    interfaces=("Actor",),
)
class Consumer:
    """A person who buys for himself or herself, without an account."""

    number: str = column("Human number, such as CNS0000001; unique, never reused.")
    display_name = joined("First and last name.", "first_name", "last_name")
    first_name: str = column("Given name.")
    last_name: str = column("Family name.")
    email: str = column("Electronic mail address.")
    phone: str = column("Telephone.")
    language: str = column("ISO 639-1 code of the consumer's language, such as es.")
    locale: str = column("BCP 47 tag of how to write numbers and dates, such as es-MX.")
    preferred_channel: str = column("How the consumer likes to be reached.")
    street: str = column("Street and house number.")
    city: str = column("City.")
    state_province: str = column("State or province.")
    postal_code: str = column("Postal code.")
    country: str = column("ISO 3166-1 code of the country, such as AU.")
    timezone: str = column("IANA name of the consumer's time zone, such as Europe/Madrid.")
    household: str = column("A label that the members of one household share.")
    notes: str = text("Notes of the enterprise about the consumer.")
    special_handling: str = text("What everybody who works on the cases must know beforehand.")
    user = one("User", "The user as whom the consumer signs in.")
    active: bool = column("Whether the consumer is still a customer.")
    assets = _owned("Asset", "consumer", "The equipment the consumer has.")
    sold_products = _owned("SoldProduct", "consumer", "What the consumer bought.")
    contracts = _owned("Contract", "consumer", "The consumer's contracts.")
    entitlements = _owned("Entitlement", "consumer", "The consumer's rights to service.")
    actions = menu()
    created_at: str = column(CREATED_AT)
    created_by = one("User", CREATED_BY)
    updated_at: str = column(UPDATED_AT)
    updated_by = one("User", UPDATED_BY)
    version: int = column(VERSION)


extend("ApiClient", account=one("Account", "The account to whose records the program is bound."))
