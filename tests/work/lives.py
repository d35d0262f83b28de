"""A plain model of the work beside cases: what acts do to it, and whom they tell.

It knows the state machines as the specification draws them (`table`), who is who, and which words
each act demands; nothing here is read from the lifecycle tables, the grids or the actions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.work.table import TABLES

PREFIXES = {"Incident": "INC", "Problem": "PRB", "ChangeRequest": "CHG", "ServiceRequest": "REQ"}
CALLED = {
    "INCIDENT": "Incident",
    "PROBLEM": "Problem",
    "CHANGE": "Change",
    "CAUSED_BY_CHANGE": "Caused by change",
    "REQUEST": "Request",
}
KINDS = dict(zip(PREFIXES, ("INCIDENT", "PROBLEM", "CHANGE", "REQUEST"), strict=True))
SHARED = {"PROBLEM", "CHANGE", "REQUEST"}  # what providers know of

# Who lives here: by kind of work, what they are to any piece of it; a kind they do not know lacks.
AGENT = {"ServiceRequest": "staff owner group"}
ITSM = AGENT | {"Incident": "itsm", "Problem": "itsm", "ChangeRequest": "itsm owner assignee"}
HATS: dict[str, dict[str, str]] = {
    "ana": ITSM,
    "bea": ITSM,
    "rosa": AGENT | {"ChangeRequest": ""},
    "max": {"ServiceRequest": "staff owner group decider", "ChangeRequest": "decider"},
    "apo": {"ServiceRequest": "decider", "ChangeRequest": "decider"},
    "adi": dict.fromkeys(PREFIXES, "itsm owner assignee decider staff group"),
    "carl": {"ServiceRequest": "owner"},
}
TEAM = ("ana", "bea")  # the members of the group that gets whatever is assigned to somebody
TIERS, ABOVE = ("ana", "bea", "rosa", "max", "adi"), ("max", "adi")  # the latter at any time

# What an act has to say, in the order in which it is told to the cases.
REASON, COMMENT = ("reason",), ("comment",)
DEMANDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Incident", "hold"): ("holdReason",),
    ("Incident", "resolve"): ("closeCode", "closeNotes"),
    ("Incident", "reopen"): REASON,
    ("Incident", "cancel"): REASON,
    ("Problem", "fix"): ("causeNotes",),
    ("Problem", "resolve"): ("fixNotes",),
    ("Problem", "accept_risk"): REASON,
    ("Problem", "cancel"): REASON,
    ("ChangeRequest", "reject"): COMMENT,
    ("ChangeRequest", "cancel"): REASON,
    ("ChangeRequest", "close"): ("closeCode", "closeNotes"),
    ("ServiceRequest", "reject"): COMMENT,
    ("ServiceRequest", "cancel"): REASON,
    ("ServiceRequest", "close"): ("closeNotes",),
}
TOLD_FIRST = {("Problem", "resolve"): "Fix applied", ("Problem", "accept_risk"): "Risk accepted"}
STAFFED = {("Incident", "start"), ("Incident", "resume"), ("Problem", "assess")} | {
    ("Problem", "confirm")
}  # somebody has to do it from then on
PLAN = ("plannedStart", "plannedEnd", "implementationPlan", "backoutPlan", "testPlan")
SUBMITTED = {"NORMAL": "ASSESS", "EMERGENCY": "AUTHORIZE", "STANDARD": "SCHEDULED"}


@dataclass
class Piece:
    """A piece of work as it should be."""

    kind: str
    key: int
    number: str
    line: str
    state: str
    by: str
    assigned: str = ""
    way: str = "NORMAL"  # of a change
    for_carl: bool = False
    asks: bool = True  # whether somebody has to agree to a request
    submitted: bool = False
    planned: frozenset[str] = frozenset()
    original: int | None = None


@dataclass
class Tie:
    """A case and a piece of work."""

    case: int
    kind: str
    piece: Piece
    primary: bool = False


@dataclass
class Model:
    """All there is, and what the journals say."""

    carls: int  # the case of the contact
    provided: int  # the case on which a provider works
    pieces: list[Piece] = field(default_factory=list[Piece])
    ties: dict[int, Tie] = field(default_factory=dict[int, Tie])
    over: set[int] = field(default_factory=set[int])  # cases
    notes: dict[int, list[tuple[str, bool]]] = field(default_factory=dict[int, Any])

    # -- who may --------------------------------------------------------------------------------

    def sees(self, who: str, piece: Piece) -> bool:
        if who == "carl":
            tied = (tie.case for tie in self.ties.values() if tie.piece is piece)
            return piece.for_carl or self.carls in tied
        if who == "apo" or (who == "max" and piece.kind == "ChangeRequest"):
            return piece.submitted and (piece.asks or piece.kind == "ChangeRequest")
        return piece.kind in HATS[who]

    def hats(self, who: str, piece: Piece) -> Iterator[str]:
        """What somebody is to a piece of work."""
        changes = piece.kind == "ChangeRequest" and who != "adi"
        for hat in HATS[who][piece.kind].split():
            allowed = {
                "owner": not changes or who in (piece.by, piece.assigned),
                "assignee": not changes or who == piece.assigned,
                "decider": who != piece.by,
                "group": who in ABOVE or (bool(piece.assigned) and who in TEAM),
            }.get(hat, True)
            if allowed and (who != "carl" or piece.for_carl):
                yield hat

    def verdict(self, who: str, piece: Piece, verb: str) -> str:
        """The code of the refusal, before anybody looks at what is sent; empty: none."""
        table = TABLES[piece.kind]
        if table.who[verb].isdisjoint(HATS[who][piece.kind].split()):
            return "FORBIDDEN"
        if not self.sees(who, piece):
            return "NOT_FOUND"
        if (piece.state, verb) not in table.moves:
            return "INVALID_TRANSITION"
        return "FORBIDDEN" if table.who[verb].isdisjoint(self.hats(who, piece)) else ""

    def ties_for(self, who: str, case: int) -> bool:
        """Whether they may tie something to the case, and cut it off."""
        return who in ABOVE or case not in self.over

    # -- what an act demands ----------------------------------------------------------------------

    def missing(self, piece: Piece, verb: str, sent: Mapping[str, Any]) -> set[str]:
        """The inputs without which it is not done."""
        demanded = {*DEMANDS.get((piece.kind, verb), ())}
        if (piece.kind, verb) in STAFFED and not piece.assigned:
            demanded.add("assignedTo")
        if sent.get("holdReason") == "CALLER":
            demanded.add("comment")
        if (piece.kind, verb) == ("ChangeRequest", "submit"):
            demanded |= {*PLAN} - piece.planned
        if verb == "duplicate":
            demanded.add("original")
        return {name for name in demanded if not str(sent.get(name) or "").strip()}

    def is_ring(self, piece: Piece, original: int | None) -> bool:
        """Whether it would be, by and by, a duplicate of itself."""
        chain = {one.key: one.original for one in self.pieces if one.kind == "Problem"}
        while original is not None and original != piece.key:
            original = chain[original]
        return original == piece.key

    # -- what an act does -------------------------------------------------------------------------

    def begin(self, piece: Piece, case: int | None, tie: int | None) -> None:
        self.pieces.append(piece)
        if case is not None and tie is not None:
            made = self.ties[tie] = Tie(case, KINDS[piece.kind], piece)
            self.tell(made, f" made from this case: {piece.line}")

    def move(self, piece: Piece, verb: str, sent: Mapping[str, Any]) -> None:
        """The state, what follows from it, and what the cases are told."""
        piece.state = self.leads(piece, verb, sent)
        piece.assigned = str(sent.get("assignedTo") or piece.assigned)
        if verb == "submit":
            piece.submitted, piece.planned = True, piece.planned | {*PLAN}.intersection(sent)
        if verb == "re_analyse":
            piece.original = None
        said = [TOLD_FIRST.get((piece.kind, verb), "")]
        said += [_words(name, sent) for name in (*DEMANDS.get((piece.kind, verb), ()),)]
        said += [_words("comment", sent)] if verb == "hold" else []
        told = "\n\n".join(filter(None, said))
        for tie in self.of(piece):
            if tie.case not in self.over:
                self.tell(tie, f": {_state(piece.state)}", told)

    def leads(self, piece: Piece, verb: str, sent: Mapping[str, Any]) -> str:
        if piece.kind == "ChangeRequest" and verb == "submit":
            return SUBMITTED[piece.way]
        if piece.kind == "ServiceRequest" and verb == "submit" and not piece.asks:
            return "APPROVED"
        if sent.get("complete") is False:
            return "CLOSED_INCOMPLETE"
        return TABLES[piece.kind].moves[piece.state, verb]

    def hand_over(self, piece: Piece, original: Piece) -> None:
        """What was tied to a duplicate is tied to the original; the cases that live are told."""
        piece.original = original.key
        taken = {(tie.case, tie.kind) for tie in self.of(original)}
        for key, tie in [(k, t) for k, t in self.ties.items() if t.piece is piece]:
            if tie.case not in self.over:
                self.tell(tie, f" is the same as {original.number}: {original.line}")
            if (tie.case, tie.kind) in taken:
                del self.ties[key]
            else:
                tie.piece = original

    def mark(self, chosen: Tie) -> None:
        for tie in self.ties.values():
            if (tie.case, tie.kind) == (chosen.case, chosen.kind):
                tie.primary = tie is chosen

    def of(self, piece: Piece) -> Iterable[Tie]:
        return [tie for tie in self.ties.values() if tie.piece is piece]

    def tell(self, tie: Tie, said: str, details: str = "", *, secret: bool = False) -> None:
        text = f"{CALLED[tie.kind]} {tie.piece.number}{said}"
        shared = tie.kind in SHARED and not details and not secret
        kept_inside = not shared or tie.case != self.provided
        whole = f"{text}\n\n{details}" if details else text
        self.notes.setdefault(tie.case, []).append((whole, kept_inside))


def _words(name: str, sent: Mapping[str, Any]) -> str:
    value = str(sent.get(name) or "").strip()
    return _state(value) if name in ("holdReason", "closeCode") else value


def _state(value: str) -> str:
    return value.replace("_", " ").capitalize()
