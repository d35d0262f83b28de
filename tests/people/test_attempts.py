"""Guessing is slow: per account and per address."""

import pytest

from gateway.errors import TooMany
from gateway.people.attempts import Attempts, network


async def test_one_account_gets_a_few_attempts_from_wherever_they_come() -> None:
    attempts = Attempts(per_account="3 per minute")
    for host in range(3):
        await attempts.begin("agent", f"10.0.0.{host}")
    with pytest.raises(TooMany) as refused:
        await attempts.begin("AGENT", "10.0.0.9")
    assert 0 < refused.value.extensions["retryAfter"] <= 60


async def test_one_address_may_be_wrong_a_few_times_whatever_account_it_names() -> None:
    attempts = Attempts(per_address="3 per minute")
    for account in ("ana", "ben", "cho"):
        await attempts.begin(account, "10.0.0.1")
        await attempts.failed("10.0.0.1")
    with pytest.raises(TooMany):
        await attempts.begin("dee", "10.0.0.1")
    with pytest.raises(TooMany):
        await attempts.admit("10.0.0.1")
    await attempts.admit("10.0.0.2")


async def test_an_office_that_signs_in_rightly_is_never_stopped() -> None:
    attempts = Attempts(per_address="3 per minute")
    for person in range(10):
        await attempts.begin(f"person {person}", "10.0.0.1")
        await attempts.succeeded(f"person {person}")


async def test_slips_before_a_right_password_are_forgotten() -> None:
    attempts = Attempts(per_account="2 per minute")
    for _ in range(5):
        await attempts.begin("agent", "10.0.0.1")
        await attempts.succeeded("agent")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", ""),
        ("unix socket", "unix socket"),
    ],
)
def test_a_household_with_many_addresses_counts_as_one(address: str, counted_as: str) -> None:
    assert network(address) == counted_as
