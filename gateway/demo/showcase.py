"""Cases with fixed numbers that show something on purpose; their descriptions say what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from gateway.cases.kinds import EscalationSeverity, MajorState
from gateway.cases.lifecycle import CaseState
from gateway.cases.priority import Impact, Priority, PrioritySource, Urgency
from gateway.demo.course import AWAITING, CLOSED, NEW, OPEN, RESOLVED, Hands, Stage
from gateway.demo.routing import Route
from gateway.demo.size import CLOCK, PER_CONTRACT
from gateway.demo.staff import CARE, CROSS_BRISBANE, LABORATORY, RETURNED, SOL_MADRID

Row = dict[str, Any]
Steps = tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Show:
    """What is particular about a case; everything else is drawn as for any other."""

    about: str  # the last paragraph of its description
    wanted: str | int | None = None  # whose case it has to be: see `subject`
    state: CaseState | None = None
    route: Route | None = None
    opened: datetime | None = None
    stages: tuple[Stage, ...] = ()  # instead of a drawn course, with the steps that led there
    steps: Steps = ()
    given: Row = field(default_factory=dict[str, Any])

    def columns(self, row: Row) -> Row:
        """The columns that differ from what was drawn."""
        said = f"{self.given.get('description', row['description'])}\n\n{self.about}"
        return CALM | self.given | {"description": said}


CALM: Row = {"escalation_severity": None}  # unless it is on show

OSP, AGENT = Hands(SOL_MADRID, "osp-agent"), Hands(LABORATORY, "agent")
OTHER_OSP, COLLEAGUE = Hands(SOL_MADRID, "osp_agent-2"), Hands(LABORATORY, "agent-4")
OSP_QUEUE, QUEUE, INBOX = Hands(SOL_MADRID), Hands(LABORATORY), Hands(CARE)

HIGH = {"escalation_severity": EscalationSeverity.HIGH, "priority": Priority.CRITICAL,
        "impact": Impact.HIGH, "urgency": Urgency.HIGH}  # fmt: skip
MEDIUM = HIGH | {"escalation_severity": EscalationSeverity.MEDIUM}

FIRST_USE_CASE = 111
USE_CASES: tuple[tuple[str, str, CaseState, Hands, str | None, Row], ...] = (
    ("A01", "a work order can be made of it", OPEN, OSP, "spanish", {}),
    ("A02", "a provider may ask for its escalation", OPEN, OSP, "spanish", {}),
    ("A03", "its customer's assets can be viewed", OPEN, OSP, "consumer", {}),
    ("A04", "its customer's contracts can be viewed", OPEN, OTHER_OSP, "account", {}),
    ("A05", "its customer's records can be viewed", OPEN, OSP, "account", {}),
    ("A06", "tasks, notes and comments can be added", OPEN, OSP, "spanish", {}),
    ("A07", "a provider can assign it", NEW, OSP_QUEUE, "consumer", {}),
    ("A08", "an appointment can be made", OPEN, OSP, "consumer", {}),
    ("A09", "a provider can hand it back", OPEN, OSP, "spanish", {}),
    ("A10", "it waits in a provider's queue", NEW, OSP_QUEUE, "spanish", {}),
    ("A11", "its mail can be answered", OPEN, OSP, "spanish", {}),
    ("A12", "a gap in the knowledge can be reported", OPEN, OSP, "spanish", {}),
    ("A13", "a provider may propose it as a major case", OPEN, OSP, "spanish", {}),
    ("A14", "a provider can propose a solution", OPEN, OSP, "consumer", {}),
    ("A15", "knowledge for it can be searched", OPEN, OSP, "spanish", {}),
    ("A16", "its customer's entitlements can be viewed", OPEN, OTHER_OSP, "account", {}),
    ("C04", "it can be tied to a project", OPEN, AGENT, "contact", {}),
    ("C05", "it can be tied to a task of a project", OPEN, COLLEAGUE, "contact", {}),
    ("D01", "its assignee can accept it", NEW, AGENT, "account", {}),
    ("D02", "comments can be added", OPEN, AGENT, "account", {}),
    ("D03", "it can be assigned to somebody", NEW, QUEUE, "account", {}),
    ("D04", "an agent can take it", NEW, QUEUE, "account", {}),
    ("D05", "it can be closed", OPEN, AGENT, "account", {}),
    ("D06", "it can be edited", OPEN, AGENT, "account", {}),
    ("D07", "it can be opened again", RESOLVED, AGENT, "account", {}),
    ("D08", "it can be proposed as a major case", OPEN, AGENT, "account", {}),
    ("D09", "a solution can be proposed", OPEN, AGENT, "account", {}),
    ("D10", "it can be given to somebody else", OPEN, COLLEAGUE, "account", {}),
    ("D11", "the customer can be asked", OPEN, AGENT, "account", {}),
    ("D12", "it can be found by a word", OPEN, AGENT, "account", {}),
    ("D13", "its escalation can be asked for", OPEN, AGENT, "account", {}),
    ("D14", "its escalation can be viewed", OPEN, AGENT, "account", HIGH),
    ("D15", "a change will belong to it", OPEN, AGENT, "account", {}),
    ("D16", "an approver will decide on its escalation", OPEN, COLLEAGUE, "account", MEDIUM),
    ("D17", "an approver will review its change", OPEN, COLLEAGUE, "account", {}),
    ("D18", "a manager can accept it as a major case", OPEN, AGENT, None,
     {"major_state": MajorState.PROPOSED}),
    ("D19", "its arrival will be announced", NEW, INBOX, "account", {}),
    ("E01", "a customer has just written it", NEW, INBOX, "contact", {}),
    ("E02", "the customer may say how it went", CLOSED, AGENT, "contact", {}),
    ("E03", "the customer may come back to it", CLOSED, AGENT, "consumer", {}),
)  # fmt: skip

FIRST_CLOCK = 101
# What service clocks have to get right: the customer's zone and account, how pressing it is, when
# it came in, and what followed. The hours are those that the account has bought.
CLOCKS: tuple[tuple[str, str, str, int, Priority, str], ...] = (
    ("X1", "New York, over a weekend", "America/New_York", 12, Priority.HIGH,
     "2026-05-15 19:30, accept 05-15 19:35, answer 05-15 19:40, resolve 05-18 13:30"),
    ("X2", "Sydney, over a holiday", "Australia/Sydney", 8, Priority.MODERATE,
     "2026-01-23 03:00, accept 01-23 03:05, answer 01-23 03:10, resolve 01-27 07:00"),
    ("X3", "Madrid, when clocks go forward", "Europe/Madrid", 4, Priority.HIGH,
     "2026-03-27 15:00, accept 03-27 15:05, answer 03-27 15:10, resolve 03-30 10:00"),
    ("X4", "New York at night, when clocks go back", "America/New_York", 22, Priority.HIGH,
     "2026-11-01 03:00, accept 11-01 03:05, answer 11-01 03:10, resolve 11-01 10:00"),
    ("X5", "New York, paused for two days", "America/New_York", 12, Priority.HIGH,
     "2026-05-18 14:00, accept 05-18 14:00, answer 05-18 14:10, ask 05-18 19:00, "
     "reply 05-20 15:00, resolve 05-20 16:00"),
    ("X6", "New York, made critical after a pause", "America/New_York", 14, Priority.CRITICAL,
     "2026-05-18 13:00, accept 05-18 13:00, answer 05-18 13:10, ask 05-18 15:00, "
     "reply 05-18 17:00, resolve 05-18 18:30"),
    ("X7", "New York, across a missing hour", "America/New_York", 14, Priority.CRITICAL,
     "2026-03-08 06:45, accept 03-08 06:50, answer 03-08 07:05, resolve 03-08 07:10"),
)  # fmt: skip
WAS = {106: (Priority.MODERATE, datetime(2026, 5, 18, 18, tzinfo=UTC))}  # how pressing, until when
PRESSING = {Priority.CRITICAL: (Impact.HIGH, Urgency.HIGH),
            Priority.HIGH: (Impact.HIGH, Urgency.MEDIUM),
            Priority.MODERATE: (Impact.MEDIUM, Urgency.MEDIUM)}  # fmt: skip
AFTER = {"accept": OPEN, "ask": AWAITING, "reply": OPEN, "resolve": RESOLVED, "close": CLOSED}

# Two troubles that many customers share: number, headline, numbers of the cases that belong to it.
MAJORS = (
    (90, "Update 6.2 restarts instruments during a run", (92, 93, 94, 95, 96, 97)),
    (91, "Licence server unreachable since the certificate changed", (98, 99, 100, 108, 109, 110)),
)
NOBODYS: Row = {
    "account_id": None, "contact_id": None, "consumer_id": None, "contact_timezone": None,
    "asset_id": None, "sold_product_id": None, "contract_id": None, "entitlement_id": None,
    "order_reference": None,
}  # fmt: skip

BOTH, NONE = 160, 161  # readable by two providers, by none
RETURNS = range(162, 168)  # handed back by a provider


def showcase(number: int) -> Show | None:
    """What the case with that number shows; None: nothing in particular."""
    return _all().get(number)


@cache
def _all() -> dict[int, Show]:
    return dict((*_use_cases(), *_clocks(), *_majors(), *_scopes(), *_returns()))


def _use_cases() -> Iterator[tuple[int, Show]]:
    for place, (name, shows, state, hands, wanted, given) in enumerate(USE_CASES):
        turn = place * 17 % len(USE_CASES) + 1  # providers' and agents' cases in turns
        opened = CLOCK - timedelta(minutes=turn * (900 if state is CLOSED else 131))
        route = Route(INBOX, hands, hands)
        about = f"Showcase uc:{name}: {shows}."
        yield FIRST_USE_CASE + place, Show(about, wanted, state, route, opened, given=given)


def _clocks() -> Iterator[tuple[int, Show]]:
    for place, (name, title, zone, account, priority, marks) in enumerate(CLOCKS):
        opened, steps = _marks(marks)
        steps.append(("close", steps[-1][1] + timedelta(days=7)))
        led = [Stage(at, AFTER[step], AGENT) for step, at in steps if step in AFTER]
        impact, urgency = PRESSING[priority]
        yield (
            FIRST_CLOCK + place,
            Show(
                f"Showcase {name}: a service clock in {title}.",
                wanted=account,
                stages=(Stage(opened, NEW, AGENT), *led),
                steps=tuple(steps),
                given={
                    "contact_timezone": zone,
                    "short_description": f"Service clock {name}: {title}",
                    "contract_id": account + 1,
                    "entitlement_id": account * PER_CONTRACT + 1,
                    "impact": impact,
                    "urgency": urgency,
                    "priority": priority,
                    "priority_source": PrioritySource.MATRIX,
                },
            ),
        )


def _marks(text: str) -> tuple[datetime, list[tuple[str, datetime]]]:
    first, *others = text.split(", ")
    opened = datetime.fromisoformat(f"{first}+00:00")
    steps = [mark.split(" ", 1) for mark in others]
    return opened, [
        (step, datetime.fromisoformat(f"{opened.year}-{at}+00:00")) for step, at in steps
    ]


def _majors() -> Iterator[tuple[int, Show]]:
    for number, title, children in MAJORS:
        yield (
            number,
            Show(
                "Showcase: a major case; it has no customer, its children have.",
                state=OPEN,
                route=Route(INBOX, AGENT, AGENT),
                given=NOBODYS
                | HIGH
                | {
                    "short_description": title,
                    "description": f"{title}. Collects what many customers report.",
                    "major_state": MajorState.ACCEPTED,
                    "business_impact": "Runs are lost; three customers release no batches.",
                    "probable_cause": "A change in the release of October.",
                },
            ),
        )
        for child in children:
            given = {"parent_id": number, "short_description": title, "description": f"{title}."}
            yield child, Show("Showcase: child of a major case.", state=OPEN, given=given)


def _scopes() -> Iterator[tuple[int, Show]]:
    lent = Hands(CROSS_BRISBANE, "osp-agent")
    yield (
        BOTH,
        Show(
            "Showcase: two providers read it, as one of them lent a colleague to the other.",
            state=OPEN,
            route=Route(INBOX, lent, lent),
        ),
    )
    yield (
        NONE,
        Show("Showcase: no provider reads it.", state=OPEN, route=Route(INBOX, AGENT, AGENT)),
    )


def _returns() -> Iterator[tuple[int, Show]]:
    for number in RETURNS:
        back = Hands(RETURNED, "agent" if number % 2 else None)
        yield (
            number,
            Show(
                "Showcase: its provider handed it back.",
                state=NEW,
                route=Route(Hands(SOL_MADRID), back, back),
                given={"transferred": True},
            ),
        )
