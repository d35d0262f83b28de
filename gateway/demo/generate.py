"""Writes the generated world into an empty database: small for a demo, large for measurements."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from typing import Any

import orjson
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model
from tortoise.transactions import in_transaction

from gateway.cases.lifecycle import CASE_ACTIVE
from gateway.cases.models import (
    Attachment,
    Case,
    CaseTask,
    Category,
    InformedUser,
    JournalEntry,
    StateInterval,
    WorkNotesWatcher,
)
from gateway.customers.agreements import (
    Contract,
    ContractAsset,
    ContractSoldProduct,
    Entitlement,
    EntitlementChannel,
)
from gateway.customers.models import (
    Account,
    AccountRelation,
    Consumer,
    Contact,
    ContactRelation,
)
from gateway.customers.products import Asset, AssetContact, ProductModel, SoldProduct
from gateway.database import Database
from gateway.database.fields import now
from gateway.database.tidying import tidy
from gateway.demo import (
    agreements,
    belongings,
    customers,
    organisation,
    promises,
    satellites,
    schedules,
)
from gateway.demo.beside import beside
from gateway.demo.cases import tell
from gateway.demo.files import attachments, store_contents
from gateway.demo.journal import journal
from gateway.demo.macros import macros
from gateway.demo.size import Size, size
from gateway.demo.staff import RETURNED, group_keys
from gateway.desk.models import Macro
from gateway.errors import BadInput
from gateway.files.storing import open_store
from gateway.imports.bulk import insert, meta, select
from gateway.imports.models import BatchState, ImportBatch
from gateway.imports.reconcile import Progress, silent
from gateway.levels.models import CaseSla, SlaDefinition
from gateway.people import roles
from gateway.people.models import Group, GroupMember, Provider, Role, User, UserRole
from gateway.schedules.models import (
    Holiday,
    HolidayCalendar,
    Schedule,
    ScheduleCalendar,
    ScheduleEntry,
    ScheduleState,
)

Row = dict[str, Any]

SOURCE = "demo"  # of the batch that tells whether the world is complete
CHUNK = 1_000  # cases in one transaction
ROWS = 20_000  # other rows in one transaction


@dataclass(slots=True)
class Summary:
    """What was generated. The same number of cases always has the same hash."""

    cases: int
    hash: str
    rows: Counter[str] = field(default_factory=Counter[str])  # by model


async def generate(database: Database, cases: int = 400, progress: Progress = silent) -> Summary:
    """Fills the database. Raises BadInput when it is not empty."""
    await _refuse_unless_empty()
    await roles.establish()
    world, writer = size(cases), Writer()
    batch = await ImportBatch.create(source=SOURCE, file_name=f"{cases} cases", sha256="")
    await store_contents(open_store(database.settings))
    await _write_parties(world, writer, progress)
    await _write_cases(world, writer, progress)
    await _write_beside(world, writer)
    await _settle(database, world, writer.digests)
    if database.dialect == "sqlite":
        await tidy()
    await database.client.execute_query("ANALYZE")
    batch.sha256, batch.state, batch.ended_at = writer.hash, BatchState.DONE, now()
    await batch.save()
    return Summary(cases, writer.hash, writer.rows)


async def present() -> Summary | None:
    """The world that the database holds. Raises BadInput for one that is incomplete."""
    batch = await ImportBatch.filter(source=SOURCE).first()
    if batch is None:
        return None
    if batch.state is not BatchState.DONE:
        raise BadInput("The demo was interrupted while it was written: begin with an empty folder.")
    return Summary(int(batch.file_name.split()[0]), batch.sha256)


class Writer:
    """Inserts rows, counts them, and hashes them in an order that does not depend on chunks."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.digests: dict[type[Model], Any] = {}

    @property
    def hash(self) -> str:
        """SHA-256 over all rows written so far."""
        parts = sorted(f"{model.__name__} {d.hexdigest()}" for model, d in self.digests.items())
        return sha256("\n".join(parts).encode()).hexdigest()

    async def write(
        self, connection: BaseDBAsyncClient, model: type[Model], rows: Iterable[Row]
    ) -> None:
        """Inserts rows of one model."""
        rows = list(rows)
        self.rows[model.__name__] += len(rows)
        digest = self.digests.setdefault(model, sha256())
        digest.update(orjson.dumps(rows)[1:-1] + b"," if rows else b"")
        await insert(connection, model, rows)


