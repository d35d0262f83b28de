"""A condition as the controls of a form hold it: what was sent becomes JSON text, and back.

The text is all that a form remembers of a condition, also while it is half written: a row without
a field is `{"field": "", "op": "is", "value": ""}`. Each control is named after the input and the
place of its row: `start-0-1-field` is the field of the second row of the first group.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from portal.language import zone

Place = tuple[int, ...]
Held = dict[Place, dict[str, list[str]]]  # what the controls of a part hold, by place

BUILD = "_build"  # the button: input, what to do, and where: "start add 0-1"
ROWS, RAW = "rows", "raw"  # how a condition is written
ALONE = frozenset({"is_empty", "is_not_empty"})  # compare with nothing
LISTED = frozenset({"in", "not_in"})
LINED = frozenset({"TEXT", "NUMBER", "DATE", "INSTANT"})  # lists of them are lines of one text
BLANK = {"field": "", "op": "is", "value": ""}
HOW = ("all", "any")
WHATS = "how|field|op|as|of|value|order"
STAYING = frozenset({"is_not", *ALONE})  # comparisons that fit another field as well
DEEPEST = 9  # groups that a form may send within each other
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d{1,2})?")


def read(name: str, sent: Any) -> str:
    """What an input holds, after the button that was pressed; empty for no condition."""
    if str(sent.get(f"{name}-mode", RAW)) != ROWS:
        return canonical(str(sent.get(name, "")).replace("\r\n", "\n"))
    tree = _part(_held(name, sent), ()) or {"all": []}
    verb, place = pressed(name, sent)
    tree = changed(tree, verb, place)
    ((how, parts),) = tree.items()
    if not parts or (not verb and not _begun(tree)):
        return ""
    bare = len(parts) == 1 and "field" in parts[0] and f"{name}-alone" in sent
    return dumped(parts[0] if bare else {how: parts})


def pressed(name: str, sent: Any) -> tuple[str, Place]:
    """The button of this input that was pressed: what it does, and where; nothing for another."""
    of, verb, place = (*str(sent.get(BUILD, "")).split(), "", "", "")[:3]
    return (verb or "show", _place(place)) if of == name else ("", ())


def canonical(text: str) -> str:
    """The same condition as `read` writes it; what is none, as it is."""
    try:
        return dumped(_ordered(_loaded(text)))
    except ValueError:
        return text


def pretty(text: str) -> str:
    """The same for people who write JSON by hand."""
    try:
        return json.dumps(_loaded(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text


def loaded(text: str) -> dict[str, Any]:
    """The condition as a group: one that stands alone is all of one. Raises ValueError for none."""
    data: Any = _ordered(_loaded(text)) if text else {"all": []}
    if not isinstance(data, dict):
        raise ValueError(text)
    known = cast("dict[str, Any]", data)
    return {"all": [known]} if "field" in known else known


def alone(text: str) -> bool:
    """Whether it is a comparison without a group."""
    return '"field"' in text[:8]


def dumped(data: Any) -> str:
    """JSON text. Raises ValueError for what no text can hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text.encode()
    return text


def _loaded(text: str) -> Any:
    """Raises ValueError for what is no JSON."""
    try:
        data = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError(text) from None
    dumped(data)
    return data


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _ordered(data: Any) -> Any:
    """Its keys in the order in which they are always written."""
    if not isinstance(data, dict):
        return data
    given = cast("dict[str, Any]", data)
    if "field" in given and given.keys() <= BLANK.keys():
        return {key: given[key] for key in BLANK if given.get(key) is not None}
    return {k: [_ordered(p) for p in v] if isinstance(v, list) else v for k, v in given.items()}  # pyright: ignore[reportUnknownVariableType]


# -- what was sent --------------------------------------------------------------------------------


def _held(name: str, sent: Any) -> Held:
    """What every control of the input holds."""
    steps = rf"((?:-\d{{1,3}}){{0,{DEEPEST}}})"
    known = re.compile(rf"{re.escape(name)}{steps}-({WHATS})")
    found: Held = {}
    for key in sent:
        if match := known.fullmatch(key):
            part = found.setdefault(_place(match[1].strip("-")), {})
            part[match[2]] = [str(one) for one in sent.getlist(key)]
    return found


def _place(text: str) -> Place:
    return tuple(int(step) for step in text.split("-") if step.isdecimal())


def _part(held: Held, place: Place) -> dict[str, Any] | None:
    own = held.get(place)
    if own is None:
        return None
    if "how" not in own:
        return _leaf(own)
    steps = sorted(p for p in held if p[:-1] == place and len(p) == len(place) + 1)
    return {own["how"][0] if own["how"][0] in HOW else HOW[0]: [_part(held, p) for p in steps]}


