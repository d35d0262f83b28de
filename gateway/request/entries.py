"""Makes the ways in: the fields of Query."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from gateway.request.drafts import PAGING, Draft
from gateway.request.graph import Root, RootKind
from gateway.request.sources import NodeType
from gateway.request.subjects import FAMILIES, SUBJECTS, TOLD

FINDING = {
    "text": ("str", "The words: all of them must stand in a record, the last as a beginning."),
    "first": ("Optional[int]", "At most this many of each type (default 5, at most 25)."),
    "types": ("Optional[list[FindType]]", "Look only in these; all of them when left out."),
    "include_closed": ("Optional[bool]", "Whether what is closed or cancelled is found as well."),
}
FOUND = {
    "SnippetPart": (
        "A piece of a text.",
        {
            "text": ("str", "The piece itself."),
            "hit": ("bool", "Whether it is a word that was looked for."),
        },
    ),
    "Snippet": (
        "Where words stand in a value that you may read.",
        {
            "field": ("str", "The field of the record whose value it is."),
            "parts": ("list[SnippetPart]", "The value around the first of the words, cut at them."),
        },
    ),
    "Found": (
        "A record in which the words stand.",
        {
            "node": ("Node", "The record."),
            "rank": ("int", "How telling the value is that alone holds every word; 10 at most."),
            "near": ("bool", "Whether it was found only because one slip in a word was forgiven."),
            "snippets": ("list[Snippet]", "Where the words stand, the most telling value first."),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Entries:
    """The maker of root fields."""

    draft: Draft

    def query(self) -> type:
        """Makes Query and everything in it."""
        fields: dict[str, Any] = {}
        for node in self.draft.nodes.values():
            fields |= self._single(node)
            if node.plural:
                fields |= self._lists(node)
        fields |= self._any_record()
        if any(node.finds for node in self.draft.nodes.values()):
            fields["find"] = self._find()
        if any(name in self.draft.nodes for name in SUBJECTS):
            fields["condition_vocabulary"] = self._vocabulary()
        fields["viewer"] = self._viewer()
        said = "Everything you may read. What you may not see is not there."
        self.draft.shop.make_type("Query", said, fields)
        return self.draft.shop.get("Query")

    def _root(self, name: str, root: Root) -> str:
        """Notes a way in; returns its attribute's name."""
        self.draft.roots[name] = root
        if root.target:
            self.draft.governed[f"Query.{name}"] = (root.target, "see")
        return _snake(name)

    def _single(self, node: NodeType) -> dict[str, Any]:
        """One record by its id, and by each of its other unique values."""
        made, one = self.draft.shop.make_field, node.name[0].lower() + node.name[1:]
        returns, by_id = f"Optional[{node.name}]", {"id": ("ID", "The record's id.")}
        name = self._root(one, Root(RootKind.BY_ID, node.name))
        fields = {name: made(name, returns, f"One {node.name} by its id.", by_id)}
        for key in node.by:
            camel = to_camel_case(f"{name}_by_{key}")
            attribute = self._root(camel, Root(RootKind.BY_KEY, node.name, key))
            by_key = {key: ("str", f"The {key} to look for.")}
            said = f"One {node.name} by its {key}."
            fields[attribute] = made(attribute, returns, said, by_key)
        return fields

    def _lists(self, node: NodeType) -> dict[str, Any]:
        """The list of all records that may be seen, and its aggregate."""
        made, narrowing = self.draft.shop.make_field, self._narrowing(node)
        order = (f"Optional[list[{node.name}Order]]", "The order (at most 3 keys).")
        listing = {**narrowing, "order_by": order, **PAGING}
        listed = self._root(node.plural, Root(RootKind.LIST, node.name))
        said = f"The {node.name} records you may see."
        first = "At most this many groups, largest first (default 100, at most 1000)."
        grouping = {**narrowing, "first": ("Optional[int]", first)}
        one = node.name[0].lower() + node.name[1:]
        grouped = self._root(f"{one}Groups", Root(RootKind.GROUPS, node.name))
        by = f"The {node.name} records you may see, grouped by the keys you select."
        return {
            listed: made(listed, f"Optional[{node.name}Connection]", said, listing),
            grouped: made(grouped, f"list[{node.name}Group]", by, grouping),
        }

    def _narrowing(self, node: NodeType) -> dict[str, tuple[str, str]]:
        found = {"filter": (f"Optional[{node.name}Filter]", "Only records that match.")}
        if node.views:
            found["view"] = (f"Optional[{node.name}View]", "Only records of this named list.")
        if node.search:
            where = ", ".join(to_camel_case(s) for s in node.search)
            said = f"Only records where {where} has each of these words, the last as a beginning."
            found["search"] = ("Optional[str]", said)
        return found

    def _any_record(self) -> dict[str, Any]:
        self._root("node", Root(RootKind.NODE))
        self._root("nodes", Root(RootKind.NODES))
        made = self.draft.shop.make_field
        one = {"id": ("ID", "The record's id.")}
        many = {"ids": ("list[ID]", "The ids (at most 100).")}
        said = "Several records by their ids, in the same order; null where there is none."
        return {
            "node": made("node", "Optional[Node]", "Any record by its id.", one),
            "nodes": made("nodes", "list[Optional[Node]]", said, many),
        }

    def _find(self) -> Any:
        """One search over many types."""
        shop, found = self.draft.shop, [n.name for n in self.draft.nodes.values() if n.finds]
        self.draft.found |= self._types("FindType", "In which records `find` looks.", found)
        for name, (said, given) in FOUND.items():
            shop.make_type(name, said, given)
        self._root("find", Root(RootKind.FIND))
        said = "Where these words stand, in what you may read; the best answers first."
        return shop.make_field("find", "list[Found]", said, FINDING)

    def _types(self, enum: str, said: str, names: Iterable[str]) -> dict[str, str]:
        """Makes an enum of types, each there for those who see its records; member -> type."""
        members = {_snake(name[0].lower() + name[1:]).upper(): name for name in names}
        for member, name in members.items():
            self.draft.governed[f"{enum}.{member}"] = (name, "see")
        choice: Any = Enum(enum, {m: m for m in members}, module=self.draft.shop.name)
        described = {member: f"{name} records." for member, name in members.items()}
        self.draft.shop.make_enum(choice, enum, said, described)
        return members

    def _vocabulary(self) -> Any:
        """What conditions may name."""
        shop, about = self.draft.shop, [name for name in SUBJECTS if name in self.draft.nodes]
        said = "Records that conditions are about."
        self.draft.subjects |= self._types("ConditionSubject", said, about)
        families: Any = Enum("ConditionFamily", {m: m for m in FAMILIES}, module=shop.name)
        shop.make_enum(families, "ConditionFamily", "Fields that are compared alike.", FAMILIES)
        for name, (said, fields) in TOLD.items():
            shop.make_type(name, said, fields)
        self._root("conditionVocabulary", Root(RootKind.VOCABULARY))
        said = "What a condition may name: of each type the fields that you may read."
        given = {"about": ("ConditionSubject", "What the condition is about.")}
        return shop.make_field("condition_vocabulary", "list[ConditionEntity]", said, given)

    def _viewer(self) -> tuple[str, str]:
        self._root("viewer", Root(RootKind.VIEWER))
        limited = "What your token is limited to; empty: nothing beyond your roles."
        fields = {
            "name": ("str", "How colleagues know you, or the client's name."),
            "roles": ("list[str]", "The roles that decide what you may do."),
            "scopes": ("list[str]", limited),
        }
        if "User" in self.draft.nodes:
            fields["user"] = ("Optional[User]", "Your own user record.")
        if self.draft.shop.has("Action"):
            said = "What you may do that needs no record yet: what you may create."
            fields["actions"] = ("Optional[list[Action]]", said)
        self.draft.shop.make_type("Viewer", "Who is asking, as the gateway knows you.", fields)
        return "Viewer", "You."


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
