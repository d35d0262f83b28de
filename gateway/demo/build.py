"""Builds the whole demo: the generated world, and the real log in it."""

from dataclasses import dataclass

from gateway.cases.models import Case
from gateway.database import Database
from gateway.database.fields import now
from gateway.demo.generate import generate, present
from gateway.demo.promises import catch_up
from gateway.demo.sample import add_sample
from gateway.errors import WrongState
from gateway.imports.models import BatchState, ImportBatch, ImportedRecord
from gateway.imports.reconcile import Progress, silent
from gateway.imports.servicenow import SOURCE


@dataclass(frozen=True, slots=True)
class Built:
    """What the demo holds."""

    cases: int  # invented
    hash: str  # of all that was invented: the same everywhere
    imported: int  # cases of the real log

    @property
    def told(self) -> str:
        """The demo in a sentence."""
        return (
            f"{self.cases:,} invented cases (world {self.hash[:16]}) and {self.imported:,} "
            "of a real service desk (CC BY 4.0, doi:10.24432/C57S4H)."
        )


async def build(database: Database, cases: int = 400, progress: Progress = silent) -> Built:
    """Fills an empty database, or finds the demo there. Raises BadInput and WrongState."""
    world = await present()
    if world is None:
        world = await generate(database, cases, progress)
        await _import(progress)
        await catch_up(now())
    elif await ImportBatch.filter(source=SOURCE, state=BatchState.RUNNING).exists():
        await _import(progress)  # it was interrupted
    imported = await ImportedRecord.filter(source=SOURCE, target_type=Case.__name__).count()
    return Built(world.cases, world.hash, imported)


async def _import(progress: Progress) -> None:
    outcome = await add_sample(progress)
    if not (outcome.reconciliation and outcome.reconciliation.agrees):
        raise WrongState("The sample log does not add up in the database: please report this.")
