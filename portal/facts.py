"""A field as pages show it: what is asked for it, and in which dress its value is worded.

Both are read off the schema, so that a page names a field once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.numbers import format_decimal
from graphql import GraphQLEnumType, GraphQLObjectType

from portal.forms import named_type
from portal.labels import OF_TYPE
from portal.language import N_, gettext, locale
from portal.spans import said as span
from portal.verbs import named
from portal.words import spaced, stamp, words

BY_NAME = {
    "email": "mail",
    "phone": "call",
    "businessPhone": "call",
    "mobilePhone": "call",
    "website": "site",
    "timezone": "clock",
    "notes": "prose",
    "specialHandling": "prose",
    "terms": "prose",
    **dict.fromkeys(
        (
            *("description", "causeNotes", "workaround", "fixNotes", "closeNotes"),
            *("justification", "implementationPlan", "riskImpactAnalysis", "backoutPlan"),
            "testPlan",
        ),
        "prose",
    ),
    **dict.fromkeys(
        (
            *("plannedStart", "plannedEnd", "cabAt", "ChangeWindow.starts", "ChangeWindow.ends"),
            *("ChangeConflict.starts", "ChangeConflict.ends"),
        ),
        "stamp",
    ),
    "country": "country",
    "language": "tongue",
    "duration": "span",
    "costCents": "cents",
    "unitPriceCents": "cents",
}
BY_TYPE = {
    "Boolean": "flag",
    "Date": "day",
    "DateTime": "moment",
    "Int": "number",
    "Float": "number",
    "CaseState": "status",
    "Condition": "condition",
    "Priority": "priority",
    "User": "person",
}
# What is asked of a list below a record, and how it is dressed.
NESTED = {
    "slas": (
        "promise",
        "slas(first: 1, filter: {stage: {in: [IN_PROGRESS, PAUSED]}},"
        " orderBy: [{field: STAGE}, {field: BREACH_AT}])"
        " { nodes { target stage breachAt hasBreached businessPercent } }",
    ),
}
LABELS = {
    "account": N_("Account"),
    "accountCode": N_("Place in the tree"),
    "active": N_("Active"),
    "administrator": N_("Looked after by"),
    "always": N_("Around the clock"),
    "approvedAt": N_("Approved"),
    "approver": N_("Approved by"),
    "asset": N_("Asset"),
    "assetTag": N_("Tag"),
    "assignedTo": N_("Assignee"),
    "at": N_("When"),
    "basis": N_("Rests on"),
    "beyond": N_("Beyond the quota"),
    "businessHours": N_("Business hours"),
    "businessPhone": N_("Phone"),
    "cabAt": N_("Board meets"),
    "calendar": N_("Holiday calendar"),
    "category": N_("Category"),
    "city": N_("City"),
    "conflictRunAt": N_("Conflicts looked for"),
    "conflictStatus": N_("Conflicts"),
    "consumer": N_("Consumer"),
    "contact": N_("Contact"),
    "contract": N_("Contract"),
    "costCents": N_("Cost"),
    "country": N_("Country"),
    "createdAt": N_("Created"),
    "createdBy": N_("Created by"),
    "customerReference": N_("Their number"),
    "day": N_("Day"),
    "duns": N_("D-U-N-S"),
    "email": N_("Email"),
    "ends": N_("Until"),
    "escalated": N_("Escalated"),
    "firstReportedBy": N_("Made from"),
    "household": N_("Household"),
    "installedOn": N_("Installed"),
    "isCustomer": N_("Customer"),
    "isPartner": N_("Partner"),
    "language": N_("Language"),
    "locale": N_("Writes as"),
    "manufacturer": N_("Manufacturer"),
    "mobilePhone": N_("Mobile"),
    "modelNumber": N_("Model number"),
    "name": N_("Name"),
    "notes": N_("Notes"),
    "number": N_("Number"),
    "open": N_("Open"),
    "openedAt": N_("Opened"),
    "other": N_("Other change"),
    "parent": N_("Part of"),
    "perUnit": N_("Has a quota"),
    "phone": N_("Phone"),
    "portalRole": N_("In the portal"),
    "postalCode": N_("Postal code"),
    "preferredChannel": N_("Likes to be reached by"),
    "primaryContact": N_("First contact"),
    "priority": N_("Priority"),
    "product": N_("Product"),
    "productVersion": N_("Version"),
    "quantity": N_("Quantity"),
    "reason": N_("Why"),
    "region": N_("Region"),
    "registrationCode": N_("Registration code"),
    "remainingUnits": N_("Left"),
    "renewedFrom": N_("Continues"),
    "responsibility": N_("Responsibility"),
    "reverseLabel": N_("The other way round"),
    "serialNumber": N_("Serial number"),
    "slas": N_("Next due"),
    "soldProduct": N_("Sold product"),
    "sourceCase": N_("Made from"),
    "specialHandling": N_("Special handling"),
    "starts": N_("From"),
    "state": N_("Status"),
    "stateReason": N_("Why so"),
    "stateProvince": N_("State or province"),
    "status": N_("Status"),
    "street": N_("Street"),
    "supportGroup": N_("Supported by"),
    "target": N_("Account"),
    "terms": N_("Terms"),
    "tier": N_("Tier"),
    "timezone": N_("Local time"),
    "title": N_("Position"),
    "totalUnits": N_("Quota"),
    "type": N_("Kind"),
    "unit": N_("Counts"),
    "units": N_("Taken"),
    "unitPriceCents": N_("Price of one"),
    "updatedAt": N_("Changed"),
    "updatedBy": N_("Changed by"),
    "user": N_("Signs in as"),
    "value": N_("Value"),
    "website": N_("Website"),
}  # of fields; what is missing is the name of the field in words

MEANT = {"CancelWhen", "ResumeWhen", "StartFrom", "ScheduleSource", "TimezoneSource"}
Place = Callable[[str, Mapping[str, Any]], str]  # type and record -> address of its page, or ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a type."""

    name: str
    kind: str  # how its value is dressed: the names of templates/registers/_value.html
    selection: str  # GraphQL
    target: str = ""  # the type of the record that it names
    of: str = ""  # the type that has it
    meant: Mapping[str, str] = field(default_factory=dict[str, str])  # members that say too little

    @property
    def label(self) -> str:
        return label(self.of, self.name)

    @property
    def order(self) -> str:
        """The name under which lists are ordered by it."""
        return "".join(f"_{c}" if c.isupper() else c for c in self.name).upper()


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of one record."""

    fact: Fact
    value: Any
    href: str = ""  # of the page of the record that it names

    @property
    def label(self) -> str:
        return self.fact.label

    @property
    def kind(self) -> str:
        return self.fact.kind

    @property
    def text(self) -> str:
        return worded(self.fact, self.value)


def label(of: str, name: str) -> str:
    """What a field of a type is called."""
    return gettext(OF_TYPE.get(f"{of}.{name}") or LABELS.get(name) or spaced(name))


def fact(record: GraphQLObjectType, name: str) -> Fact:
    """How a field of a type is asked for and shown. Raises KeyError for one that it lacks."""
    found = named_type(record.fields[name].type)
    if name in NESTED:
        return Fact(name, *NESTED[name])
    kind = BY_NAME.get(f"{record.name}.{name}") or BY_NAME.get(name) or BY_TYPE.get(found.name)
    if isinstance(found, GraphQLObjectType):
        return Fact(name, kind or "link", f"{name} {{ {named(found)} }}", found.name, record.name)
    if isinstance(found, GraphQLEnumType):
        kind = kind or "words"
    meant = _meant(found) if isinstance(found, GraphQLEnumType) and found.name in MEANT else {}
    return Fact(name, kind or "text", name, of=record.name, meant=meant)


def _meant(members: GraphQLEnumType) -> dict[str, str]:
    return {name: member.description or "" for name, member in members.values.items()}


def cell(fact: Fact, record: Mapping[str, Any], place: Place) -> Cell:
    """What a record says in a field."""
    value = record[fact.name]
    href = place(fact.target, value) if fact.kind == "link" and value else ""
    return Cell(fact, value, href)


def worded(fact: Fact, value: Any) -> str:
    """What a field says as plain text; empty for nothing."""
    if value in (None, "") or not _told(value):
        return ""
    if isinstance(value, str) and value in fact.meant:
        return gettext(fact.meant[value]).rstrip(".")
    return WORDED.get(fact.kind, str)(value)


def _told(value: Any) -> bool:
    return bool(value) or value is False or value == 0


def _country(code: str) -> str:
    return str(locale().territories.get(code, code))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _tongue(code: str) -> str:
    return str(locale().languages.get(code, code))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _number(value: float) -> str:
    return format_decimal(value, locale=locale())


def _cents(value: int) -> str:
    return format_decimal(value / 100, "#,##0.00", locale=locale())


def _flag(value: bool) -> str:  # noqa: FBT001  # a value of the answer
    return gettext("Yes") if value else gettext("No")


def _due(value: Mapping[str, Any]) -> str:
    return next((sla["breachAt"] or "" for sla in value["nodes"]), "")


def _label(value: Mapping[str, Any]) -> str:
    return str(value["label"] or value.get("number") or "")


WORDED: dict[str, Callable[[Any], str]] = {
    "country": _country,
    "tongue": _tongue,
    "number": _number,
    "cents": _cents,
    "flag": _flag,
    "words": words,
    "status": words,
    "priority": words,
    "promise": _due,
    "span": span,
    "stamp": stamp,
    "link": _label,
    "person": _label,
}
