"""The gateway does not start while grids and types disagree, and says where to look."""

from collections.abc import Callable

import pytest
from tortoise.expressions import Q

from gateway.actor import Actor
from gateway.customers.models import Account, Contact
from gateway.people import roles
from gateway.policy.deeds import Deed
from gateway.policy.gaps import ADDING_ROLES, ROLES, Declared, PolicyGap, check, gaps
from gateway.policy.grid import SEEN, policy
from gateway.request.entities import every_model

EVERYBODY = f"everybody {' '.join(ROLES)}"


def complaints(
    *rows: str,
    names: tuple[str, ...] = ("number",),
    rule: Callable[[Actor], Q] | None = None,
    deeds: tuple[Deed, ...] = (),
) -> list[str]:
    """What is wrong with a grid of accounts that has these rows for every role."""
    lines = [
        EVERYBODY,
        *(f"{row} {' '.join([cell] * len(ROLES))}" for row, cell in map(_cut, rows)),
    ]
    grid = policy(Account, "customers", "\n".join(lines), *([rule] if rule else []))
    found = gaps([Declared(grid, names, deeds=deeds)], every_model())
    return [gap.removeprefix(f"{__file__}: ") for gap in found]


def _cut(row: str) -> tuple[str, str]:
    names, _, cell = row.rpartition(" ")
    return names, cell


def test_a_grid_that_covers_its_type_has_no_gap() -> None:
    assert complaints("see yes", "number R") == []


def test_a_field_without_a_row_is_a_gap() -> None:
    assert complaints("see yes", "number R", names=("number", "duns")) == [
        "Account: row duns is missing: nobody may read this field"
    ]


def test_a_row_without_a_field_is_a_gap() -> None:
    assert complaints("see yes", "number fax R") == [
        "Account: row fax is neither a field of the type nor an action"
    ]


def test_a_row_for_an_action_is_none() -> None:
    assert complaints("see yes", "number R", "close do", deeds=(Deed("close", "close"),)) == []


def test_an_action_without_a_row_is_a_gap() -> None:
    assert complaints("see yes", "number R", deeds=(Deed("close", "close"),)) == [
        "Account: row close is missing: nobody may use it (action close)"
    ]


def test_an_action_that_no_role_may_do_is_a_gap() -> None:
    for cell in ("-", "x"):
        told = complaints("see yes", "number R", f"close {cell}", deeds=(Deed("close", "close"),))
        assert told == ["Account: row close: no role has `do` (action close)"]


def test_a_right_of_roles_that_see_no_record_is_none() -> None:
    told = complaints("see -", "number R", "close do", deeds=(Deed("close", "close"),))
    assert told == ["Account: row close: no role has `do` (action close)"]


def test_an_action_may_be_granted_by_what_it_adds_to() -> None:
    comment = Deed("comment", "comments", "append")
    fields = ("number", "comments")
    for cell in ("A", "W"):
        told = complaints("see yes", "number R", f"comments {cell}", names=fields, deeds=(comment,))
        assert told == []
    assert complaints("see yes", "number comments R", names=fields, deeds=(comment,)) == [
        "Account: row comments: no role has `A` (action comment)"
    ]


def test_an_input_that_nobody_may_write_is_a_gap() -> None:
    edit = Deed("edit", "edit", inputs={"number": "write", "duns": "write"})
    assert complaints("see yes", "number R", "edit do", deeds=(edit,)) == [
        "Account: row number: no role has `W` (action edit, input number)",
        "Account: row duns is missing: nobody may use it (action edit, input duns)",
    ]


def test_a_row_for_an_input_alone_is_none() -> None:
    rename = Deed("rename", "rename", inputs={"reason": "write"})
    assert complaints("see yes", "number R", "rename do", "reason W", deeds=(rename,)) == []


def test_a_verb_that_nothing_performs_is_a_gap() -> None:
    assert complaints("see yes", "number R", "close do") == [
        "Account: row close is neither a field of the type nor an action"
    ]


def test_fields_are_not_done_and_actions_are_not_written() -> None:
    close = Deed("close", "close")
    assert complaints("see yes", "number R+do", "close do+W", deeds=(close,)) == [
        "Account: row number, role admin: `do` in the row of a field",
        "Account: row close, role admin: an action is not read or written; write `do`",
    ]
    assert complaints("see yes", "number R+do", deeds=(Deed("number", "number"),)) == [
        "Account: row number, role admin: `do` in the row of a field"
    ]


