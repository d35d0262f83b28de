"""Joins the capabilities into one schema, and writes it down as schema.graphql."""

from functools import cache
from types import ModuleType

# Importing declares the types; each capability may extend those of the ones before it.
# isort: off
from gateway.people import schema as people
from gateway.customers import schema as customers
from gateway.cases import schema as cases

# isort: on
from gateway.request.graph import Graph, build
from gateway.request.sources import ABSTRACTS, NODES

CAPABILITIES: tuple[ModuleType, ...] = (people, customers, cases)


@cache
def graph() -> Graph:
    """The whole schema with where its values come from; built once, in about a second."""
    return build(NODES, ABSTRACTS)


def sdl() -> str:
    """The schema in the schema definition language, in an order that only changes when it does."""
    return graph().schema.as_str().rstrip() + "\n"
