"""Whoever asks too much at once is told when to come again."""

from typing import Any

import pytest

from gateway.errors import TooMany
from gateway.request.budget import ACTORS, Budgets, payer
from gateway.request.receive import Door
from tests.request.door import (
    AGENT,
    COST,
    Executor,
    a_client,
    a_door,
    ask,
    code,
    identify,
    view_of,
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_an_answer_says_what_it_cost_and_what_is_left() -> None:
    response = await ask("{ case(id: 1) { id } }", a_door(budgets=Budgets(1_000, 10, Clock())))

    left = 1_000 - 20 - COST  # a document that was not asked before costs 20
    assert response.json()["extensions"]["cost"] == {
        "requested": COST,
        "remaining": left,
        "restoreRate": 10,
    }
    assert response.headers["ratelimit-policy"] == '"cost";q=1000;w=100'
    assert response.headers["ratelimit"] == f'"cost";r={left};t=3'


async def test_an_empty_bucket_turns_everything_away_until_it_fills() -> None:
    clock = Clock()
    door = a_door(budgets=Budgets(20, 2, clock))
    first = await ask("{ case(id: 1) { id } }", door)
    refused = await ask("{ case(id: 1) { id } }", door)
    clock.now += int(refused.headers["retry-after"])
    again = await ask("{ case(id: 1) { id } }", door)

    assert (first.status_code, refused.status_code, again.status_code) == (200, 429, 200)
    assert code(refused) == "RATE_LIMITED"
    assert refused.headers["retry-after"] == "3"
    assert refused.json()["errors"][0]["extensions"]["retryAfter"] == 3


async def test_strangers_pay_by_address_and_do_not_use_up_what_others_have() -> None:
    door = a_door(budgets=Budgets(20, 1, Clock()))
    async with a_client(door, authorization="") as stranger:
        del stranger.headers["authorization"]
        statuses = [(await stranger.post("/graphql", json={"query": f"{{ a{n} }}"})).status_code
                    for n in range(3)]  # fmt: skip
    agent = await ask("{ case(id: 1) { id } }", door)

    assert statuses == [401, 429, 429]
    assert agent.status_code == 200


async def test_garbage_costs_what_reading_it_costs() -> None:
    door = a_door(budgets=Budgets(100, 1, Clock()))
    statuses = [(await ask(f"{{ wrong{n} }}", door)).status_code for n in range(8)]

    assert statuses == [400] * 5 + [429] * 3


class Counting(Executor):
    """Answers without reading a record, as a list does that is only counted."""

    async def answer(self, *args: Any, **named: Any) -> tuple[bytes, int]:
        body, _ = await super().answer(*args, **named)
        return body, 0


async def test_no_answer_is_free() -> None:
    door = Door(Counting(), identify, view_of, budgets=Budgets(22, 1, Clock()))
    statuses = [(await ask("{ case(id: 1) { id } }", door)).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]  # reading the new document took 20


def test_a_bucket_never_holds_more_than_its_size() -> None:
    clock = Clock()
    budgets = Budgets(10, 1, clock)
    clock.now = 1_000.0

    assert budgets.spend("a", 4).remaining == 6
    clock.now += 2
    assert budgets.spend("a", 0).remaining == 8


def test_a_debt_is_paid_off_first() -> None:
    clock = Clock()
    budgets = Budgets(10, 1, clock)
    budgets.spend("a", 15)

    for waited in range(6):
        clock.now = waited
        with pytest.raises(TooMany):
            budgets.admit("a")
    clock.now = 6
    budgets.admit("a")


def test_buckets_of_callers_long_gone_are_forgotten() -> None:
    budgets = Budgets(10, 1, Clock())
    for n in range(ACTORS + 1):
        budgets.spend(n, 20)

    budgets.admit(0)
    with pytest.raises(TooMany):
        budgets.admit(ACTORS)


def test_a_token_and_its_user_and_an_address_pay_apart() -> None:
    assert payer(AGENT, "10.0.0.1") == payer(AGENT, "10.0.0.2")
    assert (
        len({payer(AGENT), payer(AGENT.__class__(), "10.0.0.1"), payer(AGENT.__class__(), "::1")})
        == 3
    )
