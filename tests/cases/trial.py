"""One action asked for through GraphQL, and all that came of it, down to the bare database."""

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from strawberry.utils.str_converters import to_camel_case

from gateway.cases.models import Case, CaseTask
from gateway.errors import Refusal
from gateway.request.actions.declaring import capitalised
from gateway.request.scalars import global_id
from tests.cases.cast import Cast, Person
from tests.world import answer

T = TypeVar("T")
UNKNOWN, DONE = "UNKNOWN", "DONE"
SAID = {
    "request_info": {"text": "Which pump?"},
    "open": {"reason": "It leaks again."},
    "propose_solution": {"resolutionCode": "FIXED", "resolutionNotes": "New seal."},
    "reject_solution": {"text": "It still leaks."},
    "close": {"resolutionCode": "FIXED", "resolutionNotes": "New seal."},
    "cancel": {"reason": "Reported twice."},
    "follow_up": {"text": "It leaks again."},
    "comment": {"text": "Any news?"},
    "work_note": {"text": "Ordered a seal."},
    "edit": {"shortDescription": "The pump leaks badly"},
}
TASK_SAID = {"cancel": {"reason": "Not needed."}, "edit": {"shortDescription": "Call back soon"}}


class Company:
    """One world for all combinations, with a view of the bare database."""

    def __init__(self, runner: asyncio.Runner, bare: sqlite3.Connection, cast: Cast) -> None:
        self._runner, self._bare, self.cast = runner, bare, cast
        tables = bare.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self._tables = sorted(name for (name,) in tables if name != "idempotency_keys")

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(asked)

    def person(self, name: str) -> Person:
        return next(person for person in self.cast.people if person.name == name)

    def state(self, model: type[Case] | type[CaseTask], key: int) -> str:
        """Where a record stands, by the database itself."""
        table = {Case: "cases", CaseTask: "case_tasks"}[model]
        return self._bare.execute(f"SELECT state FROM {table} WHERE id = {key}").fetchone()[0]

    def contents(self) -> dict[str, list[Any]]:
        """Everything that the database holds."""
        return {t: self._bare.execute(f'SELECT * FROM "{t}"').fetchall() for t in self._tables}

    def commits(self) -> int:
        """Differs from before when anything has been committed meanwhile."""
        return self._bare.execute("PRAGMA data_version").fetchone()[0]


@dataclass(frozen=True)
class Verdict:
    """What is to come of an action: done, and the state afterwards; or the code of the refusal."""

    code: str
    state: str = ""
    allowed: frozenset[str] = field(default_factory=frozenset[str])


DOCUMENT = """
mutation Act($input: %(input)s!) {
  %(name)s(input: $input) {
    %(record)s { id state }
    errors {
      code message path
      ... on ActionForbidden { rule }
      ... on InvalidTransition { allowed }
    }
  }
}
"""


def document(name: str) -> str:
    record = "caseTask" if name.startswith("caseTask") else "case"
    return DOCUMENT % {"name": name, "record": record, "input": f"{name[0].upper()}{name[1:]}Input"}


def mutation(type_name: str, verb: str) -> str:
    return f"{type_name[0].lower()}{type_name[1:]}{capitalised(to_camel_case(verb))}"


@dataclass
class Trial:
    """One action asked for, and all that came of it."""

    company: Company
    person: Person
    name: str
    given: dict[str, Any]

    def faults(self, verdict: Verdict) -> list[str]:
        """Where what happens differs from the verdict."""
        before = self.company.commits()
        if verdict.code == UNKNOWN:
            found = [] if self._says_unknown() else ["is known"]
        else:
            found = list(self._of_answer(verdict, self._answer()))
        if verdict.code != DONE and self.company.commits() != before:
            found.append("something was written")
        return found

    def _answer(self) -> dict[str, Any]:
        body = self.company.run(answer(document(self.name), self.person.who, input=self.given))
        payload: dict[str, Any] = body["data"][self.name]
        return payload | {"record": payload.get("case", payload.get("caseTask"))}

    def _of_answer(self, verdict: Verdict, payload: dict[str, Any]) -> Iterator[str]:
        codes = [error["code"] for error in payload["errors"]]
        if codes != ([] if verdict.code == DONE else [verdict.code]):
            yield f"{codes or DONE} instead of {verdict.code}: {payload['errors']}"
        elif verdict.code == DONE:
            yield from self._of_record(verdict, payload["record"])
        else:
            yield from self._of_refusal(verdict, payload)

    def _of_record(self, verdict: Verdict, record: dict[str, Any]) -> Iterator[str]:
        shown = "NEW" if self.name == "caseFollowUp" else verdict.state
        if record["state"] != shown:
            yield f"shows {record['state']} instead of {shown}"

    def _of_refusal(self, verdict: Verdict, payload: dict[str, Any]) -> Iterator[str]:
        (error,) = payload["errors"]
        if payload["record"] is not None or not error["message"]:
            yield f"shows {payload['record']}, says {error['message']!r}"
        if verdict.code == "FORBIDDEN" and not error["rule"]:
            yield "names no rule"
        wanted = {to_camel_case(verb) for verb in verdict.allowed}
        if (
            verdict.code == "INVALID_TRANSITION"
            and {*map(to_camel_case, error["allowed"])} != wanted
        ):
            yield f"allows {error['allowed']} instead of {sorted(wanted)}"

    def _says_unknown(self) -> bool:
        """Whether it gets the very words that a misspelt name gets."""
        misspelt = f"zz{self.name[2:]}"
        return self._refusal(self.name) == self._refusal(misspelt).replace("Zz", "Ca").replace(
            "zz", "ca"
        )

    def _refusal(self, name: str) -> str:
        text = document(name).replace(" case {", " record {").replace(" caseTask {", " record {")
        with pytest.raises(Refusal) as refused:
            self.company.run(answer(text, self.person.who, input=self.given))
        return str(refused.value.extensions) + refused.value.message


def said(verb: str, person: Person, company: Company) -> dict[str, Any]:
    """Everything that the action demands of this person."""
    if verb == "assign" and person.colleague:
        return {"assignedTo": global_id("User", person.colleague.id)}
    if verb == "reassign":
        ours = person.colleague is company.cast.outsourced
        group = company.cast.team if ours else company.cast.desk
        return {"assignmentGroup": global_id("Group", group.id)}
    if verb == "close" and person.knows == "customer's":
        return {}
    return SAID.get(verb, {})
