"""Jobs: what is to be done in the background, and what became of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from gateway.database.fields import Instant, described


@described(
    PENDING="Waits for its time, or for a worker.",
    RUNNING="A worker has it; should that one die, another takes it when the lease ends.",
    DONE="Done, exactly once.",
    DEAD="Given up after the last attempt; kept until somebody has it tried again.",
)
class JobState(StrEnum):
    """Where a job stands."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DEAD = "DEAD"


MOVES: Mapping[tuple[JobState, str], JobState] = {(JobState.DEAD, "retry"): JobState.PENDING}


class Job(Model):
    """Something to do, enqueued in the transaction that made it necessary."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=64)  # names the handler
    key = fields.CharField(max_length=160, unique=True)  # the same thing is never enqueued twice
    payload: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    target_type = fields.CharField(max_length=64, null=True)  # the record that it is about
    target_key = fields.BigIntField(null=True)
    state = fields.CharEnumField(JobState, max_length=8, default=JobState.PENDING)
    created_at = Instant()
    run_at = Instant()  # not before; moves on with every failed attempt
    attempts = fields.IntField(default=0)
    lease_until = Instant(null=True)  # while it runs: when it is taken from its worker
    done_at = Instant(null=True)
    dead_at = Instant(null=True)
    error = fields.TextField(null=True)  # of the last attempt that failed

    class Meta:
        table = "jobs"
        indexes = (("state", "run_at", "id"), ("state", "lease_until"), ("done_at",))
