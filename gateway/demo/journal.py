"""What customer and staff wrote about a case: comments, and work notes among themselves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from gateway.cases.kinds import JournalKind, JournalSource
from gateway.cases.lifecycle import CASE_ACTIVE
from gateway.customers.channels import Channel
from gateway.demo import phrases
from gateway.demo.cases import Told
from gateway.demo.course import NEW, Hands
from gateway.demo.draw import Draw
from gateway.demo.size import CLOCK
from gateway.demo.staff import CARE, PROVIDER_OF, team_members, user_keys, workers

Row = dict[str, Any]

MOST = 16  # entries of one case; keys follow from that
CUSTOMER = "customer"  # as an author
COMMENT, NOTE = JournalKind.COMMENT, JournalKind.WORK_NOTE
SOURCES = {Channel.EMAIL: JournalSource.EMAIL, Channel.API: JournalSource.API}


class Entry(NamedTuple):
    """One entry before it gets its columns."""

    at: datetime
    kind: JournalKind
    text: str
    author: str | None  # a user id, or CUSTOMER; None: Caseway itself
    inside: bool = False  # never for providers


@dataclass(frozen=True, slots=True)
class Moment:
    """A step in the life of a case, in whose hands it was before, and afterwards."""

    told: Told
    draw: Draw
    at: datetime
    before: Hands
    hands: Hands

    def say(self, *texts: str) -> str:
        """One of the texts, with the names of things."""
        words = self.told.subject.words | {
            "group": self.hands.group or "",
            "colleague": _name(self.hands.assignee),
            "solution": self.told.subject.say(self.told.subject.story.solution),
        }
        return self.draw.pick(texts).format_map(words)


def journal(told: Told) -> list[Row]:
    """The rows of a case's journal, in order of time."""
    entries = sorted(_entries(told, Draw("journal", told.key)), key=lambda entry: entry.at)
    first = (told.key - 1) * MOST + 1
    return [
        {"id": first + place, "case_id": told.key, **_columns(told, entry)}
        for place, entry in enumerate(entries[:MOST])
    ]


def _entries(told: Told, draw: Draw) -> Iterator[Entry]:
    stages, before = told.course.stages, told.course.stages[0].hands
    for step, at in told.course.steps:
        hands = [stage.hands for stage in stages if stage.at <= at][-1]
        if step in WRITTEN:
            yield from WRITTEN[step](Moment(told, draw, at, before, hands))
        before = hands
    yield from _besides(Moment(told, draw, told.row["updated_at"], before, before))


def _routed(now: Moment) -> Iterator[Entry]:
    yield Entry(
        now.at, NOTE, now.say(*phrases.TRIAGE), now.draw.pick(team_members(CARE)), inside=True
    )


def _answered(now: Moment) -> Iterator[Entry]:
    yield Entry(now.at, COMMENT, now.say(*phrases.GREETINGS), now.hands.assignee)
    if now.draw.chance(85):
        yield _note(now, now.told.subject.story.finding, minutes=now.draw.between(3, 25))


def _handed_on(now: Moment) -> Iterator[Entry]:
    writer = now.before.assignee
    inside = writer not in PROVIDER_OF
    yield Entry(now.at, NOTE, now.say(*phrases.HAND_ONS), writer, inside)


def _asked(now: Moment) -> Iterator[Entry]:
    yield Entry(now.at, COMMENT, now.say(now.told.subject.story.question), now.hands.assignee)


def _replied(now: Moment) -> Iterator[Entry]:
    yield Entry(now.at, COMMENT, now.say(now.told.subject.story.reply), CUSTOMER)


def _resolved(now: Moment) -> Iterator[Entry]:
    if now.told.row["share_resolution_notes"]:
        yield Entry(now.at, COMMENT, now.say("{solution}"), now.hands.assignee)
    yield _note(now, now.told.subject.story.cause, minutes=0)


def _reopened(now: Moment) -> Iterator[Entry]:
    yield Entry(now.at, COMMENT, now.say(*phrases.BACK_AGAIN), CUSTOMER)


def _mended(now: Moment) -> Iterator[Entry]:
    yield Entry(now.at, COMMENT, now.say(phrases.MENDED), now.hands.assignee)


def _closed(now: Moment) -> Iterator[Entry]:
    thanked = now.draw.chance(50)
    if thanked:
        yield Entry(now.at, COMMENT, now.say(*phrases.THANKS), CUSTOMER)
    text = phrases.ACCEPTED if thanked else phrases.UNANSWERED
    yield Entry(now.at + timedelta(seconds=1), COMMENT, text, None)


def _cancelled(now: Moment) -> Iterator[Entry]:
    yield Entry(now.at, COMMENT, phrases.GIVEN_UP, now.hands.assignee)


WRITTEN: dict[str, Callable[[Moment], Iterator[Entry]]] = {
    "route": _routed,
    "answer": _answered,
    "hand_on": _handed_on,
    "ask": _asked,
    "reply": _replied,
    "resolve": _resolved,
    "reopen": _reopened,
    "mend": _mended,
    "close": _closed,
    "cancel": _cancelled,
}


def _besides(now: Moment) -> Iterator[Entry]:
    """What is written between the steps."""
    opened, state = now.told.row["opened_at"], now.told.row["state"]
    if now.hands.assignee in PROVIDER_OF and now.draw.chance(40):
        at = _between(opened, now.at, 40)
        yield Entry(at, NOTE, now.say(*phrases.CONFIDENTIAL), "manager", inside=True)
    if state not in CASE_ACTIVE or state is NEW or not now.told.has_customer:
        return
    if now.draw.chance(45):
        yield Entry(
            _between(now.at, CLOCK, 30), COMMENT, now.say(*phrases.PROGRESS), now.hands.assignee
        )
    if now.draw.chance(25):
        yield Entry(_between(now.at, CLOCK, 80), COMMENT, now.say(*phrases.CHASERS), CUSTOMER)


def _note(now: Moment, text: str, *, minutes: int) -> Entry:
    """A work note of the assignee; the enterprise's own people keep theirs inside (K11)."""
    inside = now.hands.assignee not in PROVIDER_OF
    at = min(now.at + timedelta(minutes=minutes), CLOCK)
    return Entry(at, NOTE, now.say(text), now.hands.assignee, inside)


def _columns(told: Told, entry: Entry) -> Row:
    customer, about = entry.author == CUSTOMER, told.subject
    number = about.customer.number + 1
    staff = entry.author is not None and not customer
    return {
        "kind": entry.kind,
        "text": entry.text,
        "at": entry.at,
        "author_user_id": user_keys()[entry.author or ""] if staff else None,
        "author_contact_id": number if customer and about.account is not None else None,
        "author_consumer_id": number if customer and about.account is None else None,
        "enterprise_only": entry.inside,
        "source": _source(told, entry),
    }


def _source(told: Told, entry: Entry) -> JournalSource:
    if entry.author is None:
        return JournalSource.SYSTEM
    if entry.author == CUSTOMER:
        return SOURCES.get(told.row["channel"], JournalSource.PORTAL)
    return JournalSource.PORTAL


def _between(start: datetime, end: datetime, percent: int) -> datetime:
    return start + timedelta(seconds=int((end - start).total_seconds()) * percent // 100)


def _name(user_id: str | None) -> str:
    return " ".join(workers()[user_keys()[user_id] - 1].name) if user_id else "a colleague"
