"""Who works at Aurelia Instruments and at its providers, in which groups; whom to sign in as."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gateway.demo.names import (
    BOGOTA,
    JENA,
    MADRID,
    PERTH,
    UPPSALA,
    UTRECHT,
    Person,
    Place,
    domain,
)
from gateway.people.models import GroupType, ProviderType, UserClass

SOL, CROSS, BOREAL = "Sol Levante Soporte", "Southern Cross Care", "Boreal Field Partners"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to sign in as."""

    user_id: str
    name: Person
    role: str
    shows: str  # what is worth a look


PERSONAS = (
    Persona("admin", Person("Edda", "Brandt"), "admin", "everything"),
    Persona("agent", Person("Mara", "Lindqvist"), "agent", "cases of a support team"),
    Persona("manager", Person("Ingrid", "Dahl"), "manager", "all teams, and who works on what"),
    Persona("approver", Person("Joseph", "Adeyemi"), "approver", "contracts that wait for a yes"),
    Persona("stakeholder", Person("Helena", "Sandberg"), "stakeholder", "the people and products"),
    Persona("osp-agent", Person("Lucía", "Ferrer"), "osp_agent", "the cases of one provider"),
    Persona("osp-manager", Person("Andrés", "Quintana"), "osp_manager", "a provider's teams"),
    Persona("osp-admin", Person("Nuria", "Salas"), "osp_admin", "a provider's groups and staff"),
    Persona("field", Person("Nils", "Ekström"), "field_agent", "the products to be serviced"),
    Persona("author", Person("Clara", "Vogt"), "author", "the products to write about"),
    Persona("contact", Person("Renske", "Okafor"), "contact", "a customer's own cases"),
    Persona("consumer", Person("Carmen", "Iglesias"), "consumer", "a consumer's own cases"),
)
ADDED = (  # roles beside the first: who works on what lies behind cases, and who reads of it
    *(("agent", "itsm_write"), ("agent", "change_read"), ("agent-4", "itsm_write")),
    *(("agent-5", "change_read"), ("manager", "change_read")),
)
CUSTOMERS = {  # personas who do not work here: where they live, and their mailboxes
    "contact": (UTRECHT, "harbor-pine-clinics.example"),
    "consumer": (MADRID, "correo.example"),
}

