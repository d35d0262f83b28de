"""The case itself; its journal, tasks, files and history have files of their own."""

from typing import Any

from tortoise import fields

from gateway.cases.history import StateInterval
from gateway.cases.journal import (
    Attachment,
    InformedUser,
    JournalEntry,
    JournalMention,
    WorkNotesWatcher,
)
from gateway.cases.kinds import EscalationSeverity, MajorState, ResolutionCode
from gateway.cases.lifecycle import CaseState
from gateway.cases.priority import Impact, Priority, PrioritySource, Urgency
from gateway.cases.tasks import CaseTask
from gateway.cases.uses import EntitlementUse
from gateway.customers.models import (
    Account,
    Asset,
    Channel,
    Consumer,
    Contact,
    Contract,
    Entitlement,
    ProductModel,
    SoldProduct,
)
from gateway.database.fields import Instant, Recorded, now
from gateway.database.indexes import Given
from gateway.people.models import Group, Provider, User

__all__ = [
    "Attachment",
    "Case",
    "CaseTask",
    "Category",
    "EntitlementUse",
    "InformedUser",
    "JournalEntry",
    "JournalMention",
    "StateInterval",
    "WorkNotesWatcher",
]


def _key(model: str, related_name: str) -> fields.ForeignKeyNullableRelation[Any]:
    return fields.ForeignKeyField(
        f"gateway.{model}", related_name=related_name, on_delete=fields.RESTRICT, null=True
    )


def _user() -> fields.ForeignKeyNullableRelation[User]:
    return fields.ForeignKeyField(
        "gateway.User", related_name=False, on_delete=fields.RESTRICT, null=True
    )


