"""Every state, every action, everybody: what the specification allows is done, the rest refused.

The table and the cast are written down from the specification alone; what is refused leaves the
database exactly as it was.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from strawberry.utils.str_converters import to_camel_case

from gateway.cases.lifecycle import CASE_MOVES, TASK_MOVES
from gateway.cases.models import Case, CaseTask
from gateway.request.actions.declaring import ACTIONS
from gateway.request.scalars import global_id
from tests.cases.cast import Person, Seat, assembled, seated
from tests.cases.table import CASE, CASE_STATES, FINAL, OWN_MUTATION_NONE, TASK, TASK_STATES, Table
from tests.cases.trial import DONE, TASK_SAID, UNKNOWN, Company, Trial, Verdict, mutation, said
from tests.world import a_task, answer, entered

PEOPLE = (
    *("agent", "manager", "admin", "token for cases", "token that reads", "token for customers"),
    *("provider_lead", "approver", "stakeholder", "field_agent", "author", "osp_admin"),
    *("osp_agent", "osp_manager", "contact", "consumer", "case_manager"),
    *("api", "api_account", "api_provider"),
)
WORDS = ("comment", "work_note", "edit")  # no moves: whoever may write, while they may write
DESK = {  # what moves no case: tests/desk, tests/files and tests/cases/test_calling.py have it
    *("mark_read", "mark_unread", "keep_draft", "keep_note_draft", "apply_macro", "attach"),
    *("inform", "stop_informing", "tell_of_notes", "stop_telling_of_notes", "watch", "unwatch"),
}
TASK_WORDS = {"comment", "work_note"}  # likewise
CUSTOMERS = frozenset(
    {"comment", "close", "accept_solution", "reject_solution", "follow_up", "create"}
)
OFFERED = "query($id: ID!) { case(id: $id) { actions { name allowed reason } } }"


@pytest.fixture(scope="module")
def company(empty_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = shutil.copytree(empty_world, tmp_path_factory.mktemp("table") / "data")
    with asyncio.Runner() as runner, closing(sqlite3.connect(folder / "caseway.db")) as bare:
        stack = AsyncExitStack()
        runner.run(stack.enter_async_context(entered(folder)))
        try:
            yield Company(runner, bare, runner.run(assembled()))
        finally:
            runner.run(stack.aclose())


# -- what the specification says ------------------------------------------------------------------


def concealed(person: Person, verb: str, customers: Iterable[str]) -> bool:
    """Whether the mutation does not even exist for them."""
    return (
        person.knows == "none"
        or verb in OWN_MUTATION_NONE
        or (person.knows == "customer's" and verb not in customers)
    )


def within_reach(person: Person, table: Table, customers: Iterable[str]) -> set[str]:
    """The actions that they may do with some record, in some state."""
    words = WORDS if table is CASE else ("edit",)
    moves = {v for v in table.offered if table.who[v] & person.hats}
    writing = {v for v in words if any(seat.writes != "never" for seat in person.seats)}
    return {v for v in moves | (writing - person.without) if not concealed(person, v, customers)}


def case_verdict(person: Person, seat: Seat, state: str, verb: str) -> Verdict:
    reach = within_reach(person, CASE, CUSTOMERS)
    if concealed(person, verb, CUSTOMERS):
        return Verdict(UNKNOWN)
    if verb not in reach:
        return Verdict("FORBIDDEN")
    if not seat.seen:
        return Verdict("NOT_FOUND")
    if verb in WORDS:
        after = "OPEN" if answers(seat, state, verb) else state
        return Verdict(DONE, after) if seat.writable(state) else Verdict("FORBIDDEN")
    return moved(CASE, seat.hats, state, verb, reach)


def answers(seat: Seat, state: str, verb: str) -> bool:
    """A requester's comment is the answer that staff waits for."""
    return "requester" in seat.hats and verb == "comment" and state == "AWAITING_INFO"


