"""Signing in and out, and the choice of theme: forms that work without scripts."""

from math import ceil
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.cookies import forget, remember
from portal.language import gettext as _
from portal.language import ngettext
from portal.render import THEMES, Renderer
from portal.session import Admission, Door, opened_by_its_reader


class Entrance:
    """The handlers in front of the workspace."""

    def __init__(self, renderer: Renderer, door: Door) -> None:
        self._renderer, self._door = renderer, door

    def routes(self) -> list[Route]:
        return [
            Route("/login", self.form),
            Route("/login", self.sign_in, methods=["POST"]),
            Route("/login/{secret}", self.link),
            Route("/login/{secret}", self.redeem, methods=["POST"]),
            Route("/logout", self.sign_out, methods=["POST"]),
            Route("/theme", self.theme, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        return self._form(request, target=local(request.query_params.get("next", "")))

    async def sign_in(self, request: Request) -> Response:
        form = await request.form()
        name, target = str(form.get("user", "")), local(str(form.get("next", "")))
        admission = await self._door.sign_in(request, name, str(form.get("password", "")))
        return admitted(admission, target) or self._form(request, admission, name, target)

    async def link(self, request: Request) -> Response:
        """A one-time link: at once for its reader, by one button for all that came otherwise."""
        if opened_by_its_reader(request):
            return await self.redeem(request)
        person = await self._door.whose(request.path_params["secret"])
        if not person:
            used_up = _(
                "This link was used or is too old. Ask for a new one, or sign in with a password."
            )
            return self._form(request, Admission(refusal=used_up))
        return self._renderer.plain(request, "link.html", person=person)

    async def redeem(self, request: Request) -> Response:
        admission = await self._door.redeem(request, request.path_params["secret"])
        return admitted(admission, "/") or self._form(request, admission)

    async def sign_out(self, request: Request) -> Response:
        response = RedirectResponse("/login", 303)
        response.headers.append("set-cookie", await self._door.sign_out(request))
        response.headers["clear-site-data"] = '"cache"'
        return response

    async def theme(self, request: Request) -> Response:
        theme = str((await request.form()).get("theme", ""))
        response = RedirectResponse(came_from(request), 303)
        if theme in THEMES:
            remember(response, "theme", theme)
        else:
            forget(response, "theme")
        return response

    def _form(
        self,
        request: Request,
        admission: Admission | None = None,
        name: str = "",
        target: str = "/",
    ) -> Response:
        """The form, with what went wrong; a refusal never says whether the user exists."""
        shown: dict[str, Any] = {
            "refusal": refused(admission) if admission else "",
            "name": name,
            "target": target,
        }
        response = self._renderer.plain(
            request, "login.html", admission.status if admission else 200, **shown
        )
        if admission and admission.retry_after:
            response.headers["retry-after"] = str(admission.retry_after)
        return response


def admitted(admission: Admission, target: str) -> Response | None:
    """The way in, with the session's cookie; None when refused."""
    if not admission.cookie:
        return None
    response = RedirectResponse(target, 303)
    response.headers.append("set-cookie", admission.cookie)
    return response


def refused(admission: Admission) -> str:
    """Why nobody is let in, and how long that lasts."""
    wait, said = admission.retry_after, _(admission.refusal)
    if not wait:
        return said
    if wait < 120:
        again = ngettext("Try again in a second.", "Try again in %(num)s seconds.", wait)
    else:
        wait = ceil(wait / 60)
        again = ngettext("Try again in a minute.", "Try again in %(num)s minutes.", wait)
    return f"{said} {again % {'num': wait}}"


def local(address: str) -> str:
    """An address of ours to go on to; the start page for everything else."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    if not ours or parts.scheme or parts.netloc or any(c < " " or c == "\\" for c in address):
        return "/"
    return "/" if parts.path.startswith("/login") else address


def came_from(request: Request) -> str:
    """The page that a form was sent from."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host"):
        return "/"
    return local(f"{parts.path}?{parts.query}" if parts.query else parts.path)
