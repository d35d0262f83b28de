"""What is done with definitions: written down and changed, each fault told at its field."""

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.levels.kinds import (
    CancelWhen,
    ResumeWhen,
    ScheduleSource,
    SlaTarget,
)
from gateway.levels.models import SlaDefinition
from gateway.levels.policy import SLA_DEFINITION
from gateway.levels.rows import percentages
from gateway.levels.words import reading
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import (
    Duplicate,
    InvalidInput,
    MissingInput,
    UserError,
    refuse,
)

CONDITIONS = ("start", "stop", "pause", "resume", "cancel", "reset")
GIVEN = (
    *("kind", "position", "account", "contract", "product", "pause", "resume", "cancel", "reset"),
    *("when_to_cancel", "when_to_resume", "retroactive_start", "set_start_to"),
    *("retroactive_pause", "schedule_source", "schedule", "timezone_source", "warn_at"),
    *("customer_visible", "active"),
)
LONGEST = 366 * 24 * 3600  # seconds that may be promised

TAKEN = "There is a definition of this name already."
TOO_SHORT = "A promise takes a second at least."
TOO_LONG = "A promise takes a year at most."
PERCENT = "Percentages between 1 and 99, such as 50, 75."
NO_SCHEDULE = "Choose the schedule whose hours count."
NO_CONDITION = "Say when, by this condition."


@action(SLA_DEFINITION, fields=GIVEN, label="New service level", bulk=False)
async def create(
    definition: SlaDefinition,
    act: Act,
    *,
    name: str,
    target: SlaTarget,
    duration: int,
    start: str,
    stop: str,
    **given: Any,
) -> None:
    """Write down what is promised in time; clocks of it begin with the next change of a case."""
    required = {"name": name, "target": target, "duration": duration, "start": start, "stop": stop}
    await _write(definition, act, {**required, **given})


@action(
    SLA_DEFINITION,
    fields=("name", "target", "duration", "start", "stop", *GIVEN),
    bulk=False,
)
async def edit(definition: SlaDefinition, act: Act, **given: Any) -> None:
    """Change what is promised; clocks that run keep their time and their hours."""
    await _write(definition, act, given)


async def _write(definition: SlaDefinition, act: Act, given: Mapping[str, Any]) -> None:
    fill(definition, given)
    refuse(faults(definition, act, given))
    namesakes = SlaDefinition.filter(name=definition.name).exclude(id=definition.pk or 0)
    if "name" in given and await namesakes.exists():
        refuse([Duplicate(TAKEN, "name")])


def faults(definition: SlaDefinition, act: Act, given: Mapping[str, Any]) -> list[UserError]:
    """What is wrong with what is given, once the definition holds it; names are looked at apart."""
    return [*_numbers(definition, given), *_conditions(act, given), *_missing(definition)]


def _numbers(definition: SlaDefinition, given: Mapping[str, Any]) -> Iterator[UserError]:
    if "duration" in given and not 0 < definition.duration <= LONGEST:
        yield InvalidInput(TOO_SHORT if definition.duration <= 0 else TOO_LONG, "duration")
    try:
        percents = percentages(definition.warn_at or "")
    except ValueError:
        yield InvalidInput(PERCENT, "warn_at")
    else:
        definition.warn_at = ", ".join(map(str, percents))


def _conditions(act: Act, given: Mapping[str, Any]) -> Iterator[UserError]:
    """What is wrong with them, by its place; what is hidden from their writer is unknown."""
    for name in CONDITIONS:
        if given.get(name):
            for fault in reading(given[name], act.may_read).faults:
                yield InvalidInput(str(fault), name)


def _missing(definition: SlaDefinition) -> Iterator[UserError]:
    """What another choice asks for."""
    source, schedule = definition.schedule_source, definition.schedule_id
    if source is ScheduleSource.DEFINITION and schedule is None:
        yield MissingInput(NO_SCHEDULE, "schedule")
    if definition.when_to_cancel is CancelWhen.CANCEL_MET and not definition.cancel:
        yield MissingInput(NO_CONDITION, "cancel")
    if definition.when_to_resume is ResumeWhen.RESUME_MET and not definition.resume:
        yield MissingInput(NO_CONDITION, "resume")
