"""What people do: the form of every action, and what its answer is when it is sent.

Without htmx an action that was done leads back to its case, by 303; with htmx only what has changed
is sent. What was not done shows the form again, with everything that was typed.
"""

from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.attempts import Attempt, Doing, Outcome
from portal.cases import TABS, VOICE, Cases, came_from
from portal.cookies import remember
from portal.drafting import Drafting
from portal.forms import FILES
from portal.listing import ACTIVITY
from portal.meanwhile import FIELD as SEEN
from portal.meanwhile import Meanwhile, warning
from portal.menu import VOICES, Voice
from portal.reception import Reception
from portal.render import Renderer, wanted
from portal.sending import read_of, sought
from portal.sheets import Sheet, Typed
from portal.toasts import Toast, told, undo
from portal.uploads import REFUSED, Files, sent_by
from portal.verbs import Verb, Verbs

CHANGED = "cases/changed.html"
FIT = "fit"  # the element of a form that holds what was filled in
PLACES = {"prop-d-": "details", "prop-c-": "context", "prop-h-": "headline"}
# ... what stands around a value that is edited in its place, by how the place's id begins
BELOW = {"tasks": "CaseTask", "relations": "CaseRelation"}  # what is done on the page of a case
SPOKEN = {voice.name: voice for voice in VOICES}


