"""An input type is a form: what it asks, how it shows values, what it makes of what was typed."""

from zoneinfo import ZoneInfo

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, build_schema
from starlette.datastructures import FormData

from portal.candidates import Choices
from portal.checking import check_made
from portal.forms import Slot, parse, shown, slots_of, typed, zone_of
from portal.verbs import Verbs
from portal.withheld import Withheld

SCHEMA = build_schema("""
scalar DateTime
type Query { viewer: Viewer caseByNumber(number: String!): Case users(filter: UserFilter first: Int
  search: String orderBy: [UserOrder!]): UserConnection nodes(ids: [ID!]!): [Node]! }
type Viewer { actions: [Action!] }
type Action { name: String! mutation: String! label: String! allowed: Boolean! reason: String
  input: [ActionInput!]! }
type ActionInput { name: String! required: Boolean! }
interface Node { id: ID! }
input UserFilter { active: Flag memberships: Members }
input Flag { eq: Boolean }
input Members { some: Member }
input Member { group: Group }
input Group { id: Ids }
input Ids { eq: ID }
input UserOrder { field: UserOrderField! }
enum UserOrderField { DISPLAY_NAME }
type UserConnection { nodes: [User!] pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! }
type User implements Node { id: ID! displayName: String }
enum Mood { "All is well." GOOD BAD }
type Link implements Node { id: ID! case: Case user: User }
type LinkConnection { nodes: [Link!] }
type Case implements Node { id: ID! number: String version: Int title: String mood: Mood
  at: DateTime count: Int ready: Boolean owner: User
  told(first: Int): LinkConnection actions: [Action!] }
type Mutation {
  "Change it." caseEdit(input: CaseEditInput!): CaseEditPayload!
  casesAct(ids: [ID!]!): CaseEditPayload!
}
type CaseEditPayload { case: Case errors: [UserError!]! }
type UserError { code: String! message: String! path: [String!]! }
input CaseEditInput {
  id: ID! expectedVersion: Int idempotencyKey: String
  "In one line. At most 8 characters." title: String
  "Why. Mandatory for those who may write it." reason: String!
  mood: Mood at: DateTime count: Int ready: Boolean owner: ID told: [ID!]
}
""")
CASE, EDIT = SCHEMA.type_map["Case"], SCHEMA.type_map["CaseEditInput"]
assert isinstance(CASE, GraphQLObjectType)
assert isinstance(EDIT, GraphQLInputObjectType)
SLOTS = slots_of(EDIT, CASE)
MADRID, UTC = ZoneInfo("Europe/Madrid"), zone_of(None)
NOTHING = {slot.name: slot.blank for slot in SLOTS.values()}


def _parsed(before: dict[str, object] | None = None, **filled: object) -> tuple[object, object]:
    values = NOTHING | {"reason": "So."} | filled
    return parse(SLOTS.values(), values, before=NOTHING | (before or {}), zone=MADRID)  # pyright: ignore[reportArgumentType]


def test_the_schema_says_what_each_control_is() -> None:
    assert {s.name: (s.kind, s.many, s.mandatory, s.target) for s in SLOTS.values()} == {
        "title": ("text", False, False, ""),
        "reason": ("area", False, True, ""),
        "mood": ("choice", False, False, ""),
        "at": ("moment", False, False, ""),
        "count": ("number", False, False, ""),
        "ready": ("check", False, False, ""),
        "owner": ("reference", False, False, "User"),
        "told": ("reference", True, False, "User"),
    }
    assert (SLOTS["title"].longest, SLOTS["title"].hint) == (8, "In one line.")
    assert SLOTS["reason"].hint == "Why."
    assert SLOTS["mood"].choices == [("GOOD", "Good", "All is well."), ("BAD", "Bad", "")]


def test_values_of_a_record_are_shown_as_controls_hold_them() -> None:
    record = {
        "title": "A\r\nB",
        "mood": "BAD",
        "at": "2026-07-01T10:30:59Z",
        "count": 0,
        "ready": True,
        "owner": {"id": "u1"},
        "told": {"nodes": [{"user": {"id": "u1"}}, {"user": {"id": "u2"}}]},
    }
    assert {name: shown(SLOTS[name], value, MADRID) for name, value in record.items()} == {
        "title": "A\nB",
        "mood": "BAD",
        "at": "2026-07-01T12:30",
        "count": "0",
        "ready": "true",
        "owner": "u1",
        "told": ["u1", "u2"],
    }


