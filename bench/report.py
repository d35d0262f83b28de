"""Prints what was measured, beside what was promised."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from bench.commenting import CommentResult
from bench.contest import Result
from bench.schedules import Clocks
from bench.simulating import Simulated
from bench.web import WebResult
from bench.writers import WRITERS, Crowd

TO_FLOOR = {"Q1": 1.3, "Q2": 1.3, "Q3": 1.5, "Q4": 1.5, "Q5": 1.3}  # Q6 is the database's alone
# PostgreSQL's own round trips weigh on both sides; 20 times is what can be promised there.
TO_NAIVE = {
    "SQLite": {"Q1": 50, "Q2": 50, "Q3": 50, "Q4": 50},
    "PostgreSQL": {"Q1": 20, "Q2": 20, "Q5": 20},
}
WHOLE_REQUEST = 1.25
COMMENT = 4  # to the same rows, written by hand behind HTTP
OVERHEAD = 40  # microseconds
PAGE = 3000  # microseconds
IDLE = 150  # MiB
MENU = 15  # percent
SWAP = 150  # milliseconds: a case opens
FIND = 50  # milliseconds of processor time: a search in all types
EVENT = 1000  # milliseconds: a change reaches another browser
STREAM = 100  # KiB
CLOCKED = 2000  # microseconds of processor time: what four clocks add to an act
COLLIDED = 10  # milliseconds of processor time: a conflict check among 100,000 changes
SWEPT = 5000  # microseconds of processor time: what is due among a million clocks
WALKED = 20  # clocks read in the time that a walk through the days takes for one
SIMULATED = 30  # seconds: every promise over 20,769 incidents, before and after

Figure = tuple[str, float, float, str]  # what, how much, at most (0: no promise), of what


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

    def comments(self, results: Iterable[CommentResult]) -> None:
        table = Table(
            title="A comment over HTTP, SQLite: processor time of the server", title_justify="left"
        )
        for heading in ("as", "bare us", "by hand us", "ours us", "to bare", "ratio", "promised"):
            table.add_column(heading, justify="left" if heading == "as" else "right")
        for r in results:
            ratio = r.ratio("by_hand")
            table.add_row(
                r.viewer, *(f"{costs.median:,.0f}" for costs in r.costs.values()),
                f"{r.ratio('bare'):.2f}x", f"{ratio:.2f}x", f"<= {COMMENT}x",
            )  # fmt: skip
            self._at_most(f"a comment as {r.viewer} to one by hand", ratio, COMMENT)
        self.console.print(table)

    def crowd(self, database: str, crowd: Crowd) -> None:
        self.console.print(
            f"{WRITERS} writers at once, {database}: {crowd.per_second:,.0f} comments a second, "
            f"{crowd.spent:,.0f} us of the server each; they wait {crowd.percentile(50):,.0f} ms, "
            f"one in a hundred {crowd.percentile(99):,.0f} ms; {crowd.errors} errors"
        )
        self._at_most(f"{database}: errors of {WRITERS} writers", crowd.errors, 0, "")

    def clocks(self, told: Clocks) -> None:
        ours, walked = statistics.median(told.ours), statistics.median(told.walked)
        self.console.print(
            f"Clocks in working time, one processor: {ours:,.0f} a second; a walk through the "
            f"days reads {walked:,.0f}: {told.ratio:.1f}x, promised >= {WALKED}x"
        )
        if told.ratio < WALKED:
            self.misses.append(f"clocks are {told.ratio:.1f}x a walk, promised >= {WALKED}x")

    def simulation(self, told: Simulated) -> None:
        self.console.print(
            f"Simulating every promise over {told.incidents:,} incidents of a log, before and "
            f"after: {told.seconds:.1f} s ({told.processor:.1f} s of a processor), "
            f"promised <= {SIMULATED} s"
        )
        self._at_most("a simulation of the log", told.processor, SIMULATED, " s")

    def figures(self, title: str, told: Sequence[Figure]) -> None:
        """Single figures, those without a promise too."""
        table = Table(title=title, title_justify="left")
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
