"""What may be done with a record, read off the declarations and the grids one record at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.request.actions.declaring import Action
from gateway.request.graph import Graph
from tests.reference.sight import Row, Sight


@dataclass
class Menus:
    """The actions of records, as far as an actor's roles have them at all."""

    graph: Graph
    sight: Sight

    def of(self, type_name: str, row: Row) -> list[dict[str, Any]]:
        """The actions on an existing record."""
        found = (a for a in self._had() if a.type_name == type_name and a.verb != "create")
        return [self._told(a, row, self._against(a, row)) for a in found]

    def creations(self) -> list[dict[str, Any]]:
        """The actions that make a record."""
        return [self._told(a, None, None) for a in self._had() if a.verb == "create"]

    def _had(self) -> Iterator[Action]:
        for action in self.graph.actions.values():
            if self._grants(action, action.row, action.right) and not action.system:
                yield action

    def _grants(self, action: Action, name: str, way: str) -> bool:
        return bool(self.sight.granting(action.type_name, name, way))

    def _against(self, action: Action, row: Row) -> str | None:
        if action.moves is not None and (row["state"], action.verb) not in action.moves:
            return f"Not possible while {row['state'].replace('_', ' ').lower()}."
        if self.sight.may(action.type_name, row, action.row, action.right):
            return None
        granting = self.sight.granting(action.type_name, action.row, action.right)
        return f"Only where {self.sight.rule(action.type_name, granting)}."

    def _told(self, action: Action, row: Row | None, against: str | None) -> dict[str, Any]:
        kind = action.type_name[0].lower() + action.type_name[1:]
        return {
            "name": _camel(action.verb),
            "mutation": _camel(f"{kind}_{action.verb}"),
            "label": action.label,
            "allowed": against is None,
            "reason": against,
            "input": [
                {"name": _camel(name), "required": required}
                for name, required, many in _inputs(action)
                if self._gives(action, row, name, "append" if many else "write")
            ],
        }

    def _gives(self, action: Action, row: Row | None, name: str, way: str) -> bool:
        """Whether the input may be given: with this record, or where there is none yet, at all."""
        target = self._target(action, name)
        if target and not list(self.sight.seeing(target)):
            return False
        if name not in action.policy.rows:
            return True
        if row is None:
            return self._grants(action, name, way)
        return self.sight.may(action.type_name, row, name, way)

    def _target(self, action: Action, name: str) -> str:
        """The type that an input names a record of."""
        for given in action.inputs:
            if given.name == name:
                return given.kind.__name__ if given.refers else ""
        links = self.graph.entities[action.type_name].links
        return links[name].target if name in links else ""


def _inputs(action: Action) -> Iterator[tuple[str, bool, bool]]:
    """Name, whether it is mandatory, whether it is a list."""
    for given in action.inputs:
        yield given.name, given.required, given.many
    for name in action.fields:
        yield name, False, False


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part[0].upper() + part[1:] for part in rest)
