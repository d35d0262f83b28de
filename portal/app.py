"""Puts the portal together: routes are nouns, handlers short; data comes through `ask` alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from secrets import token_bytes
from urllib.parse import quote

from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.acting import Acting
from portal.assets import Assets
from portal.candidates import Choices
from portal.cases import TABS, Cases, SignInFirst
from portal.checking import check, check_made
from portal.chosen import Chosen
from portal.chosen import documents as chosen_documents
from portal.columns import Columns
from portal.criteria import Criteria
from portal.customers import Customers
from portal.drafting import Drafting
from portal.drafts import Drafts
from portal.drafts import documents as draft_documents
from portal.entrance import Entrance
from portal.environment import environment
from portal.export import Export
from portal.finding import Finding
from portal.jobs import Jobs
from portal.keeping import Keeping
from portal.language import Speaking
from portal.lens import Lens
from portal.live import Live, Living
from portal.looks import Looks
from portal.looks import documents as look_documents
from portal.macros import MacroDrafting
from portal.macros import documents as macro_documents
from portal.meanwhile import LATEST
from portal.notifications import Notifications
from portal.peeking import Peeking
from portal.preview import Preview
from portal.profile import Profile
from portal.questions import Questions, questions
from portal.reach import Reach
from portal.render import Ask, Renderer, wanted
from portal.saved import Saved
from portal.seen import Seen
from portal.session import Door
from portal.styleguide import Styleguide
from portal.toasts import Flash
from portal.uploads import Files
from portal.verbs import Verbs

STATIC = Path(__file__).parent / "static"


def _parts(kind: str) -> tuple[str, ...]:
    """The files of a folder of parts, in the order of their numbers."""
    return tuple(sorted(f"{kind}/{path.name}" for path in (STATIC / kind).glob(f"*.{kind}")))


BUNDLES = {"app.css": _parts("css"), "app.js": _parts("js")}

TROUBLE = {
    400: ("That cannot be answered", "Something in this address cannot be used."),
    403: ("Not allowed", "Your rights do not cover this."),
    404: ("Not found", "There is nothing here, or nothing that you may see."),
    405: ("Not that way", "This address takes other requests."),
    429: ("Too fast", "Wait a moment, then try again."),
    500: ("Something failed on our side", "Nothing was changed. Trying again may help."),
    503: ("That took too long", "Try a narrower list, or try again."),
}  # status -> what happened, and what it means


def _clock() -> datetime:
    return datetime.now(UTC)


def portal(
    ask: Ask,
    door: Door,
    schema: GraphQLSchema,
    *,
    refusal: type[Exception],
    key: bytes = b"",
    live: Live | None = None,
    files: Files | None = None,
    now: Callable[[], datetime] = _clock,
) -> Starlette:
    """The pages as one ASGI application.

    `key` seals what pages tell across a redirect; without one, it lasts as long as the process.
    Without `live`, pages tell nothing of what happens while they are open; without `files`, nobody
    takes those that come with a form.
    `refusal` is the exception by which `ask` turns a question down; it has a `status` and a
    `message` that people may read. Raises LensError when a template does not fit `schema`.
    """
    assets, lens = _assets(), _lens(schema, now)
    verbs, choices = _acts(schema)
    asked = _asked(schema)
    reach = Reach(asked)
    renderer, flash = Renderer(lens, ask, reach), Flash(key or token_bytes())
    criteria, columns = _criteria(schema)
    cases, entrance = Cases(renderer, door, flash, criteria, columns), Entrance(renderer, door)
    acting = Acting(renderer, cases, verbs, MacroDrafting(renderer, choices), flash, files)
    drafts = Drafts(renderer, cases, verbs, flash)
    profile = Profile(renderer, door, verbs, flash)
    notifications = Notifications(renderer, door, verbs, flash)
    customers = Customers(renderer, door, flash, asked)
    keeping = Keeping(renderer, customers, verbs, Drafting(renderer, choices), flash)
    trouble = Trouble(renderer)
    pages = Starlette(
        routes=[
            Route("/", cases.start),
            Route("/cases", cases.list),
            Route("/cases/new", acting.form),
            *Export(renderer, cases, columns).routes(),
            *Looks(renderer, cases, verbs).routes(),
            *Chosen(renderer, cases, verbs, Drafting(renderer, choices)).routes(),
            Route("/cases/{number}", cases.case),
            *(Route(f"/cases/{{number}}/{tab}", cases.case) for tab in TABS[1:]),
            *(Living(live, door, cases).routes() if live else ()),
            *drafts.routes(),
            *Peeking(renderer, cases).routes(),
            *Saved(renderer, cases, verbs, flash).routes(),
            *Seen(renderer, cases, verbs).routes(),
            *acting.routes(),
            *profile.routes(),
            *Styleguide(renderer, door).routes(),
            *notifications.routes(),
            *Jobs(renderer, door, verbs, flash).routes(),
            *Finding(renderer, door).routes(),
            *keeping.routes(),
            *customers.routes(),
            Route("/login", entrance.form),
            Route("/login", entrance.sign_in, methods=["POST"]),
            Route("/login/{secret}", entrance.link),
            Route("/login/{secret}", entrance.redeem, methods=["POST"]),
            Route("/logout", entrance.sign_out, methods=["POST"]),
            Route("/preview", Preview(renderer, cases).show, methods=["POST"]),
            Route("/theme", entrance.theme, methods=["POST"]),
            Route("/static/{name:path}", assets.serve),
        ],
        middleware=[
            Middleware(GZipMiddleware, minimum_size=600, compresslevel=5),
            Middleware(Speaking),
        ],
        exception_handlers={
            SignInFirst: sign_in_first,
            HTTPException: trouble.of_page,
            refusal: trouble.of_question,
            Exception: trouble.of_ours,
        },
    )
    pages.router.redirect_slashes = False  # it would lead wherever the Host header says
    return pages


@lru_cache(1)
def _assets() -> Assets:
    return Assets(STATIC, BUNDLES)


@lru_cache(2)
def _lens(schema: GraphQLSchema, now: Callable[[], datetime]) -> Lens:
    """The templates by a clock, compiled and checked once for a schema."""
    lens = Lens(schema, environment(schema, _assets(), now))
    check(lens)
    return lens


@lru_cache(2)
def _acts(schema: GraphQLSchema) -> tuple[Verbs, Choices]:
    """What can be done, and chosen for it; made and checked once for a schema."""
    verbs = Verbs(schema)
    choices = Choices(schema, verbs)
    made = [*verbs.documents(), *choices.documents(), *draft_documents(), *macro_documents()]
    made += look_documents()
    check_made(schema, [("what was said last", LATEST), *made])
    return verbs, choices


@lru_cache(2)
def _criteria(schema: GraphQLSchema) -> tuple[Criteria, Columns]:
    """What lists of cases are narrowed by and shown with; made once for a schema."""
    criteria = Criteria(schema)
    check_made(schema, [("fields of cases", criteria.probe), *chosen_documents()])
    return criteria, Columns(schema)


@lru_cache(2)
def _asked(schema: GraphQLSchema) -> dict[str, Questions]:
    """What the registers ask; made and checked once for a schema."""
    found = questions(schema)
    check_made(schema, [each for asked in found.values() for each in asked.documents()])
    return found


class Trouble:
    """Pages for when something is wrong: what happened, what it means, and where to go."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    async def of_page(self, request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)  # noqa: S101  # as registered
        told = problem.detail != HTTPStatus(problem.status_code).phrase
        response = self._show(request, problem.status_code, problem.detail if told else "")
        response.headers.update(problem.headers or {})
        return response

    async def of_question(self, request: Request, problem: Exception) -> Response:
        status: int = getattr(problem, "status", 400)
        return self._show(request, status, str(getattr(problem, "message", "")))

    async def of_ours(self, request: Request, _: Exception) -> Response:
        return self._show(request, 500)

    def _show(self, request: Request, status: int, text: str = "") -> Response:
        title, meaning = TROUBLE.get(status, TROUBLE[400 if status < 500 else 500])
        template = "trouble_part.html" if wanted(request) else "trouble.html"
        shown = {"title": title, "text": text or meaning, "target": wanted(request)}
        return self._renderer.plain(request, template, status, **shown)


async def sign_in_first(request: Request, _: Exception) -> Response:
    """Leads to the sign-in page and back; htmx is told to leave the page as a whole."""
    if wanted(request):
        return Response(status_code=401, headers={"hx-redirect": "/login"})
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    known = target in ("/", "/cases")  # where everyone goes anyway
    return RedirectResponse("/login" if known else f"/login?next={quote(target)}", 303)
