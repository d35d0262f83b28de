"""What it adds to a list of fifty to say of each case what may be done with it."""

from dataclasses import replace

from bench.measure import interleaved, ratio
from bench.ours import Ours
from bench.questions import Question, Viewer

BRIEF = "actions { name allowed reason }"  # what a list needs, to offer and to explain
WHOLE = "actions { name mutation label allowed reason input { name required } }"


def with_menu(listed: Question, asked: str) -> Question:
    """The same list, with the actions in each row."""
    return replace(
        listed, name=f"{listed.name}+", text=listed.text.replace("number", f"{asked} number", 1)
    )


async def menu_cost(
    our: Ours, listed: Question, viewer: Viewer, rounds: int, asked: str = BRIEF
) -> float:
    """How much dearer the list becomes, in percent of this process; the database does no more."""
    more = with_menu(listed, asked)
    samples = await interleaved(
        {"without": lambda: our.answer(listed, viewer), "with": lambda: our.answer(more, viewer)},
        rounds,
    )
    return (ratio(samples["with"], samples["without"]) - 1) * 100
