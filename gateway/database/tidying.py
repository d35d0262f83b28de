"""Joins the pieces of the indexes of words, in which SQLite leaves what was written lately.

Each piece is asked for each word: with a dozen of them, a search that forgives slips of the finger
took four times as long as with one. PostgreSQL does the same by itself.
"""

from typing import Any

from tortoise.transactions import in_transaction

from gateway.database.chores import every
from gateway.database.words import SEARCHED, index_of

EVERY = 3600  # seconds
PIECES = 6  # up to which an index is left as it is
AT_ONCE = 500  # pages of an index in one statement, so that others get to write in between
DONE = 2  # changes of a statement that found nothing more to do


async def tidy() -> list[str]:
    """Joins the pieces of every index on SQLite that has many; which ones these were."""
    many = [index for index in map(index_of, SEARCHED) if await _pieces(index) > PIECES]
    for index in many:
        step = -AT_ONCE  # marks all pieces as due; the next steps go on with what it began
        while await _changed(index, step) >= DONE:
            step = AT_ONCE
    return many


async def _pieces(index: str) -> int:
    async with in_transaction() as connection:
        return await _number(connection, f'SELECT count(DISTINCT segid) FROM "{index}_idx"')  # noqa: S608


async def _changed(index: str, pages: int) -> int:
    """How many changes a step made, by SQLite's own count."""
    async with in_transaction() as connection:
        before = await _number(connection, "SELECT total_changes()")
        await connection.execute_query(
            f'INSERT INTO "{index}" ("{index}", rank) VALUES (\'merge\', {pages:d})'  # noqa: S608
        )
        return await _number(connection, "SELECT total_changes()") - before


async def _number(connection: Any, sql: str) -> int:
    _, rows = await connection.execute_query(sql)
    return int(rows[0][0])


async def keep_tidy() -> None:
    """Tidies now and once an hour until cancelled."""
    await every(EVERY, tidy, failed="the indexes of words were left in pieces")
