"""What one was told: the bell, the list by days, and what one wants to hear of."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.language import gettext as _
from portal.notices import MEANINGS
from portal.reception import Reception, Visitor
from portal.render import Renderer
from portal.toasts import Toast, key_of
from portal.verbs import Verbs

ADDRESS = "/notifications"
CHOICES = f"{ADDRESS}/preferences"


class Notifications:
    """The handlers of the pages."""

    def __init__(self, renderer: Renderer, reception: Reception, verbs: Verbs) -> None:
        self._renderer, self._reception, self._verbs = renderer, reception, verbs
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
        visitor = await self._reception.meet(request)
        return self._reception.plain(request, "notifications/bell.html", visitor)

    async def list(self, request: Request) -> Response:
        only_unread = request.query_params.get("show") == "unread"
        after = request.query_params.get("after") or None
        return await self._reception.page(
            request,
            "notifications/notifications.html",
            await self._reception.meet(request),
            {"view": "UNREAD" if only_unread else "ALL", "after": after},
            only_unread=only_unread,
            later=bool(after),
        )

    async def mark(self, request: Request) -> Response:
        """Marks one as read or unread, or all up to the newest that was shown."""
        visitor, sent = await self._reception.meet(request), await request.form()
        for name, verb, more in (
            ("read", "read", {}),
            ("unread", "unread", {}),
            ("all", "read", {"earlier": True}),
        ):
            if name in sent:
                given = {"id": str(sent[name]), **more}
                await self._perform("Notification", verb, given, visitor, sent)
                return self._back(request, _("Marked as unread") if verb == "unread" else "")
        raise HTTPException(400)

    async def preferences(self, request: Request) -> Response:
        visitor = await self._reception.meet(request)
        kinds = [(kind, _(MEANINGS[kind])) for kind in self._kinds]
        template = "notifications/preferences.html"
        return await self._reception.page(request, template, visitor, {}, kinds=kinds)

    async def choose(self, request: Request) -> Response:
        """Turns one kind on or off."""
        visitor, sent = await self._reception.meet(request), await request.form()
        given: dict[str, Any] = {"inApp": sent.get("told") != "no"}
        if "id" in sent:
            verb, given = "edit", {"id": str(sent["id"]), **given}
        else:
            verb, given = "create", {"kind": str(sent.get("kind", "")), **given}
            if given["kind"] not in self._kinds:
                raise HTTPException(400)
        await self._perform("NotificationPreference", verb, given, visitor, sent)
        return self._back(request, _("Saved"))

    async def _perform(
        self, record: str, name: str, given: Mapping[str, Any], visitor: Visitor, sent: FormData
    ) -> None:
        """Raises 404 where it cannot be done: it is not there, or not theirs."""
        verb = self._verbs.at(record, name)
        done = await self._renderer.perform(verb, given, visitor.actor, key_of(sent))
        errors = done["errors"]
        if errors and errors[0]["code"] != "DUPLICATE":  # said twice: it is as they want it
            raise HTTPException(404)

    def _back(self, request: Request, said: str) -> Response:
        """To the page that was sent from; the rest of its address is its own."""
        query = "?show=unread" if "show=unread" in request.headers.get("referer", "") else ""
        address = f"{request.url.path}{query}"
        return self._reception.lead(request, address, Toast(said) if said else None)
