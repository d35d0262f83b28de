"""The leak matrix of the write doors: every role, every action, and not a word of what is withheld.

Who acts learns from payload, errors, replays and bulk results what he may read anyway, and nothing
of what he may not: neither a value, nor whether it is there, nor even its name.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from strawberry.utils.str_converters import to_camel_case

from gateway.actor import Actor
from gateway.request.actions.declaring import Action
from gateway.schema import graph
from tests.questions.actors import an_actor, roles
from tests.questions.concealed import misspelling
from tests.questions.deeds import ABSENT, Attempt, Deeds, Input
from tests.questions.mirror import Scene, scene
from tests.questions.secrets import Change, Secrets, Twin
from tests.questions.stage import Stage
from tests.questions.theatre import Theatre, theatre
from tests.reference.menus import Menus
from tests.reference.sight import Row, Sight
from tests.reference.values import global_id

SEED = 1
PEOPLE = 60  # from whom one is chosen who can do much
ROLES = roles(graph().policies.values())
SCOPED = {  # tokens that narrow: a role, and what is left of it
    "api without notes": ("api", frozenset({"cases:write", "customers:read"})),
    "agent who reads": ("agent", frozenset({"cases:read"})),
}
WHO = {role: (role, frozenset[str]()) for role in ROLES} | SCOPED
GRAPH = graph()
CANARIES = re.compile(rb"cny\d+z")
ECHO = "an echo of what was sent"
REFUSED = re.compile(rb'"errors":\[\{')


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """A small world in which every text is a canary."""
    folder = tmp_path_factory.mktemp("house")
    path = shutil.copy(sqlite_template, folder / "caseway.db")
    with theatre(SEED, f"sqlite://{path}", folder, marked=True) as made:
        yield made


@dataclass
class Part:
    """One of those who act, with all that he may try, before a database in which he may."""

    who: str
    actor: Actor
    deeds: Deeds
    secrets: Secrets
    stage: Stage  # where nothing is ever done
    here: Scene

    @property
    def sight(self) -> Sight:
        return self.deeds.sight

    def act(self, attempt: Attempt) -> bytes:
        return self.here.act(attempt.text, self.actor, attempt.variables)

    def payload(self, attempt: Attempt) -> dict[str, Any]:
        """The payload of one that is answered at all."""
        said = self.act(attempt)
        assert said.startswith(b"200 "), said
        return orjson.loads(said[4:].rpartition(b" ")[0])["data"][attempt.action.name]

    def minimal(self, action: Action, row: Row | None) -> Attempt:
        return self.attempt(action, self.deeds.minimal(action, row and row["id"]))

    def attempt(self, action: Action, input_: Input) -> Attempt:
        return self.deeds.attempt(action, input_)

    @cached_property
    def works(self) -> int:
        return len(list(self.workable()))

    def workable(self) -> Iterator[tuple[Action, Row | None]]:
        """Each action that he may do, with a record with which he may."""
        for action in self.deeds.actions():
            if not action.creates:
                yield from ((action, row) for row in islice(self.deeds.possible(action), 1))
            elif self.sight.granting(action.type_name, action.row, action.right):
                yield action, None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory, where there is such a place: the databases are written to a lot."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder in it is asked for)
    if not os.access(memory, os.W_OK):
        yield tmp_path_factory.mktemp("scenes")
        return
    with TemporaryDirectory(dir=memory) as made:
        yield Path(made)


@pytest.fixture(scope="module", params=WHO)
def part(request: pytest.FixtureRequest, house: Theatre, folder: Path) -> Iterator[Part]:
    with scene(house.stage, folder / request.param.replace(" ", "-")) as here:
        yield _part(house.stage, request.param, here)


def _part(stage: Stage, who: str, here: Scene) -> Part:
    """Of several people with these roles, the one who can do most."""
    role, scopes = WHO[who]
    best: Part | None = None
    for seed in range(PEOPLE):
        actor = replace(an_actor(stage.world, [role], seed), scopes=scopes, bound={})
        sight = Sight(stage.world, GRAPH.policies, actor)
        deeds = Deeds(GRAPH, stage.views.of(actor).schema, sight, Random(SEED))  # noqa: S311
        made = Part(who, actor, deeds, Secrets(GRAPH, sight), stage, here)
        best = made if best is None or made.works > best.works else best
        if best.works >= len(deeds.actions()) * 2 / 3:
            break
    assert best is not None
    return best


def told(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        print(f"\n{line} ", end="")  # noqa: T201 (the size of the matrix)


# -- two databases that differ in what is withheld ------------------------------------------------


def test_databases_that_differ_in_what_is_withheld_answer_actions_alike(
    part: Part, capsys: pytest.CaptureFixture[str]
) -> None:
    if not part.deeds.actions():
        return
    twin = Twin(part.secrets, Random(SEED), either=OWNED)  # noqa: S311 (no secret)
    changes = list(_unruled(part, twin.changes()))
    assert changes, "nothing is withheld: the comparison would show nothing"
    readable, tried, done = part.secrets.marks(), 0, 0
    with scene(part.stage, part.here.path.parent / "other", changes) as other:
        for attempt in _attempts(part):
            said = part.act(attempt)
            theirs = other.act(attempt.text, part.actor, attempt.variables)
            assert VERSION.sub(b"", said) == VERSION.sub(b"", theirs), attempt
            if part.here.is_changed():
                done += 1
            else:
                marks = {canary.decode() for canary in CANARIES.findall(said)}
                assert marks <= readable, (attempt, said)
            tried += 1
    told(
        capsys, f"{part.who}: {tried} attempts at {len(part.deeds.actions())} actions, {done} done"
    )


# Whoever may give a case to somebody learns by it whether they take cases, and what a case takes
# over from its customer is the case's; that is what the grids mean, and no leak.
RULED = {
    "Group": {"active", "type", "provider_id"},
    "GroupMember": {"user_id"},
    "User": {"active"},
    "Account": {"timezone"},
    "Contact": {"timezone"},
    "Consumer": {"timezone"},
}
# Nothing is an account's and a consumer's: an action refuses what is. A case is about what is its
# customer's: whoever may say whose a case is learns of what he sees whether it is theirs.
CUSTOMERS = ("account_id", "consumer_id")
OWNED = dict.fromkeys(("Case", "Asset", "SoldProduct", "Contract", "Entitlement"), CUSTOMERS)
# No account lies below what lies below it, and the parts of an asset go with it to another owner:
# whoever may write the second learns what lies below the first, and sees it then, by its numbers.
TREES = {"Account": "parent", "Asset": "account"}
VERSION = re.compile(rb'"version":\d+')  # counts changes of what is withheld as well


def _unruled(part: Part, changes: Iterable[Change]) -> Iterator[Change]:
    """The changes without those that rules answer for."""
    for change in changes:
        ruled = RULED.get(change.type_name, set()) | _told(part, change)
        kept = {k: v for k, v in change.values.items() if k not in ruled}
        if kept and (len(kept) == len(change.values) or not change.added):
            yield replace(change, values=kept)


def _told(part: Part, change: Change) -> set[str]:
    """Columns of which actions tell those who may say what has to fit them."""
    told, type_name = set[str](), change.type_name
    if type_name in TREES and part.sight.granting(type_name, TREES[type_name], "write"):
        told.add("parent_id")
        below = part.sight.world.row(type_name, change.key)
        if type_name == "Asset" and below and below["parent_id"] is not None:
            told.add("number")
    row = part.sight.world.row(type_name, change.key) if type_name in OWNED else None
    if row and part.sight.sees(type_name, row) and _names_customers(part):
        told.update(CUSTOMERS)
    return told


def _names_customers(part: Part) -> bool:
    return any(
        part.sight.granting("Case", who, "write") for who in ("account", "contact", "consumer")
    )


def _attempts(part: Part) -> Iterator[Attempt]:
    """Every action with records of every sort, with little and with much input."""
    deeds = part.deeds
    for action in deeds.actions():
        for key, much in _keys(part, action):
            yield part.attempt(action, deeds.minimal(action, key))
            yield from (part.attempt(action, deeds.drawn(action, key)) for _ in range(much))
        row = next(iter(deeds.possible(action)), None)
        key = row and row["id"]
        if not action.creates:
            yield part.attempt(action, deeds.minimal(action, key) | {"expectedVersion": 90})
        for slot in deeds.slots(action):
            for id_ in _references(part, slot.input.kind) if slot.input.refers else ():
                given = {slot.key: [id_] if slot.input.many else id_}
                yield part.attempt(action, deeds.minimal(action, key) | given)


def _keys(part: Part, action: Action) -> list[tuple[int | None, int]]:
    """Records with which it is possible, one with which it is not, an unseen one; how often."""
    if action.creates:
        return [(None, 5)]
    possible = [row["id"] for row in islice(part.deeds.possible(action), 2)]
    seen = [row["id"] for row in part.sight.rows(action.type_name)]
    others = [key for key in seen if key not in possible]
    unseen = [row["id"] for row in part.secrets.unseen(action.type_name)]
    return [*((key, 1) for key in possible), *((key, 0) for key in [*others[:1], *unseen[:1]])]


def _references(part: Part, model: type[Any]) -> list[str]:
    """Some of what the actor sees of a kind, and one that he does not."""
    target = model.__name__
    rows = [*part.sight.rows(target)[:2], *part.secrets.unseen(target)[:1]]
    return [global_id(target, row["id"]) for row in rows]


# -- what is missing and what is invisible --------------------------------------------------------


def test_an_unseen_record_is_acted_on_like_one_that_never_was(part: Part) -> None:
    for action in part.deeds.actions():
        unseen = part.secrets.unseen(action.type_name)
        for row in unseen[:4] if not action.creates else ():
            for more in ({}, part.deeds.outdated(action)):
                input_ = part.deeds.minimal(action, row["id"]) | more
                absent = {**input_, "id": global_id(action.type_name, ABSENT)}
                foreign = {**input_, "id": global_id("Account", 1)}
                said = part.act(part.attempt(action, input_))
                assert said == part.act(part.attempt(action, absent)), (part.who, action.name)
                if part.sight.granting(action.type_name, action.row, action.right):
                    assert said == part.act(part.attempt(action, foreign)), (part.who, action.name)
                    assert b"NOT_FOUND" in said


def test_an_unseen_reference_is_like_one_to_nothing(part: Part) -> None:
    for action, row in part.workable():
        for slot in part.deeds.slots(action):
            target = slot.input.kind.__name__ if slot.input.refers else ""
            for unseen in part.secrets.unseen(target)[:2] if target else ():
                ids = [global_id(target, key) for key in (unseen["id"], ABSENT)] + ["nonsense"]
                given = [{slot.key: [id_] if slot.input.many else id_} for id_ in ids]
                input_ = part.deeds.minimal(action, row and row["id"])
                said = [part.act(part.attempt(action, input_ | each)) for each in given]
                assert said[0] == said[1] == said[2], (part.who, action.name, slot.key)
                assert b"BAD_REFERENCE" in said[0] or b"FORBIDDEN" in said[0]


# -- write echo -----------------------------------------------------------------------------------


def test_what_may_not_be_written_is_refused_all_together_and_not_echoed(
    part: Part, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = 0
    for action, row in part.workable():
        forbidden = part.deeds.forbidden(action, row)
        sent = {slot.key: _echo(part, action, slot) for slot in forbidden}
        before = part.here.dump() if sent else []
        input_ = part.deeds.minimal(action, row and row["id"]) | sent
        payload = part.payload(part.attempt(action, input_)) if sent else {"errors": []}
        found = [e for e in payload["errors"] if e["__typename"] == "FieldForbidden"]
        assert {e["path"][1] for e in found} == sent.keys(), (part.who, action.name)
        assert {tuple(e["path"][:1]) for e in found} <= {("input",)}
        if sent:
            assert ECHO not in str(payload)
            assert not part.here.is_changed()
            assert part.here.dump() == before
            refused += len(sent)
    told(capsys, f"{part.who}: {refused} forbidden inputs refused")


def _echo(part: Part, action: Action, slot: Any) -> Any:
    value = part.deeds.value(action, slot)
    return ECHO if isinstance(value, str) and slot.input.kind is str else value


def test_a_concealed_input_is_refused_in_the_words_for_a_misspelt_one(
    part: Part, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = 0
    for action in part.deeds.actions():
        whole: Any = GRAPH.core.get_type(f"{action.name[0].upper()}{action.name[1:]}Input")
        for name in whole.fields.keys() - part.deeds.fields(action).keys():
            input_ = part.deeds.minimal(action, None)
            for text, given in _mentions(part, action, input_, name):
                typo = orjson.loads(
                    orjson.dumps(given).replace(_json(name), _json(misspelling(name)))
                )
                real = part.here.act(text, part.actor, given)
                misspelt = text.replace(f" {name}:", f" {misspelling(name)}:")
                other = part.here.act(misspelt, part.actor, typo)
                assert real == other.replace(misspelling(name).encode(), name.encode())
                assert not part.here.is_changed()
                assert b"Did you mean" not in real
                asked += 1
    told(capsys, f"{part.who}: {asked} concealed inputs")


def _json(name: str) -> bytes:
    return f'"{name}"'.encode()


def _mentions(
    part: Part, action: Action, input_: Input, name: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Documents with the name of an input in a variable, in a literal, in the JSON of many."""
    yield part.deeds.document(action), {"input": {**input_, name: "a word"}}
    literal = " ".join(f"{k}: {orjson.dumps(v).decode()}" for k, v in input_.items())
    written = f'{literal} {name}: "a word"'
    yield f"mutation {{ {action.name}(input: {{{written} }}) {{ errors {{ code }} }} }}", {}
    if part.deeds.for_many(action):
        rest = {k: v for k, v in input_.items() if k != "id"}
        ids = [global_id(action.type_name, ABSENT)]
        many = {"action": action.verb.upper(), "ids": ids, "input": {**rest, name: "a word"}}
        yield part.deeds.bulk(action.type_name), many


