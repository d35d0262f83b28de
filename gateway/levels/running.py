"""What becomes of the clocks of a case when the case changes: the state machine; pure.

(none)       start and neither stop nor cancel -> in progress, one for each definition
in progress  stop -> completed; reset and start -> completed, and another; cancel -> cancelled;
pause -> paused; the first that holds
paused       resume -> in progress, and then as above; stop; cancel
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from gateway.conditions.judging import Facts, holds
from gateway.conditions.tree import NEVER, Condition
from gateway.levels.clocks import Clock, Hours, Pause, settled
from gateway.levels.kinds import CancelWhen, ResumeWhen, SlaStage, StartFrom


@dataclass(frozen=True, slots=True)
class Level:
    """What is promised, and when its clocks start, stop and pause."""

    key: int
    duration: int  # seconds
    start: Condition
    stop: Condition
    pause: Condition = NEVER
    resume: Condition = NEVER
    cancel: Condition = NEVER
    reset: Condition = NEVER
    when_to_cancel: CancelWhen = CancelWhen.START_UNMET
    when_to_resume: ResumeWhen = ResumeWhen.PAUSE_UNMET
    retroactive_start: bool = True
    set_start_to: StartFrom = StartFrom.ANCHOR
    retroactive_pause: bool = True
    warn_at: tuple[int, ...] = (50, 75)
    active: bool = True  # else no clock of it begins; those that run go on

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that its clocks depend on."""
        return (self.start, self.stop, self.pause, self.resume, self.cancel, self.reset)

    def stops(self, facts: Facts) -> bool:
        return holds(self.stop, facts)

    def cancels(self, facts: Facts) -> bool:
        if self.when_to_cancel is CancelWhen.START_UNMET:
            return not holds(self.start, facts)
        return self.when_to_cancel is CancelWhen.CANCEL_MET and holds(self.cancel, facts)

    def starts(self, facts: Facts) -> bool:
        begins = self.active and holds(self.start, facts)
        return begins and not self.stops(facts) and not self.cancels(facts)

    def resets(self, facts: Facts) -> bool:
        return holds(self.reset, facts) and holds(self.start, facts)

    def pauses(self, facts: Facts) -> bool:
        """Whether a running clock stands still; what would resume it at once does not stop it."""
        return holds(self.pause, facts) and not self._wakes(facts)

    def resumes(self, facts: Facts) -> bool:
        if self.when_to_resume is ResumeWhen.RESUME_MET:
            return self._wakes(facts)
        return not holds(self.pause, facts)

    def _wakes(self, facts: Facts) -> bool:
        return self.when_to_resume is ResumeWhen.RESUME_MET and holds(self.resume, facts)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known of a case from an instant on."""

    at: datetime
    facts: Facts
    opened_at: datetime
    anchor_at: datetime


def stirs(stage: SlaStage, level: Level, facts: Facts) -> bool:
    """Whether a clock in this stage leaves it."""
    if level.stops(facts) or level.cancels(facts):
        return True
    if stage is SlaStage.PAUSED:
        return level.resumes(facts)
    return level.resets(facts) or level.pauses(facts)


def advanced(clock: Clock, level: Level, moment: Moment) -> Clock:
    """What becomes of a clock at this moment."""
    facts, at = moment.facts, moment.at
    clock = settled(clock, at)
    if clock.stage is SlaStage.PAUSED:
        if level.resumes(facts):
            clock = _resumed(clock, at)
        elif not (level.stops(facts) or level.cancels(facts)):
            return clock
    if level.stops(facts) or level.resets(facts):
        return _ended(clock, SlaStage.COMPLETED, at)
    if level.cancels(facts):
        return _ended(clock, SlaStage.CANCELLED, at)
    if level.pauses(facts):
        return settled(_paused(clock, at), at)
    return settled(clock, at)


def wanted(active: Container[int], levels: Sequence[Level], moment: Moment) -> list[Level]:
    """The levels of which a clock begins, where those of `active` have one already."""
    return [one for one in levels if one.key not in active and one.starts(moment.facts)]


def _start(level: Level, clocks: Iterable[Clock], moment: Moment) -> datetime:
    """From when a new clock counts; one that was reset begins anew."""
    reset = any(c.level == level.key and c.stop_at == moment.at for c in clocks)
    if not level.retroactive_start or reset:
        return moment.at
    past = level.set_start_to is StartFrom.OPENED
    return min(moment.opened_at if past else moment.anchor_at, moment.at)


def attached(
    level: Level,
    moment: Moment,
    hours: Hours,
    start_at: datetime,
    standing: tuple[tuple[Pause, ...], datetime | None],
) -> Clock:
    """A new clock with the pauses that it would have had, and since when it stands still."""
    (pauses, since), at = standing, moment.at
    if since is None and level.pauses(moment.facts):
        since = at
    clock = Clock(
        level.key,
        level.duration,
        level.warn_at,
        hours,
        SlaStage.IN_PROGRESS,
        start_at,
        attached_at=at,
        changed_at=at,
        pauses=pauses,
    )
    due = clock.due(level.duration)
    clock = replace(clock, due_at=due, first_due_at=due)
    return settled(_paused(clock, since, at) if since else clock, at)


def earlier_pauses(
    level: Level, start_at: datetime, past: Iterable[tuple[datetime, Facts]]
) -> tuple[tuple[Pause, ...], datetime | None]:
    """The pauses between a start in the past and now; and since when it stands still, if it does.

    `past`: what the case was from an instant on, in order, the last of it being the present.
    """
    pauses: list[Pause] = []
    since: datetime | None = None
    for begins, facts in past:
        begins = max(begins, start_at)
        paused = level.pauses(facts) if since is None else not level.resumes(facts)
        if paused and since is None:
            since = begins
        elif not paused and since is not None:
            pauses.append((since, begins))
            since = None
    return tuple(pause for pause in pauses if pause[0] < pause[1]), since


def _paused(clock: Clock, since: datetime, at: datetime | None = None) -> Clock:
    return replace(clock, stage=SlaStage.PAUSED, paused_at=since, changed_at=at or since)


def _resumed(clock: Clock, at: datetime) -> Clock:
    assert clock.paused_at is not None  # noqa: S101  # it is paused
    stood = (clock.paused_at, at)
    pauses = (*clock.pauses, stood) if stood[0] < at else clock.pauses
    clock = replace(clock, stage=SlaStage.IN_PROGRESS, paused_at=None, pauses=pauses)
    return replace(clock, changed_at=at, due_at=clock.due(clock.duration))


def _ended(clock: Clock, stage: SlaStage, at: datetime) -> Clock:
    """It ends; a pause that still lasts ends with it."""
    if clock.stage is SlaStage.PAUSED:
        clock = replace(_resumed(clock, at), due_at=clock.due_at)
    clock = replace(clock, stop_at=at)
    breached = clock.elapsed(at) > clock.duration
    return replace(clock, stage=stage, changed_at=at, breached=breached, next_at=None)


class Ground(Protocol):
    """What a step has to ask for, where a clock begins."""

    async def hours(self, level: Level, moment: Moment) -> Hours:
        """The hours that count for the case as it is at this moment."""
        ...

    async def past(self, level: Level, moment: Moment) -> Sequence[tuple[datetime, Facts]]:
        """What the case was from an instant on, in order, this moment being the last."""
        ...


async def stepped(
    clocks: Sequence[Clock], levels: Sequence[Level], moment: Moment, ground: Ground
) -> list[Clock]:
    """All clocks of a case after it has changed at this moment, those that begin last."""
    known = {level.key: level for level in levels}
    after = [c if c.ended else advanced(c, known[c.level], moment) for c in clocks]
    active = {clock.level for clock in after if not clock.ended}
    for level in wanted(active, levels, moment):
        start_at = _start(level, after, moment)
        standing: tuple[tuple[Pause, ...], datetime | None] = (), None
        if start_at < moment.at and level.retroactive_pause:
            standing = earlier_pauses(level, start_at, await ground.past(level, moment))
        hours = await ground.hours(level, moment)
        after.append(attached(level, moment, hours, start_at, standing))
    return after
