"""Values are worded for people."""

from datetime import UTC, datetime

import pytest

from portal import words

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
CLOCKED = words.clocked(lambda: NOW)


@pytest.mark.parametrize(
    ("at", "ago", "since"),
    [
        ("2026-11-16T08:59:30Z", "now", "now"),
        ("2026-11-16T08:54:00Z", "6 min", "6 min ago"),
        ("2026-11-16T06:00:00Z", "3 h", "3 h ago"),
        ("2026-11-14T09:00:00Z", "2 d", "2 d ago"),
        ("2026-11-18T09:00:00Z", "in 2 d", "in 2 d"),
        ("2026-03-03T09:00:00Z", "3 Mar 2026", "3 Mar 2026"),
        ("2016-02-29T01:16:00Z", "29 Feb 2016", "29 Feb 2016"),
    ],
)
def test_instants_are_told_from_now(at: str, ago: str, since: str) -> None:
    assert (CLOCKED["ago"](at), CLOCKED["since"](at)) == (ago, since)


def test_the_time_elsewhere_names_the_place() -> None:
    assert CLOCKED["local_time"]("America/New_York") == "04:00, New York"
    assert CLOCKED["local_time"]("Nowhere/At_all") == "Nowhere/At_all"


def test_what_is_past_is_overdue() -> None:
    assert CLOCKED["overdue"]("2026-11-16T08:59:59Z")
    assert not CLOCKED["overdue"]("2026-11-16T09:00:01Z")


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Dr. Renske Okafor", "DO"), ("Mara Lindqvist", "ML"), ("Harbor & Pine", "HP"), ("", "?")],
)
def test_initials(name: str, initials: str) -> None:
    assert words.initials(name) == initials


def test_a_name_has_one_colour_everywhere() -> None:
    assert words.hue("Zoë") == words.hue("Zoe\u0308")
    assert {words.hue(str(n)) for n in range(500)} == set(range(1, words.HUES + 1))


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1500, "1.5 KB"), (48_211, "48 KB"), (7_200_000_000, "7.2 GB")],
)
def test_sizes(count: int, text: str) -> None:
    assert words.size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 min"), (5400, "1 h 30 min"), (7200, "2 h"), (59, "0 min")]
)
def test_durations(seconds: int, text: str) -> None:
    assert words.duration(seconds) == text


def test_a_count_that_stopped_says_so() -> None:
    assert words.tally({"totalCount": 10_000, "totalCountIsExact": False}) == "10\u202f000+"
    assert words.tally({"totalCount": 7, "totalCountIsExact": True}) == "7"
    assert words.tally(None) == ""


def test_the_strongest_role_is_the_title() -> None:
    assert words.position(["deescalation_requester", "agent"]) == "Agent"
    assert words.position([]) == ""
