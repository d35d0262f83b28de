"""Conditions are built from rows without scripts, lose nothing, and read as sentences."""

import json
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup
from hypothesis import given
from starlette.datastructures import FormData

from gateway.conditions import telling
from gateway.levels.models import SlaDefinition
from gateway.policy.rights import ALWAYS, Access, Rights
from gateway.request.scalars import global_id
from gateway.schema import graph
from portal import composing
from portal.app import BUNDLES, STATIC
from portal.assets import Assets
from portal.building import Control, Making
from portal.candidates import Candidate, Offer
from portal.environment import environment
from portal.reciting import ids, leaves, tree_of
from portal.vocabulary import Vocabulary
from tests.conditions import hamlet
from tests.portal.front import Front, fields_of
from tests.world import a_user, an_account


class Everybody(Rights):
    """Who may read everything."""

    def readable(self, type_name: str, row: str) -> bool:
        return True

    def records(self, type_name: str) -> Access:
        return ALWAYS


WORDS = Vocabulary.of(telling.told(hamlet.VOCABULARY, "Person", Everybody({}, frozenset())))
PAGES = environment(graph().core, Assets(STATIC, BUNDLES), lambda: datetime.now(UTC))


def shown(text: str) -> Control:
    """The control of an input that holds this, by rows if rows can show it."""
    tree = tree_of(text)
    if tree is None:
        return Control("start", "/new", None, composing.pretty(text))
    offer = Offer(tuple(Candidate(one, one) for one in dict.fromkeys(ids(tree, WORDS))), more=True)
    rows = {"-".join(["start", *map(str, place)]): offer for place, _ in leaves(tree, ())}
    try:
        root = Making("start", WORDS, rows, {}, {}).group(tree, ())
    except ValueError:
        return Control("start", "/new", None, composing.pretty(text))
    return Control("start", "/new", root, text, composing.alone(text))


def sent(control: Control) -> FormData:
    """What a browser sends of it, as it stands."""
    html = str(PAGES.get_template("ui/condition.html").module.condition(control))  # type: ignore[attr-defined]
    values = fields_of(BeautifulSoup(f"<form>{html}</form>", "html.parser"))
    return FormData(
        [
            (name, one)
            for name, held in values.items()
            for one in (held if isinstance(held, list) else [held])
        ]
    )


def _twice(condition: Any) -> bool:
    """Whether some list names a choice or a record twice, or nothing is compared at all."""
    if "field" not in condition:
        inner = [_twice(part) for part in next(iter(condition.values()))]
        return any(inner) or not inner
    value = condition.get("value")
    return isinstance(value, list) and len({*map(str, value)}) < len(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


@given(hamlet.conditions("Person"))
def test_what_rows_show_they_send_back(condition: Any) -> None:
    text = composing.canonical(json.dumps(condition))
    control = shown(text)
    assert composing.read("start", sent(control)) == text
    assert json.loads(text) == condition
    assert control.root or _twice(condition)


async def test_a_service_level_is_built_row_by_row(front: Front) -> None:
    admin, harbor = await a_user("admin"), await an_account(name="Harbor")
    account = global_id("Account", harbor.pk)
    async with front.visitor(admin) as visitor:
        await visitor.open("/service-levels/new")
        await visitor.send(
            "#form-create",
            button="Show what fits",
            name="Gold",
            target="RESOLUTION",
            duration="soon",
            **{"start-0-field": "account", "stop-0-field": "state"},
        )
        assert "Harbor" in visitor.text("[name=start-0-value]")
        assert visitor.one("#i-name")["value"] == "Gold"
        await visitor.send(
            "#form-create", button="Add group", **{"start-0-value": account, "stop-0-op": "in"}
        )
        assert visitor.one("#start-1-0-field").has_attr("autofocus")
        await visitor.send(
            "#form-create",
            button="Show what fits",
            **{"start-1-0-field": "reopen_count", "stop-0-value": ["RESOLVED", "CLOSED"]},
        )
        await visitor.send("#form-create", **{"start-1-0-value": "some"})
        assert "Write how long, such as 4 h" in visitor.text("#e-duration")
        await visitor.send("#form-create", duration="1 h 30 min")
        assert visitor.text("#e-start-1-0") == "A number is needed."
        assert visitor.answer.status_code == 422
        await visitor.send("#form-create", **{"start-1-0-value": "2"})
        said = visitor.properties()
        assert said["Begins when"] == "Account is Harbor and Reopen count is 2"
        assert said["Kept when"] == "Status is one of Resolved or Closed"
        assert said["Within"] == "1 h 30 min"
        made = await SlaDefinition.get(name="Gold")
        assert (made.duration, made.active, made.retroactive_start) == (5400, True, True)
        assert json.loads(made.start) == {
            "all": [
                {"field": "account", "op": "is", "value": account},
                {"any": [{"field": "reopen_count", "op": "is", "value": 2}]},
            ]
        }
        await visitor.open(f"{visitor.address}/edit")
        await visitor.send("#form-edit", button="Write it as JSON")
        await visitor.send("#form-edit", start="{")
        assert "A condition is" in visitor.text("#e-start")
        assert visitor.text("[name=start]") == "{"
        await visitor.send("#form-edit", start='{"field":"state","op":"is_not_empty"}')
        assert visitor.properties()["Begins when"] == "Status is not empty"
