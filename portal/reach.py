"""Which lists a viewer has: those that the gateway answers to such roles."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from graphql import DocumentNode, parse

from portal.questions import Questions
from portal.register import Register

BESIDE = "cases(first: 1) { totalCount } jobs(first: 1) { totalCount }"
SIMULATES: DocumentNode = parse(
    'mutation Simulates { told: slaDefinitionSimulate(input: {id: ""}) { errors { code } } }',
    no_location=True,
)
Read = Callable[[DocumentNode], Awaitable[dict[str, Any]]]


def forbidden(answer: Mapping[str, Any]) -> bool:
    """Whether what was asked, of no record at all, may be asked by nobody of these roles."""
    return any(error["code"] == "FORBIDDEN" for error in answer["told"]["errors"])


class Reach:
    """Remembers by roles what was answered: whether a list is there at all hangs on them alone."""

    def __init__(self, questions: Mapping[str, Questions]) -> None:
        self._questions = questions
        self._known: dict[tuple[str, ...], list[Register]] = {}
        self._handling: set[tuple[str, ...]] = set()
        self._operating: set[tuple[str, ...]] = set()
        self._simulating: set[tuple[str, ...]] = set()
        probes = (f"r{n}: {asked.probe}" for n, asked in enumerate(questions.values()))
        self.document = parse(f"query Reach {{ {' '.join(probes)} {BESIDE} }}", no_location=True)

    def places(self, roles: Iterable[str]) -> list[Register]:
        """The registers of the navigation; none before `learn`."""
        return self._known.get(tuple(roles), [])

    def handles(self, roles: Iterable[str]) -> bool:
        """Whether the viewer has to do with cases."""
        return tuple(roles) in self._handling

    def home(self, roles: Iterable[str]) -> str:
        """Where the viewer starts: at the cases, unless only registers are there."""
        places = self.places(roles)
        return f"/{places[0].path}" if places and not self.handles(roles) else "/cases"

    def operates(self, roles: Iterable[str]) -> bool:
        """Whether the viewer sees the work in the background."""
        return tuple(roles) in self._operating

    def simulates(self, roles: Iterable[str]) -> bool:
        """Whether the viewer may ask what would become of a promise."""
        return tuple(roles) in self._simulating

    async def learn(self, roles: Iterable[str], read: Read) -> None:
        """Asks once for each set of roles."""
        key = tuple(roles)
        if key not in self._known:
            answer = await read(self.document)
            if answer["cases"]:
                self._handling.add(key)
            if answer["jobs"]:
                self._operating.add(key)
            if not forbidden(await read(SIMULATES)):
                self._simulating.add(key)
            self._known[key] = [
                asked.register
                for n, asked in enumerate(self._questions.values())
                if answer[f"r{n}"] and asked.register.listed
            ]
