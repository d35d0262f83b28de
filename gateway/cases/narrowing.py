"""What a form may fill in and offer, once part of it is chosen: by the rules of a new case."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.cases.fitting import entitlements_for, fit_case, reasons
from gateway.cases.models import Case
from gateway.cases.policy import CASE
from gateway.cases.requesters import OWNED, REQUESTER, settle_requester
from gateway.customers.checks import acts_for
from gateway.customers.models import Contact, ContractState, Entitlement
from gateway.request.actions.context import Act
from gateway.request.actions.foresight import Match, Prospect, foresight
from gateway.request.actions.refusals import MissingInput
from gateway.request.scalars import global_id

Filter = dict[str, Any]
FITTING = (
    *("account", "contact", "consumer", "contact_timezone", "product", "asset", "sold_product"),
    *("contract", "entitlement", "parent", "channel"),
)
LATER = ("contract", "entitlement")  # what may have been right when it was chosen


@foresight(CASE, row="create", fields=FITTING)
async def fit(case: Case, act: Act, *, given: frozenset[str], latest: str) -> Prospect:
    """Say what follows from what is known of a case so far, and what could still be chosen.

    Nothing is written. With `latest`, whatever does not go with that input gives way; without, it
    is told in the errors.
    """
    stored, wanted, source = act.before, _keys(case), _source(case, given)
    act.before = {}
    if latest:
        await _give_way(case, latest)
    sent = frozenset({latest} | (given & {"contact_timezone"})) if latest else given
    errors = await settle_requester(case, act, sent, given)
    errors = [error for error in errors if not isinstance(error, MissingInput)]
    errors = errors or await fit_case(case, act, sent)
    _keep(case, stored, wanted)
    found = await entitlements_for(case, act.at.date())
    choices = _choices(case, act, given, source, found)
    return Prospect(choices, tuple(errors), tuple(_matches(case, found)))


def _keys(case: Case) -> dict[str, Any]:
    return {name: getattr(case, f"{name}_id") for name in LATER}


def _keep(case: Case, stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """What the case has had all along stays, though nobody could choose it any more."""
    same = stored and all(getattr(case, f"{n}_id") == stored[f"{n}_id"] for n in REQUESTER)
    for name, key in wanted.items():
        if same and key is not None and key == stored[f"{name}_id"]:
            setattr(case, f"{name}_id", key)


async def _give_way(case: Case, latest: str) -> None:
    """Makes room for what was chosen last: its customer is the one of the case from now on."""
    if latest == "contact":
        contact = await Contact.get_or_none(id=case.contact_id)
        if contact and not await acts_for(contact, case.account_id):
            case.account_id = None
    if latest in OWNED and latest != "parent":
        owned: Any = await OWNED[latest].get_or_none(id=getattr(case, f"{latest}_id"))
        if owned and (owned.account_id or owned.consumer_id):
            case.account_id, case.consumer_id = owned.account_id, owned.consumer_id
    if case.consumer_id and latest != "contact":
        case.contact_id = None


# -- what could still be chosen -------------------------------------------------------------------


def _source(case: Case, given: frozenset[str]) -> str:
    """The input that tells for whom the case is; what it names itself is not narrowed by that."""
    names = ("account", "consumer", "contact", *OWNED)
    return next((n for n in names if n in given and getattr(case, f"{n}_id")), "")


def _choices(
    case: Case, act: Act, given: frozenset[str], source: str, rights: Iterable[Entitlement]
) -> Mapping[str, Filter]:
    whose, day = _whose(case), act.at.date().isoformat()
    product = {"product": _is("ProductModel", case.product_id)} if "product" in given else {}
    inside: Filter = {"or": [{"ends": {"isNull": True}}, {"ends": {"gte": day}}]}
    in_force = {"state": {"eq": ContractState.ACTIVE.value}, "starts": {"lte": day}, **inside}
    found: dict[str, Filter] = {
        "contact": _acting(case) if case.account_id else {},
        "asset": {**whose, **product},
        "sold_product": {**whose, **product},
        "contract": {**whose, **in_force},
        "entitlement": _among(rights) if whose else {},
        "parent": _above(case, whose),
    }
    if source in found:
        found[source] = {**product} if source in ("asset", "sold_product") else {}
    return found


def _whose(case: Case) -> Filter:
    if case.account_id:
        return {"account": _is("Account", case.account_id)}
    return {"consumer": _is("Consumer", case.consumer_id)} if case.consumer_id else {}


def _is(type_name: str, key: int | None) -> Filter:
    return {"id": {"eq": global_id(type_name, key)}} if key else {}


def _acting(case: Case) -> Filter:
    account = {"account": _is("Account", case.account_id)}
    return {"or": [account, {"relations": {"some": account}}]}


def _above(case: Case, whose: Filter) -> Filter:
    """Cases of the same customer, and major ones; never the case itself."""
    others = {"id": {"ne": global_id("Case", case.pk)}} if case.pk else {}
    return {**others, "or": [whose, {"majorState": {"eq": "ACCEPTED"}}]} if whose else others


def _matches(case: Case, found: Iterable[Entitlement]) -> Iterator[Match]:
    """How well each right to service fits, and why."""
    for each in found:
        why = reasons(each, case)
        yield Match("entitlement", each.pk, sum(why.values()), tuple(why))


def _among(found: Iterable[Entitlement]) -> Filter:
    return {"id": {"in": [global_id("Entitlement", each.pk) for each in found][:200]}}
