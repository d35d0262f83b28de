"""Each transaction hazard, shown on the stock layer and absent on ours, on both databases."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.database import hazards
from tests.database.hazards import Layer, outcome
from tests.databases import new_database

Scenario = Callable[[Layer], Awaitable[str]]

BY_CHANCE = ""  # sometimes well, sometimes not: only ours is held to it
LOST = "acknowledged, then lost"
OUTSIDE = "does not see the transaction"
REFUSED = "refused: TransactionManagementError"
LEAKS = "works, but leaks connections or deadlock"  # by chance one or the other
LOCKED = "refused: OperationalError"
RELEASED = "refused: InterfaceError"

SQLITE = {
    # scenario                                       stock               ours
    hazards.cancelled_at_every_step:                ("deadlock",         "works"),
    hazards.half_of_a_crowd_cancelled:              (BY_CHANCE,          "works"),
    hazards.worker_goes_on_after_a_cancelled_begin: ("deadlock",         "works"),
    hazards.cancelled_bulk_insert:                  (BY_CHANCE,          "works"),
    hazards.task_outlives_its_transaction:          (LOST,               REFUSED),
    hazards.task_outlives_it_and_nests:             (LOST,               REFUSED),
    hazards.query_taken_before:                     ("deadlock",         REFUSED),
    hazards.handle_taken_before:                    ("deadlock",         REFUSED),
    hazards.reader_beside_a_writer:                 ("waits",            "reads at once"),
    hazards.another_process_writes:                 (LOCKED,             "works"),
}  # fmt: skip

POSTGRES = {
    # scenario                                       stock               ours
    hazards.cancelled_at_every_step:                (LEAKS,              "works"),
    hazards.half_of_a_crowd_cancelled:              (BY_CHANCE,          "works"),
    hazards.worker_goes_on_after_a_cancelled_begin: ("deadlock",         "works"),
    hazards.task_outlives_its_transaction:          (RELEASED,           REFUSED),
    hazards.task_outlives_it_and_nests:             (RELEASED,           REFUSED),
    hazards.query_taken_before:                     (OUTSIDE,            REFUSED),
    hazards.handle_taken_before:                    (OUTSIDE,            REFUSED),
    hazards.reader_beside_a_writer:                 ("reads at once",    "reads at once"),
    hazards.connection_lost_between_two_steps:      ("broken for good",  "works again"),
}  # fmt: skip


def _named(value: object) -> str:
    return getattr(value, "__name__", "")


def _certain(outcomes: dict[Scenario, tuple[str, str]]) -> list[Scenario]:
    return [scenario for scenario, (stock, _) in outcomes.items() if stock != BY_CHANCE]


@pytest.mark.parametrize("scenario", SQLITE, ids=_named)
async def test_sqlite_transactions_survive(scenario: Scenario, sqlite_url: str) -> None:
    await _goes(scenario, Layer("gateway.database.sqlite", sqlite_url), SQLITE[scenario][1])


@pytest.mark.parametrize("scenario", _certain(SQLITE), ids=_named)
@pytest.mark.filterwarnings("ignore")  # the stock layer leaves things behind
async def test_stock_sqlite_transactions_do_not(scenario: Scenario, sqlite_url: str) -> None:
    await _goes(scenario, Layer("tortoise.backends.sqlite", sqlite_url), SQLITE[scenario][0])


@pytest.mark.postgres
@pytest.mark.parametrize("scenario", POSTGRES, ids=_named)
async def test_postgres_transactions_survive(scenario: Scenario, postgres_url: str) -> None:
    await _goes(scenario, Layer("gateway.database.postgres", postgres_url), POSTGRES[scenario][1])


@pytest.mark.postgres
@pytest.mark.parametrize("scenario", _certain(POSTGRES), ids=_named)
@pytest.mark.filterwarnings("ignore")  # the stock layer leaves things behind
async def test_stock_postgres_transactions_do_not(scenario: Scenario, postgres_url: str) -> None:
    await _goes(scenario, Layer("tortoise.backends.asyncpg", postgres_url), POSTGRES[scenario][0])


async def _goes(scenario: Scenario, layer: Layer, expected: str) -> None:
    patience = 1 if expected == "deadlock" else 30
    assert await outcome(scenario, layer, patience=patience) in expected.split(" or ")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database that does not exist yet."""
    return f"sqlite://{tmp_path}/rows.db"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database."""
    with new_database(postgres_server) as url:
        yield url
