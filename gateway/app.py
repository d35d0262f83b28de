"""The composition root: an installation behind its doors; the one place that knows the portal."""

from collections.abc import AsyncGenerator, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request

from gateway.actor import NOBODY, Actor
from gateway.cabinet import BEGINNINGS
from gateway.database import Database, DatabaseUnavailable
from gateway.database.chores import beside
from gateway.database.migrating import pending
from gateway.database.tidying import keep_tidy as keep_words_tidy
from gateway.errors import Refusal
from gateway.files.forms import MOST_FILES, receive_form
from gateway.files.multipart import is_multipart
from gateway.installation import Installation, open_installation
from gateway.live.streams import Told
from gateway.live.switchboard import Switchboard
from gateway.notifications.tidying import keep_tidy as keep_notifications_tidy
from gateway.outbox.figures import Figures
from gateway.outbox.tidying import keep_tidy as keep_outbox_tidy
from gateway.people import login_links
from gateway.people.sessions import Visitor
from gateway.people.tidying import keep_tidy
from gateway.request.budget import Budgets
from gateway.request.documents import Documents
from gateway.request.explaining import Explainer
from gateway.request.health import Health
from gateway.request.http import Profile
from gateway.request.limits import Limits
from gateway.request.meter import Meter
from gateway.request.receive import Door as GraphQLDoor
from gateway.request.receive import Rules
from gateway.request.scalars import global_id
from gateway.serving.guard import App, Guard, Message, Receive, Send
from gateway.settings import Settings
from gateway.sweeps import sweeps
from portal.app import portal
from portal.session import Admission

ATTACHMENTS = "attachments"  # the control of a form that takes files

log = structlog.get_logger(__name__)


