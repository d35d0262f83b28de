"""Opens and ends contracts and entitlements by their days, whoever is looking, once a minute."""

from datetime import date, datetime

from tortoise.expressions import Q

from gateway.customers.agreements_lifecycle import DRAFT, LIVING
from gateway.customers.models import Contract, ContractState, Entitlement
from gateway.request.act import Runner
from gateway.request.actions.sweeping import perform_due

IN_FORCE = (ContractState.ACTIVE, ContractState.SUSPENDED)
UNTIED = Q(contract_id__isnull=True) | Q(contract__state=ContractState.ACTIVE)


async def sweep(runner: Runner, at: datetime) -> int:
    """Does what is due at this instant; returns with how many records that was done.

    What ends goes first: a contract that is over opens nothing any more.
    """
    today, done = at.date(), 0
    for model, verb, due in (
        (Contract, "expire", _over(today) & Q(state__in=list(IN_FORCE))),
        (Entitlement, "expire", _over(today) & Q(state__in=list(LIVING))),
        (Contract, "begin", _begun(today) & Q(state=ContractState.IN_REVIEW)
         & Q(approved_at__isnull=False)),
        (Entitlement, "begin", _begun(today) & Q(state=DRAFT) & UNTIED),
    ):  # fmt: skip
        done += await perform_due(runner, model, verb, due, at)
    return done


def _over(today: date) -> Q:
    return Q(ends__lt=today)


def _begun(today: date) -> Q:
    return Q(starts__lte=today) & (Q(ends__isnull=True) | Q(ends__gte=today))
