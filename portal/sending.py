"""How forms travel: what an address fills in, what was sent, and where an answer leads."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.attempts import Attempt
from portal.forms import Text, typed
from portal.render import wanted
from portal.sheets import Typed, before
from portal.verbs import Verb

CHOICES = "choices-"  # an element that htmx wants: the choices of the reference named after it
PRESET = "with-"  # what a query names to fill in a new form: with-account=ID


def preset(request: Request, verb: Verb) -> dict[str, Text]:
    """What the address of a form for something new fills in, by input."""
    if not verb.creates:
        return {}
    query = request.query_params
    return {
        name: [text] if slot.many else text
        for name, slot in verb.slots.items()
        if (text := query.get(f"{PRESET}{name}", ""))
    }


def read_of(attempt: Attempt, sent: Any) -> Typed:
    """What was sent: of the fields that the form showed, else of those that are named."""
    was = before(sent)
    slots = attempt.verb.slots
    shown = sent if was is None else was
    names = [name for name in slots if name in shown or f"find-{name}" in sent]
    own = {name: slots[name] for name in names if name not in attempt.given}
    return Typed.read(own, sent, typed(own.values(), sent))


def leading(request: Request, address: str) -> Response:
    """Leads to a page: by 303, or as a whole where htmx asks."""
    if wanted(request):
        return Response(status_code=200, headers={"hx-redirect": address})
    return RedirectResponse(address, 303)
