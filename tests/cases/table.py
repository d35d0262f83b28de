"""The state machines of case and case task as the specification draws them, and who may move.

Nothing here is read from the lifecycle tables or the grids: it is the other side of the comparison.
Each line is one of the specification's: from, action, to (= the same), and the hats that allow it.

    handler    AGT, MGR, OAG or OMG with write scope on the case (see `cast` for ADM and programs)
    assignee   the handler to whom it is assigned
    requester  its contact, that account's case manager, or its consumer
    manager    MGR
    admin      ADM
    free       a handler, while nobody works on it (A07, D03)
    idle       the same, who is a person: work is not assigned to a program (A07, D04)
    taken      a handler, while somebody works on it (D10)
    -          nobody: Caseway itself does it, or it has no mutation of its own
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CASE_LINES = """
unborn                  create            NEW            handler requester
NEW                     accept            OPEN           assignee
NEW                     assign_to_me      OPEN           idle
OPEN AWAITING_INFO      assign_to_me      =              idle
NEW OPEN AWAITING_INFO  assign            =              free
NEW OPEN AWAITING_INFO  reassign          =              taken
OPEN                    request_info      AWAITING_INFO  handler
AWAITING_INFO           answer            OPEN           -
AWAITING_INFO RESOLVED  open              OPEN           handler
OPEN AWAITING_INFO      propose_solution  RESOLVED       assignee manager
RESOLVED                accept_solution   CLOSED         requester
RESOLVED                reject_solution   OPEN           requester
RESOLVED                remind            =              -
RESOLVED                auto_close        CLOSED         -
NEW OPEN AWAITING_INFO  close             CLOSED         handler requester
NEW OPEN AWAITING_INFO  cancel            CANCELLED      manager admin
NEW OPEN AWAITING_INFO  transfer          =              -
CLOSED CANCELLED        follow_up         =              handler requester
"""

TASK_LINES = """
unborn            create  OPEN         handler
OPEN              start   IN_PROGRESS  handler
OPEN IN_PROGRESS  close   CLOSED       handler
OPEN IN_PROGRESS  cancel  CANCELLED    handler
"""

CASE_STATES = ("NEW", "OPEN", "AWAITING_INFO", "RESOLVED", "CLOSED", "CANCELLED")
TASK_STATES = ("OPEN", "IN_PROGRESS", "CLOSED", "CANCELLED")
FINAL = frozenset({"CLOSED", "CANCELLED"})
OWN_MUTATION_NONE = frozenset({"answer", "remind", "auto_close", "transfer"})


@dataclass(frozen=True)
class Table:
    """A state machine: (from, action) -> to, and action -> the hats that allow it."""

    moves: Mapping[tuple[str, str], str]
    who: Mapping[str, frozenset[str]]

    @property
    def offered(self) -> tuple[str, ...]:
        """The actions on an existing record that have a mutation."""
        return tuple(v for v in self.who if v != "create" and v not in OWN_MUTATION_NONE)

    def possible(self, state: str, verbs: Iterable[str]) -> set[str]:
        """Which of these actions lead anywhere from `state`."""
        return {verb for verb in verbs if (state, verb) in self.moves}


def read(lines: str) -> Table:
    moves: dict[tuple[str, str], str] = {}
    who: dict[str, frozenset[str]] = {}
    for line in lines.strip().splitlines():
        words = line.split()
        place = next(i for i, word in enumerate(words) if word.islower() and word != "unborn")
        verb, to, *hats = words[place:]
        for start in words[:place]:
            moves[start, verb] = start if to == "=" else to
        assert who.setdefault(verb, frozenset(hats) - {"-"}) == frozenset(hats) - {"-"}, line
    return Table(moves, who)


CASE, TASK = read(CASE_LINES), read(TASK_LINES)
