"""The registers: customers, what they have and what they are owed; each a list and a page.

A register names the fields of its columns, its page and its related lists; questions, cells and
filters follow from the schema. Who sees what, the gateway decides.
"""

from collections.abc import Mapping
from typing import Any

from portal.beside import BESIDE
from portal.language import N_
from portal.register import Register
from portal.related import OTHERS

OVERVIEW = "overview"  # the part of a page that opens first
HIERARCHY, TIMELINE, WEEK = "hierarchy", "timeline", "week"  # parts with templates of their own
RECORD = (N_("Record"), "createdAt createdBy updatedAt updatedBy")
CASES = ("cases", N_("Cases"))
ASSETS = ("assets", N_("Assets"))
SOLD = ("soldProducts", N_("Sold products"))
CONTRACTS = ("contracts", N_("Contracts"))
ENTITLEMENTS = ("entitlements", N_("Entitlements"))
CONTACTS = ("contacts", N_("Contacts"))
INCIDENTS, PROBLEMS = ("incidents", N_("Incidents")), ("problems", N_("Problems"))
CHANGES, REQUESTS = ("changes", N_("Changes")), ("requests", N_("Requests"))

REGISTERS = (
    Register(
        "Account",
        "accounts",
        "building-2",
        N_("Accounts"),
        N_("Account"),
        columns="number tier city country parent active",
        filters="tier country city isPartner active",
        brief="number tier city country",
        groups=(
            (
                N_("Account"),
                "number parent primaryContact tier isCustomer isPartner active escalated"
                " accountCode region",
            ),
            (N_("Reach"), "phone website timezone language"),
            (N_("Address"), "street postalCode city stateProvince country"),
            (N_("Only staff"), "specialHandling notes duns registrationCode"),
            RECORD,
        ),
        related=(
            (HIERARCHY, N_("Hierarchy")),
            CASES,
            CONTACTS,
            ASSETS,
            SOLD,
            CONTRACTS,
            ENTITLEMENTS,
            PROBLEMS,
            CHANGES,
            ("relations", N_("Related accounts")),
            ("contactRelations", N_("Responsible from elsewhere")),
        ),
    ),
    Register(
        "Contact",
        "contacts",
        "contact-round",
        N_("Contacts"),
        N_("Contact"),
        columns="account title email businessPhone country active",
        filters="account country language preferredChannel active",
        brief="title account email businessPhone",
        groups=(
            (N_("Contact"), "account title email businessPhone mobilePhone preferredChannel"),
            (N_("Where"), "timezone country language"),
            (N_("Only staff"), "specialHandling"),
            (N_("Access"), "active portalRole user"),
            RECORD,
        ),
        related=(
            (TIMELINE, N_("Touchpoints")),
            CASES,
            ASSETS,
            SOLD,
            CONTRACTS,
            INCIDENTS,
            REQUESTS,
            ("relations", N_("Responsible for")),
        ),
        key="id",
    ),
    Register(
        "Consumer",
        "consumers",
        "user-round",
        N_("Consumers"),
        N_("Consumer"),
        columns="number email phone city country active",
        filters="country city language active",
        brief="number email phone city",
        groups=(
            (N_("Consumer"), "number email phone preferredChannel active user"),
            (N_("Where"), "timezone street postalCode city stateProvince country language locale"),
            (N_("Only staff"), "specialHandling household notes"),
            RECORD,
        ),
        related=(
            (TIMELINE, N_("Touchpoints")),
            CASES,
            ASSETS,
            SOLD,
            CONTRACTS,
            ENTITLEMENTS,
            REQUESTS,
        ),
    ),
    Register(
        "ProductModel",
        "products",
        "package",
        N_("Products"),
        N_("Product"),
        columns="number category manufacturer modelNumber status active",
        filters="category manufacturer status active",
        brief="number category manufacturer status",
        groups=(
            (
                N_("Product"),
                "number category manufacturer modelNumber productVersion status supportGroup"
                " active",
            ),
            RECORD,
        ),
        related=(CASES, ASSETS, SOLD, ENTITLEMENTS),
        counted=False,
    ),
    Register(
        "Asset",
        "assets",
        "server",
        N_("Assets"),
        N_("Asset"),
        columns="number serialNumber product account consumer status warrantyUntil",
        filters="status product account country city",
        brief="number serialNumber product account consumer",
        groups=(
            (
                N_("Asset"),
                "number assetTag serialNumber product status account consumer soldProduct parent",
            ),
            (N_("Where and when"), "installedOn warrantyUntil street city country"),
            (N_("Only staff"), "costCents"),
            RECORD,
        ),
        related=(
            CASES,
            CONTACTS,
            CONTRACTS,
            ENTITLEMENTS,
            INCIDENTS,
            CHANGES,
            ("children", N_("Its parts")),
        ),
    ),
    Register(
        "SoldProduct",
        "sold-products",
        "shopping-bag",
        N_("Sold products"),
        N_("Sold product"),
        columns="number product account consumer state ends",
        filters="state product account",
        brief="number product account consumer state",
        groups=(
            (
                N_("Sold product"),
                "number product quantity state account consumer contact parent",
            ),
            (N_("Where and when"), "starts ends city country"),
            (N_("Only staff"), "unitPriceCents"),
            RECORD,
        ),
        related=(CASES, ASSETS, CONTRACTS, ENTITLEMENTS, ("children", N_("Its parts"))),
    ),
    Register(
        "Contract",
        "contracts",
        "file-text",
        N_("Contracts"),
        N_("Contract"),
        columns="number account consumer state starts ends",
        filters="state account",
        brief="number state account consumer ends",
        groups=(
            (
                N_("Contract"),
                "number state account consumer contact customerReference starts ends renewedFrom",
            ),
            (
                N_("Only staff"),
                "administrator approver approvedAt stateReason value terms",
            ),
            RECORD,
        ),
        related=(CASES, SOLD, ASSETS, ENTITLEMENTS, ("renewals", N_("Continued by"))),
    ),
    Register(
        "Entitlement",
        "entitlements",
        "badge-check",
        N_("Entitlements"),
        N_("Entitlement"),
        columns="number basis account consumer state remainingUnits ends",
        filters="state basis account",
        brief="number state account consumer ends",
        groups=(
            (N_("Entitlement"), "number state basis account consumer contract starts ends"),
            (N_("What it serves"), "product asset soldProduct businessHours"),
            (N_("Quota"), "perUnit unit totalUnits remainingUnits"),
            (N_("Only staff"), "stateReason"),
            RECORD,
        ),
        related=(
            CASES,
            ("uses", N_("What was used")),
            ("channels", N_("Only on these channels")),
        ),
    ),
    *BESIDE,
    Register(
        "Schedule",
        "schedules",
        "clock",
        N_("Schedules"),
        N_("Schedule"),
        columns="timezone always active description",
        filters="always active",
        brief="timezone always",
        groups=(
            (N_("Schedule"), "description timezone always active"),
            RECORD,
        ),
        related=(
            (WEEK, N_("This week")),
            ("entries", N_("Hours")),
            ("exceptions", N_("Exceptions")),
            ("kept", N_("Holidays kept")),
            ("groups", N_("Groups that work by it")),
            ("users", N_("People who work by it")),
        ),
        key="id",
    ),
    Register(
        "SlaDefinition",
        "service-levels",
        "timer",
        N_("Service levels"),
        N_("Service level"),
        columns="target kind duration scheduleSource customerVisible active",
        filters="target kind scheduleSource customerVisible active",
        brief="target duration",
        groups=(
            (N_("Service level"), "target duration kind position customerVisible active"),
            (N_("When it counts"), "start stop pause resume cancel reset"),
            (N_("For which cases"), "account contract product"),
            (N_("Whose hours"), "scheduleSource schedule timezoneSource"),
            (
                N_("In detail"),
                "warnAt whenToCancel whenToResume retroactiveStart setStartTo retroactivePause",
            ),
            RECORD,
        ),
        related=(("clocks", N_("Clocks")),),
        beside=(("due", N_("Due next"), "timer"),),
        key="id",
        counted=False,
    ),
    Register(
        "HolidayCalendar",
        "holiday-calendars",
        "sun",
        N_("Holidays"),
        N_("Holiday calendar"),
        columns="region active",
        filters="active",
        brief="region",
        groups=(
            (N_("Holiday calendar"), "region active"),
            RECORD,
        ),
        related=(("holidays", N_("Days off")), ("schedules", N_("Schedules"))),
        key="id",
    ),
    Register(
        "Macro",
        "macros",
        "zap",
        N_("Macros"),
        N_("Macro"),
        columns="description owner group everyone active",
        filters="group everyone active",
        brief="description owner group",
        groups=(
            (N_("Macro"), "description group everyone active owner"),
            (N_("What it says"), "reply note"),
            (
                N_("What it changes"),
                "category subcategory impact urgency priority assignmentGroup assignedTo"
                " followUpDays",
            ),
            (N_("How it ends"), "end resolutionCode resolutionNotes"),
            (N_("Record"), "createdAt updatedAt"),
        ),
        key="id",
        listed=False,
    ),
)
KNOWN = {register.type: register for register in (*REGISTERS, *OTHERS)}


def place(kind: str, record: Mapping[str, Any]) -> str:
    """The address of the page of a record of a type; empty where it has none."""
    register = KNOWN.get(kind)
    return register.address(record) if register else ""
