"""Keeps what is typed and not sent yet: by a script while one types, or by a button."""

from graphql import DocumentNode, parse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.cases import Cases
from portal.language import gettext as _
from portal.reception import Reception
from portal.refusals import told
from portal.render import Renderer
from portal.toasts import Toast
from portal.verbs import Verbs

NOTE = "workNote"  # the voice whose drafts are for colleagues


def _keep(mutation: str) -> DocumentNode:
    name = f"{mutation[:1].upper()}{mutation[1:]}"
    return parse(
        f"mutation {name}($input: {name}Input!) {{ done: {mutation}(input: $input)"
        " { errors { code message } } }",
        no_location=True,
    )


KEEP = {"comment": _keep("caseKeepDraft"), NOTE: _keep("caseKeepNoteDraft")}  # by voice


class Drafts:
    """The handler of drafts."""

    def __init__(
        self, renderer: Renderer, reception: Reception, cases: Cases, verbs: Verbs
    ) -> None:
        self._renderer, self._reception = renderer, reception
        self._cases, self._verbs = cases, verbs

    def routes(self) -> list[Route]:
        return [Route("/cases/{number}/draft", self.keep, methods=["POST"])]

    async def keep(self, request: Request) -> Response:
        """Keeps or throws away; a script is told no more than that it is done."""
        visit = await self._cases.visit(request)
        number = request.path_params["number"]
        async with request.form() as form:
            sent = {name: value for name, value in form.items() if isinstance(value, str)}
            called = form.getlist("mentions")
        case = await self._renderer.record(self._verbs.case, {"number": number}, visit.actor)
        text = None if "_discard" in sent else sent.get("text", "").strip() or None
        document = KEEP.get(sent.get("voice", ""), KEEP["comment"])
        given = {"id": case["id"], "text": text}
        given |= {"mentions": called} if text and called else {}
        done = (await self._renderer.read(document, {"input": given}, visit.actor))["done"]
        if done["errors"]:
            raise HTTPException(422, told(done["errors"][0]["message"]))
        if "_script" in sent:
            return Response(status_code=204)
        said = Toast(_("Draft kept") if text else _("Draft thrown away"))
        return self._reception.lead(request, visit.here.case(number), said)


def documents() -> list[tuple[str, DocumentNode]]:
    """What it asks, to be checked against the schema."""
    return [(f"draft of a {voice}", document) for voice, document in KEEP.items()]