def test_a_concealed_action_is_refused_in_the_words_for_a_misspelt_one(part: Part) -> None:
    known = {action.name for action in part.deeds.actions()}
    everybody = Deeds(GRAPH, GRAPH.core, part.sight, part.deeds.random)
    for action in GRAPH.actions.values():
        if action.name not in known:
            input_ = everybody.minimal(action, 1)
            typo = misspelling(action.name)
            text = f"mutation ($input: {_input(action.name)}!) {{ {action.name}(input: $input) "
            text += "{ errors { code } } }"
            bare = f'mutation {{ {action.name}(input: {{id: "x"}}) {{ __typename }} }}'
            many = _of_many(part, action)
            for asked, name in (
                (text, action.name),
                (bare, action.name),
                (many, action.verb.upper()),
            ):
                wrong = re.sub(rf"\b{name}\b", misspelling(name), asked)
                wrong = wrong.replace(_input(action.name), _input(typo))
                real = part.here.act(asked, part.actor, {"input": input_})
                other = part.here.act(wrong, part.actor, {"input": input_}).decode()
                back = other.replace(misspelling(name), name).replace(
                    _input(typo), _input(action.name)
                )
                assert real.decode() == back, (part.who, asked)
                assert not part.here.is_changed()


def _input(mutation: str) -> str:
    return f"{mutation[0].upper()}{mutation[1:]}Input"


