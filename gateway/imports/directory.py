"""Which record stands for which label of the log; whoever is new is entered as the log is read."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tortoise.backends.base.client import BaseDBAsyncClient

from gateway.cases.models import Category
from gateway.errors import BadInput
from gateway.imports.bulk import insert, reserve
from gateway.imports.casting import Casting
from gateway.imports.models import ImportedRecord, imported
from gateway.imports.parties import BETWEEN, KINDS, ROWS, category_of
from gateway.imports.replay import Incident
from gateway.people.models import Group, GroupMember, User

Into = tuple[BaseDBAsyncClient, int]  # a connection in a transaction, and the batch


class Directory:
    """The ids of the log's parties. In a dry run newcomers have none, but are counted as well."""

    def __init__(self, source: str, casting: Casting) -> None:
        self.source = source
        self.casting = casting
        self.made: Counter[str] = Counter()  # newcomers by kind
        self._ids: dict[str, dict[str, int | None]] = {kind: {} for kind in KINDS}
        self._provider_of_group: dict[str, int | None] = {}
        self._provider_of_person: dict[str, int | None] = {}
        self._places: set[tuple[int | None, int | None]] = set()  # group, user
        self._categories: set[tuple[str, str]] = set()  # name, subcategory

    async def load(self) -> None:
        """Reads what earlier imports made, and what the casting names. Raises BadInput."""
        records = ImportedRecord.filter(source=self.source, target_type__in=list(KINDS))
        columns = "target_type", "external_id", "target_key"
        for kind, label, key in await records.values_list(*columns):
            self._ids[kind][label] = key
        await self._load_groups()
        await self._load_people()
        self._places = set(await GroupMember.all().values_list("group_id", "user_id"))
        self._categories = set(await Category.all().values_list("name", "subcategory"))

    def id(self, kind: str, label: str | None) -> int | None:
        """The record's id; None for a label that the log leaves out."""
        return None if label is None else self._ids[kind][label]

    def provider_of_group(self, label: str | None) -> int | None:
        """The provider to which the group belongs."""
        return None if label is None else self._provider_of_group.get(label)

    def provider_of_person(self, label: str) -> int | None:
        """The provider for which the person works."""
        return self._provider_of_person.get(label)

    async def meet(self, incidents: Sequence[Incident], into: Into | None) -> None:
        """Enters newcomers; without a place to put them it only counts them."""
        self._learn_employers(incidents)
        for kind in KINDS:
            labels = self._newcomers(kind, incidents)
            self.made[kind] += len(labels)
            keys = await self._enter(kind, labels, *into) if into else [None] * len(labels)
            self._ids[kind].update(zip(labels, keys, strict=True))

    def _learn_employers(self, incidents: Sequence[Incident]) -> None:
        """People work for the company in whose group the log first shows them."""
        known = self._ids["User"]
        for incident in incidents:
            for event in incident.events:
                if event.assignee and event.assignee not in known:
                    provider = self.provider_of_group(event.group)
                    self._provider_of_person.setdefault(event.assignee, provider)

    def _newcomers(self, kind: str, incidents: Sequence[Incident]) -> list[str]:
        known = self._ids[kind]
        appearing = KINDS[kind][1](incidents)
        labels = dict.fromkeys(label for label in appearing if label not in known)
        wanted = {"GroupMember": self._may_join, "Category": self._is_new}.get(kind)
        return [label for label in labels if wanted is None or wanted(label)]

    def _may_join(self, label: str) -> bool:
        """Nobody works in groups of two companies, or twice in one group."""
        group, person = label.split(BETWEEN)
        place = self.id("Group", group), self.id("User", person)
        colleague = self.provider_of_person(person) == self.provider_of_group(group)
        return colleague and (None in place or place not in self._places)

    def _is_new(self, label: str) -> bool:
        """Categories are cast by name, and two labels may be cast alike."""
        category = category_of(self.casting, label)
        new = category not in self._categories
        self._categories.add(category)
        return new

    async def _enter(
        self, kind: str, labels: Sequence[str], connection: BaseDBAsyncClient, batch: int
    ) -> Sequence[int]:
        model = KINDS[kind][0]
        keys = await reserve(connection, model, len(labels))
        pairs = list(zip(labels, keys, strict=True))
        rows = [{"id": key} | ROWS[kind](self, label, key) for label, key in pairs]
        await insert(connection, model, rows)
        records = [imported(batch, self.source, kind, key, label) for label, key in pairs]
        await insert(connection, ImportedRecord, records)
        return keys

    async def _load_groups(self) -> None:
        """A group that exists by the label's name is used as it is."""
        rows = await Group.all().values_list("name", "id", "provider_id")
        named = {name: key for name, key, _ in rows}
        owner = {key: provider for _, key, provider in rows}
        cast = _cast(self.casting.groups, named, "group")
        self._ids["Group"] = named | self._ids["Group"] | cast
        self._provider_of_group = _employers(self._ids["Group"], owner)

    async def _load_people(self) -> None:
        rows = await User.all().values_list("user_id", "id", "provider_id")
        named = {user_id: key for user_id, key, _ in rows}
        employer = {key: provider for _, key, provider in rows}
        self._ids["User"] |= _cast(self.casting.users, named, "user")
        self._provider_of_person = _employers(self._ids["User"], employer)


def _cast(casting: Mapping[str, str], named: Mapping[str, int], kind: str) -> dict[str, int | None]:
    if missing := sorted(set(casting.values()) - set(named)):
        raise BadInput(f"There is no {kind} called {', '.join(missing)}: create it first.")
    return {label: named[name] for label, name in casting.items()}


def _employers(
    ids: Mapping[str, int | None], employer: Mapping[int, int | None]
) -> dict[str, int | None]:
    return {label: employer.get(key) for label, key in ids.items() if key is not None}