@pytest.mark.parametrize("slot", SLOTS.values(), ids=str)
def test_what_is_absent_or_withheld_is_shown_empty(slot: Slot) -> None:
    hidden = Withheld("never", everywhere=True)
    assert shown(slot, None, UTC) == shown(slot, hidden, UTC) == slot.blank


def test_what_was_typed_becomes_input() -> None:
    given, errors = _parsed(
        title="New",
        mood="GOOD",
        at="2026-07-01T12:30",
        count=" 7 ",
        ready="true",
        owner="u1",
        told=["u1"],
    )
    assert errors == {}
    assert given == {
        "title": "New",
        "reason": "So.",
        "mood": "GOOD",
        "at": "2026-07-01T10:30:00Z",
        "count": 7,
        "ready": True,
        "owner": "u1",
        "told": ["u1"],
    }


def test_what_is_empty_is_left_out_or_clears_what_was_there() -> None:
    assert _parsed() == ({"reason": "So."}, {})
    before = {"title": "Old", "ready": "true", "owner": "u1", "told": ["u1"]}
    assert _parsed(before, title="  ") == (
        {"reason": "So.", "title": None, "ready": False, "owner": None, "told": []},
        {},
    )


def test_an_edit_sends_what_has_changed_and_nothing_else() -> None:
    before = NOTHING | {"title": "Old", "reason": "So.", "mood": "BAD", "ready": "true"}
    values = before | {"mood": "GOOD"}
    parsed = parse(SLOTS.values(), values, before=before, zone=UTC, only_changes=True)
    assert parsed == ({"mood": "GOOD"}, {})


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("reason", " \n ", "Say why."),
        ("title", "far too long", "At most 8 characters; these are 12."),
        ("mood", "ODD", "This is none of the choices."),
        ("at", "soon", "Enter a date and a time."),
        ("at", "0001-01-01T00:00+14:00", "Enter a date and a time."),
        ("count", "many", "Enter a whole number."),
        ("count", "9" * 30, "That number is too large."),
    ],
)
def test_what_cannot_be_a_value_is_told_beside_its_field(name: str, text: str, told: str) -> None:
    _, errors = _parsed(**{name: text})
    assert errors == {name: told}


def test_what_this_actor_must_give_is_demanded_too() -> None:
    _, errors = parse(
        SLOTS.values(), NOTHING, before={}, required=frozenset({"mood", "owner"}), zone=UTC
    )
    assert errors == {
        "reason": "Say why.",
        "mood": "Choose mood.",
        "owner": "Choose owner.",
    }


def test_a_sent_form_is_read_with_the_line_breaks_that_were_typed() -> None:
    sent = FormData([("title", "A\r\nB"), ("told", "u1"), ("told", "u2"), ("other", "x")])
    assert typed(SLOTS.values(), sent) == NOTHING | {"title": "A\nB", "told": ["u1", "u2"]}


def test_a_zone_that_nobody_knows_is_utc() -> None:
    assert str(zone_of("Nowhere/Land")) == str(zone_of("../etc")) == "UTC"


def test_every_mutation_of_one_record_gets_documents_that_the_schema_accepts() -> None:
    verbs = Verbs(SCHEMA)
    choices = Choices(SCHEMA, verbs)
    assert [(v.mutation, v.record.name, v.name, v.description) for v in verbs] == [
        ("caseEdit", "Case", "edit", "Change it.")
    ]
    documents = [*verbs.documents(), *choices.documents()]
    check_made(SCHEMA, documents)
    assert {name for name, _ in documents} == {
        "creations",
        "case",
        "mutation caseEdit",
        "form of caseEdit",
        "choices of caseEdit",
        "choices of User",
        "names of choices",
    }


def test_candidates_are_narrowed_by_what_the_form_says() -> None:
    verbs = Verbs(SCHEMA)
    verb = next(iter(verbs))
    asked = Choices(SCHEMA, verbs).asking(verb, ["owner"], NOTHING, {"owner": "ana"})
    assert asked is not None
    assert asked[1] == {
        "ask_owner": True,
        "ask_told": False,
        "for_owner": {"active": {"eq": True}},
        "words_owner": "ana",
    }
