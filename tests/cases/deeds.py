"""Does things with records as a client would: one mutation, and what came of it.

case = await new_case(agent, account=account)
await done("caseClose", agent, case, **SOLVED)
assert await refused("caseClose", agent, case, **SOLVED) == [("INVALID_TRANSITION", "id")]
"""

from typing import Any

from tortoise.models import Model

from gateway.cases.kinds import JournalKind
from gateway.cases.models import Case, JournalEntry
from gateway.request.actions.declaring import ACTIONS, uncapitalised
from gateway.request.scalars import read_id
from gateway.schema import graph
from tests.world import Somebody, ask, id_of

SOLVED = {"resolutionCode": "FIXED", "resolutionNotes": "Replaced the seal."}
SHOWN = "errors { code message path }"


async def payload(name: str, by: Somebody, record: Model | None = None, /, **given: Any) -> Any:
    """The answer to one mutation; records among the inputs are sent by their ids."""
    noun = _noun(name)
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {noun} {{ id }} {SHOWN} }} }}"
    sent = {key: _sent(value) for key, value in given.items()}
    if record is not None:
        sent["id"] = _sent(record)
    return (await ask(query, by=by, input=sent))[name]


def _noun(name: str) -> str:
    """The record that a mutation shows."""
    types = (
        action.type_name
        for known in ACTIONS.values()
        for action in known.values()
        if action.name == name
    )
    return uncapitalised(next(types))


def _sent(value: Any) -> Any:
    if isinstance(value, Model):
        return id_of(value)
    return [_sent(each) for each in value] if isinstance(value, list) else value


async def done(name: str, by: Somebody, record: Model | None = None, /, **given: Any) -> Any:
    """Does it, and brings the record up to date; the record that the payload shows."""
    answer = await payload(name, by, record, **given)
    assert answer["errors"] == [], answer["errors"]
    if record is not None and answer[_noun(name)] is not None:
        await record.refresh_from_db()
    shown = answer[_noun(name)]
    if shown is None:
        return None
    type_name, key = read_id(shown["id"])
    return await graph().models[type_name].get(id=key)


async def refused(
    name: str, by: Somebody, record: Model | None = None, /, **given: Any
) -> list[tuple[str, str]]:
    """Why it was not done: codes, and the inputs concerned."""
    return [(e["code"], (e["path"] or [""])[-1]) for e in await errors(name, by, record, **given)]


async def errors(name: str, by: Somebody, record: Model | None = None, /, **given: Any) -> Any:
    answer = await payload(name, by, record, **given)
    assert answer["errors"], f"{name} was done"
    return answer["errors"]


async def new_case(by: Somebody, **given: Any) -> Case:
    """A case that somebody reports."""
    case: Case = await done("caseCreate", by, **{"shortDescription": "The pump leaks", **given})
    return case


async def comments(case: Case) -> list[str]:
    return await _texts(case, JournalKind.COMMENT)


async def work_notes(case: Case) -> list[str]:
    return await _texts(case, JournalKind.WORK_NOTE)


async def _texts(case: Case, kind: JournalKind) -> list[str]:
    entries = await JournalEntry.filter(case=case, kind=kind).order_by("id")
    return [entry.text for entry in entries]
