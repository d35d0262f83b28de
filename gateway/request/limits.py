"""How large a document may be: counted in linear time, before anything else looks at it.

Fragments are counted once and added wherever they are spread, so a document that doubles itself
twenty times over is refused as fast as it is read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gateway.errors import ValidationFailed

INTROSPECTION = frozenset({"__schema", "__type"})

Definition = OperationDefinitionNode | FragmentDefinitionNode


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may hold."""

    characters: int = 65_536  # of text
    tokens: int = 2_000
    comments: int = 1_000
    depth: int = 12  # fields within fields
    introspection_depth: int = 20  # the same below __schema and __type: the usual tools need 15
    aliases: int = 30
    repeats: int = 20  # of one response name in one place
    directives: int = 50
    fields: int = 1_000
    introspection_fields: int = 250  # the usual tools select some 150; each stands for thousands


@dataclass(frozen=True, slots=True)
class Tally:
    """What a definition holds; `spreads` names the fragments in it, and how deep each stands."""

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    introspection_fields: int = 0
    spreads: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    def with_fragment(self, fragment: "Tally", at: int) -> "Tally":
        return replace(
            self,
            fields=self.fields + fragment.fields,
            aliases=self.aliases + fragment.aliases,
            directives=self.directives + fragment.directives,
            depth=max(self.depth, at + fragment.depth),
            introspection_fields=self.introspection_fields + fragment.introspection_fields,
        )


def check(document: DocumentNode, limits: Limits) -> None:
    """Raises ValidationFailed when the document, its fragments expanded, exceeds `limits`."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    fragments = _by_name(document)
    whole = _expand({name: _tally(fragment, limits) for name, fragment in fragments.items()})
    total = Tally()
    tallies = [_tally(operation, limits) for operation in operations]
    for tally in tallies:
        total = total.with_fragment(_with_spreads(tally, whole), at=0)
    for name in fragments.keys() - _used(tallies, whole):  # validation reads them too
        total = total.with_fragment(replace(whole[name], depth=0), at=0)
    _compare(total, limits)
    for operation in operations:
        _check_repeats([operation.selection_set], fragments, limits.repeats)


def _by_name(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    fragments: dict[str, FragmentDefinitionNode] = {}
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            name = definition.name.value
            if name in fragments:
                raise ValidationFailed(f"There can be only one fragment named '{name}'.")
            fragments[name] = definition
    return fragments


def _tally(definition: Definition, limits: Limits) -> Tally:
    """Counts what stands in a definition itself."""
    fields = aliases = deepest = about_schema = 0
    directives = len(definition.directives or ())
    directives += sum(len(v.directives or ()) for v in definition.variable_definitions or ())
    spreads: list[tuple[str, int]] = []
    below = [(definition.selection_set, 0, _is_about_schema(definition))]
    while below:
        selections, depth, introspects = below.pop()
        for selection in selections.selections:
            directives += len(selection.directives or ())
            if isinstance(selection, FragmentSpreadNode):
                spreads.append((selection.name.value, depth))
                continue
            inner, inside = depth, introspects
            if isinstance(selection, FieldNode):
                fields += 1
                aliases += selection.alias is not None
                inner = depth + 1
                if selection.name.value in INTROSPECTION:
                    inner -= limits.introspection_depth - limits.depth
                    inside = True
                about_schema += inside
                deepest = max(deepest, inner)
            if isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                below.append((selection.selection_set, inner, inside))
    return Tally(fields, aliases, directives, deepest, about_schema, tuple(spreads))


def _is_about_schema(definition: Definition) -> bool:
    """A fragment on `__Type` and the like holds introspection fields, wherever it is spread."""
    if isinstance(definition, OperationDefinitionNode):
        return False
    return definition.type_condition.name.value.startswith("__")


def _expand(own: Mapping[str, Tally]) -> dict[str, Tally]:
    """Adds to every fragment what it spreads, innermost first. Raises at a cycle."""
    whole: dict[str, Tally] = {}
    for start in own:
        path = [start]
        entered: set[str] = set()
        while path:
            name = path[-1]
            if name in whole:
                path.pop()
                continue
            missing = [s for s, _ in own[name].spreads if s in own and s not in whole]
            if missing and name in entered:
                raise ValidationFailed(f"Cannot spread fragment '{name}' within itself.")
            if missing:
                entered.add(name)
                path.extend(dict.fromkeys(missing))
            else:
                whole[name] = _with_spreads(own[name], whole)
                path.pop()
    return whole


def _with_spreads(own: Tally, whole: Mapping[str, Tally]) -> Tally:
    total = own
    for name, depth in own.spreads:
        if name in whole:  # validation reports unknown fragments
            total = total.with_fragment(whole[name], depth)
    return total


def _used(operations: Iterable[Tally], whole: Mapping[str, Tally]) -> set[str]:
    """The fragments that some operation reaches."""
    used: set[str] = set()
    names = [name for operation in operations for name, _ in operation.spreads]
    while names:
        name = names.pop()
        if name in whole and name not in used:
            used.add(name)
            names += [inner for inner, _ in whole[name].spreads]
    return used


def _compare(total: Tally, limits: Limits) -> None:
    for found, most, what in (
        (total.depth, limits.depth, "levels of fields"),
        (total.fields, limits.fields, "fields"),
        (total.introspection_fields, limits.introspection_fields, "introspection fields"),
        (total.aliases, limits.aliases, "aliases"),
        (total.directives, limits.directives, "directives"),
    ):
        if found > most:
            raise ValidationFailed(f"The document has more than {most:,} {what}, the most allowed.")


def _check_repeats(
    sets: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode], most: int
) -> None:
    """Refuses a response name that stands too often in one place: merging compares pairs."""
    same: dict[str, list[FieldNode]] = {}
    for selected in _fields(sets, fragments):
        name = (selected.alias or selected.name).value
        group = same.setdefault(name, [])
        group.append(selected)
        if len(group) > most:
            raise ValidationFailed(f"'{name}' is selected more than {most} times in one place.")
    for group in same.values():
        if below := [f.selection_set for f in group if f.selection_set]:
            _check_repeats(below, fragments, most)


def spread_name(selection: SelectionNode) -> str:
    """The fragment that a selection spreads; empty for any other selection."""
    return selection.name.value if isinstance(selection, FragmentSpreadNode) else ""


def _fields(
    sets: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    """The fields that stand in one place, however deep in fragments they are written."""
    seen: set[str] = set()
    below = list(sets)
    while below:
        for selection in below.pop().selections:
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                below.append(selection.selection_set)
            elif (name := spread_name(selection)) in fragments and name not in seen:
                seen.add(name)
                below.append(fragments[name].selection_set)
