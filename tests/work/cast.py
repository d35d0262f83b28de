"""Who might try something with the work beside cases, and what they are to a piece of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from gateway.changes.models import ChangeRequest
from gateway.fulfilment.models import ServiceRequest
from gateway.incidents.models import Incident
from gateway.people.identity import TOKEN_PREFIX
from gateway.people.models import ApiClient, RowBinding
from gateway.people.secret import fingerprint, new_secret
from gateway.problems.models import Problem
from gateway.work.kinds import KIND_OF
from gateway.work.models import CaseRelation, Work
from tests.world import MONDAY, Somebody, a_case, a_consumer, a_contact, a_group, a_user

MODELS: dict[str, type[Work]] = {
    model.__name__: model for model in (Incident, Problem, ChangeRequest, ServiceRequest)
}
ITSM = frozenset({"itsm"})
_serial = count(1)


@dataclass(frozen=True)
class Role:
    """Somebody who tries everything, with one piece of work in each state."""

    hats: dict[str, str]  # by type: what they are to it | to others; the rest is unknown to them
    given: Callable[[Any], Awaitable[dict[str, Any]]]  # the columns that make them so
    who: Callable[[], Awaitable[Somebody]]

    def here(self, type_name: str) -> set[str]:
        """What they are to the piece of work that they try it with."""
        return {*self.hats[type_name].partition("|")[0].split()}

    def anywhere(self, type_name: str) -> set[str]:
        """What they are to some piece of work."""
        return {*self.hats[type_name].replace("|", " ").split()}


async def nothing(me: Any) -> dict[str, Any]:
    del me
    return {}


async def written(me: Any) -> dict[str, Any]:
    return {"opened_by": me}


async def assigned(me: Any) -> dict[str, Any]:
    group = await a_group(me)
    return {"assignment_group": group, "assigned_to": me}


async def in_group(me: Any) -> dict[str, Any]:
    return {"assignment_group": await a_group(me)}


async def for_contact(me: Any) -> dict[str, Any]:
    return {"contact": me}


async def for_consumer(me: Any) -> dict[str, Any]:
    return {"consumer": me}


async def a_program() -> str:
    secret = new_secret(TOKEN_PREFIX)
    await ApiClient.create(
        name="program", secret_hash=fingerprint(secret), row_binding=RowBinding.ALL
    )
    return secret


def _user(*roles: str) -> Callable[[], Awaitable[Somebody]]:
    async def made() -> Somebody:
        return await a_user(*roles)

    return made


BOTH = {"Incident": "itsm", "Problem": "itsm"}
AGENT = {"ServiceRequest": "owner staff | group"}
DESK = BOTH | AGENT
ALL = "itsm owner assignee decider staff group"
PEOPLE = {
    "admin": Role(dict.fromkeys(MODELS, ALL), nothing, _user("admin")),
    "who wrote it": Role(
        DESK
        | {
            "ChangeRequest": "itsm owner | assignee decider",
            "ServiceRequest": "owner staff | group decider",
        },
        written,
        _user("agent", "itsm_write", "approver"),
    ),
    "who is to do it": Role(
        DESK | {"ChangeRequest": "itsm owner assignee", "ServiceRequest": "owner staff group"},
        assigned,
        _user("agent", "itsm_write"),
    ),
    "who could": Role(
        DESK | {"ChangeRequest": "itsm | owner assignee"}, nothing, _user("agent", "itsm_write")
    ),
    "who reads changes": Role(
        {"ChangeRequest": "", **AGENT},
        nothing,
        _user("agent", "change_read"),
    ),
    "approver": Role(
        {"ChangeRequest": "decider", "ServiceRequest": "decider"}, nothing, _user("approver")
    ),
    "agent": Role(AGENT, nothing, _user("agent")),
    "agent of the group": Role({"ServiceRequest": "owner staff group"}, in_group, _user("agent")),
    "manager": Role(
        {"ServiceRequest": "owner staff group decider", "ChangeRequest": "decider"},
        nothing,
        _user("manager", "approver"),
    ),
    "program": Role(
        BOTH | {"ChangeRequest": "itsm owner", "ServiceRequest": "owner staff group"},
        nothing,
        a_program,
    ),
    "contact": Role({"ServiceRequest": "owner"}, for_contact, a_contact),
    "consumer": Role({"ServiceRequest": "owner"}, for_consumer, a_consumer),
    "stakeholder": Role({}, nothing, _user("stakeholder")),
    "provider_lead": Role({}, nothing, _user("provider_lead")),
    "author": Role({}, nothing, _user("author")),
}
PLANNED = {
    "planned_start": MONDAY,
    "planned_end": MONDAY + timedelta(hours=1),
    "implementation_plan": "Swap the board.",
    "backout_plan": "Put the old one back.",
    "test_plan": "Run the self-test.",
}
NEEDED: dict[str, dict[str, Any]] = {  # of a record, for its moves to be possible
    "ChangeRequest": {"submitted_at": MONDAY, **PLANNED},
    "ServiceRequest": {"submitted_at": MONDAY, "item": "A seal"},
}


async def a_work(type_name: str, state: str, **given: Any) -> Work:
    """A piece of work in a state, tied to an open case."""
    work = await MODELS[type_name].create(
        number=f"X{next(_serial):07}",
        short_description="The board burns",
        state=state,
        **{**NEEDED.get(type_name, {}), **given},
    )
    names = {"Incident": "incident", "Problem": "problem", "ChangeRequest": "change"}
    tied: dict[str, Any] = {names.get(type_name, "request"): work}
    await CaseRelation.create(case=await a_case(), kind=KIND_OF[type_name], **tied)
    return work
