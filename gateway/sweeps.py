"""What Caseway does by itself once a minute, in every process that works in the background."""

from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any

from gateway.cases import auto_close
from gateway.customers import terms
from gateway.incidents import closing as incidents
from gateway.levels import sweeping as levels
from gateway.request.act import Runner
from gateway.request.actions.sweeping import keep_sweeping
from gateway.settings import Settings


def sweeps(settings: Settings, runner: Runner) -> Iterator[Coroutine[Any, Any, None]]:
    """To be done beside the worker; any number of processes may do them at once."""
    patience = auto_close.Patience(
        reminder=settings.reminder_days, closing=settings.auto_close_days
    )
    for sweep, failed in (
        (partial(auto_close.sweep, runner, patience), "solutions that nobody answers"),
        (partial(terms.sweep, runner), "the terms of contracts and entitlements"),
        (partial(incidents.sweep, runner), "incidents that stay resolved"),
        (partial(levels.sweep, runner), "service levels"),
    ):
        yield keep_sweeping(sweep, f"{failed} were not looked after")
