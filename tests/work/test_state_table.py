"""Every state, every action, everybody, of incidents, problems, changes and service requests.

What the specification allows is done, is told to the case and leaves an entry in the trail; the
rest is refused, and leaves the record exactly as it was.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from strawberry.utils.str_converters import to_camel_case

from gateway.cases.models import JournalEntry
from gateway.changes.lifecycle import CHANGE_MOVES, ChangeState
from gateway.fulfilment.lifecycle import REQUEST_MOVES, RequestState
from gateway.incidents.lifecycle import INCIDENT_MOVES, IncidentState
from gateway.problems.lifecycle import PROBLEM_MOVES, ProblemState
from gateway.request.actions.declaring import ACTIONS, capitalised, uncapitalised
from gateway.request.actions.record import snapshot
from gateway.request.ledger import AuditEntry
from gateway.work.models import CaseRelation, Work
from tests.cases.table import OWN_MUTATION_NONE
from tests.work.cast import MODELS, PEOPLE, Role, a_work
from tests.work.table import TABLES
from tests.world import World, a_user, actor_of, answer, id_of

pytestmark = pytest.mark.usefixtures("world")

MOVES: dict[str, Any] = {
    "Incident": (INCIDENT_MOVES, IncidentState),
    "Problem": (PROBLEM_MOVES, ProblemState),
    "ChangeRequest": (CHANGE_MOVES, ChangeState),
    "ServiceRequest": (REQUEST_MOVES, RequestState),
}
FORKED = {"ServiceRequest": ("CLOSED_INCOMPLETE",)}  # where an input decides where it leads
REASON, COMMENT = {"reason": "It is not needed."}, {"comment": "Not like this."}
SAID: dict[tuple[str, str], dict[str, Any]] = {
    ("Incident", "hold"): {"holdReason": "VENDOR"},
    ("Incident", "resolve"): {"closeCode": "SOLVED", "closeNotes": "A new board."},
    ("Incident", "reopen"): REASON,
    ("Problem", "fix"): {"causeNotes": "The board is too thin."},
    ("Problem", "resolve"): {"fixNotes": "A thicker board."},
    ("Problem", "accept_risk"): REASON,
    ("ChangeRequest", "reject"): COMMENT,
    ("ChangeRequest", "close"): {"closeCode": "SUCCESSFUL", "closeNotes": "As planned."},
    ("ServiceRequest", "reject"): COMMENT,
    ("ServiceRequest", "close"): {"closeNotes": "Delivered."},
}
STAYING = {"ChangeRequest": {"check_conflicts"}}  # what leads nowhere; tests/changes has it
TRIALS = [(name, who) for name in MODELS for who in PEOPLE]


@pytest.mark.parametrize("name", MODELS)
def test_the_lifecycles_are_those_of_the_specification(name: str) -> None:
    moves, states = MOVES[name]
    held = {(str(start or "unborn"), verb): str(to) for (start, verb), to in moves.items()}
    assert held == TABLES[name].moves
    assert {*TABLES[name].moves.values(), *FORKED.get(name, ())} == {*map(str, states)}


@pytest.mark.parametrize("name", MODELS)
def test_there_is_an_action_for_everything_that_the_specification_knows(name: str) -> None:
    known = {verb for verb, action in ACTIONS[name].items() if not action.system}
    assert known == {*TABLES[name].offered, "create", "edit", *STAYING.get(name, ())}


def verdict(name: str, role: Role, state: str, verb: str) -> tuple[str, str]:
    """The code of the refusal, if any, and the state afterwards."""
    table = TABLES[name]
    if not table.who[verb] & role.anywhere(name):
        return "FORBIDDEN", state
    if (state, verb) not in table.moves:
        return "INVALID_TRANSITION", state
    if not table.who[verb] & role.here(name):
        return "FORBIDDEN", state
    return "", table.moves[state, verb]


async def _given(name: str, verb: str, work: Work) -> dict[str, Any]:
    given = SAID.get((name, verb), REASON if verb == "cancel" else {})
    if verb == "duplicate":
        original = await MODELS[name].create(number=f"Y{work.pk}", short_description="The same")
        given = given | {"original": id_of(original)}
    return given


async def _tried(name: str, verb: str, who: Any, work: Work) -> list[dict[str, Any]]:
    mutation = to_camel_case(f"{uncapitalised(name)}_{verb}")
    text = f"mutation($input: {capitalised(mutation)}Input!) {{ {mutation}(input: $input)"
    text += " { errors { code message } } }"
    sent = {"id": id_of(work), **await _given(name, verb, work)}
    body = await answer(text, who, input=sent)
    return body["data"][mutation]["errors"]


@pytest.mark.parametrize(("name", "who"), [t for t in TRIALS if t[0] in PEOPLE[t[1]].hats])
async def test_work_moves_as_the_table_says_and_for_whom_it_says(name: str, who: str) -> None:
    role, faults = PEOPLE[who], list[str]()
    me, done = await role.who(), 0
    given = {"assigned_to": await a_user("agent"), **await role.given(me)}
    states = sorted(set(TABLES[name].moves.values()))
    for state in states:
        for verb in TABLES[name].offered:
            work = await a_work(name, state, **given)
            before, (code, after) = snapshot(work), verdict(name, role, state, verb)
            if verb not in _known(name, role):
                continue
            errors = await _tried(name, verb, me, work)
            await work.refresh_from_db()
            if [e["code"] for e in errors] != ([code] if code else []):
                faults.append(f"{state} {verb}: {errors} instead of {code or 'done'}")
            elif code and snapshot(work) != before:
                faults.append(f"{state} {verb}: refused, and written all the same")
            elif not code:
                done += 1
                faults += [f"{state} {verb}: {fault}" async for fault in _told(work, after)]
    assert not faults, "\n".join(faults)
    able = [verb for verb in TABLES[name].offered if TABLES[name].who[verb] & role.here(name)]
    assert bool(done) == bool(able)


CUSTOMERS = ("contact", "consumer")


def _known(name: str, role: Role) -> set[str]:
    """The verbs of which the role has heard at all."""
    if any(PEOPLE[each] is role for each in CUSTOMERS):
        return {"submit", "cancel"}
    return {*TABLES[name].offered}


async def _told(work: Work, after: str) -> AsyncIterator[str]:
    """What is missing after a move: the state, the trail, the note on the case."""
    if getattr(work, "state") != after:  # noqa: B009 (of every kind of work)
        yield f"does not lead to {after}"
    kind = type(work).__name__
    if not await AuditEntry.exists(target_type=kind, target_key=work.pk, field="state"):
        yield "is not in the trail"
    note = await JournalEntry.filter(text__startswith=_title(kind, work)).first()
    if kind == "Problem" and getattr(work, "original_id", None):
        assert not await CaseRelation.exists(problem_id=work.pk)
    elif note is None or after.replace("_", " ").capitalize() not in note.text:
        yield f"is not told to the case: {note and note.text}"


def _title(kind: str, work: Work) -> str:
    return (
        f"{kind.removesuffix('Request') if kind != 'ServiceRequest' else 'Request'} {work.number}"
    )


@pytest.mark.parametrize("who", PEOPLE)
async def test_who_has_no_part_in_a_kind_of_work_does_not_know_its_actions(
    world: World, who: str
) -> None:
    role = PEOPLE[who]
    mutation: Any = world.views.of(await actor_of(await role.who())).schema.mutation_type
    known = {*mutation.fields} if mutation else set[str]()
    for name in MODELS:
        verbs = (*TABLES[name].offered, "create", "edit")
        found = {v for v in verbs if to_camel_case(f"{uncapitalised(name)}_{v}") in known}
        if name not in role.hats:
            assert found == set(), name
        elif who in CUSTOMERS:
            assert found == {"submit", "cancel"}
        else:
            assert found == {*verbs} - OWN_MUTATION_NONE
