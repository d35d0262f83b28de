"""Cases live any life that chance and a dozen people can give them, and stay sound through it all.

Chance chooses who does what with which record, what they send, which version they say they have
read, and which request they repeat. After every step the whole database is looked at.
"""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from strawberry.utils.str_converters import to_camel_case

from gateway.request.scalars import global_id
from tests.cases.desk import WHO, Desk, Given, Outcome
from tests.cases.table import FINAL

LIVES = settings(
    max_examples=int(os.environ.get("CASEWAY_LIVES", "25")),
    stateful_step_count=int(os.environ.get("CASEWAY_LIFE_STEPS", "25")),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
A_DAY = timedelta(hours=24)
PAUSES = [timedelta(), timedelta(seconds=1), timedelta(hours=3), timedelta(days=2)]
PAUSES += [timedelta(days=5), timedelta(days=11)]

# -- what is sent ---------------------------------------------------------------------------------

LEVELS, PRIORITIES = ["HIGH", "MEDIUM", "LOW"], ["CRITICAL", "HIGH", "MODERATE", "LOW"]
TEXTS = st.sampled_from(["Any news?", "Grüße\naus Graz 💧", "New seal.", "x" * 300])
ODD = st.sampled_from(["", "   ", "a\0b", "x" * 100_001])
CODES = st.sampled_from(["FIXED", "WORKAROUND", "NO_RESPONSE"])
SOLUTION = {
    "resolutionCode": CODES,
    "resolutionNotes": TEXTS,
}
SHARING = {"shareResolutionNotes": st.booleans(), "postCode": st.booleans()}
GROUPS = st.sampled_from(["desk", "team"])
STAFF = st.sampled_from(["agent", "manager", "osp_agent", "osp_manager"])
PEOPLE = {"assignmentGroup": GROUPS, "assignedTo": STAFF}
EDITS = {
    **PEOPLE,
    "shortDescription": st.sampled_from(["The pump leaks", "It smokes"]),
    "description": st.none() | TEXTS,
    "impact": st.sampled_from(LEVELS),
    "urgency": st.sampled_from(LEVELS),
    "priority": st.sampled_from(PRIORITIES),
    "priorityFromMatrix": st.booleans(),
    "needsAttention": st.booleans(),
    "followUpAt": st.none() | st.just("2026-12-01T08:00:00Z"),
    "contact": st.sampled_from(["contact", "colleague"]),
    "consumer": st.sampled_from(["consumer", "stranger"]),
    "informedUsers": st.lists(STAFF, max_size=2),
    "workNotesList": st.lists(STAFF, max_size=2),
}
TASK_EDITS = {
    **PEOPLE,
    "shortDescription": st.just("Call back"),
    "dueAt": st.none() | st.just("2026-12-01T08:00:00Z"),
    "priority": st.sampled_from(PRIORITIES),
    "visibleToCustomer": st.booleans(),
}


def some(**optional: Any) -> st.SearchStrategy[Given]:
    return st.fixed_dictionaries({}, optional=optional)


def few(**optional: Any) -> st.SearchStrategy[Given]:
    """At most three of these, so that they seldom contradict one another."""
    names = st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({n: optional[n] for n in chosen}))


INPUTS: dict[str, dict[str, st.SearchStrategy[Given]]] = {
    "Case": {
        "accept": some(),
        "assign_to_me": some(assignmentGroup=GROUPS),
        "assign": some(**PEOPLE),
        "reassign": some(**PEOPLE),
        "request_info": st.fixed_dictionaries({"text": TEXTS}),
        "open": st.fixed_dictionaries({"reason": TEXTS}),
        "propose_solution": st.fixed_dictionaries(SOLUTION, optional=SHARING),
        "accept_solution": some(),
        "reject_solution": st.fixed_dictionaries({"text": TEXTS}),
        "close": st.fixed_dictionaries(SOLUTION, optional={**SHARING, "cancelTasks": st.booleans()})
        | some(),
        "cancel": st.fixed_dictionaries({"reason": TEXTS}),
        "follow_up": st.fixed_dictionaries({"text": TEXTS}),
        "comment": st.fixed_dictionaries({"text": TEXTS}),
        "work_note": st.fixed_dictionaries({"text": TEXTS}),
        "edit": few(**EDITS),
    },
    "CaseTask": {
        "start": some(),
        "close": some(),
        "cancel": st.fixed_dictionaries({"reason": TEXTS}),
        "edit": few(**TASK_EDITS),
    },
}
REFERENCES = {"assignmentGroup", "assignedTo", "contact", "consumer", "account"}
ENDING = {"close", "cancel", "follow_up"}  # what makes lives short
VERSIONS = st.sampled_from([None, None, "right", "stale", "future"])
ANYBODY, KEYED = st.sampled_from(WHO), st.sampled_from(["", "keyed"])
ABLE = st.sampled_from([*["agent", "manager", "contact", "osp_agent"] * 3, *WHO])


