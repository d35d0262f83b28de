"""A real incident log in the demo: 500 incidents, replayed into the generated world.

The log is anonymised: people and places get invented names here. Some of its groups and resolvers
are taken for groups and people of the demo, so that providers have their share of it.
"""

from importlib.resources import as_file, files

from gateway.demo import staff
from gateway.demo.draw import Draw
from gateway.demo.names import FIRST, company, person
from gateway.imports.casting import NOWHERE, Casting
from gateway.imports.reconcile import Progress, silent
from gateway.imports.servicenow import Outcome, replay_log
from gateway.imports.wording import PARTS, TOPICS

SAMPLE = "servicenow_sample500.csv.gz"  # CC BY 4.0; servicenow_sample500.txt names its authors

GROUPS = {
    "Group 70": staff.CARE,
    "Group 24": staff.LABORATORY,
    "Group 27": staff.SOFTWARE,
    "Group 39": staff.ORDERS,
    "Group 64": staff.HOME,
    "Group 25": staff.SOL_MADRID,
    "Group 20": staff.SOL_BOGOTA,
    "Group 23": staff.CROSS_BRISBANE,
    "Group 28": staff.CROSS_PERTH,
}
USERS = {
    "Resolver 17": "agent",
    "Resolver 13": "agent-2",
    "Resolver 24": "agent-4",
    "Resolver 57": "osp-agent",
    "Resolver 125": "osp_agent-2",
    "Resolver 229": "osp_agent-4",
    "Resolver 215": "osp_agent-6",
    "Resolver 236": "osp_agent-8",
}
ELSEWHERE = 100  # companies from this number on are those of the log


def name(label: str) -> tuple[str, str]:
    """Who is behind a label of the log: somebody of the demo, or an invented person."""
    if label in USERS:
        return staff.workers()[staff.user_keys()[USERS[label]] - 1].name
    draw = Draw(f"log {label}", 0)
    return person(draw, draw.pick(tuple(FIRST)))


def place(label: str) -> str:
    """A company for a location of the log."""
    if label == NOWHERE:
        return "Unknown customer"
    return company(ELSEWHERE + _number(label))


def category(label: str) -> str:
    """The instrument or part that the invented short descriptions speak of."""
    names = PARTS if label.startswith("Subcategory") else TOPICS
    return names[_number(label) % len(names)]


CASTING = Casting(groups=GROUPS, users=USERS, person=name, account=place, category=category)


async def add_sample(progress: Progress = silent) -> Outcome:
    """Replays the log. Doing so again changes nothing."""
    with as_file(files("gateway.demo").joinpath(SAMPLE)) as path:
        return await replay_log(path, casting=CASTING, progress=progress)


def _number(label: str) -> int:
    digits = label.rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else len(label)
