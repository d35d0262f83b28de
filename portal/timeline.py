"""The story of a case: what was said and what happened, merged into one list by time.

Comments and work notes are two lists with cursors of their own. A page of the story reaches back
only as far as both lists were read, and says where the page before it begins in each of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from portal.language import N_
from portal.language import gettext as _

Record = Mapping[str, Any]
KINDS = {"comments": "comment", "workNotes": "note"}

STATES = {
    "NEW": ("circle-dot", N_("new again")),
    "OPEN": ("circle-dot", N_("in work")),
    "AWAITING_INFO": ("pause", N_("waiting for the requester")),
    "RESOLVED": ("check", N_("solution proposed")),
    "CLOSED": ("check", N_("closed")),
    "CANCELLED": ("x", N_("cancelled")),
}  # how the story tells that a case came into a state

# In whose hands a case is: field, its name, icon, words for the first and for a later change.
HANDS = (
    ("group", "name", "users", N_("given to %s"), N_("moved to %s")),
    ("assignee", "displayName", "user-plus", N_("assigned to %s"), N_("assigned to %s")),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something said (`request`, `comment`, `note`) or something that happened (`event`)."""

    at: str
    kind: str
    text: str
    author: Record | None = None
    icon: str = "circle-dot"
    task: str = ""  # the number of the task that it is about
    called: tuple[str, ...] = ()  # the names of those whom it calls upon
    files: tuple[Record, ...] = ()  # that came with it


@dataclass(frozen=True, slots=True)
class Story:
    """A page of the story, oldest first."""

    moments: list[Moment]
    earlier: dict[str, str]  # what to add to the address for the page before; empty at the start


def story(case: Record, given: Mapping[str, str]) -> Story:
    """A page of the story of a case; `given` is what its address says, nothing for the latest."""
    pages = {name: case[name] for name in KINDS if case[name]}
    since = max((_edges(p)[-1]["node"]["at"] for p in pages.values() if _goes_on(p)), default="")
    moments = [m for m in _events(case) if _within(m.at, since, given.get("until", ""))]
    earlier = {"until": since} if since else {}
    for name, page in pages.items():
        shown = [edge for edge in _edges(page) if edge["node"]["at"] >= since]
        moments += [_said(KINDS[name], edge["node"]) for edge in reversed(shown)]
        cursor = shown[-1]["cursor"] if shown else given.get(name, "")
        if since and cursor:
            earlier[name] = cursor
    if not since:
        moments.append(_request(case))
    return Story(sorted(moments, key=lambda m: (m.at, m.kind != "request")), earlier)


def _edges(page: Record) -> list[Record]:
    return page["edges"]


def _goes_on(page: Record) -> bool:
    return page["pageInfo"]["hasNextPage"]


def _within(at: str, since: str, until: str) -> bool:
    return at >= since and (not until or at < until)


def _request(case: Record) -> Moment:
    """How it began: what the customer told, in full, or only that it was reported."""
    author = case["contact"] or case["consumer"] or case["openedBy"] or None
    if case["description"]:
        return Moment(case["openedAt"], "request", case["description"], author)
    return Moment(case["openedAt"], "event", _("Reported"), author, "inbox")


def _said(kind: str, entry: Record) -> Moment:
    """An entry; those of Caseway itself are told as events, unless only staff may read them."""
    author = entry["author"] or None
    by_itself = author is None and entry["source"] == "SYSTEM" and kind == "comment"
    links = entry["mentions"]["nodes"] if entry.get("mentions") else ()
    return Moment(
        entry["at"],
        "event" if by_itself else kind,
        entry["text"],
        author,
        task=entry["task"]["number"] if entry.get("task") else "",
        called=tuple(link["user"]["displayName"] for link in links if link["user"]),
        files=tuple(entry["attachments"]["nodes"]) if entry.get("attachments") else (),
    )


def called(text: Any, names: Iterable[str]) -> Markup:
    """A text, or HTML made of one, with these names marked where it calls upon them."""
    known = "|".join(re.escape(str(escape(name))) for name in names)
    if not known:
        return escape(text)
    pattern = re.compile(f"(<[^>]*>)|@(?:{known})")
    marked = pattern.sub(lambda m: m[1] or f'<b class="call">{m[0]}</b>', str(escape(text)))
    return Markup(marked)  # noqa: S704  # names and text are escaped


def _events(case: Record) -> Iterator[Moment]:
    """From the intervals where the viewer may read them, else from the case's own instants."""
    intervals: list[Record] = case["stateIntervals"]["nodes"] if case["stateIntervals"] else []
    if not intervals:
        yield from _instants(case)
    for before, after in pairwise([None, *intervals]):
        told = list(_changes(before, after)) if after else []
        if after and told:
            text = _sentence(", ".join(words for _, words in told))
            yield Moment(after["startedAt"], "event", text, icon=told[0][0])


def _instants(case: Record) -> Iterator[Moment]:
    ended = "CANCELLED" if case["state"] == "CANCELLED" else "CLOSED"
    for name, state in (("resolvedAt", "RESOLVED"), ("closedAt", ended)):
        if case[name]:
            icon, text = STATES[state]
            yield Moment(case[name], "event", _sentence(_(text)), icon=icon)


def _changes(before: Record | None, after: Record) -> Iterator[tuple[str, str]]:
    """Icon and words for each thing that is different in an interval from the one before."""
    if before is not None and before["state"] != after["state"]:
        state = STATES[after["state"]]
        yield state[0], _(state[1])
    for name, key, icon, first, then in HANDS:
        was, now = _named(before, name, key), _named(after, name, key)
        if now and now != was:
            yield icon, _(then if was else first) % now


def _named(interval: Record | None, name: str, key: str) -> str:
    thing: Record | None = (interval or {}).get(name) or None
    return str(thing[key]) if thing else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