def _of_many(part: Part, action: Action) -> str:
    plural = GRAPH.nodes[action.type_name].plural
    given = f'action: {action.verb.upper()}, ids: ["x"]'
    return f"mutation {{ {plural}Act({given}) {{ done refused }} }}"


# -- payloads -------------------------------------------------------------------------------------


def test_a_payload_shows_what_a_question_would_show(
    part: Part, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = withheld = 0
    for action, attempt in _that_succeed(part):
        part.here.restore()
        body = part.here.data(attempt.text, part.actor, attempt.variables)
        payload = body["data"][action.name]
        kind = action.type_name[0].lower() + action.type_name[1:]
        if action.removes:
            known = {"id": attempt.input["id"]}
            gone = part.here.data(part.deeds.fresh(action.type_name), part.actor, known)
            assert (payload[kind], gone["data"][kind]) == (None, None), action.name
            continue
        id_ = payload[kind]["id"]
        asked = part.here.data(part.deeds.fresh(action.type_name), part.actor, {"id": id_})
        assert payload[kind] == asked["data"][kind], action.name
        fresh = part.deeds.fresh(action.type_name)
        assert payload[kind] == part.here.referred(fresh, part.actor, {"id": id_})[kind]
        hidden, again = _hidden(body, 1), _hidden(asked, 0)
        assert hidden == again
        gone = [h["path"][1:] for h in _entries(body) if h["rows"] == "ALL"]
        assert not any(_at(payload, path) for path in gone)
        shown += 1
        withheld += len(hidden)
    told(capsys, f"{part.who}: {shown} payloads, {withheld} fields withheld and named")


def _that_succeed(part: Part) -> Iterator[tuple[Action, Attempt]]:
    """For each action an attempt at which it is done, if one is found."""
    for action, _ in part.workable():
        rows: list[Any] = [None] if action.creates else list(islice(part.deeds.possible(action), 3))
        tries = (
            part.attempt(action, draw(action, row and row["id"]))
            for row in rows
            for draw in (part.deeds.minimal, part.deeds.drawn, part.deeds.drawn)
        )
        for attempt in tries:
            if not REFUSED.search(part.act(attempt)) and part.here.is_changed():
                yield action, attempt
                break


def _entries(body: dict[str, Any]) -> list[dict[str, Any]]:
    return body.get("extensions", {}).get("authorization", {}).get("hidden", [])


def _hidden(body: dict[str, Any], above: int) -> list[tuple[Any, ...]]:
    """What is withheld: where, below the mutation, and by which rule."""
    entries = ((tuple(h["path"][above:]), h["coordinate"], h["rule"]) for h in _entries(body))
    return sorted(entries)


def _at(value: Any, path: list[str]) -> Any:
    """What stands at a path; None where some of it is withheld already."""
    for key in path:
        if isinstance(value, list):
            return None if all(_at(v, [key]) is None for v in value) else {}
        value = value.get(key) if isinstance(value, dict) else None
    return value


# -- many at once ---------------------------------------------------------------------------------


def test_of_many_records_the_unseen_and_the_missing_are_refused_alike(part: Part) -> None:
    for action, row in part.workable():
        if row is None or not part.deeds.for_many(action):
            continue
        name, known = action.type_name, part.here.last[action.type_name] + 50
        unseen = [r["id"] for r in part.secrets.unseen(name)[:2]]
        ids = [global_id(name, key) for key in (row["id"], *unseen, ABSENT, known)]
        input_ = {k: v for k, v in part.minimal(action, row).input.items() if k != "id"}
        variables = {"action": action.verb.upper(), "ids": [*ids, "nonsense"], "input": input_}
        part.here.restore()
        body = part.here.data(part.deeds.bulk(name), part.actor, variables)
        (payload,) = body["data"].values()
        results = payload["results"]
        assert [result["id"] for result in results] == variables["ids"]
        assert payload["done"] + payload["refused"] == len(results)
        assert payload["done"] == sum(not result["errors"] for result in results)
        others = [{**result, "id": ""} for result in results[1:]]
        assert all(other == others[0] for other in others), (part.who, action.name)
        alone = part.payload(
            part.minimal(action, row) if not input_ else _again(part, action, row, input_)
        )
        kind = name[0].lower() + name[1:]
        assert _untold(results[0]["errors"]) == _untold(alone["errors"])
        assert (results[0][kind] is None) is (alone[kind] is None)


def _again(part: Part, action: Action, row: Row, input_: Input) -> Attempt:
    return part.attempt(action, {"id": global_id(action.type_name, row["id"]), **input_})


def _untold(errors: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(e["code"], e["message"]) for e in errors]


# -- replays --------------------------------------------------------------------------------------


def test_the_key_of_another_is_worth_nothing(part: Part) -> None:
    admins = (an_actor(part.stage.world, ["admin"], SEED + PEOPLE + each) for each in count())
    admin = next(one for one in admins if one.key != part.actor.key)
    for action, attempt in _that_succeed(part):
        keyed = part.attempt(action, attempt.input | {"idempotencyKey": "the key"})
        part.here.restore()
        first = part.here.further(keyed.text, admin, keyed.variables)
        with_theirs = part.here.further(keyed.text, part.actor, keyed.variables)
        part.here.restore()
        assert part.here.further(keyed.text, admin, keyed.variables) == first
        own = part.attempt(action, attempt.input | {"idempotencyKey": "another key"})
        assert part.here.further(own.text, part.actor, own.variables) == with_theirs, (
            part.who,
            action,
        )


def test_a_replay_shows_what_may_be_read_by_then(part: Part) -> None:
    for action, attempt in _that_succeed(part):
        keyed = part.attempt(action, attempt.input | {"idempotencyKey": "the key"})
        part.here.restore()
        part.here.further(keyed.text, part.actor, keyed.variables)
        lost = replace(part.actor, bound={}, **dict.fromkeys(REACH, ()), **dict.fromkeys(OWN))
        body = part.here.data(keyed.text, lost, keyed.variables)
        payload = body["data"][action.name]
        kind = action.type_name[0].lower() + action.type_name[1:]
        sight = Sight(part.here.world(), GRAPH.policies, lost)
        shown, type_name = payload[kind], action.type_name
        if not any(sight.rows(type_name)):
            assert shown is None, (part.who, action.name)
        if shown is not None:
            fresh = part.here.data(part.deeds.fresh(type_name), lost, {"id": shown["id"]})
            assert shown == fresh["data"][kind]


REACH = ("group_ids", "managed_group_ids", "managed_provider_ids", "account_ids")
OWN = ("contact_id", "consumer_id", "provider_id")


# -- the menu -------------------------------------------------------------------------------------


def test_what_may_be_done_is_told_in_names_that_exist(part: Part) -> None:
    menus = "name mutation label reason input { name }"
    asked = [f"{{ viewer {{ actions {{ {menus} }} }} }}"]
    for node in GRAPH.nodes.values():
        view: Any = part.deeds.view.get_type(node.name)
        if view is not None and "actions" in view.fields and node.plural:
            asked.append(f"{{ {node.plural}(first: 60) {{ nodes {{ actions {{ {menus} }} }} }} }}")
    mutation: Any = part.deeds.view.mutation_type
    known = mutation.fields if mutation else {}
    hidden = _unknown_words(part)
    for text in asked:
        for menu in _menus(part.here.data(text, part.actor, {})["data"]):
            assert menu["mutation"] in known, (part.who, menu)
            inputs: Any = part.deeds.view.get_type(_input(menu["mutation"]))
            assert {given["name"] for given in menu["input"]} <= inputs.fields.keys()
            assert hidden.isdisjoint(re.findall(r"\w+", f"{menu['label']} {menu['reason']}")), menu


def _unknown_words(part: Part) -> set[str]:
    """Names that do not exist for the actor, as code writes them: those that are no plain word."""
    kinds = part.deeds.view.type_map.values()
    known = {name for kind in kinds for name in getattr(kind, "fields", {})}
    rows = {row for policy in GRAPH.policies.values() for row in policy.rows if "_" in row}
    return {
        word
        for row in rows
        if to_camel_case(row) not in known
        for word in (row, to_camel_case(row))
    }


def _menus(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from (inner or ()) if name == "actions" else _menus(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _menus(inner)


def test_the_menu_offers_what_is_then_not_refused_for_want_of_rights(part: Part) -> None:
    menus = Menus(GRAPH, part.sight)
    for action, row in part.workable():
        if row is None:
            continue
        (told_,) = (m for m in menus.of(action.type_name, row) if m["mutation"] == action.name)
        assert told_["allowed"]
        payload = part.payload(part.minimal(action, row))
        kinds = {error["__typename"] for error in payload["errors"]}
        assert "InvalidTransition" not in kinds, (part.who, action.name)
