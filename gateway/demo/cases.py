"""The cases of the generated world: what each is about, for whom, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from gateway.cases.kinds import EscalationSeverity
from gateway.cases.lifecycle import CASE_ACTIVE
from gateway.cases.priority import MATRIX, Impact, Priority, PrioritySource, Urgency
from gateway.customers.channels import Channel
from gateway.demo.agreements import entitlement_of_account
from gateway.demo.arrival import opened_at
from gateway.demo.belongings import sold_product_of
from gateway.demo.course import CANCELLED, CLOSED, NEW, RESOLVED, Course, course, fate, way
from gateway.demo.draw import Draw, Weighted
from gateway.demo.routing import route
from gateway.demo.showcase import Show, showcase
from gateway.demo.size import CLOCK, Size
from gateway.demo.staff import (
    CARE,
    group_keys,
    provider_keys,
    team_members,
    team_of,
    user_keys,
)
from gateway.demo.subjects import Subject, subject

Row = dict[str, Any]

CHANNELS = Weighted(
    (Channel.WEB, 35), (Channel.EMAIL, 28), (Channel.PHONE, 22), (Channel.CHAT, 9),
    (Channel.SOCIAL, 3), (Channel.API, 3),
)  # fmt: skip
HIGH, MEDIUM, LOW = 1, 2, 3
PRESSING = Weighted(  # impact and urgency: 5 % critical, 15 % high, 50 % moderate, 30 % low
    ((HIGH, HIGH), 5), ((HIGH, MEDIUM), 7), ((MEDIUM, HIGH), 8), ((MEDIUM, MEDIUM), 32),
    ((HIGH, LOW), 8), ((LOW, HIGH), 10), ((MEDIUM, LOW), 10), ((LOW, MEDIUM), 10), ((LOW, LOW), 10),
)  # fmt: skip


NOTHING = Show("")  # in particular


@dataclass(frozen=True, slots=True)
class Told:
    """One case in full. Its key is its number, and one more than its index."""

    key: int
    subject: Subject
    course: Course
    row: Row

    @property
    def has_customer(self) -> bool:
        """Whether it is for somebody: a major case is not."""
        return bool(self.row["account_id"] or self.row["consumer_id"])


def tell(size: Size, index: int) -> Told:
    """The case with that index."""
    show = showcase(index + 1) or NOTHING
    draw = Draw("case", index)
    about = subject(size, draw, show.wanted)
    life = _life(size, index, draw, about, show)
    row = _row(size, index, draw, about, life)
    return Told(index + 1, about, life, row if show is NOTHING else row | show.columns(row))


def _life(size: Size, index: int, draw: Draw, about: Subject, show: Show) -> Course:
    if show.stages:
        return Course(list(show.stages), list(show.steps))
    state = show.state or fate(Draw("fate", index), index, size.cases)
    hands = show.route or route(draw, about.customer, about.family, about.story)
    steps = way(draw, state, routed=hands.routed)
    if show.route and state is NEW:
        steps = ["route", "assign"]  # to whom the showcase says
    opened = show.opened or opened_at(size, index)
    return course(draw, opened, steps, hands.first, hands.then, hands.later)


def _row(size: Size, index: int, draw: Draw, about: Subject, life: Course) -> Row:
    last = life.last
    channel = draw.weighted(CHANNELS)
    opener = _opener(draw, channel, about)
    group = last.hands.group
    provider = team_of(group).provider if group else None
    return {
        "id": index + 1,
        "number": f"CS{index + 1:07}",
        "channel": channel,
        "state": last.state,
        "short_description": about.headline,
        "description": about.say(about.story.tale),
        "category": about.story.category,
        "subcategory": about.story.subcategory,
        **_customer(size, draw, about),
        **_pressure(draw, life),
        "assignment_group_id": group and group_keys()[group],
        "assigned_to_id": _user(last.hands.assignee),
        "provider_id": provider and provider_keys()[provider],
        "transferred": False,
        "reassignment_count": _moves(life),
        "reopen_count": life.times("reopen"),
        "time_worked": len(life.steps) * draw.between(4, 40) * 60,
        "opened_by_id": opener,
        "created_by_id": opener,
        "updated_by_id": _user(last.hands.assignee),
        **_times(draw, life),
        **_ending(draw, about, life),
        "business_impact": None,
        "probable_cause": None,
        "major_state": None,
        "parent_id": None,
        "version": len(life.stages) + 1,
    }


def _customer(size: Size, draw: Draw, about: Subject) -> Row:
    one, account = about.customer, about.account
    covered = account is not None and draw.chance(70)
    contract, entitlement = entitlement_of_account(size, account or 0) if covered else (None, None)
    sale = None if about.asset is None else sold_product_of(size, about.asset)
    return {
        "account_id": None if account is None else account + 1,
        "contact_id": None if account is None else one.number + 1,
        "consumer_id": one.number + 1 if account is None else None,
        "contact_timezone": one.place.timezone,
        "product_id": about.product + 1,
        "asset_id": None if about.asset is None else about.asset + 1,
        "sold_product_id": None if sale is None else sale + 1,
        "order_reference": f"SO-{draw.between(10**5, 10**6 - 1)}"
        if about.family == "orders"
        else None,
        "contract_id": contract,
        "entitlement_id": entitlement,
    }


def _pressure(draw: Draw, life: Course) -> Row:
    """How urgent it is; a few urgent ones are escalated while they are open."""
    impact, urgency = draw.weighted(PRESSING)
    priority = MATRIX[Impact(impact), Urgency(urgency)]
    manual = draw.chance(4)
    if manual:
        priority = Priority(max(1, priority - 1))
    escalated = life.last.state in CASE_ACTIVE and priority <= Priority.HIGH and draw.chance(22)
    return {
        "impact": Impact(impact),
        "urgency": Urgency(urgency),
        "priority": priority,
        "priority_source": PrioritySource.MANUAL if manual else PrioritySource.MATRIX,
        "escalation_severity": draw.pick(tuple(EscalationSeverity)) if escalated else None,
        "needs_attention": life.last.state in CASE_ACTIVE
        and life.steps[-1:] != []
        and life.steps[-1][0] == "reply",
    }


def _times(draw: Draw, life: Course) -> Row:
    opened = life.stages[0].at
    active = life.last.state in CASE_ACTIVE
    return {
        "opened_at": opened,
        "created_at": opened,
        "updated_at": max([opened, *(at for _, at in life.steps)]),
        "assigned_at": life.when("assign", "hand_on") if life.last.hands.assignee else None,
        "accepted_at": life.when("accept"),
        "first_response_at": life.when("answer"),
        "expected_at": _later(draw, opened, 6) if active and draw.chance(50) else None,
        "follow_up_at": _later(draw, CLOCK, 9) if active and draw.chance(12) else None,
        "sla_anchor_at": life.when("reopen") or opened,
    }


def _ending(draw: Draw, about: Subject, life: Course) -> Row:
    state = life.last.state
    solved, over = state in (RESOLVED, CLOSED), state in (CLOSED, CANCELLED)
    story, solver = about.story, _user(life.last.hands.assignee)
    return {
        "resolved_at": life.when("resolve", "mend") if solved else None,
        "resolved_by_id": solver if solved else None,
        "resolution_code": story.code if solved else None,
        "resolution_notes": about.say(story.solution) if solved else None,
        "share_resolution_notes": solved and draw.chance(55),
        "cause": about.say(story.cause) if solved else None,
        "closed_at": life.when("close", "cancel") if over else None,
        "closed_by_id": solver if state is CANCELLED else None,
    }


def _opener(draw: Draw, channel: Channel, about: Subject) -> int | None:
    """Who took the call, or the persona who wrote; other customers have no user of their own."""
    if about.customer.number == 0:
        return user_keys()["consumer" if about.account is None else "contact"]
    if channel is Channel.PHONE:
        return user_keys()[draw.pick(team_members(CARE))]
    return None


def _moves(life: Course) -> int:
    """How often it went to another group, or from one person to another."""
    hands = [stage.hands for stage in life.stages]
    return sum(
        a.group != b.group or (a.assignee not in (None, b.assignee)) for a, b in pairwise(hands)
    )


def _user(name: str | None) -> int | None:
    return None if name is None else user_keys()[name]


def _later(draw: Draw, start: datetime, days: int) -> datetime:
    return (start + timedelta(hours=draw.between(6, days * 24))).replace(minute=0, second=0)