def task_verdict(person: Person, seat: Seat, state: str, verb: str) -> Verdict:
    reach = within_reach(person, TASK, ())
    if concealed(person, verb, ()):
        return Verdict(UNKNOWN)
    if verb not in reach:
        return Verdict("FORBIDDEN")
    if not seat.seen:
        return Verdict("NOT_FOUND")
    if verb == "edit":
        return Verdict(DONE, state) if seat.writable(state) else Verdict("FORBIDDEN")
    return moved(TASK, seat.hats, state, verb, reach)


def moved(table: Table, hats: frozenset[str], state: str, verb: str, reach: set[str]) -> Verdict:
    if (state, verb) not in table.moves:
        return Verdict("INVALID_TRANSITION", allowed=frozenset(table.possible(state, reach)))
    if not table.who[verb] & hats:
        return Verdict("FORBIDDEN")
    return Verdict(DONE, table.moves[state, verb])


# -- cases ----------------------------------------------------------------------------------------


def test_the_lifecycles_are_those_of_the_specification() -> None:
    for table, moves in ((CASE, CASE_MOVES), (TASK, TASK_MOVES)):
        held = {(str(start or "unborn"), verb): str(to) for (start, verb), to in moves.items()}
        assert held == table.moves


def test_there_is_an_action_for_everything_that_the_specification_knows() -> None:
    machine = {verb for verb, action in ACTIONS["Case"].items() if action.system}

    assert machine == {"remind", "auto_close"}
    assert {*ACTIONS["Case"]} - machine == {*CASE.offered, "create", *WORDS, *DESK}
    assert {*ACTIONS["CaseTask"]} == {*TASK.offered, "create", "edit", *TASK_WORDS}


