"""Many cases at once: what is done with all that were chosen, and what became of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, parse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.attempts import Attempt
from portal.cases import Cases, Visit
from portal.drafting import Drafting
from portal.forms import parse as parsed
from portal.forms import typed, zone_of
from portal.language import gettext as _
from portal.language import zone
from portal.refusals import told
from portal.render import Renderer
from portal.restoring import BACK, Restoring, restorable
from portal.rows import SINGLY
from portal.sending import sought
from portal.sheets import Typed, before
from portal.toasts import HANDED, INVERSE, Undo, fresh_key
from portal.verbs import ACTIONS, Verbs
from portal.words import slug

PATH = "/cases/chosen"
MOST = 500  # cases
LOOKED = 100  # cases whose actions say what a form asks
INVERSES: dict[str, tuple[str, dict[str, Any]]] = {
    **INVERSE,
    "markRead": ("markUnread", {}),
    "markUnread": ("markRead", {}),
}  # by what else it is taken back

HANDS = "id version state assignmentGroup { id } assignedTo { id }"  # what an undo restores

LOOK = (
    "query Chosen($ids: [ID!]!, $first: Int!) { cases(filter: {id: {in: $ids}}, first: $first)"
    f" {{ nodes {{ id {ACTIONS} }} }} }}"
)
HELD = (
    "query HandsOfChosen($ids: [ID!]!, $first: Int!)"
    f" {{ cases(filter: {{id: {{in: $ids}}}}, first: $first) {{ nodes {{ {HANDS} }} }} }}"
)
ACT = (
    "mutation ActOnChosen($action: CaseAction!, $ids: [ID!]!, $input: JSON, $key: String,"
    " $hands: Boolean!)"
    " { done: casesAct(action: $action, ids: $ids, input: $input, idempotencyKey: $key)"
    " { done refused results { id errors { message } case { number shortDescription"
    f" ... on Case @include(if: $hands) {{ {HANDS} {ACTIONS} }} }} }} }} }}"
)
NAMES = "query NamesOfChosen($ids: [ID!]!) { nodes(ids: $ids) { ... on Case { id number } } }"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    number: str
    title: str
    reason: str = ""  # why nothing was done


@dataclass(frozen=True, slots=True)
class Done:
    """What became of all."""

    label: str
    done: list[Result]
    refused: list[Result]
    undo: Undo | None = None


class Chosen:
    """The handlers of the form over the rows of a list."""

    def __init__(self, renderer: Renderer, cases: Cases, verbs: Verbs, drafting: Drafting) -> None:
        self._renderer, self._cases = renderer, cases
        self._verbs, self._drafting = verbs, drafting
        self._restoring = Restoring(renderer, verbs)
        self._asked = {name: parse(text, no_location=True) for name, text in documents_text()}

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.begin, methods=["POST"]),
            Route(f"{PATH}/back", self.take_back, methods=["POST"]),
            Route(f"{PATH}/{{verb}}", self.send, methods=["POST"]),
        ]

    async def begin(self, request: Request) -> Response:
        """What was chosen in the list: done at once, or asked for in a form."""
        visit, sent = await self._cases.visit(request), await request.form()
        name, ids = str(sent.get("do", "")), _ids(sent)
        if not ids:
            return RedirectResponse(visit.here.alone(), 303)
        attempt = await self._attempt(visit, slug(name), ids)
        if attempt.offered:
            sheet = await self._drafting.blank(attempt)
            return await self._cases.show(request, visit, form=sheet, chosen=ids)
        return await self._do(request, attempt, ids, {}, fresh_key())

    async def send(self, request: Request) -> Response:
        """The form about all of them."""
        visit, sent = await self._cases.visit(request), await request.form()
        ids = _ids(sent)
        attempt = await self._attempt(visit, request.path_params["verb"], ids)
        slots = {slot.name: slot for slot in attempt.offered}
        read = Typed.read(slots, sent, typed(slots.values(), sent))
        if name := sought(request, slots):
            field = await self._drafting.field(attempt, read, name)
            return self._renderer.plain(request, "ui/choices.html", field=field)
        if read.seeking:
            sheet = await self._drafting.again(attempt, read)
            return await self._cases.show(request, visit, form=sheet, chosen=ids)
        given, errors = parsed(
            slots.values(),
            read.values,
            before=before(sent) or {},
            required=attempt.required,
            zone=attempt.zone,
        )
        if errors:
            sheet = await self._drafting.again(attempt, read, errors)
            return await self._cases.show(request, visit, form=sheet, chosen=ids, status=422)
        return await self._do(request, attempt, ids, given, read.key)

    async def take_back(self, request: Request) -> Response:
        """Puts cases back to where they were before they were handed on."""
        visit, sent = await self._cases.visit(request), await request.form()
        told = await self._restoring.restore(visit, sent.getlist(BACK)[:MOST])
        found = [Result(one.number, "", one.reason) for one in told]
        done, refused = ([r for r in found if bool(r.reason) is bad] for bad in (False, True))
        return await self._cases.show(request, visit, outcome=Done(_("Undo"), done, refused))

    # -- what it is about ------------------------------------------------------------------------

    async def _attempt(self, visit: Visit, name: str, ids: list[str]) -> Attempt:
        """The action as it is offered for any of them. Raises 404 where there is none."""
        verb = self._verbs.at("Case", name)
        if verb is None or verb.creates or verb.name in SINGLY:
            raise HTTPException(404)
        variables = {"ids": ids[:LOOKED], "first": LOOKED}
        found = (await self._renderer.read(self._asked["look"], variables, visit.actor))["cases"]
        offered = [a for case in (found["nodes"] if found else ()) for a in case["actions"] or ()]
        same = [a for a in offered if a["mutation"] == verb.mutation]
        if not same:
            raise HTTPException(404)
        action = next((a for a in same if a["allowed"]), same[0])
        return Attempt(visit, verb, {**action, "allowed": True}, path=PATH, zone=zone_of(zone()))

    # -- what became of it -----------------------------------------------------------------------

    async def _do(
        self,
        request: Request,
        attempt: Attempt,
        ids: list[str],
        given: Mapping[str, Any],
        key: str,
    ) -> Response:
        visit, verb = attempt.visit, attempt.verb
        action = "".join(f"_{c}" if c.isupper() else c for c in verb.name).upper()
        held = await self._held(visit, ids) if verb.name in HANDED else {}
        variables = {
            "action": action,
            "ids": ids,
            "input": {**given},
            "key": key,
            "hands": bool(held),
        }
        answer = await self._renderer.read(self._asked["act"], variables, visit.actor)
        results: list[dict[str, Any]] = answer["done"]["results"]
        numbers = await self._numbers(visit, [r["id"] for r in results if r["errors"]])
        outcome = Done(
            _(attempt.action["label"]),
            [_done(r) for r in results if not r["errors"]],
            [_refused(r, numbers) for r in results if r["errors"]],
            self._undo(attempt, held, [r for r in results if not r["errors"]]),
        )
        return await self._cases.show(request, visit, outcome=outcome)

    async def _held(self, visit: Visit, ids: list[str]) -> dict[str, Mapping[str, Any]]:
        """With whom the cases are, by their ids."""
        found: dict[str, Mapping[str, Any]] = {}
        for at in range(0, len(ids), LOOKED):
            part = {"ids": ids[at : at + LOOKED], "first": LOOKED}
            cases = (await self._renderer.read(self._asked["held"], part, visit.actor))["cases"]
            found |= {case["id"]: case for case in (cases["nodes"] if cases else ())}
        return found

    async def _numbers(self, visit: Visit, ids: list[str]) -> dict[str, str]:
        """The numbers of cases with which nothing was done, as far as they may be seen."""
        found: dict[str, str] = {}
        for at in range(0, len(ids), LOOKED):
            part = {"ids": ids[at : at + LOOKED]}
            answer = await self._renderer.read(self._asked["names"], part, visit.actor)
            found |= {node["id"]: node["number"] for node in answer["nodes"] if node}
        return found

    def _undo(
        self,
        attempt: Attempt,
        held: Mapping[str, Mapping[str, Any]],
        done: list[Mapping[str, Any]],
    ) -> Undo | None:
        """How to take back what was done, where another action, or an edit of each, does that."""
        query = attempt.visit.here.query()
        after = [result["case"] for result in done if held and result["case"]]
        if backs := restorable(self._verbs, attempt.verb, held, after):
            return Undo(f"{PATH}/back{query}", {BACK: backs})
        ids = [str(result["id"]) for result in done]
        name, fields = INVERSES.get(attempt.verb.name, ("", {}))
        verb = self._verbs.at("Case", slug(name)) if name and ids else None
        if verb is None:
            return None
        return Undo(f"{PATH}/{verb.slug}{query}", {**fields, "case": ids, "_key": fresh_key()})


def documents_text() -> Iterable[tuple[str, str]]:
    return (("look", LOOK), ("held", HELD), ("act", ACT), ("names", NAMES))


def documents() -> Iterable[tuple[str, DocumentNode]]:
    """What is asked, with a name for messages about it."""
    return ((f"{name} of chosen cases", parse(text)) for name, text in documents_text())


def _ids(sent: FormData) -> list[str]:
    found = dict.fromkeys(str(one) for one in sent.getlist("case"))
    return list(found)[:MOST]


def _done(result: Mapping[str, Any]) -> Result:
    case: Mapping[str, Any] = result["case"] or {}
    return Result(str(case.get("number") or ""), str(case.get("shortDescription") or ""))


def _refused(result: Mapping[str, Any], numbers: Mapping[str, str]) -> Result:
    said = " ".join(told(error["message"]) for error in result["errors"])
    return Result(numbers.get(result["id"], ""), "", said)
