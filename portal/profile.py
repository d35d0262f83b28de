"""What one decides for oneself: language, time zone, and the browsers where one is signed in."""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal import language
from portal.cookies import remember
from portal.language import gettext as _
from portal.reception import Reception, Visitor
from portal.refusals import told
from portal.render import Renderer
from portal.toasts import Toast, key_of
from portal.verbs import Verbs

ADDRESS = "/profile"
CHOICES = ("language", "timezone")
NOTHING = dict.fromkeys(CHOICES, "")
PAGE = "profile/profile.html"
REGIONS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}


class Profile:
    """The handlers of one's own page."""

    def __init__(self, renderer: Renderer, reception: Reception, verbs: Verbs) -> None:
        self._renderer, self._reception = renderer, reception
        self._edit, self._end = verbs.at("User", "edit-profile"), verbs.at("Session", "end")

    def routes(self) -> list[Route]:
        return [
            Route(ADDRESS, self.page),
            Route(ADDRESS, self.save, methods=["POST"]),
            Route(f"{ADDRESS}/devices", self.sign_out, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        return await self._show(request, await self._reception.meet(request))

    async def save(self, request: Request) -> Response:
        visitor, sent = await self._reception.meet(request), await request.form()
        typed = {name: str(sent[name]) for name in CHOICES if name in sent}
        user = visitor.viewer["user"]
        if not user:
            raise HTTPException(404)
        given = {"id": user["id"], **typed}
        done = await self._renderer.perform(self._edit, given, visitor.actor, key_of(sent))
        if done["errors"]:
            faults = _told(done["errors"])
            return await self._show(request, visitor, 422, typed=typed, faults=faults)
        chosen = typed.get("language", language.language())
        language.speak(chosen)
        response = self._reception.lead(request, ADDRESS, Toast(_("Saved")))
        remember(response, language.COOKIE, chosen)
        return response

    async def sign_out(self, request: Request) -> Response:
        """Ends the session of another browser. Raises 404 where there is none."""
        visitor, sent = await self._reception.meet(request), await request.form()
        given = {"id": str(sent.get("session", ""))}
        done = await self._renderer.perform(self._end, given, visitor.actor, key_of(sent))
        if done["errors"]:
            raise HTTPException(404)
        return self._reception.lead(request, ADDRESS, Toast(_("Signed out there")))

    async def _show(
        self,
        request: Request,
        visitor: Visitor,
        status: int = 200,
        *,
        typed: Mapping[str, str] | None = None,
        faults: Mapping[str, str] | None = None,
    ) -> Response:
        return await self._reception.page(
            request,
            PAGE,
            visitor,
            {},
            status=status,
            typed=NOTHING | dict(typed or {}),
            faults=NOTHING | dict(faults or {}),
            refused=bool(faults),
            zones=zones(),
        )


def _told(errors: list[dict[str, Any]]) -> dict[str, str]:
    """The messages by input; what is about none of them is told beside the first."""
    return {(error["path"] or [CHOICES[0]])[-1]: told(error["message"]) for error in errors}


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by region: their names, and the place as people write it."""
    known = sorted(z for z in available_timezones() if z.partition("/")[0] in REGIONS)
    grouped = groupby(known, key=lambda name: name.partition("/")[0])
    named = [(region, [(name, _place(name)) for name in names]) for region, names in grouped]
    return [("UTC", [("UTC", "UTC")]), *named]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")
