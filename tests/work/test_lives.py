"""Work beside cases lives any life that chance and seven people can give it; a model predicts it.

Chance chooses who does what with which piece of work and what they say or leave out; people tie it
to cases, cut it off, mark it, end cases, and let weeks pass. After every step the states, the ties
and the journals of the cases are what the model says.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from strawberry.utils.str_converters import to_camel_case

from gateway.cases.models import Case, JournalEntry
from gateway.database.fields import now
from gateway.incidents.closing import sweep
from gateway.request.actions.declaring import capitalised, uncapitalised
from gateway.request.scalars import read_id
from gateway.work.models import CaseRelation
from tests.cases.deeds import payload
from tests.work.cast import MODELS
from tests.work.lives import DEMANDS, HATS, KINDS, PLAN, PREFIXES, STAFFED, TIERS, Model, Piece, Tie
from tests.work.table import TABLES
from tests.world import (
    MONDAY,
    Somebody,
    World,
    a_case,
    a_contact,
    a_group,
    a_provider,
    a_user,
    ask,
    entered,
)

T = TypeVar("T")
LIVES = settings(
    max_examples=40,
    stateful_step_count=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
ROLES = {
    "ana": ("agent", "itsm_write"),
    "bea": ("agent", "itsm_write"),
    "rosa": ("agent", "change_read"),
    "max": ("manager", "approver"),
    "apo": ("approver",),
    "adi": ("admin",),
}
WHO, KIND = st.sampled_from(sorted(HATS)), st.sampled_from(sorted(PREFIXES))
HOW = st.fixed_dictionaries({"causedBy": st.booleans(), "primary": st.booleans()})
LINES = {name: f"{name} a line.\nAnd another: ß💧." for name in ("reason", "comment", "closeNotes")}
GOOD: dict[str, Any] = {
    **LINES,
    "causeNotes": "The board is too thin.",
    "fixNotes": "A thicker board.",
    "holdReason": ["VENDOR", "CALLER", "CHANGE"],
    "plannedStart": MONDAY.isoformat(),
    "plannedEnd": (MONDAY + timedelta(hours=2)).isoformat(),
    **{name: name for name in PLAN[2:]},
}
CODES = {"Incident": ["SOLVED", "KNOWN_ERROR"], "ChangeRequest": ["SUCCESSFUL", "WITH_ISSUES"]}
TIED = {"Incident": "incident", "Problem": "problem", "ChangeRequest": "change"}
OF_NUMBER = "filter: {number: {eq: $n}})"
TALLY: Counter[str] = Counter()


class House:
    """An open database with everybody in it; every life begins without work."""

    def __init__(self, folder: Path) -> None:
        self._runner, self._ends = asyncio.Runner(), AsyncExitStack()
        self.world: World = self.run(self._ends.enter_async_context(entered(folder)))
        self.run(self._furnish())

    async def _furnish(self) -> None:
        self.people: dict[str, Somebody] = {n: await a_user(*r) for n, r in ROLES.items()}
        self.people["carl"] = carl = await a_contact()
        await a_group(self.people["ana"], self.people["bea"])  # type: ignore[arg-type]
        group = await a_group(provider=await a_provider())
        self.cases = [
            await a_case(contact=carl),
            await a_case(),
            await a_case(assignment_group=group),
        ]

    async def clear(self) -> None:
        for model in (JournalEntry, CaseRelation, *MODELS.values()):
            if model is MODELS["Problem"]:
                await MODELS["Problem"].all().update(original_id=None)
            await model.all().delete()
        await Case.all().update(state="OPEN")

    def run(self, asked: Awaitable[T]) -> T:
        async def answered() -> T:
            return await asked

        return self._runner.run(answered())

    def close(self) -> None:
        self.run(self._ends.aclose())
        self._runner.close()


@pytest.fixture(scope="module")
def house(empty_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    opened = House(shutil.copytree(empty_world, tmp_path_factory.mktemp("house") / "data"))
    yield opened
    opened.close()


class Life(RuleBasedStateMachine):
    """Any number of pieces of work around three cases, and everybody at once."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        house.run(house.clear())
        carls, _, provided = (case.pk for case in house.cases)
        self.model = Model(carls, provided)

    # -- steps ------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """One of each, made from cases."""
        for kind in PREFIXES:
            case = data.draw(st.sampled_from(self.house.cases), "case")
            given = {"assignedTo": "ana"} if data.draw(st.booleans(), "assigned") else {}
            self._make("ana", kind, case, given)

    @rule(who=WHO, kind=KIND, data=st.data())
    def make(self, who: str, kind: str, data: st.DataObject) -> None:
        if who == "carl" or kind not in HATS[who]:
            return
        case = data.draw(st.none() | st.sampled_from(self.house.cases), "case")
        given: dict[str, Any] = {}
        if data.draw(st.booleans(), "a line of its own"):
            given["shortDescription"] = "It smokes"
        if kind == "ChangeRequest":
            given["type"] = data.draw(st.sampled_from(["NORMAL", "STANDARD", "EMERGENCY"]), "type")
        if kind == "ServiceRequest":
            given["needsApproval"] = data.draw(st.booleans(), "needs approval")
            given |= {"contact": "carl"} if data.draw(st.booleans(), "for carl") else {}
            given |= {"assignedTo": "ana"} if data.draw(st.booleans(), "for the team") else {}
        self._make(who, kind, case, given)

    def _make(self, who: str, kind: str, case: Case | None, given: dict[str, Any]) -> None:
        source = "firstReportedBy" if kind == "Problem" else "sourceCase"
        sent = {"item": "A seal", **given} if kind == "ServiceRequest" else dict(given)
        may = TABLES[kind].who["create"].intersection(HATS[who][kind].split())
        sent |= {source: case} if case and may else {}
        codes, key = self._act(who, kind, "create", None, sent)
        line = given.get("shortDescription") or (case and case.short_description)
        if not may:
            assert codes == {("FORBIDDEN", "")}
        elif case and given.get("type") == "STANDARD":
            assert codes == {("INVALID_INPUT", "type")}
        elif not line:
            assert codes == {("MISSING_INPUT", "shortDescription")}
        elif case and not self.model.ties_for(who, case.pk):
            assert codes == {("FORBIDDEN", "")}
        else:
            assert codes == set()
            made: Any = self.house.run(MODELS[kind].get(id=key))
            assert made.number.startswith(PREFIXES[kind])
            of_carl = given.get("contact") == "carl" or (case and case.pk == self.model.carls)
            piece = Piece(
                *(kind, made.pk, made.number, line, next(iter(TABLES[kind].moves.values())), who),
                assigned=given.get("assignedTo", ""),
                way=given.get("type", "NORMAL"),
                for_carl=kind == "ServiceRequest" and bool(of_carl),
                asks=given.get("needsApproval", True),
            )
            tie = self.house.run(CaseRelation.all().order_by("-id").first()) if case else None
            self.model.begin(piece, case and case.pk, tie and tie.pk)

    @rule(who=WHO, data=st.data())
    def try_anything(self, who: str, data: st.DataObject) -> None:
        piece = self._piece(data)
        if piece.kind in HATS[who]:
            offered = ("submit", "cancel") if who == "carl" else TABLES[piece.kind].offered
            self._try(who, piece, data.draw(st.sampled_from(sorted(offered)), "verb"), data)

    @rule(steps=st.integers(2, 6), data=st.data())
    def go_on(self, steps: int, data: st.DataObject) -> None:
        """What leads somewhere, by those who may: so lives come to their ends."""
        piece = self._piece(data)
        for _ in range(steps):
            verbs = TABLES[piece.kind].possible(piece.state, TABLES[piece.kind].offered)
            known = [who for who in HATS if piece.kind in HATS[who] and who != "carl"]
            ways = [(w, v) for v in sorted(verbs) for w in known]
            able = [way for way in ways if not self.model.verdict(way[0], piece, way[1])]
            able = [way for way in able if way[1] != "cancel"] or able
            if able:
                self._try(*_swapped(data.draw(st.sampled_from(able), "way"), piece), data)
                self.all_is_as_told()

    def _try(self, who: str, piece: Piece, verb: str, data: st.DataObject) -> None:
        sent = self._words(piece, verb, data)
        codes, _ = self._act(who, piece.kind, verb, piece, sent)
        expected = self.model.verdict(who, piece, verb)
        if expected:
            assert {code for code, _ in codes} == {expected}
        elif missing := self.model.missing(piece, verb, sent):
            assert codes == {("MISSING_INPUT", name) for name in missing}
        elif verb == "duplicate" and self.model.is_ring(piece, sent["original"].pk):
            assert codes == {("INVALID_INPUT", "original")}
        else:
            assert codes == set(), (who, piece, verb, sent)
            TALLY[f"{piece.kind}.{verb}"] += 1
            if verb == "duplicate":
                keys = {one.key: one for one in self.model.pieces if one.kind == "Problem"}
                self.model.hand_over(piece, keys[sent["original"].pk])
            self.model.move(piece, verb, sent)

    def _words(self, piece: Piece, verb: str, data: st.DataObject) -> dict[str, Any]:
        """What is sent along; now and then something is left out, or blank."""
        wanted = [*DEMANDS.get((piece.kind, verb), ())]
        wanted += ["assignedTo"] if (piece.kind, verb) in STAFFED else []
        wanted += ["comment"] if verb == "hold" else []
        wanted += [*PLAN] if (piece.kind, verb) == ("ChangeRequest", "submit") else []
        left_out = data.draw(st.sampled_from([None, None, None, *wanted]), "left out")
        good = GOOD | {"closeCode": CODES.get(piece.kind), "assignedTo": "ana"}
        sent = {n: _one(data, good[n]) for n in wanted if n != left_out}
        if left_out in ("reason", "comment") and verb != "hold":
            sent[left_out] = data.draw(st.sampled_from(["", " \n"]), "blank")
        if (piece.kind, verb) == ("ServiceRequest", "close") and data.draw(st.booleans(), "rest"):
            sent["complete"] = False
        if verb == "duplicate" and data.draw(st.integers(0, 4), "which"):
            problems = [one for one in self.model.pieces if one.kind == "Problem"]
            chosen = data.draw(st.sampled_from(problems), "original")
            sent["original"] = MODELS["Problem"](id=chosen.key)
        return sent

    @rule(who=WHO, data=st.data())
    def look_at_the_menu(self, who: str, data: st.DataObject) -> None:
        """What the menu offers is what would be done."""
        piece = self._piece(data)
        if piece.kind in HATS[who]:
            text = f"query ($n: String!) {{ found: {uncapitalised(piece.kind)}s({OF_NUMBER}"
            text += " { nodes { actions { name allowed } } } }"
            shown = self.house.run(ask(text, by=self.house.people[who], n=piece.number))["found"]
            assert len(shown["nodes"]) == self.model.sees(who, piece)
            menu = [action for node in shown["nodes"] for action in node["actions"]]
            offered = {action["name"] for action in menu if action["allowed"]}
            verbs = TABLES[piece.kind].offered
            may = {v for v in verbs if not self.model.verdict(who, piece, v)}
            assert offered & {*map(to_camel_case, verbs)} == {*map(to_camel_case, may)}

    # -- ties and cases ---------------------------------------------------------------------------

    @rule(who=st.sampled_from(TIERS), how=HOW, data=st.data())
    def tie(self, who: str, how: dict[str, bool], data: st.DataObject) -> None:
        piece, case = self._piece(data), data.draw(st.sampled_from(self.house.cases), "case")
        if piece.kind not in HATS[who]:
            return
        named = TIED.get(piece.kind, "request")
        sent: dict[str, Any] = {"case": case, named: MODELS[piece.kind](id=piece.key)}
        how = how | {"causedBy": how["causedBy"] and piece.kind == "ChangeRequest"}
        kind = "CAUSED_BY_CHANGE" if how["causedBy"] else KINDS[piece.kind]
        codes, key = self._done("caseRelationCreate", who, **sent, **how)
        twins = [t for t in self.model.of(piece) if (t.case, t.kind) == (case.pk, kind)]
        if not self.model.sees(who, piece):
            assert codes == {("BAD_REFERENCE", named)}
        elif twins:
            assert codes == {("DUPLICATE", "case")}
        elif not self.model.ties_for(who, case.pk):
            assert codes == {("FORBIDDEN", "")}
        else:
            assert codes == set()
            tie = self.model.ties[key] = Tie(case.pk, kind, piece)
            self.model.tell(tie, f" tied to this case: {piece.line}")
            if how["primary"]:
                self.model.mark(tie)

    @rule(
        who=st.sampled_from(TIERS), verb=st.sampled_from(["Unlink", "MarkPrimary"]), data=st.data()
    )
    def take_a_tie(self, who: str, verb: str, data: st.DataObject) -> None:
        """It is cut, with a reason; or it becomes the one that matters most of its kind."""
        if not self.model.ties:
            return
        key = data.draw(st.sampled_from(sorted(self.model.ties)), "tie")
        tie, reason = self.model.ties[key], data.draw(st.sampled_from(["", "Another."]), "reason")
        sent = {"reason": reason} if verb == "Unlink" else {}
        codes, _ = self._done(f"caseRelation{verb}", who, CaseRelation(id=key), **sent)
        if not self.model.sees(who, tie.piece):
            assert {code for code, _ in codes} == {"NOT_FOUND"}
        elif not self.model.ties_for(who, tie.case):
            assert codes == {("FORBIDDEN", "")}
        elif verb == "MarkPrimary":
            assert codes == set()
            self.model.mark(tie)
        elif not reason:
            assert codes == {("MISSING_INPUT", "reason")}
        else:
            assert codes == set()
            del self.model.ties[key]
            self.model.tell(tie, f" cut off from this case: {reason}", secret=True)

    @rule(data=st.data())
    def end_a_case(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(self.house.cases), "case")
        self.model.over.add(case.pk)
        self.house.run(Case.filter(id=case.pk).update(state="CLOSED"))

    @rule()
    def let_a_week_pass(self) -> None:
        """Incidents that stayed resolved are closed, and nothing else."""
        due = [p for p in self.model.pieces if (p.kind, p.state) == ("Incident", "RESOLVED")]
        runner = self.house.world.engine.runner
        assert self.house.run(sweep(runner, now() + timedelta(days=8))) == len(due)
        for piece in sorted(due, key=lambda one: one.key):
            self.model.move(piece, "auto_close", {})

    # -- after each step --------------------------------------------------------------------------

    @invariant()
    def all_is_as_told(self) -> None:
        self.house.run(self._compare())

    async def _compare(self) -> None:
        for kind, table in MODELS.items():
            rows = await table.all().values_list("id", "state")
            pieces = [one for one in self.model.pieces if one.kind == kind]
            assert sorted(rows) == sorted((one.key, one.state) for one in pieces)
        columns = ("id", "case_id", "kind", "primary", "incident_id", "problem_id", "change_id")
        ties = await CaseRelation.all().order_by("id").values_list(*columns, "request_id")
        assert [(*row[:4], *filter(None, row[4:])) for row in ties] == [
            (key, tie.case, tie.kind, tie.primary, tie.piece.key)
            for key, tie in sorted(self.model.ties.items())
        ]
        said = (
            await JournalEntry.all()
            .order_by("id")
            .values_list("case_id", "text", "enterprise_only")
        )
        notes: dict[int, list[tuple[str, bool]]] = {}
        for case, text, inside in said:
            notes.setdefault(case, []).append((text, inside))
        assert notes == self.model.notes

    # -- acting -----------------------------------------------------------------------------------

    def _act(
        self, who: str, kind: str, verb: str, piece: Piece | None, sent: dict[str, Any]
    ) -> tuple[set[tuple[str, str]], int]:
        name = f"{uncapitalised(kind)}{capitalised(to_camel_case(verb))}"
        return self._done(name, who, piece and MODELS[kind](id=piece.key), **sent)

    def _done(self, name: str, who: str, record: Any = None, **sent: Any) -> Any:
        """The codes of what was refused, with the inputs concerned; the key of what was made."""
        named = {n: self.house.people[v] if v in HATS else v for n, v in sent.items() if _plain(v)}
        whole = {**sent, **named}
        answered = self.house.run(payload(name, self.house.people[who], record, **whole))
        shown = next((v for n, v in answered.items() if n != "errors"), None)
        TALLY["refused" if answered["errors"] else "done"] += 1
        codes = {(e["code"], (e["path"] or [""])[-1]) for e in answered["errors"]}
        return codes, int(read_id(shown["id"])[1]) if shown else 0

    def _piece(self, data: st.DataObject) -> Piece:
        return data.draw(st.sampled_from(self.model.pieces), "piece")


def _swapped(way: tuple[str, str], piece: Piece) -> tuple[str, Piece, str]:
    return way[0], piece, way[1]


def _one(data: st.DataObject, good: Any) -> Any:
    return data.draw(st.sampled_from(good), "which") if isinstance(good, list) else good


def _plain(value: object) -> bool:
    return isinstance(value, str)


def test_whatever_happens_work_beside_cases_is_what_it_should_be(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    TALLY.clear()
    run_state_machine_as_test(lambda: Life(house), settings=LIVES)
    with capsys.disabled():
        print(f"\n{dict(sorted(TALLY.items()))} ", end="")  # noqa: T201 (how much was lived)
    assert {name.partition(".")[0] for name in TALLY if "." in name} == {*PREFIXES}
