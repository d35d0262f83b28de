"""Asks the engine and the reference the same question, and makes their answers comparable."""

from collections.abc import Mapping
from typing import Any

from gateway.actor import Actor
from gateway.errors import Forbidden, TooCostly
from tests.questions.stage import Stage
from tests.reference.answers import Withheld

CURSORS = ("cursor", "startCursor", "endCursor")


async def answers(
    stage: Stage, text: str, variables: Mapping[str, Any], actor: Actor
) -> tuple[Any, Any]:
    """The two answers, each in the same form; a refusal for want of rights is `"withheld"`.

    `"too much"` stands for what the engine declines to run at all.
    """
    ours = await planned(stage, text, variables, actor)
    return ours, ours if ours == "too much" else referred(stage, text, variables, actor)


async def planned(stage: Stage, text: str, variables: Mapping[str, Any], actor: Actor) -> Any:
    try:
        body = await stage.planned(text, variables, actor)
    except Forbidden:
        return "withheld"
    except TooCostly:
        return "too much"
    hidden = body.get("extensions", {}).get("authorization", {}).get("hidden", [])
    absent = [error["path"][0] for error in body.get("errors", ())]
    return {"data": plain(body["data"]), "hidden": sorted_(hidden), "absent": sorted(absent)}


def referred(stage: Stage, text: str, variables: Mapping[str, Any], actor: Actor) -> Any:
    try:
        answer = stage.reference.answer(text, variables, actor)
    except Withheld:
        return "withheld"
    data, hidden = plain(answer["data"]), sorted_(answer["hidden"])
    return {"data": data, "hidden": hidden, "absent": sorted(answer["absent"])}


def sorted_(hidden: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(hidden, key=lambda entry: (entry["path"], entry["coordinate"]))


def plain(value: Any, key: str = "") -> Any:
    """Cursors are each side's own, and averages are equal to nine digits."""
    if key.startswith(CURSORS) and value is not None:
        return "a cursor"
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, dict):
        return {name: plain(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value
