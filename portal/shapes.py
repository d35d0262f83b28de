"""What was asked about each value that a template meets, and which of it the template reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from portal.lens import Fragment, Lens


@dataclass(eq=False, slots=True)
class Shape:
    """The fields that were asked of a value, or of each value of a list."""

    fields: dict[str, "Shape"] = field(default_factory=dict[str, "Shape"])
    spreads: set[str] = field(default_factory=set[str])
    line: int = 0
    read: bool = False
    options: tuple["Shape", ...] = ()  # the value is one of these, whichever there is

    def member(self, name: str) -> "Shape | None":
        """The shape of a field, which counts as read; None when it was not asked for."""
        if self.options:
            found = [f for f in (option.member(name) for option in self.options) if f]
            return either(*found) if found else None
        member = self.fields.get(name)
        if member:
            member.read = True
        return member

    def asked(self) -> set[str]:
        return set(self.fields).union(*(option.asked() for option in self.options))

    def use(self) -> None:
        """All of it counts as read: it went to code that the check does not see."""
        self.read = True
        for part in (*self.fields.values(), *self.options):
            part.use()

    def unread(self, path: str = "") -> Iterator[tuple[int, str]]:
        """Line and path of each field that nobody read."""
        for name, part in self.fields.items():
            if not part.read:
                yield part.line, f"{path}{name}"
            else:
                yield from part.unread(f"{path}{name}.")


def either(*shapes: Shape | None) -> Shape | None:
    """A value that is one or the other: it has the fields of each."""
    known = [shape for shape in shapes if shape is not None]
    return Shape(options=tuple(known)) if len(known) > 1 else next(iter(known), None)


class Shapes:
    """The shapes of all fragments and operations; each is made once, so that reads add up.

    A spread of another file's fragment is opaque; one of the same file shows its fields.
    """

    def __init__(self, lens: Lens) -> None:
        self._lens = lens
        self._fragments: dict[str, Shape] = {}
        self.answers = {
            template: self._of(operation.selection_set, template)
            for template, operation in lens.operations.items()
        }

    def of_fragment(self, fragment: Fragment) -> Shape:
        if fragment.name not in self._fragments:
            selected = fragment.definition.selection_set
            self._fragments[fragment.name] = self._of(selected, fragment.template)
        return self._fragments[fragment.name]

    def _of(self, selected: SelectionSetNode | None, template: str, line: int = 0) -> Shape:
        shape = Shape(line=line)
        for selection in selected.selections if selected else ():
            if isinstance(selection, FieldNode):
                name = (selection.alias or selection.name).value
                shape.fields[name] = self._of(selection.selection_set, template, _line(selection))
            elif isinstance(selection, InlineFragmentNode):
                _include(shape, self._of(selection.selection_set, template))
            elif isinstance(selection, FragmentSpreadNode):
                shape.spreads.add(selection.name.value)
                spread = self._lens.fragments.get(selection.name.value)
                if spread and spread.template == template:
                    _include(shape, self.of_fragment(spread))
        return shape


def _include(shape: Shape, other: Shape) -> None:
    shape.fields |= other.fields
    shape.spreads |= other.spreads


def _line(node: FieldNode) -> int:
    """The line in the template, from the line within its GraphQL block."""
    if node.loc is None:
        return 0
    return node.loc.source.location_offset.line + node.loc.start_token.line - 1
