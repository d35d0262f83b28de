"""The groups, people, accounts, problems and the like that incidents speak of, by their labels.

A party is known by its label; one that needs two labels, as a contact of an account does, by both
with a tab between them, which no label contains.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from tortoise.models import Model

from gateway.cases.models import Category
from gateway.changes.lifecycle import ChangeState
from gateway.changes.models import ChangeRequest
from gateway.customers.models import Account, Contact
from gateway.imports.casting import NOWHERE, Casting, handle
from gateway.imports.replay import Incident
from gateway.people.models import Group, GroupMember, User, UserClass
from gateway.problems.lifecycle import ProblemState
from gateway.problems.models import Problem

Appearing = Callable[[Sequence[Incident]], Iterable[str]]

BETWEEN = "\t"
OF_LOG = "Made by an import."
DOMAIN = "imported.example"  # reserved for examples: no mail ever arrives there


class Known(Protocol):
    """What rows are made from: the casting, and the records made before."""

    casting: Casting

    def id(self, kind: str, label: str | None) -> int | None: ...
    def provider_of_person(self, label: str) -> int | None: ...


def account_of(incident: Incident) -> str:
    """The party that stands for the incident's location."""
    return incident.last.location or NOWHERE


def contact_of(incident: Incident) -> str | None:
    """The party that stands for the caller, at his location."""
    caller = incident.last.caller
    return caller and BETWEEN.join((caller, account_of(incident)))


def member(group: str, person: str) -> str:
    """The party that stands for a person's place in a group."""
    return BETWEEN.join((group, person))


def category_of(casting: Casting, label: str) -> tuple[str, str]:
    """Category and subcategory as they are called here; the latter may be empty."""
    name, _, subcategory = label.partition(BETWEEN)
    return casting.category(name), casting.category(subcategory) if subcategory else ""


def _groups(incidents: Sequence[Incident]) -> Iterable[str]:
    return (event.group for one in incidents for event in one.events if event.group)


def _people(incidents: Sequence[Incident]) -> Iterable[str]:
    return (
        label
        for one in incidents
        for event in one.events
        for label in (event.assignee, event.opened_by, event.resolved_by, event.updated_by)
        if label
    )


def _members(incidents: Sequence[Incident]) -> Iterable[str]:
    return (
        member(event.group, event.assignee)
        for one in incidents
        for event in one.events
        if event.group and event.assignee
    )


def _accounts(incidents: Sequence[Incident]) -> Iterable[str]:
    return map(account_of, incidents)


def _contacts(incidents: Sequence[Incident]) -> Iterable[str]:
    return filter(None, map(contact_of, incidents))


def _categories(incidents: Sequence[Incident]) -> Iterable[str]:
    for one in incidents:
        if one.last.category:
            yield one.last.category
            if one.last.subcategory:
                yield BETWEEN.join((one.last.category, one.last.subcategory))


def _problems(incidents: Sequence[Incident]) -> Iterable[str]:
    return (one.last.problem for one in incidents if one.last.problem)


def _changes(incidents: Sequence[Incident]) -> Iterable[str]:
    both = (label for one in incidents for label in (one.last.change, one.last.caused_by))
    return (label for label in both if label)


KINDS: dict[str, tuple[type[Model], Appearing]] = {
    # In the order of creation: each may need those before it.
    "Group":         (Group,         _groups),
    "User":          (User,          _people),
    "GroupMember":   (GroupMember,   _members),
    "Account":       (Account,       _accounts),
    "Contact":       (Contact,       _contacts),
    "Category":      (Category,      _categories),
    "Problem":       (Problem,       _problems),
    "ChangeRequest": (ChangeRequest, _changes),
}  # fmt: skip


def _group(known: Known, label: str, id: int) -> dict[str, Any]:
    return {"name": label, "description": "Made by an import."}


def _person(known: Known, label: str, id: int) -> dict[str, Any]:
    first, last = known.casting.person(label)
    provider = known.provider_of_person(label)
    return {
        "user_id": f"log-{handle(label)}",
        "first_name": first,
        "last_name": last,
        "email": f"{handle(label)}@{DOMAIN}",
        "user_class": UserClass.INTERNAL if provider is None else UserClass.PROVIDER,
        "provider_id": provider,
    }


def _member(known: Known, label: str, id: int) -> dict[str, Any]:
    group, person = label.split(BETWEEN)
    return {"group_id": known.id("Group", group), "user_id": known.id("User", person)}


def _account(known: Known, label: str, id: int) -> dict[str, Any]:
    notes = f"Made by an import: {label} in its log." if label != NOWHERE else "Made by an import."
    return {"number": f"ACC{id:07}", "name": known.casting.account(label), "notes": notes}


def _contact(known: Known, label: str, id: int) -> dict[str, Any]:
    caller, account = label.split(BETWEEN)
    first, last = known.casting.person(caller)
    return {
        "account_id": known.id("Account", account),
        "first_name": first,
        "last_name": last,
        "email": f"{handle(caller)}.{handle(account)}@{DOMAIN}",
    }


def _category(known: Known, label: str, id: int) -> dict[str, Any]:
    name, subcategory = category_of(known.casting, label)
    return {"name": name, "subcategory": subcategory}


def _problem(known: Known, label: str, id: int) -> dict[str, Any]:
    """The log says of it what it is called, and nothing else: it is long over."""
    said = {"short_description": label, "state_reason": OF_LOG}
    return {"number": f"PRB{id:07}", "state": ProblemState.CLOSED, **said}


def _change(known: Known, label: str, id: int) -> dict[str, Any]:
    said = {"short_description": label, "state_reason": OF_LOG}
    return {"number": f"CHG{id:07}", "state": ChangeState.CLOSED, **said}


ROWS: dict[str, Callable[[Known, str, int], dict[str, Any]]] = {
    "Group":         _group,
    "User":          _person,
    "GroupMember":   _member,
    "Account":       _account,
    "Contact":       _contact,
    "Category":      _category,
    "Problem":       _problem,
    "ChangeRequest": _change,
}  # fmt: skip
