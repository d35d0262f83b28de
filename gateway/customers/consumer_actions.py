"""What is done with consumers: they begin and change; who buys no more is not active."""

from collections.abc import Mapping
from typing import Any

from gateway.customers.checks import BUSY, busy, email_errors, user_errors
from gateway.customers.codes import code_errors
from gateway.customers.models import Consumer
from gateway.customers.policy import CONSUMER
from gateway.database.numbering import next_number
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.record import fill
from gateway.request.actions.refusals import InvalidInput, refuse

PREFIX = "CNS"
WRITTEN = (
    *("email", "phone", "preferred_channel", "language", "locale", "timezone"),
    *("street", "postal_code", "city", "state_province", "country"),
    *("household", "notes", "special_handling", "user"),
)


@action(CONSUMER, fields=WRITTEN, label="New consumer")
async def create(
    consumer: Consumer, act: Act, *, first_name: str, last_name: str, **given: Any
) -> None:
    """Add a person who buys for himself or herself."""
    del act
    consumer.first_name, consumer.last_name = first_name, last_name
    await _take_in(consumer, given)
    consumer.number = await next_number(Consumer, PREFIX)


@action(CONSUMER, fields=("first_name", "last_name", *WRITTEN, "active"))
async def edit(consumer: Consumer, act: Act, **given: Any) -> None:
    """Change what is known of the person; only what is sent changes."""
    del act
    await _take_in(consumer, given)


async def _take_in(consumer: Consumer, given: Mapping[str, Any]) -> None:
    fill(consumer, given)
    errors = [*code_errors(consumer, given), *email_errors(consumer, given)]
    errors += await user_errors(consumer, given)
    if given.get("active") is False and await busy(Consumer, consumer.pk):
        errors.append(InvalidInput(BUSY, "active"))
    refuse(errors)
