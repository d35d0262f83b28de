"""What clocks add up to: how many were kept, how many broken, and how long it took.

A clock that was given up counts for neither; one that still runs is counted apart, though it may be
late already. Compliance is what was kept of what has ended, in percent and never rounded up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median

from gateway.levels.clocks import FULL, Clock
from gateway.levels.kinds import SlaStage

NINETY = 0.9


@dataclass(slots=True)
class Figures:
    """What the clocks of some cases add up to."""

    cases: int = 0
    clocks: int = 0
    met: int = 0
    breached: int = 0
    running: int = 0
    late: int = 0  # of those that run
    cancelled: int = 0
    elapsed: list[int] = field(default_factory=list[int])  # seconds, of those that have ended

    def add(self, clocks: Sequence[Clock]) -> None:
        """Adds the clocks of one case, as they stand."""
        self.cases += bool(clocks)
        self.clocks += len(clocks)
        for clock in clocks:
            match clock.stage:
                case SlaStage.CANCELLED:
                    self.cancelled += 1
                case SlaStage.COMPLETED:
                    self.met += not clock.breached
                    self.breached += clock.breached
                    self.elapsed.append(clock.elapsed(clock.changed_at))
                case _:
                    self.running += 1
                    self.late += clock.breached

    @property
    def percent(self) -> float | None:
        """Compliance; None where nothing has ended."""
        ended = self.met + self.breached
        return self.met * FULL * FULL // ended / FULL if ended else None

    @property
    def median(self) -> int | None:
        """Seconds of the hours that count; None where nothing has ended."""
        return int(median(self.elapsed)) if self.elapsed else None

    @property
    def ninetieth(self) -> int | None:
        """Seconds within which nine of ten were done; None where nothing has ended."""
        if not self.elapsed:
            return None
        return sorted(self.elapsed)[ceil(len(self.elapsed) * NINETY) - 1]


def kept(clocks: Sequence[Clock]) -> bool | None:
    """Whether a promise was kept on a case: none of its clocks too late. None: it never counted."""
    counted = [clock for clock in clocks if clock.stage is not SlaStage.CANCELLED]
    return not any(clock.breached for clock in counted) if counted else None
