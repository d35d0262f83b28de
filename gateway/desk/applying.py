"""Applies a macro to a case: all of its steps in one act, or none of them.

Each step needs the rights that the same step needs when it is taken alone; what stands against any
of them is told at once.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.desk.models import Macro, MacroEnd
from gateway.request.actions.context import Act, Step
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import InvalidInput, MissingInput, Refused, refuse
from gateway.request.scalars import global_id

VARIABLE = re.compile(r"\{\{\s*([\w.]*)\s*\}\}")
CHANGES = ("category", "subcategory", "impact", "urgency", "priority")
PLACES = {"assignment_group": "Group", "assigned_to": "User"}


@action(CASE, label="Apply a macro")
async def apply_macro(
    case: Case, act: Act, *, macro: Macro, reply: str | None = None, note: str | None = None
) -> None:
    """Do what a macro says: all of its steps, or none.

    macro: Which one; its changes are made as they stand in it.
    reply: What to write to the customer: as a rule the macro's reply, with its variables filled in.
        Without it, nothing is written.
    note: What to write for colleagues, likewise.
    """
    if not macro.active:
        raise Refused(InvalidInput("This macro is not in use.", "macro"))
    refuse(_unfilled("reply", reply))
    refuse(_unfilled("note", note))
    await act.take(case, list(_steps(macro, act, reply, note)))
    act.tell(macro=macro.pk)


def _unfilled(name: str, text: str | None) -> Iterator[InvalidInput]:
    for each in dict.fromkeys(VARIABLE.findall(text or "")):
        yield InvalidInput(f"Say what stands for {{{{{each}}}}}.", name)


def _steps(macro: Macro, act: Act, reply: str | None, note: str | None) -> Iterator[Step]:
    if changes := _changes(macro, act):
        yield "edit", changes
    if note:
        yield "work_note", {"text": note}
    if macro.end is MacroEnd.REQUEST_INFO:
        if not reply:
            raise Refused(MissingInput("Say what you need to know.", "reply"))
        yield "request_info", {"text": reply}
    elif reply:
        yield "comment", {"text": reply}
    if macro.end is MacroEnd.PROPOSE_SOLUTION:
        code, notes = macro.resolution_code, macro.resolution_notes
        yield "propose_solution", {"resolutionCode": code, "resolutionNotes": notes}


def _changes(macro: Macro, act: Act) -> dict[str, Any]:
    """The inputs of the edit, as clients write them."""
    found: dict[str, Any] = {name: getattr(macro, name) for name in CHANGES}
    for name, type_name in PLACES.items():
        key = getattr(macro, f"{name}_id")
        first, *rest = name.split("_")
        found[first + "".join(map(str.title, rest))] = key and global_id(type_name, key)
    if macro.follow_up_days:
        found["followUpAt"] = act.at + timedelta(days=macro.follow_up_days)
    return {name: value for name, value in found.items() if value is not None}
