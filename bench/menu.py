"""What it adds to a list of fifty to say of each case what may be done with it."""

from dataclasses import replace

from bench.measure import interleaved, ratio
from bench.ours import Ours
from bench.questions import Question, Viewer

ASKED = "actions { name mutation label allowed reason input { name required } }"


def with_menu(listed: Question) -> Question:
    """The same list, with every field of the actions in each row."""
    return replace(
        listed, name=f"{listed.name}+", text=listed.text.replace("number", f"{ASKED} number", 1)
    )


async def menu_cost(
    our: Ours, listed: Question, viewer: Viewer, rounds: int, elsewhere: list[int]
) -> float:
    """How much dearer the list becomes, in percent."""
    plain, more = listed, with_menu(listed)
    samples = await interleaved(
        {"without": lambda: our.answer(plain, viewer), "with": lambda: our.answer(more, viewer)},
        rounds,
        elsewhere,
    )
    return (ratio(samples["with"], samples["without"]) - 1) * 100