def _leaf(own: Mapping[str, list[str]]) -> dict[str, Any]:
    """A comparison; where its field was just changed, its value was one of the other field."""
    field, operator, family = (_first(own.get(name)) for name in ("field", "op", "as"))
    same = own.get("of", [field]) == [field]
    operator = operator if operator and (same or operator in STAYING) else "is"
    leaf: dict[str, Any] = {"field": field, "op": operator}
    if operator in ALONE:
        return leaf
    texts = own.get("value", []) if same else []
    if family in LINED:
        texts = [line for text in texts for line in text.splitlines() or [""]]
    values = [value(family, text) for text in texts]
    if operator in LISTED:
        order = _first(own.get("order")).split()
        leaf["value"] = sorted((v for v in values if v != ""), key=lambda v: _at(order, v))
    elif operator == "between":
        leaf["value"] = [*values, "", ""][:2]
    else:
        leaf["value"] = values[0] if values else ""
    return leaf


def _at(order: list[str], value: Any) -> int:
    """Where a value stood before; what is new stands behind."""
    return order.index(value) if value in order else len(order)


def _first(texts: list[str] | None) -> str:
    return texts[0] if texts else ""


def _begun(part: Mapping[str, Any]) -> bool:
    """Whether any row names a field."""
    if "field" in part:
        return bool(part["field"])
    return any(_begun(one) for parts in part.values() for one in parts)


# -- buttons --------------------------------------------------------------------------------------


def changed(tree: dict[str, Any], verb: str, place: Place) -> dict[str, Any]:
    """The condition after a button: a row or a group more at the end of a group, or a part less."""
    if verb == "remove" and place:
        _take(tree, place)
    elif verb in ("add", "group"):
        group = _at_place(tree, place)
        if group is not None and "field" not in group:
            ((how, parts),) = group.items()
            other = HOW[how == HOW[0]]
            parts.append(dict(BLANK) if verb == "add" else {other: [dict(BLANK)]})
    return tree


def _at_place(tree: dict[str, Any], place: Place) -> dict[str, Any] | None:
    for step in place:
        parts = _parts(tree)
        if step >= len(parts):
            return None
        tree = parts[step]
    return tree


def _parts(tree: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The parts of a group; a comparison has none."""
    return next(iter(tree.values())) if tree and "field" not in tree else []


def _take(tree: dict[str, Any], place: Place) -> None:
    """Removes a part, and the groups that are empty then."""
    parts = _parts(_at_place(tree, place[:-1]))
    if place[-1] < len(parts):
        del parts[place[-1]]
        if not parts and place[:-1]:
            _take(tree, place[:-1])


# -- values ---------------------------------------------------------------------------------------


def value(family: str, text: str) -> Any:
    """What a control holds, as JSON has it; what does not fit stays the text that was typed."""
    if family == "NUMBER" and NUMBER.fullmatch(text.strip().replace(",", ".")):
        return json.loads(text.strip().replace(",", "."))
    if family == "TRUTH":
        return {"true": True, "false": False}.get(text, text)
    return _moment(text) if family == "INSTANT" else text


def _moment(text: str) -> str:
    """In UTC, of a time of day in the viewer's zone."""
    try:
        there = datetime.fromisoformat(text)
        if there.tzinfo or "T" not in text:
            return text
        at = there.replace(tzinfo=ZoneInfo(zone())).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    return at.replace(tzinfo=None).isoformat() + "Z"


def held(family: str, value: Any) -> str:
    """The text of the control; `value` reads it back. Raises ValueError where none does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    if not isinstance(value, str) or "\n" in value or "\r" in value:
        raise ValueError(value)
    if family == "INSTANT" and value.endswith("Z"):
        try:
            there = datetime.fromisoformat(value).astimezone(ZoneInfo(zone()))
        except (ValueError, OverflowError):
            return value
        local = there.replace(tzinfo=None)
        return local.isoformat(timespec="seconds" if local.second else "minutes")
    return value


def controls(leaf: Mapping[str, Any], family: str) -> dict[str, list[str]]:
    """What the controls of a comparison hold. Raises ValueError where they cannot hold it."""
    operator, given = str(leaf.get("op", "is")), leaf.get("value")
    values = cast("list[Any]", given) if isinstance(given, list) else [given]
    texts = [] if operator in ALONE else [held(family, one) for one in values]
    own = {"field": [str(leaf["field"])], "op": [operator], "as": [family], "value": texts}
    if operator in LISTED:
        own["order"] = [] if family in LINED else [" ".join(texts)]
        own["value"] = ["\n".join(texts)] if family in LINED else texts
    twice = operator in LISTED and family not in LINED and len(set(texts)) < len(texts)
    if twice or _leaf(own) != leaf:
        raise ValueError(leaf)
    return own