async def _write_parties(world: Size, writer: Writer, progress: Progress) -> None:
    keys = dict(await Role.all().values_list("name", "id"))
    tables = list(parties(world, keys))
    for done, (model, rows) in enumerate(tables, 1):
        left = iter(rows)
        while chunk := list(islice(left, ROWS)):
            async with in_transaction() as connection:
                await writer.write(connection, model, chunk)
        progress("Writing people and customers", done, len(tables))


def parties(world: Size, role_keys: dict[str, int]) -> Iterator[tuple[type[Model], Iterable[Row]]]:
    """Everything but cases, so that each row finds the rows that it needs."""
    yield Schedule, schedules.schedules()
    yield ScheduleState, schedules.states()
    yield ScheduleEntry, schedules.entries()
    yield HolidayCalendar, schedules.calendars()
    yield Holiday, schedules.holidays()
    yield ScheduleCalendar, schedules.kept()
    yield User, organisation.users(of_providers=False)
    yield Group, organisation.groups(of_providers=False)
    yield Provider, organisation.providers(group_keys()[RETURNED])
    yield User, organisation.users(of_providers=True)
    yield Group, organisation.groups(of_providers=True)
    yield UserRole, organisation.user_roles(role_keys)
    yield GroupMember, organisation.group_members()
    yield Category, organisation.case_categories()
    yield Account, customers.accounts(world)
    yield Contact, customers.contacts(world)
    yield Consumer, customers.consumers(world)
    yield AccountRelation, customers.account_relations(world)
    yield ContactRelation, customers.contact_relations(world)
    yield ProductModel, belongings.products(world)
    yield SoldProduct, belongings.sold_products(world)
    yield Asset, belongings.assets(world)
    yield AssetContact, belongings.asset_contacts(world)
    yield Contract, agreements.contracts(world)
    yield ContractAsset, agreements.contract_assets(world)
    yield ContractSoldProduct, agreements.contract_sold_products(world)
    yield Entitlement, agreements.entitlements(world)
    yield EntitlementChannel, agreements.entitlement_channels(world)
    yield Macro, macros()
    yield SlaDefinition, promises.definitions()


async def _write_cases(world: Size, writer: Writer, progress: Progress) -> None:
    for start in range(0, world.cases, CHUNK):
        told = [tell(world, index) for index in range(start, min(start + CHUNK, world.cases))]
        written = [journal(one) for one in told]
        async with in_transaction() as connection:
            write = partial(writer.write, connection)
            await write(
                Case, [_touched(one.row, rows) for one, rows in zip(told, written, strict=True)]
            )
            await write(JournalEntry, chain.from_iterable(written))
            await write(StateInterval, chain.from_iterable(map(satellites.intervals, told)))
            await write(CaseTask, chain.from_iterable(map(satellites.tasks, told)))
            await write(Attachment, chain.from_iterable(map(attachments, told)))
            await write(InformedUser, chain.from_iterable(map(satellites.informed, told)))
            await write(WorkNotesWatcher, chain.from_iterable(map(satellites.watchers, told)))
            await write(CaseSla, [row for one in told for row in await promises.clocks(one)])
        progress("Writing cases", start + len(told), world.cases)


async def _write_beside(world: Size, writer: Writer) -> None:
    async with in_transaction() as connection:
        for model, rows in beside(world):
            await writer.write(connection, model, rows)


def _touched(row: Row, entries: list[Row]) -> Row:
    """A case changes with its journal; when the customer wrote last, somebody should look."""
    if not entries:
        return row
    last = entries[-1]
    by_customer = bool(last["author_contact_id"] or last["author_consumer_id"])
    waiting = by_customer and row["state"] in CASE_ACTIVE
    at = max(row["updated_at"], last["at"])
    return row | {"updated_at": at, "needs_attention": waiting}


async def _settle(database: Database, world: Size, models: Iterable[type[Model]]) -> None:
    """Names primary contacts, and lets keys go on where the world ends."""
    per = world.contacts_per_account
    async with in_transaction() as connection:
        await connection.execute_query(
            f'UPDATE "accounts" SET "primary_contact_id" = ("id" - 1) * {per:d} + 1'  # noqa: S608
        )
        if database.dialect == "postgres":
            for model in models:
                table = meta(model).db_table
                await select(
                    connection,
                    f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), max(\"id\")) "  # noqa: S608
                    f'FROM "{table}"',
                )


async def _refuse_unless_empty() -> None:
    for model in (User, Account, Case):
        if await model.exists():
            raise BadInput(
                "The demo needs a database of its own, and this one holds records already: "
                "name an empty folder with --data."
            )
