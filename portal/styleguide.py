"""Every component of the portal in every state, on one page: to look at, and to compare."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.forms import Slot
from portal.reception import Reception
from portal.sheets import Clash, Field
from portal.toasts import Toast, Undo
from portal.withheld import Withheld

STATES = ("NEW", "OPEN", "AWAITING_INFO", "RESOLVED", "CLOSED", "CANCELLED")
PRIORITIES = ("CRITICAL", "HIGH", "MODERATE", "LOW")
NAMES = ("Mara Lindqvist", "Priya Raman", "Carl Otieno", "Zoë García", "Harbor & Pine")

_text = Field(Slot("subject", "text", "Short description", "One line."), "The pump leaks")
_choice = Field(
    Slot("impact", "choice", "Impact"), "HIGH", options=(("HIGH", "High"), ("LOW", "Low"))
)
FIELDS = (
    _text,
    replace(_text, slot=replace(_text.slot, name="needed"), value="", required=True),
    replace(
        _text,
        slot=replace(_text.slot, name="wrong", explained=""),
        error="At most 160 characters.",
    ),
    _choice,
    Field(Slot("cause", "area", "Cause", "What went wrong."), "A worn seal."),
    Field(Slot("share", "check", "Share the notes with the requester"), "true"),
    Field(Slot("quantity", "number", "Quantity"), "4"),
    Field(Slot("follow", "moment", "Follow up on", "Minutes count."), "2026-11-16T09:00"),
    Field(Slot("starts", "date", "Starts"), "2026-11-16"),
    Field(
        Slot("account", "reference", "Account", target="Account"),
        "1",
        options=(("1", "Harbor & Pine"), ("2", "Aurelia")),
        more=True,
    ),
    replace(
        _choice,
        slot=replace(_choice.slot, name="both"),
        clash=Clash("High", "Low", "Priya Raman", "2026-11-16T08:58:00Z"),
    ),
)


class Styleguide:
    """The handler of the page."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def routes(self) -> list[Route]:
        return [Route("/styleguide", self.page)]

    async def page(self, request: Request) -> Response:
        return self._reception.plain(
            request,
            "styleguide/styleguide.html",
            await self._reception.meet(request),
            states=STATES,
            priorities=PRIORITIES,
            names=NAMES,
            fields=FIELDS,
            said=Toast("Assigned to Priya Raman", Undo("#", {})),
            locked=Withheld("you work on the case", everywhere=False),
        )
