"""Joins the capabilities into one schema, and writes it down as schema.graphql."""

from functools import cache
from types import ModuleType

# Importing declares the types; each capability may extend those of the ones before it.
# isort: off
from gateway.outbox import schema as outbox
from gateway.schedules import schema as schedules
from gateway.people import schema as people
from gateway.customers import schema as customers
from gateway.files import schema as files
from gateway.cases import schema as cases
from gateway.incidents import schema as incidents
from gateway.problems import schema as problems
from gateway.changes import schema as changes
from gateway.fulfilment import schema as fulfilment
from gateway.relations import schema as relations
from gateway.levels import schema as levels
from gateway.live import schema as live
from gateway.notifications import schema as notifications
from gateway.desk import schema as desk
from gateway.simulating import schema as simulating

# isort: on
from gateway.policy.deeds import Deed
from gateway.policy.gaps import Declared, check
from gateway.request.actions.declaring import ACTIONS, Action
from gateway.request.actions.questions import QUESTIONS
from gateway.request.building import build
from gateway.request.entities import every_model
from gateway.request.graph import Graph
from gateway.request.sources import ABSTRACTS, NODES, NodeType

CAPABILITIES: tuple[ModuleType, ...] = (
    *(outbox, schedules, people, customers, files, cases, incidents, problems, changes),
    *(fulfilment, relations, levels, live, notifications, desk, simulating),
)


@cache
def graph() -> Graph:
    """The whole schema with where its values come from; built once, in about a second.

    Raises PolicyGap when a type has a field or an action that its grid forgets.
    """
    whole = build(NODES, ABSTRACTS)
    check(map(_declared, whole.nodes.values()), every_model())
    return whole


def _declared(node: NodeType) -> Declared:
    asked = [q.action for q in QUESTIONS.values() if q.action.type_name == node.name]
    deeds = [_deed(a) for a in ACTIONS.get(node.name, {}).values() if not a.system]
    deeds += [_deed(action) for action in asked]
    return Declared(node.policy, list(node.sources), list(node.views.values()), deeds)


def _deed(action: Action) -> Deed:
    rows = frozenset(action.policy.rows)
    written = dict.fromkeys(action.fields, "write")
    written |= {i.name: "append" if i.many else "write" for i in action.inputs if i.name in rows}
    return Deed(action.verb, action.row, action.right, written)


def sdl() -> str:
    """The schema in the schema definition language, in an order that only changes when it does."""
    return graph().schema.as_str().rstrip() + "\n"
