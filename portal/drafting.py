"""Draws up the form of an attempt: asks what its references may name, and how that is called."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException

from portal.attempts import Attempt
from portal.attendance import ASSIGNEE, attended
from portal.building import summed
from portal.candidates import Candidate, Choices, Offer, offers
from portal.conditions import ABOUT, Conditions, Wish
from portal.fitting import Fitted
from portal.forms import Slot
from portal.language import gettext
from portal.render import Renderer
from portal.sheets import SHORT, Clash, Field, Sheet, Typed, held_by, options, sorted_slots, worded
from portal.toasts import fresh_key

TOLD = 5  # matches of one reference that are told beside it


class Drafting:
    """Makes sheets."""

    def __init__(self, renderer: Renderer, choices: Choices) -> None:
        self._renderer, self._choices, self._fitting = renderer, choices, choices.fitting
        self.conditions = Conditions(renderer, choices)

    async def blank(self, attempt: Attempt, only: str = "") -> Sheet:
        """The form as it is first shown: over what the record holds; or the one field alone."""
        slots = [s for s in sorted_slots(attempt.verb, attempt.offered) if only in ("", s.name)]
        if not slots and only:
            raise HTTPException(404)
        values = attempt.values(slots)
        version = attempt.record.get("version") if attempt.record else None
        typed = Typed(values=values, before=values, version=version)
        return await self.again(attempt, replace(typed, fitting=bool(attempt.preset)))

    async def again(
        self,
        attempt: Attempt,
        typed: Typed,
        errors: Mapping[str, str] | None = None,
        message: str = "",
    ) -> Sheet:
        """The form with what was typed, and what is wrong with it."""
        slots = sorted_slots(attempt.verb, attempt.verb.own(typed.values))
        fitted = await self._fitting.fit(self._renderer, attempt, typed)
        if typed.fitting:
            typed, errors = fitted.applied(typed), {**(errors or {}), **fitted.errors}
        found = await self._offers(attempt, typed, (slot.name for slot in slots), fitted)
        held = await self._held(attempt, typed, slots, found)
        fields = [_field(attempt, typed, slot, errors or {}, found, held) for slot in slots]
        fields = [self._depending(attempt, typed, one) for one in fields]
        fields = await self._written(attempt, typed, fields)
        return Sheet(
            verb=attempt.verb,
            label=gettext(attempt.action["label"]),
            address=_address(attempt),
            fields=[one for one in fields if not _idle(one, found)],
            before=typed.before,
            key=fresh_key(),
            version=typed.version if _matters(attempt, slots) else None,
            message=message,
            reason=_reason(attempt),
            filled=typed.filled,
            notes=fitted.notes,
        )

    async def field(self, attempt: Attempt, typed: Typed, name: str) -> Field:
        """One field alone, with the choices that its words find."""
        slot, typed = attempt.verb.slots[name], replace(typed, found=typed.words)
        fitted = await self._fitting.fit(self._renderer, attempt, typed)
        found = await self._offers(attempt, typed, [name], fitted)
        held = await self._held(attempt, typed, [slot], found)
        one = self._depending(attempt, typed, _field(attempt, typed, slot, {}, found, held))
        [made] = await self._written(attempt, typed, [one])
        return made

    async def _written(self, attempt: Attempt, typed: Typed, fields: list[Field]) -> list[Field]:
        """The fields, those that hold conditions with rows to build them."""
        if not any(one.slot.kind == "condition" for one in fields):
            return fields
        actor = attempt.visit.actor
        about = ABOUT[attempt.verb.record.name]
        vocabulary = await self.conditions.vocabulary(about, actor)
        made = list[Field]()
        for one in fields:
            if one.slot.kind == "condition" and isinstance(one.value, str):
                wish, name = _wish(attempt, typed, one), one.slot.name
                shown = await self.conditions.control(name, one.value, wish, vocabulary, actor)
                one = replace(one, condition=shown, error=summed(one.error))
            made.append(one)
        return made

    def _depending(self, attempt: Attempt, typed: Typed, one: Field) -> Field:
        """The field; where others depend on it, with the address that tells what follows."""
        depends = len(typed.values) > 1 and one.slot.name in self._fitting.names(attempt.verb)
        return replace(one, fits=_address(attempt)) if depends else one

    async def _offers(
        self, attempt: Attempt, typed: Typed, names: Iterable[str], fitted: Fitted
    ) -> dict[str, Offer]:
        filled = attempt.values(attempt.offered) | typed.values
        asking = self._choices.asking(
            attempt.verb,
            names,
            filled,
            typed.words,
            attempt.visit.me,
            fitted.choices,
        )
        if asking is None:
            return {}
        actor = attempt.visit.actor
        found = fitted.marked(offers(await self._renderer.read(*asking, actor)))
        if ASSIGNEE in found and len(typed.values) <= SHORT:
            found[ASSIGNEE] = await attended(self._renderer, found[ASSIGNEE], actor)
        return found

    async def _held(
        self, attempt: Attempt, typed: Typed, slots: list[Slot], found: Mapping[str, Offer]
    ) -> dict[str, Candidate]:
        """What the chosen records are called: those of the record, the offered, and any others."""
        held = held_by(attempt.record, slots)
        held |= {c.id: c for offer in found.values() for c in offer.candidates}
        wanted = (one for slot in slots for one in _chosen(slot, typed) if one not in held)
        if ids := list(dict.fromkeys(wanted))[:100]:
            answer = await self._renderer.read(
                self._choices.names, {"ids": ids}, attempt.visit.actor
            )
            held |= {node["id"]: Candidate.of(node) for node in answer["nodes"] if node}
        return held


def _wish(attempt: Attempt, typed: Typed, one: Field) -> Wish:
    name = one.slot.name
    return Wish(
        address=_address(attempt),
        error=one.error,
        required=one.required,
        raw=name in typed.raw,
        built=typed.built[1:] if typed.built[0] == name else ("", ()),
        words=typed.words,
    )


def _chosen(slot: Slot, typed: Typed) -> list[str]:
    if slot.kind != "reference":
        return []
    value, before = typed.values[slot.name], typed.before.get(slot.name, "")
    return [one for v in (value, before) for one in (v if isinstance(v, list) else [v]) if one]


def _field(
    attempt: Attempt,
    typed: Typed,
    slot: Slot,
    errors: Mapping[str, str],
    found: Mapping[str, Offer],
    held: Mapping[str, Candidate],
) -> Field:
    value, offer = typed.values[slot.name], found.get(slot.name)
    fitting = [one for one in (offer.candidates if offer else ()) if one.note][:TOLD]
    return Field(
        slot=slot,
        value=value,
        required=slot.mandatory or slot.name in attempt.required,
        error=errors.get(slot.name, ""),
        options=options(slot, value, offer, held),
        more=offer is not None and offer.more,
        words=typed.words.get(slot.name, ""),
        matches=tuple((one.label, one.remark, one.id == value) for one in fitting),
        clash=_clash(attempt, typed, slot, held) if slot.name in typed.clashing else None,
    )


def _clash(attempt: Attempt, typed: Typed, slot: Slot, held: Mapping[str, Candidate]) -> Clash:
    record: Mapping[str, Any] = attempt.record or {}
    by: Mapping[str, Any] | None = record.get("updatedBy")
    return Clash(
        mine=worded(slot, typed.values[slot.name], held),
        theirs=worded(slot, typed.before[slot.name], held),
        by=by["displayName"] if by else "",
        at=record.get("updatedAt") or "",
    )


def _idle(one: Field, found: Mapping[str, Offer]) -> bool:
    """A reference to records of which the viewer sees none: nothing can be chosen."""
    nothing = one.slot.kind == "reference" and not one.options and not one.searched
    return nothing and not one.required and not one.value and one.slot.name not in found


def _matters(attempt: Attempt, slots: Iterable[Slot]) -> bool:
    """Whether what others change meanwhile matters: where values of the record are shown."""
    return any(attempt.verb.writes(slot) for slot in slots)


def _address(attempt: Attempt) -> str:
    last = "new" if attempt.verb.creates else attempt.verb.slug
    return f"{attempt.path}/{last}{attempt.visit.here.query()}"


def _reason(attempt: Attempt) -> str:
    """Why it cannot be done now; empty where it can."""
    said = "" if attempt.action["allowed"] else attempt.action["reason"]
    return gettext(said) if said else ""
