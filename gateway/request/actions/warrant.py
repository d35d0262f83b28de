"""What an actor may do with the record at hand: the rights, and which of them hold for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.policy.rights import ALWAYS, Access, Rights, Way
from gateway.request.actions.declaring import ACTIONS, Action
from gateway.request.actions.guards import conditional
from gateway.request.actions.inputs import Slot, granted
from gateway.request.actions.refusals import (
    ActionForbidden,
    FieldForbidden,
    InvalidTransition,
    Refused,
)


class _Everything(Rights):
    """The rights of Caseway itself."""

    def records(self, type_name: str) -> Access:
        del type_name
        return ALWAYS

    def may(self, type_name: str, row: str, way: Way) -> Access:
        del type_name, row, way
        return ALWAYS


EVERYTHING: Rights = _Everything({}, frozenset({"caseway itself"}))


@dataclass
class Warrant:
    """One action of one actor. `holds` says of each conditional right whether the row has it."""

    action: Action
    rights: Rights
    holds: dict[str, bool] = field(default_factory=dict[str, bool])

    # -- rights ----------------------------------------------------------------------------------

    @property
    def right(self) -> Access:
        """The right to the verb."""
        return self.may(self.action.row, self.action.right)

    def may(self, row: str, way: Way) -> Access:
        return self.rights.may(self.action.type_name, row, way)

    def giving(self, slot: Slot) -> Access:
        """The right to give an input."""
        given = slot.input
        refers_to = given.kind.__name__ if given.refers else ""
        return granted(self.rights, self.action, given.name, refers_to, many=given.many)

    def undecided(self, slots: Iterable[Slot]) -> tuple[Access, ...]:
        """The rights that the row must decide."""
        return conditional((self.right, *map(self.giving, slots)))

    def decide(self, rules: tuple[Access, ...], row: Mapping[str, Any]) -> None:
        """Takes the answers f0, f1 ... of the database."""
        self.holds = {rule.name: bool(row[f"f{i}"]) for i, rule in enumerate(rules)}

    def holding(self, access: Access) -> bool:
        """Whether a right holds for the row; before there is one, as far as that is known."""
        if access.always or (access.allowed and self.action.creates and not self.holds):
            return True
        return access.allowed and self.holds.get(access.name, False)

    # -- refusals --------------------------------------------------------------------------------

    def check_right(self) -> None:
        """Raises Refused where no role has the right at all."""
        if not self.right.allowed:
            raise self._forbidden()

    def check_state(self, state: Any) -> None:
        """Raises Refused where the lifecycle does not lead there from `state`."""
        if not self.action.leads(state):
            here = str(state).replace("_", " ").lower()
            said = f"Not possible while {here}."
            raise Refused(InvalidTransition(said, "id", allowed=tuple(self._possible(state))))

    def check_record(self) -> None:
        """Raises Refused where the right does not hold for the row."""
        if not self.holding(self.right):
            raise self._forbidden()

    def refusal(self, slot: Slot) -> FieldForbidden:
        """Why an input may not be given."""
        return FieldForbidden("You may not write this.", slot.name, rule=self.giving(slot).rule)

    def _forbidden(self) -> Refused:
        label = self.action.label[0].lower() + self.action.label[1:]
        said = f"You may not do this: {label}."
        return Refused(ActionForbidden(said, rule=self.right.rule))

    def _possible(self, state: Any) -> Iterable[str]:
        """The verbs that lead somewhere from `state`, as far as the actor has them at all."""
        for other in ACTIONS[self.action.type_name].values():
            granted = self.may(other.row, other.right).allowed
            if other.moves and other.leads(state) and granted and not other.system:
                yield other.verb
