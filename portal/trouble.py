"""When something is wrong: what happened, what it means, and where to go."""

from http import HTTPStatus
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ExceptionHandler

from portal.language import N_
from portal.language import gettext as _
from portal.render import Renderer, wanted
from portal.session import SignInFirst

TROUBLE = {
    400: (N_("That cannot be answered"), N_("Something in this address cannot be used.")),
    403: (N_("Not allowed"), N_("Your rights do not cover this.")),
    404: (N_("Not found"), N_("There is nothing here, or nothing that you may see.")),
    405: (N_("Not that way"), N_("This address takes other requests.")),
    429: (N_("Too fast"), N_("Wait a moment, then try again.")),
    500: (
        N_("Something failed on our side"),
        N_("Nothing was changed. Trying again may help."),
    ),
    503: (N_("That took too long"), N_("Try a narrower list, or try again.")),
}  # status -> what happened, and what it means


class Trouble:
    """Answers instead of a page, and instead of a part of one."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def handlers(self, refusal: type[Exception]) -> dict[type[Exception], ExceptionHandler]:
        """By what was raised; a `refusal` may have a `status` and a `message` for people."""
        return {
            SignInFirst: sign_in_first,
            HTTPException: self.of_page,
            refusal: self.of_question,
            Exception: self.of_ours,
        }

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
        shown = {"title": _(title), "text": _(text or meaning), "target": wanted(request)}
        return self._renderer.plain(request, template, status, **shown)


async def sign_in_first(request: Request, _: Exception) -> Response:
    """Leads to the sign-in page and back; htmx is told to leave the page as a whole."""
    if wanted(request):
        return Response(status_code=401, headers={"hx-redirect": "/login"})
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    known = target in ("/", "/cases")  # where everyone goes anyway
    return RedirectResponse("/login" if known else f"/login?next={quote(target)}", 303)
