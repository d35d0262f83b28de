"""Every way to ask for a field: each door a leak could come through, as documents.

Doors of a kind share a document, an alias each; a document is refused or answered as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_list_type
from strawberry.utils.str_converters import to_camel_case

from gateway.request.entities import Kind
from gateway.request.graph import Graph
from gateway.request.sources import Column, Many, Menu, NodeType, One, OneOf, Source, Whether
from tests.questions.invented import Name, literal
from tests.questions.secrets import Secrets
from tests.reference.values import global_id, shown

ABSENT = 999_999  # a key that no record has
ALL = "first: 60"
INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
FOUND = "{ totalCount nodes { id } }"
AT_ONCE = 10  # scalars that share a selection
WAYS = 2  # relations of a kind over which a type is reached
MOST_ALIASES = 20
SHARED = ("eq", "not", "any", "none")  # filters that are tried over relations as well

SUBSELECTIONS: Mapping[type[Any], str] = {
    Column: "",
    One: " { __typename id }",
    OneOf: " { __typename }",
    Many: f" {FOUND}",
    Whether: "",
    Menu: " { name allowed reason input { name required } }",
}
OTHERWISE = {  # where nothing is stored
    Kind.TEXT: "x",
    Kind.INT: 1,
    Kind.FLOAT: 1.5,
    Kind.BOOL: True,
    Kind.INSTANT: "2026-11-16T09:00:00Z",
    Kind.DATE: "2026-01-01",
}


@dataclass(frozen=True)
class Visit:
    """One document through one or several doors to one or several fields."""

    doors: tuple[str, ...]
    fields: tuple[str, ...]
    text: str
    apart: tuple[str, ...]  # the same, each door in a document of its own

    @property
    def cells(self) -> int:
        return len(self.doors) * len(self.fields)


@dataclass
class Doors:
    """The ways to the fields of one type, for one actor."""

    graph: Graph
    schema: GraphQLSchema  # the actor's view
    secrets: Secrets
    node: NodeType

    def of(self, names: Sequence[str]) -> Iterator[Visit]:
        """Every door to these fields, by their GraphQL names."""
        yield self._counted()
        yield from self._searched()
        scalars = [n for n in names if isinstance(self._source(n), Column)]
        for start in range(0, len(scalars), AT_ONCE):
            yield self._selected(scalars[start : start + AT_ONCE])
        for name in names:
            if name not in scalars:
                yield self._selected([name])
            yield from self._narrowed(name)

    def _narrowed(self, name: str) -> Iterator[Visit]:
        """What filters, orders and groups by a field: every operator where a value is withheld."""
        if not self.node.plural or not self._kept_back(name):
            return
        trees = dict(self._trees(name))
        if not self._withheld(name):
            trees = {label: tree for label, tree in trees.items() if label in SHARED}
        listed = self.node.plural
        asked = {
            f"filter {k}": f"{listed}(filter: {literal(t)}, {ALL}) {FOUND}"
            for k, t in trees.items()
        }
        yield from _in_parts(asked, name)
        yield from _in_parts(self._over_relations(trees), name)
        yield from self._ordered(name)
        yield from self._grouped(name)

    # What is at stake

    def _kept_back(self, name: str) -> bool:
        return bool(self.secrets.unseen(self.node.name)) or self._withheld(name)

    def _withheld(self, name: str) -> bool:
        """Whether the actor may not read the field on some record that it sees."""
        row, _ = self.graph.fields[self.node.name][name]
        sight = self.secrets.sight
        seen = sight.rows(self.node.name)
        return not all(sight.reads(self.node.name, each, row) for each in seen)

    def _source(self, name: str) -> Source:
        return self.graph.fields[self.node.name][name][1]

    # Kinds of doors

    def _counted(self) -> Visit:
        """How many there are, by every way of counting."""
        asked = {"viewer": "viewer { name roles scopes }"}
        if self.node.plural:
            whole = f"{{ totalCount totalCountIsExact {INFO} edges {{ cursor }} }}"
            asked["totalCount"] = f"{self.node.plural}({ALL}) {whole}"
            asked["end of the list"] = f"{self.node.plural}(last: 2) {whole}"
            asked["holes in pages"] = f"{self.node.plural}(first: 2) {whole}"
            asked["group count"] = f"{self._one}Groups {{ count }}"
        for holder, field in self._ways(Many):
            inner = f"{field}(first: 2) {{ totalCount {INFO} nodes {{ id }} }}"
            asked[f"totalCount in {holder}"] = f"{holder}({ALL}) {{ nodes {{ {inner} }} }}"
        return _document(asked, ["id"])

    def _searched(self) -> Iterator[Visit]:
        if self.node.search and self.node.plural:
            names = [to_camel_case(row) for row in self.node.search]
            secrets = [str(self._secret(name)) for name in names]
            listed = self.node.plural
            found = {f"search {s}": f"{listed}(search: {literal(s)}) {FOUND}" for s in secrets}
            yield _document(found | self._found(secrets), names)

    def _found(self, secrets: Sequence[str]) -> dict[str, str]:
        """The same by `find`, as it is written and with a slip in it."""
        members = {name: member for member, name in self.graph.found.items()}
        known: Any = self.schema.type_map.get("FindType")
        member = members.get(self.node.name, "")
        if known is None or member not in known.values:
            return {}
        asked = {f"find {s}": s for s in secrets} | {f"find nearly {s}": s[1:] for s in secrets}
        given = f"types: [{member}], includeClosed: true, first: 25"
        shown = "{ rank near node { id } snippets { field parts { text hit } } }"
        return {k: f"find(text: {literal(text)}, {given}) {shown}" for k, text in asked.items()}

    def _selected(self, names: Sequence[str]) -> Visit:
        name = self.node.name
        fields = " ".join(f"{n}{SUBSELECTIONS[type(self._source(n))]}" for n in names)
        again = " ".join(f"x{n}: {n}{SUBSELECTIONS[type(self._source(n))]}" for n in names)
        seen, unseen = self._ids()
        asked = {
            "node": f'node(id: "{seen}") {{ ... on {name} {{ {fields} }} }}',
            "node unseen": f'node(id: "{unseen}") {{ __typename ... on {name} {{ {fields} }} }}',
            "nodes": f'nodes(ids: ["{unseen}", "{seen}"]) {{ id ... on {name} {{ {fields} }} }}',
            "by id": f'{self._one}(id: "{seen}") {{ {fields} }}',
            "by id unseen": f'{self._one}(id: "{unseen}") {{ {fields} }}',
        }
        fragment = ""
        if self.node.plural:
            shapes = f"{again} ...Shape ... on Node {{ ... on {name} {{ {fields} }} }}"
            edges = f"edges {{ node {{ {fields} }} }}"
            listed = f"{self.node.plural}({ALL}) {{ nodes {{ {shapes} }} {edges} }}"
            asked["list, alias, fragment, interface"] = listed
            fragment = f"fragment Shape on {name} {{ {fields} }}"
        for holder, to in self._ways(One, OneOf):
            inner = f"{to} {{ ... on {name} {{ {fields} }} }}"
            asked[f"path {holder}.{to}"] = f"{holder}({ALL}) {{ nodes {{ {inner} }} }}"
        for holder, to in self._ways(Many):
            inner = f"{to} {{ nodes {{ {fields} }} }}"
            asked[f"list {holder}.{to}"] = f"{holder}({ALL}) {{ nodes {{ {inner} }} }}"
        return _document(asked, names, fragment)

    def _over_relations(self, trees: Mapping[str, Any]) -> dict[str, str]:
        """Filters over relations that lead to the type."""
        shared = {label: tree for label, tree in trees.items() if label in SHARED}
        asked: dict[str, str] = {}
        for label, tree in shared.items():
            for holder, to in self._ways(One):
                asked[f"filter {label} over {holder}.{to}"] = self._through(holder, {to: tree})
            for holder, to in self._ways(Many):
                for how in ("some", "none"):
                    door = f"filter {label} over {how} {holder}.{to}"
                    asked[door] = self._through(holder, {to: {how: tree}})
        return asked

    def _through(self, holder: str, tree: Any) -> str:
        return f"{holder}(filter: {literal(tree)}, {ALL}) {FOUND}"

    def _ordered(self, name: str) -> Iterator[Visit]:
        source = self._source(name)
        if isinstance(source, Column) and source.sortable:
            row = self.graph.fields[self.node.name][name][0].upper()
            asked: dict[str, str] = {}
            for way, nulls in (("ASC", "FIRST"), ("DESC", "LAST")):
                order = f"orderBy: [{{field: {row}, direction: {way}, nulls: {nulls}}}]"
                page = f"{{ edges {{ cursor node {{ id }} }} {INFO} }}"
                asked[f"sort {way}"] = f"{self.node.plural}(first: 5, {order}) {page}"
            yield _document(asked, [name])

    def _grouped(self, name: str) -> Iterator[Visit]:
        groups, whole = self.graph.groups, f"{self._one}Groups(first: 1000)"
        if name in groups.get(f"{self.node.name}Group", {}):
            field = f"{name}{SUBSELECTIONS[type(self._source(name))]}"
            yield _document({"group key": f"{whole} {{ {field} count }}"}, [name])
        if name in groups.get(f"{self.node.name}Extremes", {}):
            average = name in groups.get(f"{self.node.name}Averages", {})
            parts = ["minimum", "maximum", *(["average"] if average else [])]
            measured = " ".join(f"{part} {{ {name} }}" for part in parts)
            text = dict.fromkeys(parts, f"{whole} {{ count {measured} }}")
            yield _document(text, [name])

    # What the doors are tried with

    @property
    def _one(self) -> str:
        return self.node.name[0].lower() + self.node.name[1:]

    def _ids(self) -> tuple[str, str]:
        """The id of a record that is seen and of one that is not."""
        both = self.secrets.sight.rows(self.node.name), self.secrets.unseen(self.node.name)
        keys = [rows[0]["id"] if rows else ABSENT for rows in both]
        return global_id(self.node.name, keys[0]), global_id(self.node.name, keys[1])

    def _ways(self, *kinds: type[Source]) -> list[tuple[str, str]]:
        """(root list, field) pairs that lead to the type by a relation of these kinds."""
        return list(self._leading(kinds))[:WAYS]

    def _leading(self, kinds: tuple[type[Source], ...]) -> Iterator[tuple[str, str]]:
        for holder, fields in self.graph.fields.items():
            plural = self.graph.nodes[holder].plural
            view: Any = self.schema.get_type(holder)
            for field, (_, source) in fields.items() if plural and view else ():
                leads = isinstance(source, kinds) and self.node.name in _targets(source)
                if leads and field in view.fields:
                    yield plural, field

    def _trees(self, name: str) -> Iterator[tuple[str, Any]]:
        """Filters over the field: every operator with a secret, alone and combined."""
        kind: Any = self.graph.core.get_type(f"{self.node.name}Filter")
        if name not in kind.fields:
            return
        comparator: Any = get_named_type(kind.fields[name].type)
        if isinstance(self._source(name), Many):
            yield from (("any", {name: {"some": {}}}), ("none", {name: {"none": {}}}))
        elif isinstance(self._source(name), One):
            yield from (("any", {name: {}}), ("none", {"not": {name: {}}}))
        else:
            yield from self._comparisons(name, comparator.fields)

    def _comparisons(self, name: str, operators: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        secret = self._secret(name)
        for operator, spec in operators.items():
            listed = is_list_type(getattr(spec.type, "of_type", spec.type))
            value = True if operator == "isNull" else [secret] if listed else secret
            yield operator, {name: {operator: value}}
        equal = {name: {"eq": secret}}
        yield "and", {"and": [equal, {}]}
        yield "or", {"or": [equal, {"id": {"eq": global_id(self.node.name, ABSENT)}}]}
        yield "not", {"not": equal}

    def _secret(self, name: str) -> Any:
        """A value that the actor may not know, as clients write it; any, where it knows all."""
        row, source = self.graph.fields[self.node.name][name]
        if isinstance(source, Whether):
            return True
        assert isinstance(source, Column)
        column = (source.names or (row,))[0]
        attribute = self.graph.entities[self.node.name].attribute(column)
        rows = list(self.secrets.sight.world.rows(self.node.name))
        hidden = [r for r in rows if self.secrets.withheld(self.node.name, r, column)]
        value = next((r[column] for r in hidden or rows if r[column] is not None), None)
        if attribute.enum is not None:
            return Name(shown(attribute, value) or next(iter(attribute.enum)).name)
        return OTHERWISE[attribute.kind] if value is None else value


def _targets(source: Source) -> Iterable[str]:
    if isinstance(source, OneOf):
        return source.via
    return [source.target] if isinstance(source, One | Many) else []


def _document(asked: Mapping[str, str], fields: Sequence[str], fragment: str = "") -> Visit:
    body = " ".join(f"a{at}: {text}" for at, text in enumerate(asked.values()))
    apart = tuple(f"{{ {text} }}" for text in asked.values()) if not fragment else ()
    return Visit(tuple(asked), tuple(fields), f"{{ {body} }} {fragment}".strip(), apart)


def _in_parts(asked: Mapping[str, str], name: str) -> Iterator[Visit]:
    items = list(asked.items())
    for start in range(0, len(items), MOST_ALIASES):
        yield _document(dict(items[start : start + MOST_ALIASES]), [name])
