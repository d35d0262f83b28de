"""Moments are UTC, whole seconds, and the same on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.database import Database
from gateway.database.fields import as_instant, as_text, now
from gateway.people.models import OutboxEvent

NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)


async def an_event(at: datetime | str) -> OutboxEvent:
    """Something recorded at that moment."""
    return await OutboxEvent.create(at=at, event="case.opened", target_type="Case", target_key=1)


async def test_a_moment_comes_back_in_utc_and_whole_seconds(database: Database) -> None:
    tokyo = timezone(timedelta(hours=9))
    event = await an_event(datetime(2026, 11, 16, 18, 0, 0, 999_999, tzinfo=tokyo))
    found = await OutboxEvent.get(id=event.id)

    assert (event.at, found.at, found.at.tzinfo) == (NINE, NINE, UTC)


async def test_sqlite_holds_the_text_that_clients_see(database: Database) -> None:
    await an_event(NINE)
    [row] = await database.client.execute_query_dict("SELECT at FROM outbox_events")

    expected = "2026-11-16T09:00:00Z" if database.dialect == "sqlite" else NINE
    assert row["at"] == expected


async def test_moments_are_compared_as_moments(database: Database) -> None:
    for hour in (8, 9, 10):
        await an_event(NINE.replace(hour=hour))
    new_york = timezone(timedelta(hours=-5))

    assert await OutboxEvent.filter(at=datetime(2026, 11, 16, 4, tzinfo=new_york)).count() == 1
    assert await OutboxEvent.filter(at__lt="2026-11-16T10:00:00+01:00").count() == 1
    assert await OutboxEvent.filter(at__gte=NINE).count() == 2
    assert await OutboxEvent.filter(at__in=[NINE, NINE.replace(hour=10)]).count() == 2


async def test_a_time_without_a_zone_is_refused_everywhere(database: Database) -> None:
    naive = datetime(2026, 11, 16, 9)  # noqa: DTZ001  # that is the point

    with pytest.raises(ValueError, match="has no time zone"):
        await an_event(naive)
    with pytest.raises(ValueError, match="has no time zone"):
        await OutboxEvent.filter(at__gt=naive)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_sqlite_refuses_it_in_plain_statements_too(database: Database) -> None:
    naive = datetime(2026, 11, 16, 9)  # noqa: DTZ001  # that is the point

    with pytest.raises(ValueError, match="has no time zone"):
        await database.client.execute_query_dict("SELECT ? AS moment", [naive])


@given(
    st.datetimes(
        min_value=datetime(1, 1, 2),  # noqa: DTZ001  # hypothesis adds the zone
        max_value=datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_text_sorts_as_moments_do(moment: datetime) -> None:
    later = as_instant(moment) + timedelta(seconds=1)

    assert as_text(moment) < as_text(later)
    assert as_instant(as_text(moment)) == as_instant(moment)
    assert len(as_text(moment)) == len("2026-11-16T09:00:00Z")


def test_now_is_a_whole_second_of_utc() -> None:
    assert (now().tzinfo, now().microsecond) == (UTC, 0)
