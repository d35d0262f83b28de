"""Counts what the endpoint answered and how long it took, for /metrics."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


class Meter(Collector):
    """Plain numbers: one event loop writes them, so they need no lock."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()  # error code, or OK
        self._buckets = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0

    def saw(self, outcome: str, seconds: float) -> None:
        self.outcomes[outcome] += 1
        self._buckets[bisect_left(BOUNDS, seconds)] += 1
        self._seconds += seconds

    def collect(self) -> Iterator[Metric]:
        answered = CounterMetricFamily(
            "caseway_graphql_requests", "Requests to /graphql by outcome.", labels=["outcome"]
        )
        for outcome, count in sorted(self.outcomes.items()):
            answered.add_metric([outcome], count)
        yield answered
        took = HistogramMetricFamily("caseway_graphql_seconds", "Time from request to answer.")
        bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
        cumulative = accumulate(self._buckets)
        took.add_metric([], list(zip(bounds, cumulative, strict=True)), sum_value=self._seconds)
        yield took
