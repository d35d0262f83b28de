"""Writes the grids out for people: docs/policy.md, and one role's rights in sentences."""

import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from gateway.policy.gaps import ADDING_ROLES, ROLES
from gateway.policy.grid import NO, Cell, Condition, Policy

HEAD = """# Policy

Generated from the grids (`gateway/*/*policy.py`) by `make docs`; do not edit.

Rows are fields, columns are roles. The row *see* says which records a role may see at all; every
other row says what it may do with a field of a record that it sees. Somebody with several roles has
what any one of them grants, each on the records that this same role sees.

| cell | meaning |
|---|---|
| `R` | reads |
| `W` | reads and writes |
| `A` | reads and adds, never changes |
| `R:name` | reads where the condition *name* holds; below the tables each condition is a sentence |
| `W:name`, `A:name` | reads always, writes or adds where the condition holds |
| `-` | no: the value is withheld, and the answer names this rule |
| `x` | no: for this role the field does not even exist |

Where something may be done with the records of a type, tables of their own say so: there rows are
actions. What an action changes of a field, its performer must be allowed to write as well, wherever
he says himself what is to stand there.

| cell | meaning |
|---|---|
| `do` | performs the action on every record that the role sees |
| `do:name` | performs it where the condition *name* holds |
| `-` | no: the action is refused, and the answer names this rule |
| `x` | no: for this role the action does not even exist |
"""
DONE = "### What may be done"
WIDTH = 96  # of explanations on a terminal


class UnknownName(LookupError):
    """No such role or type; the message lists those that there are."""


# -- docs/policy.md -------------------------------------------------------------------------------


def document(policies: Iterable[Policy]) -> str:
    """All grids as Markdown: per type one table for each class of role, then the conditions."""
    return "\n".join([HEAD, *(_chapter(policy) for policy in policies)]).rstrip() + "\n"


def _chapter(policy: Policy) -> str:
    fields = [row for row in policy.rows if row not in _actions(policy)]
    parts = [f"## {policy.type_name}", "", *_scopes(policy), ""]
    parts += [line for table in _tables(policy, fields, see=True) for line in table]
    unseen = [role for roles in policy.classes.values() for role in roles if not policy.sees(role)]
    if unseen:
        parts += [f"Seeing none: {', '.join(unseen)}.", ""]
    if actions := _actions(policy):
        parts += [DONE, ""]
        parts += [line for table in _tables(policy, actions) for line in table]
    return "\n".join([*parts, *_sentences(policy)])


def _actions(policy: Policy) -> list[str]:
    """The rows that grant something to be done, in the order of the grid."""
    done = {row for (row, _), cell in policy.cells.items() if cell.do}
    return [row for row in policy.rows if row in done]


def _scopes(policy: Policy) -> Iterator[str]:
    yield f"Tokens with scopes need `{policy.area}:read` or `{policy.area}:write`."
    for row, area in policy.areas.items():
        yield f"For {_words([row])} they need `{area}` as well."
    for scope, condition in policy.without_scope.items():
        yield f"Without `{scope}` they reach only records where {condition.sentence}."


def _tables(policy: Policy, rows: list[str], *, see: bool = False) -> Iterator[list[str]]:
    """A table for each class of roles that sees anything, with a blank line after it."""
    for name, roles in policy.classes.items():
        if seeing := [role for role in roles if policy.sees(role)]:
            scopes = [policy.scopes[role].name for role in seeing] if see else []
            yield [*_table(name, seeing, scopes, _alike(policy, rows, seeing)), ""]


def _table(
    title: str, roles: list[str], scopes: list[str], alike: Mapping[tuple[str, ...], list[str]]
) -> Iterator[str]:
    yield f"| {title} | {' | '.join(roles)} |"
    yield "|---|" + "---|" * len(roles)
    if scopes:
        yield f"| *see* | {' | '.join(scopes)} |"
    for marks, rows in alike.items():
        yield f"| {_words(rows)} | {' | '.join(marks)} |"


def _alike(
    policy: Policy, rows: list[str], roles: list[str]
) -> Mapping[tuple[str, ...], list[str]]:
    """Rows with equal cells together, in the order of the grid."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        marks = tuple(mark(policy.cell(row, role)) for role in roles)
        found.setdefault(marks, []).append(row)
    return found


def mark(cell: Cell) -> str:
    """The cell as it is written in a grid."""
    if cell.concealed:
        return "x"
    grants = [
        f"{letter}{'' if right.always else ':' + right.name}"
        for letter, right in (("W", cell.write), ("A", cell.append), ("do", cell.do))
        if right
    ]
    if cell.read and (not grants or not cell.read.always):
        grants.insert(0, f"R{'' if cell.read.always else ':' + cell.read.name}")
    return "+".join(grants) or "-"


def _sentences(policy: Policy) -> Iterator[str]:
    conditions = {c.name: c for c in _conditions(policy) if not c.always}
    for name, condition in conditions.items():
        yield f"- *{name}*: {condition.sentence}"
    if conditions:
        yield ""


def _conditions(policy: Policy) -> Iterator[Condition]:
    yield from policy.scopes.values()
    for cell in policy.cells.values():
        yield from filter(None, (cell.read, cell.write, cell.append, cell.do))


def _words(rows: Iterable[str]) -> str:
    return ", ".join(f"`{row}`" for row in rows)


# -- one role, in sentences -----------------------------------------------------------------------


def explain_role(policies: Mapping[str, Policy], role: str, type_name: str) -> str:
    """What a role may do with records of a type, one sentence for each rule.

    Raises UnknownName when there is no such role or type.
    """
    policy = policies[_known("type", type_name, sorted(policies))]
    sees = policy.sees(_known("role", role, [*ROLES, *ADDING_ROLES]))
    if sees is None:
        return f"{role} sees no {type_name} records."
    cells = {row: policy.cell(row, role) for row in policy.rows}
    sentences = [f"{role} sees {type_name} records {_when(sees)}."]
    for verb, right in GRANTS.items():
        for when, rows in _by_condition(cells, right).items():
            sentences.append(f"{verb} {when}: {', '.join(rows)}.")
    for verb, cell in WITHHELD.items():
        if rows := [row for row, held in cells.items() if held == cell]:
            sentences.append(f"{verb}: {', '.join(rows)}.")
    return "\n".join(_wrapped(sentence) for sentence in sentences)


GRANTS: Mapping[str, Callable[[Cell], Condition | None]] = {
    "reads": lambda cell: cell.read,
    "writes": lambda cell: cell.write,
    "adds to": lambda cell: cell.append,
    "may perform": lambda cell: cell.do,
}
WITHHELD = {"never reads": NO, "never even hears of": Cell(concealed=True)}


def _by_condition(
    cells: Mapping[str, Cell], right: Callable[[Cell], Condition | None]
) -> dict[str, list[str]]:
    """The rows on which somebody has a right, by when he has it."""
    found: dict[str, list[str]] = {}
    for row, cell in cells.items():
        if condition := right(cell):
            found.setdefault(_when(condition), []).append(row)
    return found


def _known(kind: str, name: str, names: Collection[str]) -> str:
    if name not in names:
        raise UnknownName(f"No {kind} is called {name}; there are {', '.join(names)}.")
    return name


def _when(condition: Condition) -> str:
    return "always" if condition.always else f"when {condition.sentence}"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="    ", break_long_words=False)