class Acting:
    """The handlers of forms."""

    def __init__(
        self,
        renderer: Renderer,
        reception: Reception,
        cases: Cases,
        verbs: Verbs,
        drafting: Drafting,
        files: Files | None = None,
    ) -> None:
        self._renderer, self._reception, self._cases = renderer, reception, cases
        self._verbs, self._drafting, self._doing = verbs, drafting, Doing(renderer, verbs)
        self._meanwhile, self._files = Meanwhile(renderer), files

    def routes(self) -> list[Route]:
        """What they answer; a case's address followed by a verb, as the schema names them."""
        below = [f"/cases/{{number}}/{part}" for part in BELOW]
        paths = (
            "/cases/new",
            *(f"{part}/new" for part in below),
            *(f"{part}/{{child}}/{{verb}}" for part in below),
            "/cases/{number}/{verb}",
        )
        return [
            Route(path, handler, methods=[method])
            for path in paths
            for method, handler in (("GET", self.form), ("POST", self.send))
        ]

    async def form(self, request: Request) -> Response:
        attempt, query = await self._begin(request), request.query_params
        only = query.get("only") or query.get("macro", "")  # one field, or the macro to look at
        return await self._show(request, attempt, await self._drafting.blank(attempt, only))

    async def send(self, request: Request) -> Response:
        attempt = await self._begin(request)
        sent = await sent_by(request, attempt.visit.actor, self._files)
        read = read_of(attempt, sent)
        if name := sought(request, read.values):
            field = await self._drafting.field(attempt, read, name)
            return self._renderer.plain(request, "ui/choices.html", field=field)
        if read.fitting and wanted(request) == FIT:
            return await self._fitted(request, attempt, read)
        if read.seeking:
            return await self._show(request, attempt, await self._drafting.again(attempt, read))
        refused = " ".join(map(str, sent.getlist(REFUSED)))
        if refused and FILES in attempt.verb.slots:
            shown = replace(read, values={FILES: [], **read.values})  # though none was taken
            outcome = Outcome(shown, attempt, errors={FILES: refused})
        else:
            outcome = await self._outcome(attempt, read, sent.get(SEEN))
        if outcome.record is None:
            return await self._again(request, outcome)
        return await self._done(request, outcome)

    async def _outcome(self, attempt: Attempt, read: Typed, seen: Any) -> Outcome:
        """Nothing is done while others have said something that the form has not shown."""
        missed = await self._meanwhile.since(attempt.visit, attempt.number, seen)
        if missed:
            return Outcome(read, attempt, message=warning(missed), meanwhile=missed)
        return await self._doing.do(attempt, read)

    # -- what is asked ---------------------------------------------------------------------------

    async def _begin(self, request: Request) -> Attempt:
        """Who wants to do what with which record. Raises 404 where there is nothing to do."""
        visit, verb = await self._cases.visit(request), self._verb(request)
        number = request.path_params.get("number", "")
        given: dict[str, Any] = {}
        if verb.creates and number:
            asked = {"number": number}
            case = await self._renderer.record(self._verbs.case, asked, visit.actor)
            given = {"case": case["id"]}
        key = request.path_params.get("child", number)
        return await self._doing.begin(request, visit, verb, number, key=key, given=given)

    def _verb(self, request: Request) -> Verb:
        params, steps = request.path_params, request.url.path.strip("/").split("/")
        is_below = "child" in params or ("number" in params and "verb" not in params)
        verb = self._verbs.at(BELOW[steps[2]] if is_below else "Case", params.get("verb", "create"))
        if verb is None or (verb.creates and "verb" in params):
            raise HTTPException(404)
        return verb

    # -- what is answered ------------------------------------------------------------------------

    async def _show(
        self, request: Request, attempt: Attempt, sheet: Sheet, status: int = 200
    ) -> Response:
        """The page of the case, or of the list, with the form in it; or the form in its place."""
        tab, place = _tab(request, attempt), wanted(request)
        if around := PLACES.get(place[:7]):
            back = attempt.visit.here.case(attempt.number, tab)
            shown = {"form": sheet, "place": place, "around": around, "back": back}
            return self._renderer.plain(request, "cases/in_place.html", status, **shown)
        return await self._cases.show(
            request, attempt.visit, attempt.number, tab, form=sheet, status=status
        )

    async def _fitted(self, request: Request, attempt: Attempt, read: Typed) -> Response:
        """The fields that depend on what was chosen."""
        sheet = await self._drafting.again(attempt, read)
        return self._renderer.plain(request, "cases/fitted.html", form=sheet)

    async def _again(self, request: Request, outcome: Outcome) -> Response:
        """The form with what is wrong; with the buttons anew where they were out of date."""
        attempt = outcome.attempt
        shown: dict[str, Any] = {}
        if attempt.verb.name in SPOKEN and attempt.verb.record.name == "Case":
            shown["said"] = _said(SPOKEN[attempt.verb.name], outcome)
        else:
            attempt = await self._doing.looked(attempt)
            again = await self._drafting.again(
                attempt, outcome.typed, outcome.errors, outcome.message
            )
            shown["form"] = replace(again, meanwhile=outcome.meanwhile)
            if wanted(request)[:7] in PLACES:
                return await self._show(request, attempt, shown["form"], outcome.status)
        swapped = bool(wanted(request)) and bool(outcome.message)
        if swapped:
            shown |= {"template": CHANGED, "whole": True}
        return await self._cases.show(
            request,
            attempt.visit,
            attempt.number,
            _tab(request, attempt),
            status=outcome.status,
            **shown,
        )

    async def _done(self, request: Request, outcome: Outcome) -> Response:
        """What has changed, for htmx; else, and where the page is another one, the way there."""
        attempt, after = outcome.attempt, outcome.record or {}
        verb, here = attempt.verb, attempt.visit.here
        back = undo(self._verbs, verb, attempt.record, after, attempt.path)
        toast = Toast(told(verb, after), None if outcome.spoken else back)
        number, tab, spoken = attempt.number, _tab(request, attempt), verb.name in SPOKEN
        said: dict[str, Any] = {"voice": verb.name} if spoken else {}
        if verb.record.name == "Case":
            number = after.get("number") or ""
        address = here.case(number, tab) if number else here.alone()
        if wanted(request) and number and number == attempt.number:
            response = await self._cases.show(
                request,
                attempt.visit,
                number,
                tab,
                template=CHANGED,
                whole=True,
                toast=toast,
                spoken=spoken,
                **said,
                shut=bool(outcome.typed.before),  # a form that was open is gone
            )
            came = came_from(request)
            if number in came and not came.endswith((number, *TABS)):
                response.headers["hx-replace-url"] = address
        else:
            response = self._reception.lead(request, address, toast)
        if spoken:
            remember(response, VOICE, verb.name)
        return response


def _said(voice: Voice, outcome: Outcome) -> dict[str, Any]:
    """What somebody wanted to say, and why it was not taken."""
    problem = outcome.message or " ".join(outcome.errors.values())
    return {
        "voice": voice.name,
        "text": str(outcome.typed.values[voice.field]),
        "files": outcome.typed.values.get(FILES, []),
        "mentions": outcome.typed.values.get("mentions", []),
        "error": problem,
        "meanwhile": outcome.meanwhile,
    }


def _tab(request: Request, attempt: Attempt) -> str:
    """The part of the case that is open behind the form."""
    last = came_from(request).rpartition("/")[2]
    for part, type_name in BELOW.items():
        if attempt.verb.record.name == type_name:
            return part
    if attempt.verb.name == "attach":
        return FILES
    return last if last in TABS else ACTIVITY