class Case(Recorded):
    """One customer's problem, from report to closure: exactly one account or consumer (K1)."""

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(max_length=16, unique=True)
    channel = fields.CharEnumField(Channel, max_length=8, default=Channel.WEB)
    state = fields.CharEnumField(CaseState, max_length=16, default=CaseState.NEW)
    short_description = fields.CharField(max_length=160)
    description = fields.TextField(null=True)
    category = fields.CharField(max_length=80, null=True)
    subcategory = fields.CharField(max_length=80, null=True)

    # For whom, and about what
    account: fields.ForeignKeyNullableRelation[Account] = _key("Account", "cases")
    contact: fields.ForeignKeyNullableRelation[Contact] = _key("Contact", "cases")
    consumer: fields.ForeignKeyNullableRelation[Consumer] = _key("Consumer", "cases")
    contact_timezone = fields.CharField(max_length=64, null=True)  # IANA name
    product: fields.ForeignKeyNullableRelation[ProductModel] = _key("ProductModel", "cases")
    asset: fields.ForeignKeyNullableRelation[Asset] = _key("Asset", "cases")
    sold_product: fields.ForeignKeyNullableRelation[SoldProduct] = _key("SoldProduct", "cases")
    order_reference = fields.CharField(max_length=80, null=True)
    contract: fields.ForeignKeyNullableRelation[Contract] = _key("Contract", "cases")
    entitlement: fields.ForeignKeyNullableRelation[Entitlement] = _key("Entitlement", "cases")
    parent: fields.ForeignKeyNullableRelation["Case"] = _key("Case", "children")

    # How urgent
    impact = fields.IntEnumField(Impact, default=Impact.LOW)
    urgency = fields.IntEnumField(Urgency, default=Urgency.LOW)
    priority = fields.IntEnumField(Priority, default=Priority.LOW)
    priority_source = fields.CharEnumField(
        PrioritySource, max_length=8, default=PrioritySource.MATRIX
    )
    escalation_severity = fields.CharEnumField(EscalationSeverity, max_length=8, null=True)
    needs_attention = fields.BooleanField(default=False)

    # Who works on it; `provider` is the group's, kept here because every scope asks for it
    assignment_group: fields.ForeignKeyNullableRelation[Group] = _key("Group", "cases")
    assigned_to: fields.ForeignKeyNullableRelation[User] = _key("User", "assigned_cases")
    provider: fields.ForeignKeyNullableRelation[Provider] = _key("Provider", "cases")
    transferred = fields.BooleanField(default=False)
    reassignment_count = fields.IntField(default=0)
    time_worked = fields.IntField(default=0)  # seconds

    # When what happened, and by whom
    opened_at = Instant(default=now)
    opened_by: fields.ForeignKeyNullableRelation[User] = _user()
    assigned_at = Instant(null=True)
    accepted_at = Instant(null=True)
    first_response_at = Instant(null=True)
    expected_at = Instant(null=True)  # promised to the customer
    follow_up_at = Instant(null=True)
    sla_anchor_at = Instant(default=now)  # opened_at until a reopening
    resolved_at = Instant(null=True)
    resolved_by: fields.ForeignKeyNullableRelation[User] = _user()
    reminded_at = Instant(null=True)  # of the solution that waits for an answer
    closed_at = Instant(null=True)
    closed_by: fields.ForeignKeyNullableRelation[User] = _user()
    reopen_count = fields.IntField(default=0)

    # How it ended, and why it came about
    resolution_code = fields.CharEnumField(ResolutionCode, max_length=24, null=True)
    resolution_notes = fields.TextField(null=True)
    share_resolution_notes = fields.BooleanField(default=False)
    auto_close = fields.BooleanField(default=True)
    cause = fields.TextField(null=True)
    probable_cause = fields.TextField(null=True)
    business_impact = fields.TextField(null=True)
    major_state = fields.CharEnumField(MajorState, max_length=16, null=True)

    # Where an imported case came from
    external_id = fields.CharField(max_length=80, null=True, unique=True)
    import_batch = fields.CharField(max_length=40, null=True)

    account_id: int | None
    contact_id: int | None
    consumer_id: int | None
    product_id: int | None
    asset_id: int | None
    sold_product_id: int | None
    contract_id: int | None
    entitlement_id: int | None
    parent_id: int | None
    assignment_group_id: int | None
    assigned_to_id: int | None
    provider_id: int | None
    opened_by_id: int | None
    resolved_by_id: int | None
    closed_by_id: int | None

    class Meta:
        table = "cases"
        # Every list of a scope or a parent walks its index, newest first, the id breaking ties.
        indexes = (
            ("opened_at", "id"),
            ("updated_at", "id"),
            # With what scopes ask for, so that dashboards count a provider's cases from it alone.
            ("state", "priority", "opened_at", "id", "provider_id", "assigned_to_id"),
            ("provider_id", "opened_at", "id", "state", "assigned_to_id"),
            ("assignment_group_id", "opened_at", "id", "state", "provider_id", "assigned_to_id"),
            ("assigned_to_id", "opened_at", "id", "state", "provider_id"),
            # By what tells a provider whether a customer is among those that it serves.
            ("account_id", "provider_id", "state", "assigned_to_id"),
            ("consumer_id", "provider_id", "state", "assigned_to_id"),
            ("account_id", "opened_at", "id"),
            ("contact_id", "opened_at", "id", "provider_id", "assigned_to_id"),
            ("consumer_id", "opened_at", "id"),
            ("product_id", "opened_at", "id"),
            ("asset_id", "opened_at", "id", "provider_id", "assigned_to_id"),
            ("sold_product_id", "opened_at", "id", "provider_id", "assigned_to_id"),
            ("contract_id", "opened_at", "id", "provider_id", "assigned_to_id"),
            ("entitlement_id", "opened_at", "id", "provider_id", "assigned_to_id"),
            ("parent_id", "opened_at", "id"),
            ("short_description", "id"),  # as forms offer them
            Given(fields=("major_state",)),
            ("import_batch",),
        )


class Category(Recorded):
    """A choice for the category of a case, or, with `subcategory`, for its subcategory."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=80)
    subcategory = fields.CharField(max_length=80, default="")  # empty: the category itself
    position = fields.IntField(default=0)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "categories"
        unique_together = (("name", "subcategory"),)
