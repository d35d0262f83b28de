"""Tells people, or programs, what an import did."""

from typing import Any

from rich.console import Console

from gateway.imports.reconcile import Figure, Reconciliation
from gateway.imports.servicenow import Outcome
from gateway.imports.undo import Undone

NAMES = {
    "Group": "groups",
    "User": "users",
    "GroupMember": "group members",
    "Account": "accounts",
    "Contact": "contacts",
    "Category": "categories",
}


def told(outcome: Outcome) -> str:
    """The outcome for people."""
    lines = [_headline(outcome), *_refusals(outcome)]
    if outcome.reconciliation:
        lines += [_table(outcome.reconciliation), _verdict(outcome, outcome.reconciliation)]
    return "\n".join(lines)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome for programs; `figures` has the form of the published reference."""
    compared = outcome.reconciliation
    return {
        "batch": outcome.batch,
        "dry_run": outcome.batch is None,
        "events": outcome.events,
        "cases": dict(outcome.cases),
        "parties": dict(outcome.parties),
        "refused": outcome.refused,
        "examples": [{"line": r.line.number, "reason": r.reason} for r in outcome.examples],
        "figures": compared and compared.block,
        "reconciliation": compared and [_as_json(figure) for figure in compared.figures],
        "agrees": compared and compared.agrees,
    }


def undone_told(number: int, undone: Undone) -> str:
    """What an undo did, for people."""
    lines = [f"Import {number} is undone: {sum(undone.removed.values()):,} rows removed."]
    if undone.restored:
        lines.append(f"{undone.restored:,} cases are as the import before had left them.")
    lines += [
        f"{count:,} {NAMES[kind]} stay: others need them." for kind, count in undone.kept.items()
    ]
    return "\n".join(lines)


def console(*, stderr: bool = False) -> Console:
    """Where to print; plain text when it is no terminal."""
    return Console(stderr=stderr, highlight=False, markup=False, soft_wrap=True)


def _headline(outcome: Outcome) -> str:
    would = "Would replay" if outcome.batch is None else f"Import {outcome.batch}: replayed"
    cases = ", ".join(f"{n:,} {what}" for what, n in sorted(outcome.cases.items())) or "none"
    made = ", ".join(f"{n:,} {NAMES[kind]}" for kind, n in outcome.parties.items() if n)
    return (
        f"{would} {outcome.events:,} events. Cases: {cases}. "
        f"New besides: {made or 'nothing'}. Quarantined: {outcome.refused:,} lines."
    )


def _refusals(outcome: Outcome) -> list[str]:
    shown = [f"  line {one.line.number:,}: {one.reason}" for one in outcome.examples]
    more = outcome.refused - len(shown)
    return [*shown, f"  … and {more:,} more"] if more else shown


def _table(reconciliation: Reconciliation) -> str:
    rows = [("Figure", "in the file", "quarantined", "in the database", "")]
    for figure in reconciliation.figures:
        file, refused, held = map(_cell, (figure.file, figure.refused, figure.database))
        rows.append((figure.name, file, refused, held, "equal" if figure.agrees else "DIFFERS"))
    return "\n".join(
        f"{name:<52} {file:>19} {refused:>12} {database:>19}  {mark}".rstrip()
        for name, file, refused, database, mark in rows
    )


def _verdict(outcome: Outcome, reconciliation: Reconciliation) -> str:
    if reconciliation.agrees:
        return (
            "The database holds what the file adds up to, less what is quarantined.\n"
            f"To take it back: caseway import servicenow-log --undo {outcome.batch}"
        )
    return "The database does not hold what the file adds up to: cases were changed here since."


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _as_json(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "file": figure.file,
        "quarantined": figure.refused,
        "database": figure.database,
        "agrees": figure.agrees,
    }
