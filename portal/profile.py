"""What one decides for oneself: language, time zone, and the browsers where one is signed in."""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal import language
from portal.cases import SignInFirst
from portal.language import gettext as _
from portal.render import Renderer
from portal.session import Door
from portal.toasts import COOKIE, SECONDS, Flash, Toast, fresh_key
from portal.verbs import Verb, Verbs

A_YEAR = 31_536_000  # seconds
CHOICES = ("language", "timezone")
NOTHING = dict.fromkeys(CHOICES, "")
PAGE = "profile/profile.html"
REGIONS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}


class Profile:
    """The handlers of one's own page."""

    def __init__(self, renderer: Renderer, door: Door, verbs: Verbs, flash: Flash) -> None:
        self._renderer, self._door, self._flash = renderer, door, flash
        self._edit, self._end = verbs.at("User", "edit-profile"), verbs.at("Session", "end")

    def routes(self) -> list[Route]:
        return [
            Route("/profile", self.page),
            Route("/profile", self.save, methods=["POST"]),
            Route("/profile/devices", self.sign_out, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        actor, viewer = await self._who(request)
        return await self._show(request, actor, viewer)

    async def save(self, request: Request) -> Response:
        actor, viewer = await self._who(request)
        sent = await request.form()
        typed = {name: str(sent[name]) for name in CHOICES if name in sent}
        if not viewer["user"]:
            raise HTTPException(404)
        given = {"id": viewer["user"]["id"], **typed, **_once(sent)}
        errors = await self._perform(self._edit, given, actor)
        if errors:
            return await self._show(request, actor, viewer, 422, typed=typed, faults=_told(errors))
        chosen = typed.get("language", language.language())
        language.speak(chosen)
        response = self._back(_("Saved"))
        response.set_cookie(language.COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="lax")
        return response

    async def sign_out(self, request: Request) -> Response:
        """Ends the session of another browser. Raises 404 where there is none."""
        actor, _viewer = await self._who(request)
        sent = await request.form()
        given = {"id": str(sent.get("session", "")), **_once(sent)}
        if await self._perform(self._end, given, actor):
            raise HTTPException(404)
        return self._back(_("Signed out there"))

    async def _who(self, request: Request) -> tuple[Any, dict[str, Any]]:
        actor = await self._door.identify(request)
        if actor is None:
            raise SignInFirst
        return actor, await self._renderer.viewer(actor)

    async def _show(
        self,
        request: Request,
        actor: Any,
        viewer: Mapping[str, Any],
        status: int = 200,
        *,
        typed: Mapping[str, str] | None = None,
        faults: Mapping[str, str] | None = None,
    ) -> Response:
        response = await self._renderer.page(
            request,
            PAGE,
            actor,
            variables={},
            status=status,
            viewer=viewer,
            typed=NOTHING | dict(typed or {}),
            faults=NOTHING | dict(faults or {}),
            refused=bool(faults),
            zones=zones(),
            key=fresh_key(),
            toast=self._flash.open(request.cookies.get(COOKIE, "")),
        )
        if COOKIE in request.cookies:
            response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    async def _perform(
        self, verb: Verb | None, given: dict[str, Any], actor: Any
    ) -> list[dict[str, Any]]:
        """What the gateway has against it. Raises 404 where there is no such mutation."""
        if verb is None:
            raise HTTPException(404)
        return (await self._renderer.read(verb.perform, {"input": given}, actor))["done"]["errors"]

    def _back(self, said: str) -> Response:
        response = RedirectResponse("/profile", 303)
        sealed = self._flash.seal(Toast(said))
        response.set_cookie(COOKIE, sealed, max_age=SECONDS, httponly=True, samesite="lax")
        return response


def _once(sent: FormData) -> dict[str, str]:
    """What makes a form that is sent twice act once."""
    key = str(sent.get("_key", ""))[:100]
    return {"idempotencyKey": key} if key else {}


def _told(errors: list[dict[str, Any]]) -> dict[str, str]:
    """The messages by input; what is about none of them is told beside the first."""
    return {(error["path"] or [CHOICES[0]])[-1]: _(error["message"]) for error in errors}


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by region: their names, and the place as people write it."""
    known = sorted(z for z in available_timezones() if z.partition("/")[0] in REGIONS)
    grouped = groupby(known, key=lambda name: name.partition("/")[0])
    named = [(region, [(name, _place(name)) for name in names]) for region, names in grouped]
    return [("UTC", [("UTC", "UTC")]), *named]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")
