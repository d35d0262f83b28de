"""What can be done with macros: write one, change it, delete it."""

from collections.abc import Iterator
from typing import Any

from gateway.desk.macros_policy import MACRO
from gateway.desk.models import Macro, MacroEnd
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    BadReference,
    InvalidInput,
    MissingInput,
    UserError,
    refuse,
)

FIELDS = (  # grid rows that are inputs of a new macro and of an edit
    *("description", "group", "everyone", "reply", "note", "category", "subcategory"),
    *("impact", "urgency", "priority", "assignment_group", "assigned_to", "follow_up_days"),
    *("end", "resolution_code", "resolution_notes"),
)
STEPS = frozenset(FIELDS) - {"description", "group", "everyone"}
LONGEST = 366  # days ahead


@action(MACRO, fields=FIELDS, label="New macro", bulk=False)
async def create(macro: Macro, act: Act, *, name: str, **given: Any) -> None:
    """Write down several steps that are often taken together on a case.

    Words may hold variables such as {{customer.name}} or {{case.number}}, which are filled in when
    the macro is applied.
    """
    macro.owner_id, macro.name = act.actor.user_id or 0, name
    fill(macro, given)
    refuse(_faults(macro, act))


@action(MACRO, fields=("name", *FIELDS, "active"), bulk=False)
async def edit(macro: Macro, act: Act, **given: Any) -> None:
    """Change what a macro does, or who may use it."""
    fill(macro, given)
    refuse(_faults(macro, act))


@action(MACRO, bulk=False, removes=True)
async def delete(macro: Macro, act: Act) -> None:
    """Delete it; what it has done stays."""
    await act.remove(macro)


def _faults(macro: Macro, act: Act) -> list[UserError]:
    found: list[UserError] = []
    if macro.group_id is not None and macro.group_id not in act.actor.group_ids:
        found.append(BadReference("You are no member of this group.", "group"))
    if macro.follow_up_days is not None and not 0 < macro.follow_up_days <= LONGEST:
        found.append(InvalidInput(f"From 1 to {LONGEST} days.", "follow_up_days"))
    found += _unready(macro)
    if macro.subcategory and not macro.category:
        found.append(MissingInput("A subcategory needs its category.", "category"))
    if not any(getattr(macro, f"{name}_id", None) or getattr(macro, name) for name in STEPS):
        found.append(MissingInput("Say what the macro does: one step at least."))
    return found


def _unready(macro: Macro) -> Iterator[UserError]:
    """What its end needs and does not find."""
    if macro.end is MacroEnd.REQUEST_INFO and not macro.reply:
        yield MissingInput("Say what to ask the requester.", "reply")
    if macro.end is MacroEnd.PROPOSE_SOLUTION and not macro.resolution_code:
        yield MissingInput("Say how the case is resolved.", "resolution_code")
    if macro.end is MacroEnd.PROPOSE_SOLUTION and not macro.resolution_notes:
        yield MissingInput("Say what the solution is.", "resolution_notes")
