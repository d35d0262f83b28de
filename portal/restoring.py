"""Takes back what was done with many cases: each by an edit of its own to its old values.

What somebody else has changed since stays as they left it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from portal.attempts import Attempt, Doing
from portal.cases import Visit
from portal.language import gettext as _
from portal.render import Renderer
from portal.sending import read_of
from portal.toasts import undo
from portal.verbs import Verb, Verbs

BACK = "back"  # the fields of the form: for each case a text that says how it was


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of one case."""

    number: str
    reason: str = ""  # why nothing was done


def restorable(
    verbs: Verbs,
    verb: Verb,
    before: Mapping[str, Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
) -> list[str]:
    """How the cases were that `verb` was done with, as far as an edit may put that back."""
    found: list[str] = []
    for case in after:
        back = undo(verbs, verb, before.get(case["id"]), case, "")
        if back is not None:
            found.append(json.dumps({"id": case["id"], "number": case["number"], **back.fields}))
    return found


class Restoring:
    """Does what `restorable` has written down."""

    def __init__(self, renderer: Renderer, verbs: Verbs) -> None:
        self._doing, self._edit = Doing(renderer, verbs), verbs.at("Case", "edit")

    async def restore(self, visit: Visit, texts: Iterable[Any]) -> list[Restored]:
        """Raises 400 for what a page of ours has not said."""
        return [await self._one(visit, _read(str(text))) for text in texts]

    async def _one(self, visit: Visit, held: dict[str, str]) -> Restored:
        if self._edit is None:
            raise HTTPException(404)
        number = held.pop("number", "")
        record = {"id": held.pop("id", ""), "number": number}
        action = {"label": "", "input": [{"name": name, "required": False} for name in held]}
        attempt = Attempt(visit, self._edit, action, number, record=record)
        try:
            outcome = await self._doing.do(attempt, read_of(attempt, FormData(held)))
        except HTTPException as gone:
            if gone.status_code != 404:
                raise
            return Restored(number, _("There is nothing here, or nothing that you may see."))
        if outcome.record is not None:
            return Restored(number)
        told = outcome.message or " ".join(outcome.errors.values())
        clashing = bool(outcome.typed.clashing)
        return Restored(number, _("Somebody else changed this meanwhile.") if clashing else told)


def _read(text: str) -> dict[str, str]:
    try:
        held: Any = json.loads(text)
        return {str(name): str(value) for name, value in held.items()}
    except (ValueError, RecursionError, AttributeError):
        raise HTTPException(400) from None
