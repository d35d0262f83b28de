"""One try to do something: what was sent made into input, sent on, and reconciled with others'.

When somebody else changed the record meanwhile, only what both changed is a matter to choose;
everything else is kept as each of them left it.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request

from portal.forms import Slot, Text, parse, shown, zone_of
from portal.language import N_, gettext, zone
from portal.menu import offered
from portal.refusals import told
from portal.render import Renderer
from portal.sheets import THEIRS, Typed
from portal.verbs import Verb, Verbs

PATIENCE = (0.1, 0.2, 0.4, 0.8)  # seconds between looks at a request that still runs
ROUNDS = 4  # times that a record may change under our hands before we give up
CHOOSE = N_("Choose which of the two to keep.")
CONFLICT, RUNNING = "VERSION_CONFLICT", "IDEMPOTENCY_KEY"
PRESET = "with-"  # what a query names to fill in a new form: with-account=ID

Errors = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody is about to do, with which record."""

    visit: Any  # a visit to cases or to a register: actor, viewer and here
    verb: Verb
    action: Mapping[str, Any]  # as the gateway offers it: label, allowed, reason, input
    number: str = ""  # of the case whose page it is; empty for a new one
    path: str = ""  # of the record that it is done with
    record: Mapping[str, Any] | None = None
    given: Mapping[str, Any] = field(default_factory=dict[str, Any])  # input that the address says
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009  # immutable
    preset: Mapping[str, Text] = field(default_factory=dict[str, Text])  # of something new

    @property
    def offered(self) -> list[Slot]:
        """The inputs that the viewer may give, without those that the address says."""
        names = [each["name"] for each in self.action["input"] if each["name"] not in self.given]
        return self.verb.own(names)

    @property
    def required(self) -> frozenset[str]:
        return frozenset(each["name"] for each in self.action["input"] if each["required"])

    def value(self, slot: Slot) -> Text:
        """What the record holds now; of something new, what the address fills in."""
        if slot.name in self.preset:
            return self.preset[slot.name]
        if self.record is None or not self.verb.writes(slot):
            return slot.blank
        return shown(slot, self.record.get(slot.name), self.zone)

    def values(self, slots: Iterable[Slot]) -> dict[str, Text]:
        return {slot.name: self.value(slot) for slot in slots}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended."""

    typed: Typed  # what a form would show now
    attempt: Attempt  # with the record as it was last seen
    record: Mapping[str, Any] | None = None  # afterwards; none when nothing was done
    errors: Mapping[str, str] = field(default_factory=dict[str, str])  # by input
    message: str = ""  # what is wrong as a whole
    codes: frozenset[str] = frozenset()  # why the gateway did nothing
    meanwhile: Iterable[Mapping[str, Any]] = ()  # what others said, and was not read yet

    @property
    def spoken(self) -> bool:
        """Whether a macro has said something, which nothing takes back."""
        said = self.typed.values.get("reply"), self.typed.values.get("note")
        return self.attempt.verb.name == "applyMacro" and any(said)

    @property
    def status(self) -> int:
        if self.record is not None:
            return 200
        return 409 if self.typed.clashing or self.meanwhile else 422


class Doing:
    """Begins attempts, and carries them out."""

    def __init__(self, renderer: Renderer, verbs: Verbs) -> None:
        self._renderer, self._verbs = renderer, verbs

    async def begin(
        self,
        request: Request,
        visit: Any,
        verb: Verb,
        number: str,
        *,
        key: str = "",
        given: Mapping[str, Any] | None = None,
    ) -> Attempt:
        """Who wants to do what with which record, the one that `key` names.

        Raises 404 where there is nothing to do.
        """
        record: Mapping[str, Any] | None = None
        if verb.creates:
            data = await self._renderer.read(self._verbs.creations, {}, visit.actor)
            actions = data["viewer"]["actions"]
        else:
            record = await self._renderer.record(verb.look, {"number": key}, visit.actor)
            actions = record.get("actions")
        action = offered(actions, verb.mutation)
        if action is None:
            raise HTTPException(404)
        path, wish = request.url.path.rpartition("/")[0], preset(request, verb)
        here = zone_of(zone())
        return Attempt(visit, verb, action, number, path, record, given or {}, here, wish)

    async def do(self, attempt: Attempt, typed: Typed) -> Outcome:
        """Does it, or says why not. Raises 404 where the record is no longer there."""
        typed = _settled(typed)
        for _ in range(ROUNDS):
            given, errors = _input(attempt, typed)
            if errors:
                return Outcome(typed, attempt, errors=errors)
            done = await self._perform(attempt, typed, given)
            if not done["errors"]:
                return Outcome(typed, attempt, done["record"] or {})
            codes = frozenset(error["code"] for error in done["errors"])
            if CONFLICT not in codes:
                return _refused(attempt, typed, done["errors"], codes)
            attempt = await self.looked(attempt)
            typed = _reconciled(attempt, typed)
            if typed.clashing:
                return Outcome(typed, attempt, codes=codes)
        raise HTTPException(503)

    async def looked(self, attempt: Attempt) -> Attempt:
        """The same with the record as it is now."""
        if attempt.verb.look is None or attempt.record is None:
            return attempt
        variables = {"number": attempt.record.get("number") or attempt.record["id"]}
        found = await self._renderer.record(attempt.verb.look, variables, attempt.visit.actor)
        return replace(attempt, record=found)

    async def _perform(
        self, attempt: Attempt, typed: Typed, given: dict[str, Any]
    ) -> dict[str, Any]:
        """The payload. A request that was sent twice waits for the first to end."""
        sent = {**given, **attempt.given, "idempotencyKey": typed.key}
        if attempt.record is not None:
            sent["id"] = attempt.record["id"]
        if attempt.verb.versioned and typed.version is not None:
            sent["expectedVersion"] = typed.version
            sent["idempotencyKey"] = f"{typed.key}.{typed.version}"
        verb, actor = attempt.verb, attempt.visit.actor
        done = await self._renderer.perform(verb, sent, actor)
        for pause in PATIENCE:
            if not any(error["code"] == RUNNING for error in done["errors"]):
                break
            await asyncio.sleep(pause)
            done = await self._renderer.perform(verb, sent, actor)
        return done


def preset(request: Request, verb: Verb) -> dict[str, Text]:
    """What the address of a form for something new fills in, by input."""
    if not verb.creates:
        return {}
    query = request.query_params
    return {
        name: [text] if slot.many else text
        for name, slot in verb.slots.items()
        if (text := query.get(f"{PRESET}{name}", ""))
    }


def _settled(typed: Typed) -> Typed:
    """What was typed, with theirs wherever somebody chose it."""
    taken = {
        name: typed.before[name]
        for name in typed.clashing
        if typed.kept.get(name) == THEIRS and name in typed.before
    }
    return replace(typed, values=typed.values | taken, clashing=typed.clashing - typed.kept.keys())


def _input(attempt: Attempt, typed: Typed) -> tuple[dict[str, Any], dict[str, str]]:
    given, errors = parse(
        (attempt.verb.slots[name] for name in typed.values),
        typed.values,
        before=typed.before,
        required=attempt.required,
        zone=attempt.zone,
        only_changes=attempt.verb.name == "edit",
    )
    return given, errors | dict.fromkeys(typed.clashing, gettext(CHOOSE))


def _refused(attempt: Attempt, typed: Typed, errors: Errors, codes: frozenset[str]) -> Outcome:
    """The errors beside the fields that they are about, the rest as a message."""
    fields: dict[str, str] = {}
    rest: list[str] = []
    for error in errors:
        name = error["path"][1] if len(error["path"]) > 1 else ""
        if name in attempt.verb.slots and name not in attempt.given:
            fields[name] = _told(attempt.verb.slots[name], error["message"], fields.get(name, ""))
        else:
            rest.append(told(error["message"]))
    typed = _asked(attempt, typed, fields)
    return Outcome(typed, attempt, errors=fields, message=" ".join(rest), codes=codes)


def _told(slot: Slot, message: str, before: str) -> str:
    """What is wrong with an input; of a condition every fault, each on a line with its place."""
    if slot.kind != "condition":
        return told(message)
    return f"{before}\n{message}" if before else message


def _asked(attempt: Attempt, typed: Typed, names: Iterable[str]) -> Typed:
    """The form with the inputs that nobody was shown yet, and that turn out to be needed."""
    unseen = attempt.verb.own(name for name in names if name not in typed.values)
    values = attempt.values(unseen)
    return replace(typed, values=typed.values | values, before=typed.before | values)


def _reconciled(attempt: Attempt, typed: Typed) -> Typed:
    """The form over the record as it is now; clashing is what both have changed."""
    now = {name: attempt.value(attempt.verb.slots[name]) for name in typed.before}
    merged = {
        name: now[name] if name in now and value == typed.before[name] else value
        for name, value in typed.values.items()
    }
    both = frozenset(n for n in now if now[n] not in (typed.before[n], merged[n]))
    version = attempt.record["version"] if attempt.record else typed.version
    return replace(typed, values=merged, before=now, version=version, clashing=both, kept={})
