"""From the lines of one incident to its events: what is understood, and what goes to quarantine."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from gateway.imports.events import Event, Unusable, event
from gateway.imports.log import Line
from gateway.imports.replay import Incident, replay


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is not imported, and why."""

    line: Line
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the lines of one incident; `incident` is None when no line can be used."""

    lines: Sequence[Line]
    incident: Incident | None
    refused: list[Refused]

    @property
    def used(self) -> list[Line]:
        """The lines that are events, in the order in which they are stored."""
        refused = {refusal.line.number for refusal in self.refused}
        return [line for line in self.lines if line.number not in refused]


def read(lines: Sequence[Line]) -> Reading:
    """Understands each line on its own, so that a bad one does not take the others with it."""
    events: list[Event] = []
    refused: list[Refused] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        twin = seen.setdefault(tuple(line.columns.values()), line.number)
        try:
            if twin != line.number:
                raise Unusable(f"The line repeats line {twin}.")
            events.append(event(line))
        except Unusable as why:
            refused.append(Refused(line, str(why)))
    return Reading(lines, replay(events) if events else None, refused)


def content(incident: Incident) -> str:
    """Names everything that the log says of the incident, in whatever order it is stored."""
    said = [
        tuple(getattr(event, name) for name in Event.__slots__ if name != "line")
        for event in incident.events
    ]
    return sha256(repr(said).encode()).hexdigest()
