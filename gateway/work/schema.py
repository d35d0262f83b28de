"""What clients may ask of any work that is done beside cases, and what ties it to them."""

from typing import Any

from gateway.request.sources import column, extend, interface, many

ABOUT = {
    "number": ("str", "Human number; unique, never reused."),
    "short_description": ("str", "What it is about, in one line."),
}
interface(
    "TaskLike",
    "Whatever has a number and is open for a while: a case, a task, work beside cases.",
    **ABOUT,
    opened_at=("datetime", "When it was made."),
    closed_at=("datetime", "When it was finished or given up."),
)
interface("Related", "A record that is tied to cases.", **ABOUT)
BOTH = ("TaskLike", "Related")

LINE = "What it is about, in one line."
WHOLE = "What it is about, in full."
RANK = "In which order work is taken up; follows from impact and urgency unless it was set."
IMPACT = "How much is affected."
URGENCY = "How long it can wait."
GROUP = "The group that works on it."
PERSON = "The person who works on it."
OPENED_AT, OPENED_BY = "When it was made.", "Who made it."
CLOSED_AT, CLOSED_BY = "When it was finished or given up.", "Who finished it or gave it up."
REASON = "What was said when it was last held up, sent back or ended."
SOURCE = "The case from which it was made."


def number(prefix: str) -> Any:
    return column(f"Human number, such as {prefix}0001234; unique, never reused.")


def relations(by: str) -> Any:
    """The cases to which a record is tied."""
    return many("CaseRelation", by=by, order=("-id",), description="The cases to which it is tied.")


def listed(target: str, name: str, **by: str) -> None:
    """Gives types that a kind of work refers to a list of it: by type, the field that refers."""
    for type_name, field in by.items():
        about = f"The {name} that refer to it, newest first."
        extend(
            type_name, **{name: many(target, by=field, order=("-opened_at",), description=about)}
        )
