"""The registers of what stands beside cases: incidents, problems, changes, windows, requests."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from portal.language import N_
from portal.language import gettext as _
from portal.register import Register

RECORD = (N_("Record"), "createdAt createdBy updatedAt updatedBy")
TIED = ("relations", N_("Tied to cases"))
DOING = (N_("Who works on it"), "assignmentGroup assignedTo openedAt openedBy closedAt closedBy")
PRESSING = (N_("How urgent it is"), "impact urgency priority")

BESIDE = (
    Register(
        "Incident",
        "incidents",
        "flame",
        N_("Incidents"),
        N_("Incident"),
        columns="number state priority caller assignedTo openedAt",
        filters="state priority impact holdReason",
        brief="number state priority assignedTo",
        groups=(
            (N_("Incident"), "shortDescription description state sourceCase caller asset"),
            PRESSING,
            DOING,
            (N_("How it ended"), "holdReason stateReason resolvedAt closeCode closeNotes"),
            RECORD,
        ),
        related=(TIED,),
    ),
    Register(
        "Problem",
        "problems",
        "circle-alert",
        N_("Problems"),
        N_("Problem"),
        columns="number state priority account assignedTo openedAt",
        filters="state priority knownError account",
        brief="number state priority assignedTo",
        groups=(
            (N_("Problem"), "shortDescription description state firstReportedBy account"),
            PRESSING,
            DOING,
            (N_("What lies behind it"), "causeNotes workaround knownError fixNotes"),
            (N_("How it ended"), "resolutionCode stateReason resolvedAt original"),
            RECORD,
        ),
        related=(TIED, ("duplicates", N_("The same as this"))),
    ),
    Register(
        "ChangeRequest",
        "changes",
        "circle-dot",
        N_("Changes"),
        N_("Change"),
        columns="number state type risk plannedStart conflictStatus assignedTo",
        filters="state type risk conflictStatus priority account",
        brief="number state type plannedStart plannedEnd",
        groups=(
            (
                N_("Change"),
                "shortDescription description state type category risk sourceCase account asset"
                " requestedBy parent",
            ),
            PRESSING,
            DOING,
            (
                N_("Schedule"),
                "plannedStart plannedEnd cabAt actualStart actualEnd submittedAt conflictStatus"
                " conflictRunAt",
            ),
            (
                N_("Planning"),
                "justification implementationPlan riskImpactAnalysis backoutPlan testPlan",
            ),
            (N_("How it ended"), "stateReason closeCode closeNotes"),
            RECORD,
        ),
        related=(("conflicts", N_("Conflicts")), TIED, ("children", N_("Its parts"))),
        beside=(("calendar", N_("Calendar of changes"), "calendar-days"),),
    ),
    Register(
        "ChangeWindow",
        "change-windows",
        "calendar-days",
        N_("Change windows"),
        N_("Change window"),
        columns="kind starts ends schedule product asset active",
        filters="kind product active",
        brief="kind starts ends",
        groups=(
            (N_("Change window"), "kind description active"),
            (N_("When it holds"), "starts ends schedule"),
            (N_("What it is about"), "product asset"),
            RECORD,
        ),
        key="id",
        counted=False,
    ),
    Register(
        "ServiceRequest",
        "requests",
        "file",
        N_("Requests"),
        N_("Request"),
        columns="number state item quantity contact consumer openedAt",
        filters="state priority item needsApproval",
        brief="number state item quantity",
        groups=(
            (
                N_("Request"),
                "shortDescription description state sourceCase contact consumer item quantity"
                " variables priority needsApproval",
            ),
            DOING,
            (N_("How it ended"), "submittedAt stage stateReason closeNotes"),
            RECORD,
        ),
        related=(TIED,),
    ),
)

# What can be made from a case: the mutation, the input that names the case, what the link says.
STARTINGS = (
    ("incidentCreate", "incidents", "sourceCase", N_("New incident")),
    ("problemCreate", "problems", "firstReportedBy", N_("New problem")),
    ("changeRequestCreate", "changes", "sourceCase", N_("New change")),
    ("serviceRequestCreate", "requests", "sourceCase", N_("New request")),
)


@dataclass(frozen=True, slots=True)
class Starting:
    """A link to the form for something new that begins with a case."""

    label: str
    address: str


def startings(case: Mapping[str, Any], mutations: Collection[str]) -> list[Starting]:
    """What the viewer can make from a case. A Jinja filter."""
    return [
        Starting(_(label), f"/{path}/new?{urlencode({f'with-{name}': case['id']})}")
        for mutation, path, name, label in STARTINGS
        if mutation in mutations
    ]
