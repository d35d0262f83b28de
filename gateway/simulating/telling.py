"""The outcome of a simulation as a table for people, and as CSV for programs."""

import csv
from collections.abc import Iterator
from typing import TextIO

from gateway.cases.priority import Priority
from gateway.levels.clocks import FULL
from gateway.simulating.comparing import Changed, Comparison
from gateway.simulating.figures import Figures

HEADINGS = (
    *("", "cases", "met", "breached", "running", "cancelled", "met, %", "half within"),
    "nine of ten within",
)
WIDTHS = (38, 8, 8, 9, 8, 10, 8, 14, 19)
LINE = 100  # characters
CSV = (
    *("definition", "target", "priority", "side", "cases", "clocks", "met", "breached", "running"),
    *("late", "cancelled", "percent_met", "median_seconds", "ninetieth_seconds"),
)


def lines(comparison: Comparison) -> Iterator[str]:
    """Lines for people. Priorities of which every clock was given up are left out."""
    yield _row(HEADINGS)
    for before, after, priority, sides in comparison.in_order():
        name = before.definition.name if priority is None else f"  {_said(priority)}"
        yield from _both(name, sides, changed=before is not after, whole=priority is None)
    for target, sides in comparison.targets.items():
        changes = any(before is not after for before, after in comparison.promises)
        yield from _both(f"All: {target.value.lower()}", sides, changed=changes, whole=True)
    yield from _turned("Kept instead of broken", comparison.gains, comparison.gained)
    yield from _turned("Broken instead of kept", comparison.losses, comparison.lost)
    if comparison.verdicts:
        yield from _verdicts(comparison)


def write(comparison: Comparison, file: TextIO) -> None:
    """Every line of it as CSV; without a priority, of all priorities."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(CSV)
    for before, _, priority, sides in comparison.in_order():
        named = before.definition.name, before.definition.target.value
        for side, figures in zip(("before", "after"), sides, strict=True):
            f = figures
            counts = f.cases, f.clocks, f.met, f.breached, f.running, f.late, f.cancelled
            times = f.percent, f.median, f.ninetieth
            writer.writerow([*named, priority.name if priority else "", side, *counts, *times])


def span(seconds: int | None) -> str:
    """1 h 30 min, to the minute below."""
    if seconds is None:
        return ""
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours:,} h {minutes} min" if hours else f"{minutes} min"


def _both(
    name: str, sides: tuple[Figures, Figures], *, changed: bool, whole: bool
) -> Iterator[str]:
    counted = any(f.met or f.breached or f.running for f in sides)
    if not counted and not whole:
        return
    yield _figures(name, sides[0])
    if changed:
        yield _figures(" " * (len(name) - len(name.lstrip()) + 2) + "would be", sides[1])


def _figures(name: str, f: Figures) -> str:
    counts = (f"{n:,}" for n in (f.cases, f.met, f.breached, f.running, f.cancelled))
    percent = "" if f.percent is None else f"{f.percent:.2f}"
    return _row((name, *counts, percent, span(f.median), span(f.ninetieth)))


def _row(cells: tuple[str, ...]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    return f"{first[0]:<{first[1]}}" + "".join(f" {cell:>{width}}" for cell, width in others)


def _said(priority: Priority) -> str:
    return f"{priority.value} {priority.name.capitalize()}"


def _turned(what: str, count: int, named: list[Changed]) -> Iterator[str]:
    if not count:
        return
    first = f", the first {len(named)}" if count > len(named) else ""
    line = f"{what}: {count:,} cases{first}:"
    for one in dict.fromkeys(case.number for case in named):
        if len(line) + len(one) >= LINE:
            yield line
            line = " "
        line += f" {one}"
    yield line


def _verdicts(comparison: Comparison) -> Iterator[str]:
    """What the source says, beside solutions here."""
    both = comparison.verdicts
    kept, missed = (sum(n for (one, _), n in both.items() if one is said) for said in (True, False))
    judged = {key: n for key, n in both.items() if key[1] is not None}
    same = sum(n for (said, here), n in judged.items() if said is here)
    whole = sum(judged.values())
    alike = f"{same * FULL * FULL // whole / FULL:.2f}" if whole else "0"
    yield ""
    yield f"The source's own made_sla: {kept:,} kept, {missed:,} missed."
    yield (
        f"Of {whole:,} that had a solution promised here, both agree on {same:,} ({alike} %): "
        f"{both[True, True]:,} kept, {both[False, False]:,} missed."
    )
    yield f"Missed by the source alone: {both[False, True]:,}; here alone: {both[True, False]:,}."
    rest = both[True, None] + both[False, None]
    yield f"On {rest:,} none was: resolved where their history begins, or of another priority."
