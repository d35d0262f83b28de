"""The contest in process: the same questions, the same answers, the same round."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from bench import twin
from bench.by_hand import ByHand
from bench.floor import asking
from bench.measure import Ask, Sample, interleaved, ratio
from bench.ours import Ours
from bench.questions import Question, Viewer, questions


class Unequal(Exception):
    """Two contenders gave different answers: their times mean nothing."""


@dataclass(frozen=True)
class Result:
    """What one question cost one viewer."""

    question: str
    viewer: str
    floor: Sample
    ours: Sample
    naive: Sample | None

    @property
    def to_floor(self) -> float:
        return ratio(self.ours, self.floor)

    @property
    def to_naive(self) -> float | None:
        return None if self.naive is None else ratio(self.naive, self.ours)


@dataclass
class Contest:
    """Everything that answers, over one database."""

    by_hand: ByHand
    ours: Ours
    rounds: int
    watched: Callable[[], list[int]]  # the database's processes
    numbers: Mapping[str, list[str]]  # viewer -> the cases that it asks for

    async def run(self, viewer: Viewer, *, naive: bool) -> list[Result]:
        asked = questions(self.numbers[viewer.label])
        return [await self._one(question, viewer, naive=naive) for question in asked.values()]

    async def _one(self, question: Question, viewer: Viewer, *, naive: bool) -> Result:
        contenders = await self._contenders(question, viewer, naive=naive)
        await self._compare(contenders, f"{question.name} as {viewer.label}")
        samples = await interleaved(contenders, self.rounds, self.watched())
        return Result(
            question.name, viewer.label, samples["floor"], samples["ours"], samples.get("naive")
        )

    async def _contenders(
        self, question: Question, viewer: Viewer, *, naive: bool
    ) -> dict[str, Ask]:
        form = await self._better_form(question, viewer)

        async def ours() -> bytes:
            return await self.ours.answer(question, viewer)

        async def floor() -> bytes:
            return await self._by_hand(question, viewer, form)

        async def plainly() -> bytes:
            return await _naive(question, viewer)

        found: dict[str, Ask] = {"floor": floor, "ours": ours}
        return found | ({"naive": plainly} if naive else {})

    async def _by_hand(self, question: Question, viewer: Viewer, form: bool) -> bytes:  # noqa: FBT001
        data = await self.by_hand.answer(asking(viewer, question, self.numbers[viewer.label], form))
        return orjson.dumps({"data": data})

    async def _better_form(self, question: Question, viewer: Viewer) -> bool:
        """Whoever writes by hand tries both forms and keeps the faster: True is to seek."""

        async def walking() -> bytes:
            return await self._by_hand(question, viewer, False)  # noqa: FBT003

        async def seeking() -> bytes:
            return await self._by_hand(question, viewer, True)  # noqa: FBT003

        tried = {"walk": walking, "seek": seeking}
        samples = await interleaved(tried, 3, self.watched())
        return samples["seek"].median < samples["walk"].median

    async def _compare(self, contenders: Mapping[str, Ask], where: str) -> None:
        answers = {name: _data(await ask()) for name, ask in contenders.items()}
        wanted = answers["floor"]
        for name, data in answers.items():
            if data != wanted:
                raise Unequal(
                    f"{where}: {name} differs from the floor: {_difference(data, wanted)}"
                )


async def _naive(question: Question, viewer: Viewer) -> bytes:
    result = await twin.schema.execute(
        question.text, variable_values=dict(question.variables), context_value=viewer
    )
    if result.errors:
        raise result.errors[0]
    return orjson.dumps({"data": result.data})


def _data(answer: Any) -> Any:
    return orjson.loads(answer)["data"]


def _difference(one: Any, other: Any, path: str = "") -> str:
    """The first place where two JSON values differ."""
    if type(one) is type(other) and isinstance(one, dict) and one.keys() == other.keys():
        return next((d for k in one if (d := _difference(one[k], other[k], f"{path}.{k}"))), "")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((d for i, (a, b) in pairs if (d := _difference(a, b, f"{path}[{i}]"))), "")
    return "" if one == other else f"{path}: {str(one)[:200]} is not {str(other)[:200]}"


def versions() -> str:
    return f"SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f}"