def test_a_role_without_a_column_is_a_gap() -> None:
    grid = policy(Account, "customers", "some admin agent\nsee yes yes\nnumber R R")
    found = list(gaps([Declared(grid, ("number",))], every_model()))
    assert len(found) == len(ROLES) - 2
    assert found[0].endswith("role manager has no column; write `-` where it sees nothing")


def test_a_role_that_does_not_exist_is_a_gap() -> None:
    grid = policy(Account, "customers", f"{EVERYBODY} agnet\nsee {'yes ' * 15}\nnumber {'R ' * 15}")
    assert [
        gap.rpartition(": ")[2] for gap in gaps([Declared(grid, ("number",))], every_model())
    ] == ["there is no role agnet"]


def test_a_role_that_a_row_leaves_out_is_a_gap() -> None:
    everybody = f"{EVERYBODY}\nsee {'yes ' * 14}\nnumber {'R ' * 14}"
    grid = policy(Account, "customers", f"{everybody}\n\nadding case_manager\nsee yes")
    assert list(gaps([Declared(grid, ("number",))], every_model())) == [
        f"{__file__}: Account: row number: role case_manager has no cell; "
        "write `-` where it may nothing"
    ]


def unknown_field(actor: Actor) -> Q:
    """its colour is yours"""
    return Q(colour=actor.user_id)


def unknown_walk(actor: Actor) -> Q:
    """a contact of its likes green"""
    return Q(contacts__colour="green")


def unknown_attribute(actor: Actor) -> Q:
    """its parent is your shoe"""
    return Q(parent_id=actor.shoe_id)  # type: ignore[attr-defined]


def unseeable(actor: Actor) -> Q:
    """you may see its name"""
    return Q(name=SEEN)


def incomparable(actor: Actor) -> Q:
    """its name sounds like yours"""
    return Q(name__sounds_like="Acme")


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (unknown_field, "Account has no field colour"),
        (unknown_walk, "Contact has no field colour"),
        (unknown_attribute, "an actor has no shoe_id"),
        (unseeable, "Account.name leads to no record that could be seen"),
        (incomparable, "Account.name cannot be compared by sounds_like"),
    ],
)
def test_a_condition_that_names_what_does_not_exist_is_a_gap(
    rule: Callable[[Actor], Q], fault: str
) -> None:
    name = rule.__name__
    assert complaints(f"see {name}", "number R", rule=rule) == [
        f"Account: row see, role admin: condition {name}: {fault}"
    ]
    for letter in ("R", "W", "A"):
        assert complaints("see yes", f"number {letter}:{name}", rule=rule) == [
            f"Account: row number, role admin: condition {name}: {fault}"
        ]
    deeds = (Deed("close", "close"),)
    assert complaints("see yes", "number R", f"close do:{name}", rule=rule, deeds=deeds) == [
        f"Account: row close, role admin: condition {name}: {fault}"
    ]


def test_types_that_are_seen_through_each_other_are_a_gap() -> None:
    def of_contacts(actor: Actor) -> Q:
        """you may see a contact of its"""
        return Q(contacts=SEEN)

    def of_account(actor: Actor) -> Q:
        """you may see its account"""
        return Q(account=SEEN)

    columns = f"{EVERYBODY}\nsee " + "{} " * 14
    account = policy(Account, "customers", columns.format(*["of_contacts"] * 14), of_contacts)
    contact = policy(Contact, "customers", columns.format(*["of_account"] * 14), of_account)
    assert list(gaps([Declared(account, ()), Declared(contact, ())], every_model())) == [
        f"{__file__}: Account: row see: it is seen through itself",
        f"{__file__}: Contact: row see: it is seen through itself",
    ]


def test_all_gaps_are_told_at_once() -> None:
    grid = policy(Account, "customers", f"{EVERYBODY}\nsee {'yes ' * 14}")
    with pytest.raises(PolicyGap) as caught:
        check([Declared(grid, ("number", "name"))], every_model())
    assert str(caught.value).splitlines() == [
        f"{__file__}: Account: row number is missing: nobody may read this field",
        f"{__file__}: Account: row name is missing: nobody may read this field",
    ]


def test_the_roles_that_grids_may_name_are_those_that_people_can_have_and_those_of_programs() -> (
    None
):
    programs = {"api", "api_account", "api_provider"}
    assert {*ROLES, *ADDING_ROLES} == {*roles.ROLES, *programs}
