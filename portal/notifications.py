"""What one was told: the bell, the list by days, and what one wants to hear of."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.cases import SignInFirst
from portal.language import gettext as _
from portal.notices import MEANINGS
from portal.render import Renderer
from portal.session import Door
from portal.toasts import COOKIE, SECONDS, Flash, Toast, fresh_key
from portal.verbs import Verbs

ADDRESS = "/notifications"
CHOICES = f"{ADDRESS}/preferences"


class Notifications:
    """The handlers of the pages."""

    def __init__(self, renderer: Renderer, door: Door, verbs: Verbs, flash: Flash) -> None:
        self._renderer, self._door, self._verbs, self._flash = renderer, door, verbs, flash
        self._kinds = renderer.members("NotificationKind")

    def routes(self) -> list[Route]:
        return [
            Route(f"{ADDRESS}/bell", self.bell),
            Route(CHOICES, self.preferences),
            Route(CHOICES, self.choose, methods=["POST"]),
            Route(ADDRESS, self.list),
            Route(ADDRESS, self.mark, methods=["POST"]),
        ]

    async def bell(self, request: Request) -> Response:
        """Both bells, for a page that has heard of news."""
        _actor, viewer = await self._who(request)
        return self._renderer.plain(request, "notifications/bell.html", viewer=viewer)

    async def list(self, request: Request) -> Response:
        only_unread = request.query_params.get("show") == "unread"
        after = request.query_params.get("after") or None
        return await self._page(
            request,
            "notifications/notifications.html",
            {"view": "UNREAD" if only_unread else "ALL", "after": after},
            only_unread=only_unread,
            later=bool(after),
        )

    async def mark(self, request: Request) -> Response:
        """Marks one as read or unread, or all up to the newest that was shown."""
        actor, _viewer = await self._who(request)
        sent = await request.form()
        for name, verb, more in (
            ("read", "read", {}),
            ("unread", "unread", {}),
            ("all", "read", {"earlier": True}),
        ):
            if name in sent:
                await self._perform("Notification", verb, {"id": str(sent[name]), **more}, actor)
                return self._back(request, _("Marked as unread") if verb == "unread" else "")
        raise HTTPException(400)

    async def preferences(self, request: Request) -> Response:
        kinds = [(kind, _(MEANINGS[kind])) for kind in self._kinds]
        return await self._page(request, "notifications/preferences.html", {}, kinds=kinds)

    async def choose(self, request: Request) -> Response:
        """Turns one kind on or off."""
        actor, _viewer = await self._who(request)
        sent = await request.form()
        given: dict[str, Any] = {"inApp": sent.get("told") != "no"}
        if "id" in sent:
            verb, given = "edit", {"id": str(sent["id"]), **given}
        else:
            verb, given = "create", {"kind": str(sent.get("kind", "")), **given}
            if given["kind"] not in self._kinds:
                raise HTTPException(400)
        await self._perform("NotificationPreference", verb, given, actor)
        return self._back(request, _("Saved"))

    async def _page(
        self, request: Request, template: str, variables: Mapping[str, Any], **more: Any
    ) -> Response:
        actor, viewer = await self._who(request)
        toast = self._flash.open(request.cookies.get(COOKIE, ""))
        response = await self._renderer.page(
            request,
            template,
            actor,
            variables=variables,
            viewer=viewer,
            key=fresh_key(),
            toast=toast,
            **more,
        )
        if COOKIE in request.cookies:
            response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    async def _who(self, request: Request) -> tuple[Any, dict[str, Any]]:
        actor = await self._door.identify(request)
        if actor is None:
            raise SignInFirst
        return actor, await self._renderer.viewer(actor)

    async def _perform(self, record: str, name: str, given: Mapping[str, Any], actor: Any) -> None:
        """Raises 404 where it cannot be done: it is not there, or not theirs."""
        verb = self._verbs.at(record, name)
        if verb is None:
            raise HTTPException(404)
        answer = await self._renderer.read(verb.perform, {"input": given}, actor)
        errors = answer["done"]["errors"]
        if errors and errors[0]["code"] != "DUPLICATE":  # said twice: it is as they want it
            raise HTTPException(404)

    def _back(self, request: Request, said: str) -> Response:
        """To the page that was sent from; the rest of its address is its own."""
        query = "?show=unread" if "show=unread" in request.headers.get("referer", "") else ""
        response = RedirectResponse(f"{request.url.path}{query}", 303)
        if said:
            sealed = self._flash.seal(Toast(said))
            response.set_cookie(COOKIE, sealed, max_age=SECONDS, httponly=True, samesite="lax")
        return response
