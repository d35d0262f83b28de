"""The clocks of a case: how each came to where it stands, as a picture and as a table.

Where a clock stands and which stretches it ran, the gateway says; here they are laid out in time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import DocumentNode, parse

from portal.language import N_
from portal.language import gettext as _
from portal.render import Renderer
from portal.supposing import Supposed, suppose, supposing_documents
from portal.words import instant, words

WIDE = 600  # units of the picture
MOST = 60  # stretches that are told; those before them are counted

CLOCKS: DocumentNode = parse(
    """
    query Clocks($number: String!) {
      caseByNumber(number: $number) {
        id contactTimezone priority
        slas(first: 20) {
          nodes {
            id name target stage duration startAt stopAt breachAt hasBreached businessPercent
            timeLeft timezone schedule { name }
          }
        }
      }
    }
    """,
    no_location=True,
)
EXPLAIN: DocumentNode = parse(
    """
    mutation Explain($id: ID!) {
      found: caseSlaExplain(input: {id: $id}) {
        at stage breachAt hasBreached businessPercent timeLeft
        segments { start end kind because by }
        errors { message }
      }
    }
    """,
    no_location=True,
)

KINDS = {
    "RUNNING": N_("Running"),
    "CLOSED": N_("Outside of its hours"),
    "PAUSED": N_("Standing still"),
}
NOW = ("stage", "breachAt", "hasBreached", "businessPercent", "timeLeft")
BECAUSE = (
    N_("Outside the hours of the week"),
    N_("The pause condition held"),
    N_("Around the clock"),
)


def clock_documents() -> Iterator[tuple[str, DocumentNode]]:
    yield "clocks of a case", CLOCKS
    yield "how a clock came to where it stands", EXPLAIN
    yield from supposing_documents()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a clock ran, or did not, for one reason."""

    start: str
    end: str
    kind: str
    because: str
    by: str | None
    x: float
    width: float

    @property
    def seconds(self) -> int:
        return int((instant(self.end) - instant(self.start)).total_seconds())


@dataclass(frozen=True, slots=True)
class Clock:
    """What the page shows of one."""

    said: Mapping[str, Any]  # the clock; as of now, where the viewer may have it explained
    stretches: tuple[Stretch, ...] = ()
    before: int = 0  # stretches that came earlier, and are not told
    due: float | None = None  # where in the picture its time is over

    @property
    def began(self) -> str:
        return self.stretches[0].start

    @property
    def ended(self) -> str:
        """Where the picture ends: now, or when its time is over."""
        last, due = self.stretches[-1].end, self.said["breachAt"] or ""
        return max(last, due)

    @property
    def look(self) -> str:
        """The class of its ring."""
        return look(self.said)

    @property
    def kinds(self) -> list[str]:
        """What there is to tell apart in the picture."""
        found = {one.kind for one in self.stretches}
        return [kind for kind in KINDS if kind in found]

    @property
    def wide(self) -> int:
        return WIDE


@dataclass(frozen=True, slots=True)
class Clocks:
    """Those of a case, first due first."""

    clocks: tuple[Clock, ...]
    zone: str  # of the requester; empty where nobody knows
    supposed: Supposed | None = None  # a change of the case; None where nobody may suppose one


def look(sla: Mapping[str, Any]) -> str:
    """How a clock looks at a glance: late, still, over, or running."""
    if sla["hasBreached"]:
        return "late"
    return {"PAUSED": "still", "IN_PROGRESS": "runs"}.get(sla["stage"], "over")


def stretch(kind: str) -> str:
    """What a clock did, in words."""
    return _(KINDS[kind])


def cause(one: Stretch) -> str:
    """What made it so: the name of the hours or of the day, or the state of the case."""
    known = one.kind != "PAUSED" or one.because in BECAUSE
    said = _(one.because) if known else words(one.because)
    return _("%(cause)s, by %(name)s") % {"cause": said, "name": one.by} if one.by else said


async def clocks_of(
    renderer: Renderer, number: str, actor: Any, given: Mapping[str, str]
) -> Clocks | None:
    """The clocks of a case, also as they would be with what is `given`.

    None where the viewer has no such case, or may not know of clocks.
    """
    case = (await renderer.read(CLOCKS, {"number": number}, actor))["caseByNumber"]
    if not case or not case["slas"]:
        return None
    found = [await _clock(renderer, sla, actor) for sla in case["slas"]["nodes"]]
    explained = any(clock.stretches for clock in found)
    supposed = await suppose(renderer, case, given, actor) if explained else None
    return Clocks(tuple(found), case["contactTimezone"] or "", supposed)


async def _clock(renderer: Renderer, sla: Mapping[str, Any], actor: Any) -> Clock:
    told = (await renderer.read(EXPLAIN, {"id": sla["id"]}, actor))["found"]
    if told["errors"]:
        return Clock(sla)
    said = {**sla, **{name: told[name] for name in NOW}}
    segments: list[Mapping[str, Any]] = told["segments"] or []
    shown = segments[-MOST:]
    if not shown:
        return Clock(said)
    due = told["breachAt"] and instant(told["breachAt"])
    first, last = instant(shown[0]["start"]), instant(shown[-1]["end"])
    across = _Scale(first, max(last, due) if due else last)
    stretches = tuple(_stretch(one, across) for one in shown)
    marked = across(due) if due and due >= first else None
    return Clock(said, stretches, len(segments) - len(shown), marked)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where in the picture an instant lies."""

    first: datetime
    last: datetime

    def __call__(self, at: datetime) -> float:
        whole = (self.last - self.first).total_seconds() or 1
        return round((at - self.first).total_seconds() * WIDE / whole, 1)


def _stretch(one: Mapping[str, Any], across: _Scale) -> Stretch:
    x, end = across(instant(one["start"])), across(instant(one["end"]))
    return Stretch(**one, x=x, width=max(round(end - x, 1), 0.5))