# Everybody else: the role is the user id without its number.
OTHERS = {
    "admin-2": "Jonas Kessler",
    "agent-2": "Tomás Marín", "agent-3": "Hannah Pryce", "agent-4": "Felix Hartwig",
    "agent-5": "Priya Raman", "agent-6": "Oskar Nyberg", "agent-7": "Miriam Seidel",
    "agent-8": "Kofi Osei", "agent-9": "Sanne Mulder", "agent-10": "Matthias Reuter",
    "agent-11": "Grace Whitfield", "agent-12": "Uwe Lindemann",
    "manager-2": "Stefan Albrecht", "manager-3": "Naomi Fletcher",
    "approver-2": "Sabine Keller", "approver-3": "Marcus Tully", "approver-4": "Yasmin Chowdhury",
    "osp_agent-2": "Hugo Prieto", "osp_agent-3": "Inés Vidal", "osp_agent-4": "Diego Cabrera",
    "osp_agent-5": "Rocío Pardo", "osp_agent-6": "Chloe Harrow", "osp_agent-7": "Angus Lowell",
    "osp_agent-8": "Mei Nakamura", "osp_agent-9": "Liam Greenwood", "osp_agent-10": "Astrid Holm",
    "osp_manager-2": "Bridget Sinclair",
    "provider_lead-1": "Katrin Arnold",
    "field_agent-2": "Henning Falk", "field_agent-3": "Amara Boyle",
    "field_agent-4": "Erik Forsberg",
    "author-2": "Daniel Ashworth", "author-3": "Frieda Winkler",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Team:
    """A group; its manager and members by user id."""

    name: str
    about: str
    provider: str | None
    manager: str
    members: tuple[str, ...]
    type: GroupType = GroupType.SERVICE


CARE, LABORATORY, SOFTWARE = "Customer Care", "Laboratory Instruments", "Software and Data"
ORDERS, HOME, BOARD = "Orders and Logistics", "Home Products", "Escalation Board"
RETURNED, FIELD = "Returned Cases", "Field Service"
SOL_MADRID, SOL_BOGOTA = "Sol Levante Madrid", "Sol Levante Bogotá"
CROSS_BRISBANE, CROSS_PERTH = "Southern Cross Brisbane", "Southern Cross Perth"
BOREAL_NORTH = "Boreal North"

TEAMS = (
    Team(CARE, "Takes up what comes in.", None, "manager", ("agent", "agent-2", "agent-3")),
    Team(LABORATORY, "Chromatographs, spectrometers, balances.", None, "manager",
         ("agent", "agent-4", "agent-5", "agent-6")),
    Team(SOFTWARE, "Data systems and everything connected.", None, "manager-2",
         ("agent-7", "agent-8", "agent-9")),
    Team(ORDERS, "Orders, deliveries and bills.", None, "manager-2", ("agent-10", "agent-3")),
    Team(HOME, "Instruments for gardens and kitchens.", None, "manager-3",
         ("agent-11", "agent-12", "agent-2")),
    Team(BOARD, "Decides on escalations.", None, "manager",
         ("approver", "approver-2", "approver-3", "approver-4"), GroupType.APPROVAL),
    Team(RETURNED, "Takes back what providers hand back.", None, "manager", ("agent", "agent-7")),
    Team(FIELD, "Visits customers.", None, "manager-3",
         ("field", "field_agent-2", "field_agent-3", "field_agent-4")),
    Team(SOL_MADRID, "Spanish-speaking consumers in Europe.", SOL, "osp-manager",
         ("osp-agent", "osp_agent-2", "osp_agent-3")),
    Team(SOL_BOGOTA, "Spanish-speaking consumers elsewhere.", SOL, "osp-manager",
         ("osp_agent-4", "osp_agent-5")),
    Team(CROSS_BRISBANE, "Eastern Australia.", CROSS, "osp_manager-2",
         ("osp_agent-6", "osp_agent-7")),
    Team(CROSS_PERTH, "Western Australia.", CROSS, "osp_manager-2",
         ("osp_agent-8", "osp_agent-9")),
    Team(BOREAL_NORTH, "Moves and installations in the north.", BOREAL, "osp_agent-10",
         ("osp_agent-10",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """A provider, and where it sits."""

    name: str
    type: ProviderType
    place: Place
    website: str


COMPANIES = (
    Company(SOL, ProviderType.CUSTOMER, MADRID, "https://sol-levante.example"),
    Company(CROSS, ProviderType.CUSTOMER, PERTH, "https://southern-cross.example"),
    Company(BOREAL, ProviderType.FIELD, UPPSALA, "https://boreal.example"),
)

PROVIDER_OF = {
    member: team.provider for team in TEAMS if team.provider for member in team.members
} | {"osp-manager": SOL, "osp-admin": SOL, "osp_manager-2": CROSS}
HOMES = {SOL: MADRID, CROSS: PERTH, BOREAL: UPPSALA, None: JENA}


@dataclass(frozen=True, slots=True)
class Worker:
    """A user who works here or at a provider, or a customer who may sign in."""

    user_id: str
    name: Person
    role: str
    provider: str | None
    place: Place
    user_class: UserClass

    @property
    def email(self) -> str:
        if self.user_id in CUSTOMERS:
            return f"{self.name.mailbox}@{CUSTOMERS[self.user_id][1]}"
        return f"{self.name.mailbox}@{domain(self.provider or 'Aurelia')}"


@cache
def workers() -> tuple[Worker, ...]:
    """Everybody with a user, the personas first; a user's key is his place here, from 1."""
    named = [_worker(p.user_id, p.name, p.role) for p in PERSONAS]
    return (*named, *_others())


@cache
def user_keys() -> dict[str, int]:
    """The key of each user by user id."""
    return {worker.user_id: key for key, worker in enumerate(workers(), 1)}


@cache
def group_keys() -> dict[str, int]:
    """The key of each group by name."""
    return {team.name: key for key, team in enumerate(TEAMS, 1)}


@cache
def provider_keys() -> dict[str, int]:
    """The key of each provider by name."""
    return {company.name: key for key, company in enumerate(COMPANIES, 1)}


def team_of(group: str) -> Team:
    """The group of that name."""
    return TEAMS[group_keys()[group] - 1]


def _others() -> Iterator[Worker]:
    for user_id, name in OTHERS.items():
        first, last = name.split(" ")
        yield _worker(user_id, Person(first, last), user_id.rpartition("-")[0])


def _worker(user_id: str, name: Person, role: str) -> Worker:
    provider = PROVIDER_OF.get(user_id)
    if user_id in CUSTOMERS:
        place, _ = CUSTOMERS[user_id]
        return Worker(user_id, name, role, None, place, UserClass.CUSTOMER)
    place = BOGOTA if user_id in team_members(SOL_BOGOTA) else HOMES[provider]
    user_class = UserClass.PROVIDER if provider else UserClass.INTERNAL
    return Worker(user_id, name, role, provider, place, user_class)


def team_members(group: str) -> tuple[str, ...]:
    """The members of a group, by user id."""
    return next(team.members for team in TEAMS if team.name == group)
