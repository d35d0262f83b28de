"""When windows are: what administrators do with them, and in which stretches of time they hold."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from gateway.changes.kinds import WindowKind
from gateway.changes.models import ChangeWindow
from gateway.changes.stretches import Stretch, common, joined
from gateway.changes.windows_policy import CHANGE_WINDOW
from gateway.database.fields import as_text
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.questions import Part, question
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    InvalidInput,
    MissingInput,
    Refused,
    UserError,
    refuse,
)
from gateway.schedules.models import Schedule
from gateway.schedules.reading import work_of
from gateway.schedules.worktime import Unworkable

ENDLESS = "Say from when until when it is, or by which schedule."
BACKWARDS = "It cannot end before it starts."
TWO_SCOPES = "It is about one asset or about one product, not about both."
TOO_LONG = "Ask for 400 days at most."
LONGEST = timedelta(days=400)
WRITTEN = ("description", "starts", "ends", "schedule", "product", "asset", "active")
STRETCH = Part(
    "A stretch of time in which a window holds.",
    {"start": ("datetime", "When it begins."), "end": ("datetime", "When it ends.")},
)
ANSWER = {"stretches": ("Optional[list[ChangeWindowStretch]]", "When it holds, in order.")}


@action(CHANGE_WINDOW, fields=WRITTEN, label="New change window", bulk=False)
async def create(
    window: ChangeWindow, act: Act, *, name: str, kind: WindowKind, **given: Any
) -> None:
    """Say when nothing may be altered, or when alone something may."""
    del act
    fill(window, {"name": name, "kind": kind, **given})
    refuse(_errors(window))


@action(CHANGE_WINDOW, fields=("name", "kind", *WRITTEN), bulk=False)
async def edit(window: ChangeWindow, act: Act, **given: Any) -> None:
    """Change the window; changes whose plans were checked before keep what was found."""
    del act
    fill(window, given)
    refuse(_errors(window))


def _errors(window: ChangeWindow) -> list[UserError]:
    errors: list[UserError] = []
    if window.schedule_id is None:
        absent = [name for name in ("starts", "ends") if getattr(window, name) is None]
        errors += [MissingInput(ENDLESS, name) for name in absent]
    if window.starts and window.ends and window.ends <= window.starts:
        errors.append(InvalidInput(BACKWARDS, "ends"))
    if window.product_id is not None and window.asset_id is not None:
        errors.append(InvalidInput(TWO_SCOPES, "product"))
    return errors


async def held(window: ChangeWindow, schedule: Schedule | None, within: Stretch) -> list[Stretch]:
    """When the window holds, as far as that lies within a stretch, in order.

    `schedule` is the one of the window, if any. Where its arithmetic does not reach, no window is.
    """
    bounds = common(within, (window.starts or within[0], window.ends or within[1]))
    if bounds is None or schedule is None:
        return [bounds] if bounds else []
    try:
        spans = (await work_of(schedule)).spans(*bounds)
        return joined((span.start, span.end) for span in spans if span.open)
    except Unworkable:
        return []


@question(CHANGE_WINDOW, row="reckon", answer=ANSWER, parts={"ChangeWindowStretch": STRETCH})
async def stretches(
    window: ChangeWindow, act: Act, *, start: datetime, end: datetime
) -> Mapping[str, Any]:
    """Say when a window holds between two instants.

    start: Since when.
    end: Until when; 400 days later at most.
    """
    del act
    if end < start:
        raise Refused(InvalidInput(BACKWARDS, "end"))
    if end - start > LONGEST:
        raise Refused(InvalidInput(TOO_LONG, "end"))
    schedule = await Schedule.get_or_none(id=window.schedule_id)
    return {"stretches": _told(await held(window, schedule, (start, end)) if window.active else ())}


def _told(found: Iterable[Stretch]) -> list[dict[str, str]]:
    return [{"start": as_text(start), "end": as_text(end)} for start, end in found]