class Gateway:
    """The ASGI application; it opens what the settings name when it starts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._doors: Mapping[str, App] = {}  # by path, or by how it begins: `/files/`
        self._pages: App | None = None
        self.live: Switchboard | None = None  # while it is open

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and self._pages:
            await self._door(scope["path"], self._pages)(scope, receive, send)

    def _door(self, path: str, otherwise: App) -> App:
        begin = path[: path.find("/", 1) + 1]
        return self._doors.get(path) or self._doors.get(begin) or otherwise

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """Speaks the lifespan protocol: a start that fails is told before anyone can ask."""
        await receive()
        try:
            async with self.open():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as problem:
            log.exception("start-up or shutdown failed")
            await send({"type": "lifespan.startup.failed", "message": str(problem)})
            return
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Installation]:
        """Opens the installation and its doors. Raises DatabaseUnavailable for missing tables."""
        async with open_installation(self._settings) as installation:
            if await pending(installation.database.context):
                raise DatabaseUnavailable("The database is older than this program: run migrate.")
            self.live = live = Switchboard(installation.engine, self._settings.database_url)
            await live.feed.open()
            installation.worker.afterwards.append(live.feed.told)
            self._doors, self._pages = _doors(installation), _pages(installation, live)
            try:
                async with beside(*_chores(installation), *live.chores()):
                    yield installation
            finally:
                self.leave()
                await installation.uses.record()

    def leave(self) -> None:
        """Ends what would go on for ever; to be called before the server waits for the rest."""
        if self.live:
            self.live.feed.close()


def _chores(installation: Installation) -> Iterable[Coroutine[Any, Any, None]]:
    settings = installation.settings
    yield installation.uses.keep_recording()
    yield keep_tidy()
    if installation.database.dialect == "sqlite":
        yield keep_words_tidy()
    yield from installation.cabinet.chores(installation.engine)
    yield keep_outbox_tidy(settings.job_days)
    yield keep_notifications_tidy(settings.notification_days)
    if settings.worker == "embedded":
        yield from sweeps(settings, installation.engine.runner)
        yield installation.worker.run()


def _doors(installation: Installation) -> dict[str, App]:
    settings, engine = installation.settings, installation.engine
    meter = Meter()
    graphql = GraphQLDoor(
        engine,
        installation.identity.identify,
        installation.views.of,
        rules=Rules(
            profile=Profile(settings.http_profile),
            deadline=settings.deadline_seconds,
            body=settings.max_body,
        ),
        documents=Documents(_limits(settings)),
        budgets=Budgets(settings.budget, settings.budget_per_second),
        meter=meter,
        explain=Explainer(engine),
    )
    figures = Figures()
    routes = Health(_checks(installation.database), [meter, figures], figures.count).routes
    health = Starlette(routes=routes)
    files = installation.cabinet.doors(engine, installation.identity)
    guarded = Guard(files, https=settings.cookies_need_https)
    return {
        "/graphql": graphql,
        **{route.path: health for route in routes},
        **dict.fromkeys(BEGINNINGS, guarded),
    }


def _checks(database: Database) -> dict[str, Any]:
    async def level() -> None:
        if await pending(database.context):
            raise DatabaseUnavailable("migrations are pending")

    return {"database": database.probe, "migrations": level}


def _pages(installation: Installation, live: Switchboard) -> App:
    engine, settings = installation.engine, installation.settings
    door, schema = PortalDoor(installation), engine.graph.core
    following = PortalLive(installation, live)
    pages = portal(
        engine.read,
        door,
        schema,
        refusal=Refusal,
        key=settings.secret("portal"),
        live=following,
        files=PortalFiles(installation),
    )
    return Guard(_limited(pages, settings), https=settings.cookies_need_https)


def _limited(pages: App, settings: Settings) -> App:
    """Forms of cases may bring files, and are read piece by piece; all others are short."""
    short = RequestBodyLimitMiddleware(pages, settings.max_body)
    long = RequestBodyLimitMiddleware(pages, settings.max_body + MOST_FILES * settings.max_upload)

    async def limited(scope: Message, receive: Receive, send: Send) -> None:
        kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        roomy = scope["path"].startswith("/cases/") and is_multipart(kind)
        await (long if roomy else short)(scope, receive, send)

    return limited


def _limits(settings: Settings) -> Limits:
    return Limits(
        characters=settings.max_text,
        tokens=settings.max_tokens,
        depth=settings.max_depth,
        aliases=settings.max_aliases,
        repeats=settings.max_repeats,
        directives=settings.max_directives,
        fields=settings.max_fields,
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """What a form brought: texts, ids of files by the name of their control, and refusals."""

    fields: list[tuple[str, str]]
    refused: list[tuple[str, str, str]]


class PortalDoor:
    """Lets people in and out of the portal: what `portal.session.Door` asks for."""

    def __init__(self, installation: Installation) -> None:
        self._identity = installation.identity
        self._entrance = installation.entrance

    async def identify(self, request: Request) -> Actor | None:
        actor = await self._identity.identify(request.scope["headers"])
        return None if actor is NOBODY else actor

    async def sign_in(self, request: Request, user_id: str, password: str) -> Admission:
        return await self._admission(
            self._entrance.sign_in(user_id, password, self._visitor(request))
        )

    async def sign_out(self, request: Request) -> str:
        await self._entrance.sign_out(self._visitor(request))
        return self._entrance.sessions.cookie("")

    async def whose(self, secret: str) -> str:
        user = await login_links.whose(secret)
        return f"{user.first_name} {user.last_name}" if user else ""

    async def redeem(self, request: Request, secret: str) -> Admission:
        return await self._admission(self._entrance.redeem(secret, self._visitor(request)))

    async def _admission(self, entering: Coroutine[Any, Any, str]) -> Admission:
        try:
            return Admission(cookie=self._entrance.sessions.cookie(await entering))
        except Refusal as refusal:
            wait = int(refusal.extensions.get("retryAfter", 0))
            return Admission(refusal=refusal.message, retry_after=wait)

    def _visitor(self, request: Request) -> Visitor:
        return Visitor(
            address=request.client.host if request.client else "",
            user_agent=request.headers.get("user-agent", ""),
            session=self._identity.session_secret(request.scope["headers"]),
        )


class PortalFiles:
    """Files that come with forms: what `portal.uploads.Files` asks for."""

    def __init__(self, installation: Installation) -> None:
        self._receiving = installation.cabinet.receiving

    async def receive(self, request: Request, actor: Actor) -> Brought:
        """Raises BadRequest for what is no form, or breaks off."""
        kind = request.headers["content-type"]
        received = await receive_form(
            self._receiving, request.stream(), kind, actor, only=ATTACHMENTS
        )
        ids = [(field, global_id("Upload", upload.pk)) for field, upload in received.uploads]
        told = [(each.file_name, each.code, each.detail) for each in received.refused]
        return Brought([*received.fields, *ids], told)


class PortalLive:
    """Streams and presence for pages: what `portal.live.Live` asks for."""

    def __init__(self, installation: Installation, live: Switchboard) -> None:
        self._identity, self._live = installation.identity, live

    def follow(
        self, request: Request, number: str, *, after: int | None, age: float
    ) -> AsyncGenerator[Told]:
        async def still() -> Actor:
            return await self._identity.identify(request.scope["headers"], used=False)

        return self._live.follow(still, number, after=after, age=age)

    def may_follow(self, actor: Actor) -> bool:
        return self._live.streams.may_follow(actor)

    async def arrive(self, actor: Actor, number: str, *, typing: bool) -> bool:
        return await self._live.arrive(actor, number, typing=typing)

    async def leave(self, actor: Actor, number: str) -> None:
        await self._live.leave(actor, number)