TALLY: Counter[str] = Counter()


@dataclass(frozen=True)
class Kept:
    """A request that was done under an idempotency key."""

    who: str
    type_name: str
    verb: str
    given: Given
    at: datetime
    shown: str  # the id in the payload


class Life(RuleBasedStateMachine):
    """Any number of cases and tasks, and everybody at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        desk.clear()
        self.keys = count(1)
        self.kept: list[Kept] = []
        self.lived: Counter[tuple[str, str]] = Counter()
        self.before = self.desk.ledger()

    def teardown(self) -> None:
        TALLY["lives"] += 1

    # -- steps ------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        """Cases of three customers: reported, outsourced, assigned, with a solution; and a task."""
        ids, given = self.desk.ids, {"shortDescription": "The pump leaks"}
        for who in ("contact", "consumer"):
            assert self.act(who, "Case", "create", given).done
        placed = {"contact": ids["contact"], "assignedTo": ids["agent"]}
        for place in ({"account": ids["account"], "assignmentGroup": ids["team"]}, placed, placed):
            last = self.act("manager", "Case", "create", {**given, **place}).record["id"]
        task = {"shortDescription": "Call back", "case": last}
        assert self.act("agent", "CaseTask", "create", task).done
        assert self.act("agent", "Case", "accept", {"id": last}).done
        solved = {"resolutionCode": "FIXED", "resolutionNotes": "New seal."}
        assert self.act("agent", "Case", "propose_solution", {"id": last, **solved}).done

    @rule(who=ANYBODY, given=few(**EDITS))
    def report(self, who: str, given: Given) -> None:
        self.act(who, "Case", "create", {"shortDescription": "It smokes", **self.sent(given)})

    @rule(who=ANYBODY, given=few(**TASK_EDITS), data=st.data())
    def plan(self, who: str, given: Given, data: st.DataObject) -> None:
        _, key = self.one_of(data, "Case")
        named = {"shortDescription": "Call back", "case": global_id("Case", key)}
        self.act(who, "CaseTask", "create", {**named, **self.sent(given)})

    @rule(who=ANYBODY, version=VERSIONS, keyed=KEYED, data=st.data())
    def try_anything(self, who: str, version: str | None, keyed: str, data: st.DataObject) -> None:
        type_name, key = self.one_of(data, "Case", "CaseTask")
        verb = data.draw(st.sampled_from(sorted(INPUTS[type_name])), "verb")
        given = dict(data.draw(INPUTS[type_name][verb], "given"))
        for text in given.keys() & {"text", "reason", "resolutionNotes"}:
            given[text] = data.draw(st.just(given[text]) | ODD, text)
        self.try_(who, type_name, verb, key, given, version, keyed)

    @rule(who=ABLE, version=VERSIONS, keyed=KEYED, data=st.data())
    def do_what_is_offered(
        self, who: str, version: str | None, keyed: str, data: st.DataObject
    ) -> None:
        self.take_up_an_offer(who, *self.one_of(data, "Case", "CaseTask"), version, keyed, data)

    @rule(several=st.lists(ABLE, min_size=6, max_size=12), data=st.data())
    def work_on(self, several: list[str], data: st.DataObject) -> None:
        """Some people in turn, each with what is offered to them: so cases come to their end."""
        record = self.one_of(data, "Case", "CaseTask")
        for who in several:
            self.take_up_an_offer(who, *record, None, "", data)
            self.all_is_sound()

    def take_up_an_offer(
        self, who: str, type_name: str, key: int, version: str | None, keyed: str,
        data: st.DataObject,
    ) -> None:  # fmt: skip
        offered = self.desk.offered(who, global_id(type_name, key), type_name)
        verbs = [verb for verb in INPUTS[type_name] if to_camel_case(verb) in offered]
        if verbs:
            rare = [v for v in verbs if not self.lived[type_name, v] and v not in ENDING]
            verb = data.draw(st.sampled_from(rare * 4 + verbs), "verb")
            given = data.draw(INPUTS[type_name][verb], "given")
            outcome = self.try_(who, type_name, verb, key, given, version, keyed)
            assert not {"INVALID_TRANSITION", "NOT_FOUND"} & set(outcome.codes)

    @rule(pause=st.sampled_from(PAUSES))
    def wait(self, pause: timedelta) -> None:
        self.desk.wait(pause)

    @rule()
    def let_caseway_close(self) -> None:
        before, done = self.desk.ledger(), self.desk.by_itself()
        assert len(self.desk.ledger().events) == len(before.events) + done

    # -- idempotency ------------------------------------------------------------------------------

    @precondition(lambda self: self.fresh())
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """The same request again is done once; it is answered by what is there now."""
        kept = data.draw(st.sampled_from(self.fresh()))
        outcome = self.desk.act(kept.who, kept.type_name, kept.verb, kept.given)
        assert outcome.codes == ()
        assert self.desk.ledger() == self.before
        assert outcome.record == self.desk.show(kept.who, kept.shown, kept.type_name)

    @precondition(lambda self: self.fresh())
    @rule(data=st.data())
    def reuse_a_key(self, data: st.DataObject) -> None:
        """Another request under the same key is refused."""
        kept = data.draw(st.sampled_from(self.fresh()))
        case = next(iter(self.before.records["Case"]))
        given = {"id": global_id("Case", case), "text": "Something else"}
        given["idempotencyKey"] = kept.given["idempotencyKey"]
        assert self.act(kept.who, "Case", "comment", given).codes == ("IDEMPOTENCY_KEY",)

    @precondition(lambda self: self.fresh())
    @rule(who=ANYBODY, data=st.data())
    def take_anothers_key(self, who: str, data: st.DataObject) -> None:
        """Another's key is one's own: the request is new, whatever comes of it."""
        kept = data.draw(st.sampled_from(self.fresh()))
        if who != kept.who and (who, kept.given["idempotencyKey"]) not in self.used():
            outcome = self.act(who, kept.type_name, kept.verb, kept.given)
            assert "IDEMPOTENCY_KEY" not in outcome.codes

    # -- after each step --------------------------------------------------------------------------

    @invariant()
    def all_is_sound(self) -> None:
        ledger = self.desk.ledger()
        assert [*ledger.faults(), *ledger.faults_since(self.before)] == []
        self.before = ledger

    @rule(who=ANYBODY, data=st.data())
    def read_by_the_book(self, who: str, data: st.DataObject) -> None:
        """What the planner shows is what plain Python reads out of the rows and the grids."""
        type_name, key = self.one_of(data, "Case", "CaseTask")
        id_ = global_id(type_name, key)
        shown = self.desk.show(who, id_, type_name, lists=True)
        assert shown == self.desk.by_the_book(who, id_, type_name)

    # -- acting -----------------------------------------------------------------------------------

    def act(self, who: str, type_name: str, verb: str, given: Given) -> Outcome:
        """Does it, and accounts for it: all or nothing, once, and shown as a question shows it."""
        before = self.desk.ledger()
        outcome = self.desk.act(who, type_name, verb, given)
        after = self.desk.ledger()
        TALLY["done" if outcome.done else "refused"] += 1
        TALLY[f"{type_name}.{verb}"] += outcome.done
        self.lived[type_name, verb] += outcome.done
        if not outcome.done:
            assert after == before
            return outcome
        (event,) = after.events[len(before.events) :]
        assert (event["target_type"], event["event"].partition(".")[2]) == (type_name, verb)
        keyed = "idempotencyKey" in given
        assert after.sizes["idempotency_keys"] - before.sizes["idempotency_keys"] <= keyed
        shown = outcome.record["id"]
        assert outcome.record == self.desk.show(who, shown, type_name)
        if keyed:
            self.kept.append(Kept(who, type_name, verb, given, self.desk.at, shown))
        return outcome

    def try_(
        self, who: str, type_name: str, verb: str, key: int, given: Given,
        version: str | None, keyed: str,
    ) -> Outcome:  # fmt: skip
        sent = {"id": global_id(type_name, key), **self.sent(given)}
        held = self.desk.ledger().records[type_name][key]["version"]
        if version:
            sent["expectedVersion"] = held + {"right": 0, "stale": -1, "future": 1}[version]
        if keyed:
            sent["idempotencyKey"] = f"key {next(self.keys)}"
        outcome = self.act(who, type_name, verb, sent)
        assert not outcome.done or version in (None, "right")
        return outcome

    def sent(self, given: Given) -> dict[str, Any]:
        """Inputs as clients send them: people and groups by their ids."""
        ids = self.desk.ids
        named = {name: ids[value] if name in REFERENCES else value for name, value in given.items()}
        for many in named.keys() & {"informedUsers", "workNotesList"}:
            named[many] = [ids[each] for each in named[many]]
        return named

    def one_of(self, data: st.DataObject, *types: str) -> tuple[str, int]:
        """Some record that there is."""
        records = self.desk.ledger().records
        name = data.draw(st.sampled_from(types), "type")
        live = [key for key, row in records[name].items() if row["state"] not in FINAL]
        return name, data.draw(st.sampled_from(live * 4 + sorted(records[name])), "record")

    def fresh(self) -> list[Kept]:
        """The requests whose keys are still kept."""
        return [kept for kept in self.kept if self.desk.at - kept.at < A_DAY]

    def used(self) -> set[tuple[str, str]]:
        return {(kept.who, kept.given["idempotencyKey"]) for kept in self.kept}


def test_whatever_happens_cases_stay_sound(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    TALLY.clear()
    run_state_machine_as_test(lambda: Life(desk), settings=LIVES)
    with capsys.disabled():
        print(f"\n{dict(sorted(TALLY.items()))} ", end="")  # noqa: T201 (how much was lived)
