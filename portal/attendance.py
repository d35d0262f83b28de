"""Who is at work now: told of each person that work can be given to.

A person works by a schedule of his own, else by that of a group that he is in. Who may not read
schedules is told nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from graphql import DocumentNode, parse

from portal.candidates import Candidate, Offer
from portal.language import gettext, zone
from portal.render import Renderer
from portal.words import moment_in

ASSIGNEE = "assignedTo"  # the input that names such a person
MOST = 8  # schedules that are asked of for one choice
Record = Mapping[str, Any]

WORKING = parse(
    """
    query Working($ids: [ID!]!) {
      nodes(ids: $ids) {
        __typename
        ... on User {
          id schedule { id }
          memberships(first: 5) { nodes { group { schedule { id } } } }
        }
      }
    }
    """,
    no_location=True,
)
NOW = parse(
    "mutation Now($id: ID!) { now: scheduleNow(input: {id: $id}) { open until } }",
    no_location=True,
)


def attendance_documents() -> Iterator[tuple[str, DocumentNode]]:
    yield "by which schedules people work", WORKING
    yield "whether work is done now", NOW


async def attended(renderer: Renderer, offer: Offer, actor: Any) -> Offer:
    """The people of a choice, each with whether he is at work, and until when."""
    ids = [one.id for one in offer.candidates]
    if not ids:
        return offer
    people = (await renderer.read(WORKING, {"ids": ids}, actor))["nodes"]
    schedules = {one["id"]: key for one in people if one and (key := _schedule(one))}
    told = {
        key: _told((await renderer.read(NOW, {"id": key}, actor))["now"])
        for key in list(dict.fromkeys(schedules.values()))[:MOST]
    }
    return replace(offer, candidates=tuple(_marked(offer.candidates, schedules, told)))


def _marked(
    candidates: Iterable[Candidate], schedules: Mapping[str, str], told: Mapping[str, str]
) -> Iterator[Candidate]:
    for one in candidates:
        yield replace(one, hours=told.get(schedules.get(one.id, ""), ""))


def _schedule(person: Record) -> str:
    """The key of the schedule by which somebody works; empty where it has not been said."""
    groups = (tie["group"] for tie in (person["memberships"] or {"nodes": ()})["nodes"])
    found = [person["schedule"], *(group["schedule"] for group in groups if group)]
    return next((one["id"] for one in found if one), "")


def _told(now: Record | None) -> str:
    if now is None or now["open"] is None:
        return ""
    if now["until"] is None:
        return gettext("at work") if now["open"] else ""
    said = gettext("at work until %(when)s") if now["open"] else gettext("away until %(when)s")
    return said % {"when": moment_in(now["until"], zone())}
