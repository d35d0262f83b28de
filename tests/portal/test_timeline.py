"""The story of a case is merged from its lists by time."""

from typing import Any

from portal.timeline import story
from portal.withheld import Withheld

NOBODY_MAY = Withheld("no role of yours may read this", everywhere=True)


def _at(minute: int) -> str:
    return f"2026-11-16T09:{minute:02}:00Z"


def _said(*minutes: int, more: bool = False) -> dict[str, Any]:
    """A page of a list, newest first, as the gateway gives it."""
    edges = [
        {
            "cursor": f"c{m}",
            "node": {"at": _at(m), "text": str(m), "source": "PORTAL", "author": None},
        }
        for m in sorted(minutes, reverse=True)
    ]
    return {"edges": edges, "pageInfo": {"hasNextPage": more}}


def _interval(minute: int, state: str, group: str = "", person: str = "") -> dict[str, Any]:
    return {
        "startedAt": _at(minute),
        "state": state,
        "group": {"name": group} if group else None,
        "assignee": {"displayName": person} if person else None,
    }


def _case(**given: Any) -> dict[str, Any]:
    return {
        "state": "OPEN",
        "description": "It leaks.",
        "openedAt": _at(0),
        "resolvedAt": None,
        "closedAt": None,
        "contact": None,
        "consumer": None,
        "openedBy": None,
        "comments": _said(),
        "workNotes": _said(),
        "stateIntervals": {"nodes": []},
        **given,
    }


def _told(case: dict[str, Any], page: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(moment.kind, moment.text) for moment in story(case, page or {}).moments]


def test_what_was_said_stands_in_order_whoever_may_read_it() -> None:
    case = _case(comments=_said(1, 3), workNotes=_said(2))
    assert _told(case) == [
        ("request", "It leaks."),
        ("comment", "1"),
        ("note", "2"),
        ("comment", "3"),
    ]
    assert _told(_case(comments=_said(1), workNotes=NOBODY_MAY))[1:] == [("comment", "1")]


def test_intervals_are_told_as_what_changed() -> None:
    nodes = [
        _interval(0, "NEW"),
        _interval(1, "NEW", "Care"),
        _interval(2, "OPEN", "Devices", "Mara"),
        _interval(3, "OPEN", "Devices", "Tom"),
        _interval(4, "AWAITING_INFO", "Devices", "Tom"),
        _interval(5, "OPEN", "Devices", "Tom"),
        _interval(6, "RESOLVED", "Devices", "Tom"),
        _interval(7, "RESOLVED", "Devices", ""),
    ]
    told = story(_case(stateIntervals={"nodes": nodes}), {}).moments[1:]
    assert [(m.icon, m.text) for m in told] == [
        ("users", "Given to Care"),
        ("circle-dot", "In work, moved to Devices, assigned to Mara"),
        ("user-plus", "Assigned to Tom"),
        ("pause", "Waiting for the requester"),
        ("circle-dot", "In work"),
        ("check", "Solution proposed"),
    ]


def test_without_intervals_the_instants_of_the_case_are_told() -> None:
    case = _case(stateIntervals=NOBODY_MAY, state="CANCELLED", resolvedAt=_at(3), closedAt=_at(4))
    assert _told(case)[1:] == [("event", "Solution proposed"), ("event", "Cancelled")]


def test_a_case_without_words_was_at_least_reported() -> None:
    assert _told(_case(description=None)) == [("event", "Reported")]


def test_entries_of_the_system_are_events_unless_they_are_internal() -> None:
    page = _said(1)
    page["edges"][0]["node"]["source"] = "SYSTEM"
    assert _told(_case(comments=page, workNotes=page))[1:] == [("event", "1"), ("note", "1")]


def test_a_page_reaches_back_as_far_as_every_list_was_read() -> None:
    case = _case(
        comments=_said(10, 20, 30, more=True),
        workNotes=_said(5, 15, 25),
        stateIntervals={"nodes": [_interval(0, "NEW"), _interval(12, "OPEN")]},
    )
    page = story(case, {})
    assert [m.text for m in page.moments] == ["10", "In work", "15", "20", "25", "30"]
    assert page.earlier == {"until": _at(10), "comments": "c10", "workNotes": "c15"}


def test_a_list_that_showed_nothing_goes_on_where_it_was() -> None:
    case = _case(comments=_said(20, 30, more=True), workNotes=_said(5))
    page = story(case, {"workNotes": "before", "until": _at(40)})
    assert page.earlier == {"until": _at(20), "comments": "c20", "workNotes": "before"}


def test_an_earlier_page_leaves_later_events_to_the_later_page() -> None:
    nodes = [_interval(0, "NEW"), _interval(2, "OPEN"), _interval(9, "CLOSED")]
    case = _case(stateIntervals={"nodes": nodes}, comments=_said(1))
    assert _told(case, {"until": _at(5)}) == [
        ("request", "It leaks."),
        ("comment", "1"),
        ("event", "In work"),
    ]
