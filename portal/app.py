"""Puts the portal together: routes are nouns, handlers short; data comes through `ask` alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes

from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from portal.acting import Acting
from portal.assets import Assets
from portal.attendance import attendance_documents
from portal.calendar import Calendar, calendar_documents
from portal.candidates import Choices
from portal.cases import Cases
from portal.checking import check, check_made
from portal.chosen import Chosen
from portal.chosen import documents as chosen_documents
from portal.clocks import clock_documents
from portal.columns import Columns
from portal.conditions import condition_documents
from portal.criteria import Criteria
from portal.customers import Customers
from portal.drafting import Drafting
from portal.drafts import Drafts
from portal.drafts import documents as draft_documents
from portal.due import Due
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
from portal.reception import Reception
from portal.render import Ask, Renderer
from portal.saved import Saved
from portal.seen import Seen
from portal.session import Door
from portal.simulator import Simulator, simulator_documents
from portal.styleguide import Styleguide
from portal.toasts import Flash
from portal.trouble import Trouble
from portal.uploads import Files
from portal.verbs import Verbs
from portal.week import week_documents

STATIC = Path(__file__).parent / "static"


def _parts(kind: str) -> tuple[str, ...]:
    """The files of a folder of parts, in the order of their numbers."""
    return tuple(sorted(f"{kind}/{path.name}" for path in (STATIC / kind).glob(f"*.{kind}")))


BUNDLES = {"app.css": _parts("css"), "app.js": _parts("js")}


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
    renderer = Renderer(lens, ask, reach)
    reception = Reception(renderer, door, Flash(key or token_bytes()))
    drafting, macros = Drafting(renderer, choices), MacroDrafting(renderer, choices)
    criteria, columns = _criteria(schema)
    cases = Cases(renderer, reception, criteria, columns)
    customers = Customers(renderer, reception, asked, drafting.conditions, now)
    pages = Starlette(
        routes=[
            *cases.routes(),
            *Export(renderer, cases, columns).routes(),
            *Looks(renderer, cases, verbs).routes(),
            *Chosen(renderer, cases, verbs, drafting).routes(),
            *(Living(live, reception, cases).routes() if live else ()),
            *Drafts(renderer, reception, cases, verbs).routes(),
            *Peeking(renderer, cases).routes(),
            *Saved(renderer, reception, cases, verbs).routes(),
            *Seen(renderer, cases, verbs).routes(),
            *Acting(renderer, reception, cases, verbs, macros, files).routes(),
            cases.itself(),
            *Profile(renderer, reception, verbs).routes(),
            *Styleguide(reception).routes(),
            *Notifications(renderer, reception, verbs).routes(),
            *Jobs(renderer, reception, verbs).routes(),
            *Finding(reception).routes(),
            *Simulator(renderer, reception).routes(),
            *Due(renderer, reception, now).routes(),
            *Calendar(renderer, reception, now).routes(),
            *Keeping(renderer, reception, customers, verbs, drafting).routes(),
            *customers.routes(),
            *Entrance(renderer, door).routes(),
            *Preview(renderer, reception).routes(),
            Route("/static/{name:path}", assets.serve),
        ],
        middleware=[
            Middleware(
                GZipMiddleware, minimum_size=600, compresslevel=9
            ),  # 1 KB less for 1 ms more
            Middleware(Speaking),
        ],
        exception_handlers=Trouble(renderer).handlers(refusal),
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
    made = [*chosen_documents(), *clock_documents(), *simulator_documents()]
    made += attendance_documents()
    check_made(schema, [("fields of cases", criteria.probe), *made])
    return criteria, Columns(schema)


@lru_cache(2)
def _asked(schema: GraphQLSchema) -> dict[str, Questions]:
    """What the registers ask; made and checked once for a schema."""
    found = questions(schema)
    made = [each for asked in found.values() for each in asked.documents()]
    check_made(schema, [*made, *week_documents(), *calendar_documents(), *condition_documents()])
    return found
