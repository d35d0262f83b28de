"""Cases as rows of cells, in the columns that somebody has chosen: for a table, and for a file."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLSchema, parse

from portal.checking import check_made
from portal.facts import Cell, Fact, cell, worded
from portal.listing import Listing
from portal.registers import place
from portal.render import Renderer
from portal.withheld import is_hidden

KEPT = 200  # documents
PAGE = 500  # rows of a file that are asked for at once


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of some cases by their numbers, without columns that are withheld on every row."""

    columns: list[Fact]
    rows: Mapping[str, list[Cell]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Some cases as lines of a file: what their cells say, and nothing else of them.

    Cells are objects, and a hundred thousand rows of them keep the collector of garbage busy.
    """

    columns: list[Fact]
    rows: list[list[str]]


class Columns:
    """Asks for columns; a document is made and checked once for each set of them."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._documents: dict[tuple[str, ...], DocumentNode] = {}

    async def cells(self, renderer: Renderer, here: Listing, actor: Any) -> Cells:
        """The page of the list that the address names."""
        found = await renderer.read(self._document(here), here.variables(), actor)
        return _cells(here.facts, found["list"]["nodes"] if found["list"] else [])

    async def all(self, renderer: Renderer, here: Listing, actor: Any) -> AsyncIterator[Lines]:
        """Every page of the whole list, one after another; nothing is kept."""
        after: dict[str, str] = {}
        while True:
            variables = {**here.asked(), "first": PAGE, **after}
            found = (await renderer.read(self._document(here), variables, actor))["list"]
            if not found:
                return
            told = _told(here.facts, found["nodes"])
            yield Lines(told, [[worded(o, node[o.name]) for o in told] for node in found["nodes"]])
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = {"after": found["pageInfo"]["endCursor"]}

    def _document(self, here: Listing) -> DocumentNode:
        names = tuple(here.names)
        if names not in self._documents:
            if len(self._documents) >= KEPT:
                self._documents.clear()
            made = _written(here.facts)
            check_made(self._schema, [("columns", made)])
            self._documents[names] = made
        return self._documents[names]


def _written(facts: list[Fact]) -> DocumentNode:
    fields = " ".join(dict.fromkeys(["number", *(one.selection for one in facts)]))
    return parse(
        "query CaseCells($view: CaseView, $filter: CaseFilter, $search: String,"
        " $orderBy: [CaseOrder!], $first: Int, $after: String, $last: Int, $before: String) {"
        " list: cases(view: $view, filter: $filter, search: $search, orderBy: $orderBy,"
        " first: $first, after: $after, last: $last, before: $before) {"
        f" nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}",
        no_location=True,
    )


def _cells(facts: list[Fact], nodes: list[Mapping[str, Any]]) -> Cells:
    told = _told(facts, nodes)
    return Cells(told, {node["number"]: [cell(one, node, place) for one in told] for node in nodes})


def _told(facts: list[Fact], nodes: list[Mapping[str, Any]]) -> list[Fact]:
    """Those that are not withheld on every row."""
    hidden = {one.name for one in facts for node in nodes[:1] if is_hidden(node[one.name])}
    return [one for one in facts if one.name not in hidden]
