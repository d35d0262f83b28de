"""The question that clients ask: what would have become of a promise, had it been another.

Only cases that who asks may see are played, so that nothing of others shows in any figure.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gateway.cases.models import Case
from gateway.levels.actions import faults
from gateway.levels.kinds import ScheduleSource
from gateway.levels.models import SlaDefinition
from gateway.levels.policy import SLA_DEFINITION
from gateway.request.actions.context import Act
from gateway.request.actions.questions import Part, question
from gateway.request.actions.refusals import InvalidInput, refuse
from gateway.request.scalars import global_id
from gateway.schedules.models import Schedule
from gateway.simulating.comparing import Changed, Comparison
from gateway.simulating.figures import Figures
from gateway.simulating.promises import altered, columns, promise
from gateway.simulating.stored import lives, opened

MOST = 2_000  # cases of one question: a second of work, where ten are the limit
WINDOW = 1_000  # of which it is asked at once who may see them
BACKWARDS = "The period ends before it begins."

FIGURES = Part(
    "What the clocks of a definition add up to.",
    {
        "cases": ("int", "How many cases had a clock of it."),
        "clocks": ("int", "How many clocks that were."),
        "met": ("int", "How many ended in time."),
        "breached": ("int", "How many ended too late."),
        "running": ("int", "How many have not ended."),
        "late": ("int", "How many of those are too late already."),
        "cancelled": ("int", "How many were given up."),
        "percent_met": (
            "Optional[float]",
            "Of those that ended, in percent; never rounded up.",
        ),
        "median": ("Optional[int]", "Seconds of the hours that count in which half of them ended."),
        "ninetieth": ("Optional[int]", "Seconds in which nine of ten ended."),
    },
)
LINE = Part(
    "What a change would make of the cases of one priority.",
    {
        "priority": ("Priority", "The priority that they have now."),
        "before": ("SimulatedFigures", "By the definition as it is."),
        "after": ("SimulatedFigures", "By the definition as it might be."),
    },
)
CASE = Part(
    "A case on which the promise would have ended otherwise.",
    {"id": ("ID", "The id of the case."), "number": ("str", "Its number.")},
)
ANSWER = {
    "cases": ("Optional[int]", "How many cases were looked at."),
    "complete": (
        "Optional[bool]",
        "Whether these are all cases of the period that you may see; else the newest 2,000.",
    ),
    "before": ("Optional[SimulatedFigures]", "By the definition as it is."),
    "after": ("Optional[SimulatedFigures]", "By the definition as it might be."),
    "lines": ("Optional[list[SimulatedLine]]", "The same by priority."),
    "gains": ("Optional[int]", "How many cases it was broken on would have it kept."),
    "losses": ("Optional[int]", "How many cases it was kept on would have it broken."),
    "gained": ("Optional[list[SimulatedCase]]", "The first hundred of the former."),
    "lost": ("Optional[list[SimulatedCase]]", "The first hundred of the latter."),
}
PARTS = {"SimulatedFigures": FIGURES, "SimulatedLine": LINE, "SimulatedCase": CASE}
CHANGES = ("duration", "schedule_source", "schedule", "start", "stop", "pause")


@question(SLA_DEFINITION, row="simulate", answer=ANSWER, parts=PARTS, lasting=True)
async def simulate(
    definition: SlaDefinition,
    act: Act,
    *,
    duration: int | None = None,
    schedule_source: ScheduleSource | None = None,
    schedule: Schedule | None = None,
    start: str | None = None,
    stop: str | None = None,
    pause: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """Play the histories of cases anew, by the definition as it is and as it might be.

    duration: How much time there would be, in seconds of the hours that count.
    schedule_source: Whose hours would count; those of `schedule`, where that is given alone.
    schedule: The schedule whose hours would count.
    start: When a clock would begin: a condition over a case, as JSON.
    stop: When the promise would be kept: a condition over a case, as JSON.
    pause: When a clock would stand still: a condition over a case, as JSON.
    since: The earliest opening of the cases; from the first on, where it is left out.
    until: Before when they were opened; up to now, where it is left out.
    """
    if schedule is not None and schedule_source is None:
        schedule_source = ScheduleSource.DEFINITION
    values = (duration, schedule_source, schedule, start, stop, pause)
    given = {n: v for n, v in zip(CHANGES, values, strict=True) if v is not None}
    before = promise(definition)
    after = altered(before, given)
    wrong = faults(after.definition, act, given)
    if since is not None and until is not None and until <= since:
        wrong.append(InvalidInput(BACKWARDS, "until"))
    refuse(wrong)
    comparison = Comparison([(before, after)])
    keys, complete = await _seen(act, since, until)
    await comparison.take(lives(keys, columns([before, after])), act.at)
    return {"cases": comparison.cases, "complete": complete, **_said(comparison)}


async def _seen(act: Act, since: datetime | None, until: datetime | None) -> tuple[list[int], bool]:
    """The newest cases of the period that who asks may see, and whether these are all."""
    keys: list[int] = []
    last: tuple[datetime, int] | None = None
    while found := await opened(since, until, last, WINDOW):
        seen = await act.among(Case, [key for _, key in found])
        keys += [key for _, key in found if key in seen]
        if len(keys) > MOST:
            return keys[:MOST], False
        last = found[-1]
    return keys, True


def _said(comparison: Comparison) -> Mapping[str, Any]:
    whole = Figures(), Figures()
    lines: list[dict[str, Any]] = []
    for _, _, priority, sides in comparison.in_order():
        if priority is None:
            whole = sides
        else:
            lines.append({"priority": priority.name, **_sides(sides)})
    return {
        **_sides(whole),
        "lines": lines,
        "gains": comparison.gains,
        "losses": comparison.losses,
        "gained": [_case(one) for one in comparison.gained],
        "lost": [_case(one) for one in comparison.lost],
    }


def _sides(sides: tuple[Figures, Figures]) -> dict[str, Any]:
    return {"before": _figures(sides[0]), "after": _figures(sides[1])}


def _figures(figures: Figures) -> dict[str, Any]:
    counts = ("cases", "clocks", "met", "breached", "running", "late", "cancelled", "median")
    return {
        **{name: getattr(figures, name) for name in counts},
        "percentMet": figures.percent,
        "ninetieth": figures.ninetieth,
    }


def _case(one: Changed) -> dict[str, str]:
    return {"id": global_id(Case.__name__, one.case), "number": one.number}
