"""Everybody who might try something with a case, and every relation in which they stand to one.

`Seat` says in the specification's words what somebody is to a case: whether they see it, and which
hats they wear. ADM and programs are no handlers by the glossary; section 3 lets both write every
field of a case and task, which nothing but the handlers' actions can use, so they wear that hat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from gateway.cases.models import Case, StateInterval
from gateway.customers.models import Account, AccountRelation, PortalRole
from gateway.people.identity import TOKEN_PREFIX
from gateway.people.models import ApiClient, Group, GroupMember, Provider, RowBinding, User
from gateway.people.secret import fingerprint, new_secret
from tests.cases.table import FINAL
from tests.world import (
    MONDAY,
    Somebody,
    a_case,
    a_consumer,
    a_contact,
    a_group,
    a_provider,
    a_token,
    a_user,
    an_account,
    an_outsourced_agent,
)

_serial = count(1)
REQUESTER = frozenset({"requester"})
NOTHING = frozenset[str]()


@dataclass(frozen=True)
class Seat:
    """What somebody is to a case."""

    name: str
    case: Mapping[str, Any]  # columns
    hats: frozenset[str] = NOTHING
    seen: bool = True
    writes: str = "never"  # comments and fields: never, live, always

    def writable(self, state: str) -> bool:
        return self.writes == "always" or (self.writes == "live" and state not in FINAL)


@dataclass(frozen=True)
class Person:
    """Somebody who tries everything."""

    name: str
    who: Somebody
    seats: tuple[Seat, ...]
    knows: str = "all"  # of the mutations: all, customer's, none
    colleague: User | None = None  # to whom they hand cases
    without: frozenset[str] = field(default_factory=frozenset[str])  # what a token lacks

    @property
    def hats(self) -> frozenset[str]:
        """All that they wear anywhere."""
        return frozenset().union(*(seat.hats for seat in self.seats))


@dataclass
class Cast:
    """The world that the people live in."""

    account: Account
    desk: Group
    colleague: User
    provider: Provider
    team: Group
    outsourced: User
    others: dict[str, Any]
    people: list[Person] = field(default_factory=list[Person])


async def assembled() -> Cast:
    colleague = await a_user("agent")
    provider = await a_provider()
    outsourced = await an_outsourced_agent(provider)
    cast = Cast(
        account=await an_account(),
        desk=await a_group(colleague),
        colleague=colleague,
        provider=provider,
        team=await a_group(outsourced, provider=provider),
        outsourced=outsourced,
        others={"assignment_group": await a_group(provider=await a_provider())},
    )
    for gather in (_staff, _onlookers, _outsourced, _customers, _programs):
        cast.people += await gather(cast)
    return cast


# -- staff ----------------------------------------------------------------------------------------


def _desk_seats(cast: Cast, me: User, hats: set[str], writes: str) -> tuple[Seat, ...]:
    """Waiting in a group of mine, mine, a colleague's, a provider's."""
    group, for_account = {"assignment_group": cast.desk}, {"account": cast.account}
    taken, free = frozenset({*hats, "taken"}), frozenset({*hats, "free", "idle"})
    mine = {**for_account, **group, "assigned_to": me}
    return (
        Seat("waiting", {**for_account, **group}, free, writes=writes),
        Seat("mine", mine, taken | {"assignee"}, writes=writes),
        Seat("a colleague's", {**mine, "assigned_to": cast.colleague}, taken, writes=writes),
        Seat("a provider's", {**for_account, "assignment_group": cast.team}, free, writes=writes),
    )


async def _member(group: Group, user: User) -> User:
    await GroupMember.create(group=group, user=user)
    return user


async def _staff(cast: Cast) -> list[Person]:
    made: list[Person] = []
    for role, hats, writes in (
        ("agent", {"handler"}, "live"),
        ("manager", {"handler", "manager"}, "always"),
        ("admin", {"handler", "manager", "admin"}, "always"),
    ):
        me = await _member(cast.desk, await a_user(role))
        seats = _desk_seats(cast, me, hats, writes)
        made.append(Person(role, me, seats, colleague=cast.colleague))
    return made + await _narrowed(cast)


async def _narrowed(cast: Cast) -> list[Person]:
    """Agents behind tokens."""
    me = await _member(cast.desk, await a_user("agent"))
    able = _desk_seats(cast, me, {"handler"}, "live")
    unable = tuple(Seat(s.name, s.case) for s in able)
    scoped = {
        "token for cases": (able, "all", ("cases:read", "cases:write", "customers:read")),
        "token that reads": (unable, "all", ("cases:read", "customers:read")),
        "token for customers": (unable, "none", ("customers:read", "customers:write")),
    }
    return [
        Person(
            name,
            await a_token(me, *scopes),
            seats,
            knows,
            colleague=cast.colleague,
            without=frozenset({"work_note"}),
        )
        for name, (seats, knows, scopes) in scoped.items()
    ]


async def _onlookers(cast: Cast) -> list[Person]:
    """Who reads at most: the lead of the provider, and roles that no case concerns."""
    lead = await User.get(id=cast.provider.manager_id)
    seats = (
        Seat("of a managed provider", {"assignment_group": cast.team}),
        Seat("mine, of a managed provider", {"assignment_group": cast.team, "assigned_to": lead}),
        Seat("the enterprise's", {"assignment_group": cast.desk}, seen=False),
    )
    made = [Person("provider_lead", lead, seats)]
    for role in ("approver", "stakeholder", "field_agent", "author", "osp_admin"):
        given = {"provider": cast.provider} if role == "osp_admin" else {}
        me = await a_user(role, **given)
        seats = (
            Seat("any", {"assignment_group": cast.team}, seen=False),
            Seat("mine", {"assignment_group": cast.team, "assigned_to": me}, seen=False),
        )
        made.append(Person(role, me, seats, knows="none"))
    return made


# -- outsourced -----------------------------------------------------------------------------------


async def _outsourced(cast: Cast) -> list[Person]:
    made: list[Person] = []
    for role in ("osp_agent", "osp_manager"):
        me = await _member(cast.team, await a_user(role, provider=cast.provider))
        if role == "osp_manager":
            cast.team.manager = me
            await cast.team.save()
        ours = {"assignment_group": cast.team}
        taken, free = frozenset({"handler", "taken"}), frozenset({"handler", "free", "idle"})
        seats = (
            Seat("waiting", ours, free, writes="live"),
            Seat("mine", {**ours, "assigned_to": me}, taken | {"assignee"}, writes="live"),
            Seat("a colleague's", {**ours, "assigned_to": cast.outsourced}, taken, writes="live"),
            Seat("mine without a group", {"assigned_to": me}, taken | {"assignee"}, writes="live"),
            Seat("another provider's", cast.others, seen=False),
            Seat("the enterprise's", {"assignment_group": cast.desk}, seen=False),
            Seat("nobody's", {}, seen=False),
        )
        made.append(Person(role, me, seats, colleague=cast.outsourced))
    return made


# -- customers ------------------------------------------------------------------------------------


async def _customers(cast: Cast) -> list[Person]:
    contact = await a_contact(cast.account)
    of_account = {"account": cast.account, "assignment_group": cast.desk}
    own = Seat("my own", {**of_account, "contact": contact}, REQUESTER, writes="live")
    others = {"account": await an_account(), "assignment_group": cast.desk}
    seats = (
        own,
        Seat("my account's", of_account, seen=False),
        Seat("another account's", others, seen=False),
    )
    customer = await a_consumer()
    mine = {"consumer": customer, "assignment_group": cast.desk}
    another = {"consumer": await a_consumer(), "assignment_group": cast.desk}
    of_consumer = (
        Seat("my own", mine, REQUESTER, writes="live"),
        Seat("another consumer's", another, seen=False),
    )
    return [
        Person("contact", contact, seats, "customer's"),
        Person("consumer", customer, of_consumer, "customer's"),
        await _case_manager(cast, of_account, others),
    ]


async def _case_manager(cast: Cast, of_account: dict[str, Any], others: dict[str, Any]) -> Person:
    me = await a_contact(cast.account, portal_role=PortalRole.CASE_MANAGER)
    below, related = await an_account(parent=cast.account), await an_account()
    await AccountRelation.create(source=cast.account, target=related, type="partner")
    seats = (
        Seat("my own", {**of_account, "contact": me}, REQUESTER, writes="live"),
        Seat("my account's", of_account, REQUESTER, writes="live"),
        Seat("of an account below", {**of_account, "account": below}),
        Seat("of a related account", {**of_account, "account": related}),
        Seat("another account's", others, seen=False),
    )
    return Person("case_manager", me, seats, "customer's")


# -- programs -------------------------------------------------------------------------------------


async def _programs(cast: Cast) -> list[Person]:
    bindings = {
        "api": {"row_binding": RowBinding.ALL},
        "api_account": {"row_binding": RowBinding.ACCOUNT, "account": cast.account},
        "api_provider": {"row_binding": RowBinding.PROVIDER, "provider": cast.provider},
    }
    seats = _program_seats(cast)
    await _known_to_programs(cast)
    made: list[Person] = []
    for name, binding in bindings.items():
        secret = new_secret(TOKEN_PREFIX)
        await ApiClient.create(name=name, secret_hash=fingerprint(secret), **binding)
        colleague = cast.outsourced if name == "api_provider" else cast.colleague
        made.append(Person(name, secret, seats[name], colleague=colleague))
    return made


async def _known_to_programs(cast: Cast) -> None:
    """Programs read no directory: they can name who holds a case that they see."""
    for group, holder in ((cast.desk, cast.colleague), (cast.team, cast.outsourced)):
        await a_case(account=cast.account, assignment_group=group, assigned_to=holder)


def _program_seats(cast: Cast) -> dict[str, tuple[Seat, ...]]:
    ours = {"account": cast.account, "assignment_group": cast.team}
    free, taken = frozenset({"handler", "free"}), frozenset({"handler", "taken"})
    waiting = Seat("waiting", ours, free, writes="live")
    assigned = Seat("assigned", {**ours, "assigned_to": cast.outsourced}, taken, writes="live")
    foreign = Seat("of another account", {"assignment_group": cast.desk}, seen=False)
    return {
        "api": (waiting, assigned, Seat("another account's", {}, free, writes="live")),
        "api_account": (waiting, assigned, foreign),
        "api_provider": (waiting, assigned, Seat("another provider's", cast.others, seen=False)),
    }


async def seated(seat: Seat, state: str) -> Case:
    """A case in this state with which somebody stands as their seat says."""
    given: dict[str, Any] = {}
    if state in ("RESOLVED", "CLOSED"):
        given |= {
            "resolution_code": "FIXED",
            "resolution_notes": "New seal.",
            "resolved_at": MONDAY,
        }
    if state in FINAL:
        given["closed_at"] = MONDAY
    number = f"X{next(_serial):07}"  # none that Caseway itself gives
    case = await a_case(number=number, state=state, **given, **seat.case)
    await StateInterval.create(
        case=case,
        state=state,
        group_id=case.assignment_group_id,
        provider_id=case.provider_id,
        assignee_id=case.assigned_to_id,
        started_at=MONDAY,
    )
    return case
