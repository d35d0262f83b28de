"""How many jobs wait, run and are dead, and how late the oldest is: for /metrics."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.outbox.clock import present
from gateway.outbox.models import Job, JobState
from gateway.request.ledger import OutboxEvent

COUNTED = (JobState.PENDING, JobState.RUNNING, JobState.DEAD)  # the done are many, and no news


class Figures(Collector):
    """What was last counted; `count` counts anew."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(COUNTED, 0)
        self._late = 0.0

    async def count(self) -> None:
        """Counts, and measures how long the oldest due job or undelivered event has waited."""
        at = await present()
        for state in COUNTED:
            self._counts[state] = await Job.filter(state=state).count()
        job = await Job.filter(state=JobState.PENDING, run_at__lte=at).order_by("run_at").first()
        event = await OutboxEvent.filter(delivered_at=None).order_by("id").first()
        since = [*([job.run_at] if job else []), *([event.at] if event else [])]
        self._late = max(((at - one).total_seconds() for one in since), default=0.0)

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("caseway_jobs", "Jobs by state.", labels=["state"])
        for state, number in self._counts.items():
            jobs.add_metric([state.value], number)
        yield jobs
        said = "How long the oldest due job, or event without jobs, has waited."
        yield GaugeMetricFamily("caseway_jobs_late_seconds", said, value=self._late)