@pytest.mark.parametrize("name", PEOPLE)
def test_a_case_moves_as_the_table_says_and_for_whom_it_says(
    company: Company, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    person, faults, done, refused = company.person(name), list[str](), 0, 0
    verbs = (*CASE.offered, *OWN_MUTATION_NONE, *WORDS)
    trials = [(s, state, v) for s in person.seats for state in CASE_STATES for v in verbs]
    trials.sort(key=lambda trial: case_verdict(person, *trial).code == DONE)  # refusals first
    cases: dict[tuple[str, str], Case] = {}
    for seat in person.seats:
        for state in CASE_STATES:
            cases[seat.name, state] = company.run(seated(seat, state))
    before = company.contents()

    for seat, state, verb in trials:
        verdict = case_verdict(person, seat, state, verb)
        if verdict.code == DONE and not done:
            assert company.contents() == before
        case = company.run(seated(seat, state)) if verdict.code == DONE else cases[seat.name, state]
        given = {"id": global_id("Case", case.id), **said(verb, person, company)}
        found = Trial(company, person, mutation("Case", verb), given).faults(verdict)
        if verdict.code == DONE and company.state(Case, case.id) != verdict.state:
            found.append(f"does not lead to {verdict.state}")
        faults += [f"{name}, {seat.name}, {state}: {verb} {fault}" for fault in found]
        done, refused = done + (verdict.code == DONE), refused + (verdict.code != DONE)

    assert not faults, "\n".join(faults)
    assert done or company.contents() == before
    with capsys.disabled():
        print(f"\n{name}: {done} done, {refused} refused, of a case ", end="")  # noqa: T201


@pytest.mark.parametrize("name", PEOPLE)
def test_a_case_offers_what_the_table_allows(company: Company, name: str) -> None:
    person = company.person(name)
    reach = within_reach(person, CASE, CUSTOMERS)

    for seat in person.seats if person.knows != "none" else ():
        for state in CASE_STATES:
            case = company.run(seated(seat, state))
            id_ = global_id("Case", case.id)
            found = company.run(answer(OFFERED, person.who, id=id_))["data"]["case"]
            if not seat.seen:
                assert found is None
                continue
            own = set(map(to_camel_case, DESK))
            offered = {(a["name"], a["allowed"]) for a in found["actions"] if a["name"] not in own}
            wanted = {
                (to_camel_case(v), case_verdict(person, seat, state, v).code == DONE) for v in reach
            }
            assert offered ^ wanted == set(), (seat.name, state)
            assert all(each["allowed"] == (not each["reason"]) for each in found["actions"])


# -- tasks ----------------------------------------------------------------------------------------


async def _task(seat: Seat, state: str) -> CaseTask:
    """A task of an open case; finished ones have their date."""
    given = {"closed_at": "2026-11-16T09:00:00Z"} if state in FINAL else {}
    return await a_task(await seated(seat, "OPEN"), state=state, **given)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_task_moves_as_the_table_says_and_for_whom_it_says(
    company: Company, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    person, faults, done, refused = company.person(name), list[str](), 0, 0

    for seat in person.seats:
        for state in TASK_STATES:
            task = company.run(_task(seat, state))
            for verb in (*TASK.offered, "edit"):
                verdict = task_verdict(person, seat, state, verb)
                given = {"id": global_id("CaseTask", task.id), **TASK_SAID.get(verb, {})}
                found = Trial(company, person, mutation("CaseTask", verb), given).faults(verdict)
                if verdict.code == DONE:
                    if company.state(CaseTask, task.id) != verdict.state:
                        found.append(f"does not lead to {verdict.state}")
                    task = company.run(_task(seat, state))
                faults += [f"{name}, {seat.name}, {state}: {verb} {fault}" for fault in found]
                done, refused = done + (verdict.code == DONE), refused + (verdict.code != DONE)

    assert not faults, "\n".join(faults)
    with capsys.disabled():
        print(f"\n{name}: {done} done, {refused} refused, of a task ", end="")  # noqa: T201


# -- what is only born ----------------------------------------------------------------------------


def _birth(person: Person, seat: Seat, state: str) -> Verdict:
    """Of a task on a case: by its handlers, while they may write the case; else not to be seen."""
    if concealed(person, "create", ()):
        return Verdict(UNKNOWN)
    if not person.hats & {"handler"}:
        return Verdict("FORBIDDEN")
    if not seat.seen:
        return Verdict("BAD_REFERENCE")
    return Verdict(DONE, "OPEN") if seat.writable(state) else Verdict("FORBIDDEN")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_task_is_made_by_the_handlers_of_its_case(
    company: Company, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    person, faults, done, refused = company.person(name), list[str](), 0, 0

    for seat in person.seats:
        for state in CASE_STATES:
            case, verdict = company.run(seated(seat, state)), _birth(person, seat, state)
            given = {"case": global_id("Case", case.id), "shortDescription": "Call back"}
            found = Trial(company, person, "caseTaskCreate", given).faults(verdict)
            faults += [f"{name}, {seat.name}, {state}: {fault}" for fault in found]
            done, refused = done + (verdict.code == DONE), refused + (verdict.code != DONE)

    assert not faults, "\n".join(faults)
    with capsys.disabled():
        print(f"\n{name}: {done} tasks made, {refused} refused ", end="")  # noqa: T201


@pytest.mark.parametrize("name", PEOPLE)
def test_a_case_is_reported_by_requesters_and_handlers(company: Company, name: str) -> None:
    person = company.person(name)
    given: dict[str, Any] = {"shortDescription": "The pump leaks"}
    if person.knows == "all":
        given["account"] = global_id("Account", company.cast.account.id)
    if person.name == "api_provider":  # it is in no group that the case would go to
        given["assignmentGroup"] = global_id("Group", company.cast.team.id)
    if person.hats & {"handler", "requester"}:
        verdict = Verdict(DONE, "NEW")
    else:
        verdict = Verdict(UNKNOWN if person.knows == "none" else "FORBIDDEN")

    assert Trial(company, person, "caseCreate", given).faults(verdict) == []
