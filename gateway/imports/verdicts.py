"""What to do with each incident: new, to be continued, as it was, or to be left alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from gateway.cases.models import Case
from gateway.imports.facts import Facts
from gateway.imports.incidents import content
from gateway.imports.models import ImportedRecord
from gateway.imports.replay import Incident, fingerprint, replay


class Verdict(Enum):
    NEW = auto()
    MORE = auto()  # known; the log now knows more of it
    SAME = auto()  # known, with nothing new
    HELD = auto()  # known, and not to be touched


@dataclass(frozen=True, slots=True)
class Judged:
    """An incident, what to do with it, and the record of its import, if it was imported."""

    incident: Incident
    verdict: Verdict
    record: ImportedRecord | None = None
    reason: str = ""  # why it is held


async def judge(source: str, incidents: Sequence[Incident]) -> list[Judged]:
    """Compares the incidents with what earlier imports made of them. Reads only."""
    numbers = [incident.number for incident in incidents]
    records = await ImportedRecord.filter(
        source=source, target_type=Case.__name__, external_id__in=numbers
    )
    known = {record.external_id: record for record in records}
    cases = {case.external_id: case for case in await Case.filter(external_id__in=numbers)}
    return [_judged(one, known.get(one.number), cases.get(one.number)) for one in incidents]


def _judged(incident: Incident, record: ImportedRecord | None, case: Case | None) -> Judged:
    if record is None or case is None:
        return _without_record(incident, case)
    facts: Facts = record.facts  # pyright: ignore[reportAssignmentType]  # JSON of our making
    if record.content_hash == content(incident) or len(incident.events) < facts["events"]:
        return Judged(incident, Verdict.SAME, record)
    if reason := _objection(incident, facts, case):
        return Judged(incident, Verdict.HELD, record, reason)
    return Judged(incident, Verdict.MORE, record)


def _without_record(incident: Incident, case: Case | None) -> Judged:
    if case is None:
        return Judged(incident, Verdict.NEW)
    reason = f"{case.number} has this external id and does not come from an import."
    return Judged(incident, Verdict.HELD, None, reason)


def _objection(incident: Incident, facts: Facts, case: Case) -> str | None:
    if case.version != facts["version"]:
        return f"{case.number} has been changed here since it was imported."
    before = incident.events[: facts["events"]]
    told = replay(before).stages
    if fingerprint(before) != facts["history"] or incident.stages[: len(told)] != told:
        return f"Its events do not continue those that {case.number} was made of."
    return None
