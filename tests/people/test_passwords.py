"""Passwords cost the same to check whoever they are for, and never many at once."""

import asyncio
from typing import Any

import pytest
from argon2 import PasswordHasher

from gateway.errors import BadInput, TooMany
from gateway.people.passwords import LONGEST, WAITING, Passwords

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Counting(PasswordHasher):
    """Counts how often it has done its costly work, and on what."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.work: list[str] = []

    def verify(self, hash: Any, password: Any) -> Any:
        self.work.append(str(hash).rsplit("$", 2)[0])
        return super().verify(hash, password)


async def test_only_the_right_password_is_right() -> None:
    passwords = Passwords(QUICK)
    stored = await passwords.hash("correct horse")
    assert (await passwords.check(stored, "correct horse")).right
    assert not (await passwords.check(stored, "Correct horse")).right


async def test_an_unknown_user_costs_exactly_the_work_of_a_known_one() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    stored = await passwords.hash("correct horse")
    await passwords.check(stored, "wrong password")
    await passwords.check(None, "wrong password")
    known, unknown = hasher.work
    assert known == unknown == "$argon2id$v=19$m=8,t=1,p=1"


async def test_nobody_can_guess_the_password_of_a_user_who_has_none() -> None:
    verdict = await Passwords(QUICK).check(None, "")
    assert not verdict.right


async def test_a_password_is_hashed_anew_when_its_cost_is_outdated() -> None:
    old = await Passwords(QUICK).hash("correct horse")
    today = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    verdict = await today.check(old, "correct horse")
    assert verdict.right
    assert verdict.rehashed is not None
    assert (await today.check(verdict.rehashed, "correct horse")).rehashed is None


async def test_a_wrong_password_is_never_hashed_anew() -> None:
    old = await Passwords(QUICK).hash("correct horse")
    today = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert (await today.check(old, "wrong password")).rehashed is None


@pytest.mark.parametrize("password", ["", "seven c", "x" * (LONGEST + 1)])
async def test_short_and_endless_passwords_are_refused(password: str) -> None:
    with pytest.raises(BadInput):
        await Passwords(QUICK).hash(password)


async def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    passwords = Passwords(QUICK)
    stored = await passwords.hash("caf\u00e9 corner")
    assert (await passwords.check(stored, "cafe\u0301 corner")).right


@pytest.mark.parametrize("odd", ["\0", "\ud800", "x" * 10_000_000])
async def test_odd_passwords_are_only_wrong(odd: str) -> None:
    passwords = Passwords(QUICK)
    stored = await passwords.hash("correct horse")
    assert not (await passwords.check(stored, odd)).right


async def test_a_burst_of_sign_ins_is_turned_away_before_it_fills_the_memory() -> None:
    passwords = Passwords(QUICK)
    burst = [passwords.check(None, "guess") for _ in range(WAITING + 5)]
    answers = await asyncio.gather(*burst, return_exceptions=True)
    assert sum(isinstance(answer, TooMany) for answer in answers) == 5
