"""How forms travel: what was sent of them, and of which reference the choices are looked for."""

from collections.abc import Collection
from typing import Any

from starlette.requests import Request

from portal.attempts import Attempt
from portal.forms import typed
from portal.render import wanted
from portal.sheets import Typed, before

CHOICES = "choices-"  # an element that htmx wants: the choices of the reference named after it


def read_of(attempt: Attempt, sent: Any) -> Typed:
    """What was sent: of the fields that the form showed, else of those that are named."""
    was = before(sent)
    slots = attempt.verb.slots
    shown = sent if was is None else was
    names = [name for name in slots if name in shown or f"find-{name}" in sent]
    own = {name: slots[name] for name in names if name not in attempt.given}
    return Typed.read(own, sent, typed(own.values(), sent))


def sought(request: Request, names: Collection[str]) -> str:
    """The one of these inputs whose choices htmx wants; empty for none."""
    target = wanted(request)
    name = target.removeprefix(CHOICES)
    return name if target.startswith(CHOICES) and name in names else ""
