"""How records of the registers are made and changed: the form of every action that they offer."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.attempts import Attempt, Doing, Outcome
from portal.customers import Customers
from portal.drafting import Drafting
from portal.reception import Reception
from portal.register import Register
from portal.registers import KNOWN, REGISTERS
from portal.related import TIES
from portal.render import Renderer, wanted
from portal.sending import read_of, sought
from portal.sheets import Sheet
from portal.toasts import Toast, told, undo
from portal.uploads import sent_by
from portal.verbs import Verb, Verbs


class Keeping:
    """The handlers of these forms."""

    def __init__(
        self,
        renderer: Renderer,
        reception: Reception,
        customers: Customers,
        verbs: Verbs,
        drafting: Drafting,
    ) -> None:
        self._renderer, self._reception, self._customers = renderer, reception, customers
        self._verbs, self._drafting, self._doing = verbs, drafting, Doing(renderer, verbs)

    def routes(self) -> list[Route]:
        """A register's address and `new`; a record's and a verb, as the schema names them."""
        paths = [path for register in REGISTERS for path in self._paths(register)]
        return [
            Route(path, handler, methods=[method])
            for path in paths
            for method, handler in (("GET", self.form), ("POST", self.send))
        ]

    def _paths(self, register: Register) -> list[str]:
        verbs = [verb for verb in self._verbs if verb.record.name == register.type]
        found = [
            f"/{register.path}/new" if verb.creates else f"/{register.path}/{{key}}/{verb.slug}"
            for verb in verbs
        ]
        ties = [
            f"/{register.path}/{{key}}/{name}{rest}"
            for name, type_name in TIES.get(register.type, {}).items()
            for rest in ("/new", "/{tie}/{verb}")
            if any(verb.record.name == type_name for verb in self._verbs)
        ]
        return [*found, *ties]

    async def form(self, request: Request) -> Response:
        attempt = await self._begin(request)
        return await self._show(request, attempt, await self._drafting.blank(attempt))

    async def send(self, request: Request) -> Response:
        attempt, sent = await self._begin(request), await sent_by(request, None, None)
        read = read_of(attempt, sent)
        if name := sought(request, read.values):
            field = await self._drafting.field(attempt, read, name)
            return self._renderer.plain(request, "ui/choices.html", field=field)
        if read.seeking:
            return await self._show(request, attempt, await self._drafting.again(attempt, read))
        outcome = await self._doing.do(attempt, read)
        if outcome.record is None:
            return await self._again(request, outcome)
        return await self._done(request, outcome)

    # -- what is asked ---------------------------------------------------------------------------

    async def _begin(self, request: Request) -> Attempt:
        """Who wants to do what with which record. Raises 404 where there is nothing to do."""
        visit = await self._customers.visit(request)
        asked, key = visit.here.asked, request.path_params.get("key", "")
        verb = self._verb(request, asked.register)
        given: dict[str, Any] = {}
        if verb.creates and key:
            owner = await self._renderer.record(asked.known, {"key": key}, visit.actor)
            given = {_end(asked.register, verb): owner["id"]}
        tie = request.path_params.get("tie", key)
        return await self._doing.begin(request, visit, verb, key, key=tie, given=given)

    def _verb(self, request: Request, register: Register) -> Verb:
        """The verb that an address names, of the record or of one of its ties."""
        params, steps = request.path_params, request.url.path.strip("/").split("/")
        type_name = register.type
        if len(steps) > len(params) + 2 or "tie" in params:
            type_name = TIES[register.type][steps[2]]
        verb = self._verbs.at(type_name, "create" if steps[-1] == "new" else steps[-1])
        if verb is None or verb.creates != (steps[-1] == "new"):
            raise HTTPException(404)
        return verb

    # -- what is answered ------------------------------------------------------------------------

    async def _show(
        self, request: Request, attempt: Attempt, sheet: Sheet, status: int = 200
    ) -> Response:
        """The page of the record, or of the list, with the form in it."""
        return await self._customers.show(
            request, attempt.visit, attempt.number, form=sheet, status=status
        )

    async def _again(self, request: Request, outcome: Outcome) -> Response:
        """The form with what is wrong."""
        attempt = await self._doing.looked(outcome.attempt)
        sheet = await self._drafting.again(attempt, outcome.typed, outcome.errors, outcome.message)
        return await self._show(request, attempt, sheet, outcome.status)

    async def _done(self, request: Request, outcome: Outcome) -> Response:
        """What has changed, for htmx; else the way to the page of the record."""
        attempt, after = outcome.attempt, outcome.record or {}
        verb, here = attempt.verb, attempt.visit.here
        toast = Toast(
            told(verb, after), undo(self._verbs, verb, attempt.record, after, attempt.path)
        )
        if wanted(request) and attempt.number:
            return await self._customers.show(
                request, attempt.visit, attempt.number, toast=toast, changed=True
            )
        address = KNOWN[verb.record.name].address(after) or here.place
        return self._reception.lead(request, address + here.query(), toast)


def _end(register: Register, verb: Verb) -> str:
    """The input of a tie that names the record from whose page it is made."""
    return next(name for name in ("source", register.own) if name in verb.slots)
