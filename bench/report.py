"""Prints what was measured, beside what was promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from bench.contest import Result
from bench.web import WebResult

TO_FLOOR = {"Q1": 1.3, "Q2": 1.3, "Q3": 1.5, "Q4": 1.5, "Q5": 1.3}  # Q6 is the database's alone
# PostgreSQL's own round trips weigh on both sides; 20 times is what can be promised there.
TO_NAIVE = {
    "SQLite": {"Q1": 50, "Q2": 50, "Q3": 50, "Q4": 50},
    "PostgreSQL": {"Q1": 20, "Q2": 20, "Q5": 20},
}
WHOLE_REQUEST = 1.25
OVERHEAD = 40  # microseconds
PAGE = 3000  # microseconds
IDLE = 150  # MiB


@dataclass
class Report:
    """Collects tables and the promises that were missed."""

    console: Console
    misses: list[str] = field(default_factory=list[str])

    def in_process(self, database: str, results: Sequence[Result]) -> None:
        table = Table(
            title=f"In process, {database}: processor time per question", title_justify="left"
        )
        for heading in (
            "as",
            "",
            "floor us",
            "ours us",
            "to floor",
            "promised",
            "naive us",
            "naive / ours",
        ):
            table.add_column(heading, justify="right" if heading not in ("as", "") else "left")
        for r in results:
            most, least = TO_FLOOR.get(r.question), TO_NAIVE[database].get(r.question)
            naive = [f"{r.naive.median:,.0f}", f"{r.to_naive:,.0f}x"] if r.naive else ["", ""]
            table.add_row(
                r.viewer, r.question, f"{r.floor.median:,.0f}", f"{r.ours.median:,.0f}",
                f"{r.to_floor:.2f}x", f"<= {most}x" if most else "", *naive,
            )  # fmt: skip
            self._at_most(f"{database}: {r.question} as {r.viewer} to the floor", r.to_floor, most)
            where = f"{database}: {r.question} as {r.viewer}"
            if r.to_naive is not None and least and r.to_naive < least:
                self.misses.append(f"{where}: naive is {r.to_naive:.0f}x, promised >= {least}x")
        self.console.print(table)

    def over_http(self, database: str, results: Iterable[WebResult]) -> None:
        table = Table(
            title=f"Whole request over HTTP, {database}: processor time of the server",
            title_justify="left",
        )
        for heading in ("as", "", "by hand us", "ours us", "ratio", "promised"):
            table.add_column(heading, justify="right" if heading not in ("as", "") else "left")
        for r in results:
            table.add_row(
                r.viewer, r.question, f"{r.by_hand.median:,.0f}", f"{r.ours.median:,.0f}",
                f"{r.ratio:.2f}x", f"<= {WHOLE_REQUEST}x",
            )  # fmt: skip
            self._at_most(
                f"{database}: {r.question} as {r.viewer} over HTTP", r.ratio, WHOLE_REQUEST
            )
        self.console.print(table)

    def figures(self, told: Sequence[tuple[str, float, float, str]]) -> None:
        """Single figures: what, how much, at most, of what."""
        table = Table(title="Fixed costs", title_justify="left")
        for heading in ("what", "measured", "promised"):
            table.add_column(heading, justify="right" if heading != "what" else "left")
        for what, much, most, unit in told:
            table.add_row(what, f"{much:,.0f} {unit}", f"<= {most:,.0f} {unit}" if most else "")
            self._at_most(what, much, most or None, unit)
        self.console.print(table)

    def verdict(self) -> None:
        if not self.misses:
            self.console.print("Every promise is kept.")
        for miss in self.misses:
            self.console.print(f"MISSED  {miss}")

    def _at_most(self, what: str, much: float, most: float | None, unit: str = "x") -> None:
        if most is not None and much > most:
            self.misses.append(f"{what} is {much:,.2f}{unit}, promised <= {most}{unit}")
