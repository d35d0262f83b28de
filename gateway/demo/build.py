"""Builds the whole demo: the generated world, and the real log in it."""

from dataclasses import dataclass

from gateway.database import Database
from gateway.demo.generate import Summary, generate, present
from gateway.demo.sample import add_sample
from gateway.errors import WrongState
from gateway.imports.reconcile import Progress, silent


@dataclass(frozen=True, slots=True)
class Built:
    """What the demo holds."""

    generated: Summary
    imported: int  # cases of the real log

    @property
    def told(self) -> str:
        """The demo in a sentence, with the hash that is the same for everybody."""
        return (
            f"{self.generated.cases:,} invented cases (world {self.generated.hash[:16]}) and "
            f"{self.imported:,} of a real log (CC BY 4.0, doi:10.24432/C57S4H)."
        )


async def build(database: Database, cases: int = 400, progress: Progress = silent) -> Built | None:
    """Fills an empty database; None when the demo is there already. Raises BadInput, WrongState."""
    if await present():
        return None
    generated = await generate(database, cases, progress)
    outcome = await add_sample(progress)
    if not (outcome.reconciliation and outcome.reconciliation.agrees):
        raise WrongState("The sample log does not add up in the database: please report this.")
    return Built(generated, outcome.cases["created"])
