"""Answers a request with a page: the whole of it, or the one part that htmx asked for."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any, Protocol

from graphql import DocumentNode, GraphQLEnumType
from jinja2 import Environment, Template
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from portal.language import speak, tell_time_in
from portal.lens import Lens, Part, variables_of
from portal.reach import Reach
from portal.verbs import Verb
from portal.withheld import mark

SHELL = "shell.html"
VARY = "HX-Request-Type, HX-Target, Cookie, Accept-Language"
THEMES = ("light", "dark")


class Answer(Protocol):
    """What the gateway answers."""

    @property
    def data(self) -> dict[str, Any]: ...

    @property
    def hidden(self) -> list[dict[str, Any]]:
        """What was withheld: coordinate, path, rows (ALL or SOME) and rule of each field."""
        ...

    @property
    def errors(self) -> list[dict[str, Any]]: ...


# The portal's only way to data: document, variables and actor in, answer out.
Ask = Callable[[DocumentNode, Mapping[str, Any], Any], Awaitable[Answer]]


class Renderer:
    """Asks what templates need and renders them."""

    def __init__(self, lens: Lens, ask: Ask, reach: Reach) -> None:
        self._lens, self._ask, self._reach = lens, ask, reach
        self._environment: Environment = lens.environment

    def members(self, enum: str) -> Collection[str]:
        """The members of an enum of the schema."""
        found = self._lens.schema.type_map.get(enum)
        return found.values if isinstance(found, GraphQLEnumType) else ()

    async def viewer(self, actor: Any) -> dict[str, Any]:
        """Who is looking, for the frame around every page, which speaks to them as they chose."""
        document = self._lens.document(SHELL)
        assert document is not None  # noqa: S101  # shell.html has an operation
        viewer = (await self.read(document, {}, actor))["viewer"]
        user: dict[str, Any] = viewer["user"] or {}
        speak(user.get("language") or None)
        tell_time_in(user.get("timezone") or None)
        await self._reach.learn(viewer["roles"], partial(self.read, variables={}, actor=actor))
        return viewer

    async def data(self, template: str, variables: Mapping[str, Any], actor: Any) -> dict[str, Any]:
        """What a template asks, for a page that shows it among other things."""
        document = self._lens.document(template)
        assert document is not None  # noqa: S101  # who names it knows that it asks
        return await self.read(document, variables, actor)

    async def page(
        self,
        request: Request,
        template: str,
        actor: Any,
        *,
        variables: Mapping[str, Any],
        needs: str = "",
        status: int = 200,
        whole: bool = False,
        **context: Any,
    ) -> Response:
        """A page or, unless the `whole` is due, its part that htmx wants.

        Raises 404 where what it `needs` is absent or invisible.
        """
        part = None if whole else self._lens.part(template, wanted(request))
        document = part.document if part else self._lens.document(template)
        data: dict[str, Any] = {}
        if document is not None:
            data = await self.read(document, variables_of(document, variables), actor)
        missing = part is not None and part.root not in data  # a part of another page
        if missing or (needs in data and not data[needs]):
            raise HTTPException(404)
        known = self._shared(request) | context | data
        return self._response(request, self._html(template, part, known), status)

    def home(self, roles: Iterable[str]) -> str:
        """The address at which a known viewer starts."""
        return self._reach.home(roles)

    def plain(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        """A page that asks nothing, such as the one to sign in."""
        html = self._environment.get_template(template).render(self._shared(request) | context)
        return self._response(request, html, status)

    async def read(
        self, document: DocumentNode, variables: Mapping[str, Any], actor: Any
    ) -> dict[str, Any]:
        """The data of an answer; what was withheld says why. Raises 404 and 400."""
        answer = await self._ask(document, variables, actor)
        if answer.errors:
            problem = answer.errors[0]
            absent = problem.get("extensions", {}).get("code") == "NOT_FOUND"
            raise HTTPException(404 if absent else 400, problem["message"])
        return mark(answer.data, answer.hidden)

    async def record(
        self, document: DocumentNode | None, variables: Mapping[str, Any], actor: Any
    ) -> dict[str, Any]:
        """The `record` that is asked for. Raises 404 where it is absent or invisible."""
        found = (await self.read(document, variables, actor))["record"] if document else None
        if not found:
            raise HTTPException(404)
        return found

    async def perform(
        self, verb: Verb | None, given: Mapping[str, Any], actor: Any, key: str = ""
    ) -> dict[str, Any]:
        """The payload of a mutation: `record` and `errors`; twice with one `key`, it acts once.

        Raises 404 where there is no such mutation, or nothing that it could act on.
        """
        if verb is None:
            raise HTTPException(404)
        once = {"idempotencyKey": key} if key else {}
        done = (await self.read(verb.perform, {"input": {**given, **once}}, actor))["done"]
        if any(error["code"] == "NOT_FOUND" for error in done["errors"]):
            raise HTTPException(404)
        return done

    async def withheld(self, document: DocumentNode, actor: Any) -> set[str]:
        """The fields of a question without variables that the viewer may read on no row."""
        answer = await self._ask(document, {}, actor)
        return {entry["path"][-1] for entry in answer.hidden if entry["rows"] == "ALL"}

    def _shared(self, request: Request) -> dict[str, Any]:
        theme = request.cookies.get("theme", "")
        return {
            "theme": theme if theme in THEMES else "",
            "path": request.url.path,
            "places": self._reach.places,
            "handles": self._reach.handles,
            "operates": self._reach.operates,
            "simulates": self._reach.simulates,
        }

    def _html(self, template: str, part: Part | None, context: dict[str, Any]) -> str:
        found = self._environment.get_template(template)
        if part is None:
            return found.render(context)
        title = "".join(found.blocks["title"](found.new_context(context)))
        return f"<title>{title}</title>\n{self._part(found, part, context)}"

    def _part(self, found: Template, part: Part, context: dict[str, Any]) -> str:
        """A block of the page, or the macro of a partial with what it takes of the context."""
        if part.macro is None:
            return "".join(found.blocks[part.root](found.new_context(context)))
        holder, name = part.macro
        macro = getattr(self._environment.get_template(holder).module, name)
        known = context | {part.subject: context[part.root]}
        return str(macro(**{argument: known[argument] for argument in macro.arguments}))

    def _response(self, request: Request, html: str, status: int = 200) -> Response:
        """Never stored for others, and sent again only when it has changed."""
        body = html.encode()
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        headers = {"cache-control": "private, no-cache", "vary": VARY, "etag": etag}
        if status == 200 and request.headers.get("if-none-match", "").removeprefix("W/") == etag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(body, status, headers)


def wanted(request: Request) -> str:
    """The id of the element that htmx will replace; empty when it wants the whole page."""
    if request.headers.get("hx-request-type") != "partial":
        return ""
    return request.headers.get("hx-target", "").partition("#")[2]
