"""A function under construction: its lines, the names that they use, and its statements.

Only numbers, names of our own metadata and GraphQL names reach the source; every other constant
lies in the table of names.
"""

from dataclasses import dataclass, field
from typing import Any

from gateway.request import binding
from gateway.request.dialects import Dialect
from gateway.request.shapes import Sql
from gateway.request.statement import Parameter


@dataclass
class Script:
    """What the writers of one function share."""

    dialect: Dialect
    names: dict[str, Any]
    lines: list[str] = field(default_factory=list[str])
    statements: list[str] = field(default_factory=list[str])
    parameters: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    variables: int = 0

    def keep(self, value: Any) -> str:
        """Puts a constant into the table; returns its name."""
        name = f"N{len(self.names)}"
        self.names[name] = value
        return name

    def variable(self) -> str:
        """A name that no other line uses."""
        self.variables += 1
        return f"r{self.variables}"

    def fetch(self, sql: Sql) -> str:
        """The expression that runs a statement and is its rows."""
        name = f"Q{len(self.statements)}"
        self.statements.append(sql.text)
        self.parameters.append(tuple(p.source for p in sql.parameters))
        self.names[name] = sql.text
        return f"{'await ' if self.dialect.is_async else ''}F({name}, {self.bound(sql)})"

    def bound(self, sql: Sql) -> str:
        """The expression for the tuple of what a statement binds."""
        return f"({''.join(f'{self._bound(p)}, ' for p in sql.parameters)})"

    def _bound(self, parameter: Parameter) -> str:
        """The expression that makes a value fit for the database."""
        if parameter.source.startswith("A["):
            return parameter.source  # the actor's values come as the database takes them
        converts = binding.POSTGRES if self.dialect.is_async else binding.SQLITE
        convert = converts.get(parameter.kind)
        if parameter.many:
            name = f"many_{parameter.kind}"
            self.names[name] = binding.many(convert, as_json=not self.dialect.is_async)
            return f"{name}({parameter.source})"
        if convert is None:
            return parameter.source
        self.names[f"bind_{parameter.kind}"] = convert
        return f"bind_{parameter.kind}({parameter.source})"


def row(sql: Sql) -> str:
    """Names for the columns of one row: x0, x1 ..."""
    return "".join(f"x{i}, " for i in range(sql.width))


def display(entries: list[tuple[str, str]]) -> str:
    """A dict display: response key -> expression."""
    return "{" + ", ".join(f"{key!r}: {made}" for key, made in entries) + "}"
