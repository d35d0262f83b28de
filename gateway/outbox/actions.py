"""What is done with jobs by hand: a dead one is tried again."""

from gateway.outbox.models import MOVES, Job
from gateway.outbox.policy import JOB
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action


@action(JOB, moves=MOVES, label="Try again")
async def retry(job: Job, act: Act) -> None:
    """Have a dead job tried again, with as many attempts as a new one."""
    job.attempts, job.run_at, job.dead_at = 0, act.at, None
