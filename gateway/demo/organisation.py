"""The rows of the enterprise and its providers: users and their roles, groups, categories."""

from collections.abc import Iterator
from typing import Any

from gateway.demo.customers import since
from gateway.demo.draw import Draw
from gateway.demo.names import street, telephone
from gateway.demo.schedules import own_schedule, schedule_of
from gateway.demo.staff import ADDED, COMPANIES, TEAMS, Worker, provider_keys, user_keys, workers
from gateway.demo.stories import categories
from gateway.people.models import GroupType

Row = dict[str, Any]

YEARS = 900  # days since everybody joined


def users(*, of_providers: bool) -> Iterator[Row]:
    """The users; those of providers come later, as they need the providers."""
    for worker in workers():
        if (worker.provider is not None) is of_providers:
            yield _user(worker)


def user_roles(roles: dict[str, int]) -> Iterator[Row]:
    """One role for each user, and what adds to it; `roles` are the keys of the roles by name."""
    first = [(worker.user_id, worker.role) for worker in workers()]
    for key, (user, role) in enumerate((*first, *ADDED), 1):
        yield {"id": key, "user_id": user_keys()[user], "role_id": roles[role], **since(YEARS)}


def groups(*, of_providers: bool) -> Iterator[Row]:
    """The groups; those of providers come later."""
    for key, team in enumerate(TEAMS, 1):
        if (team.provider is not None) is of_providers:
            yield {
                "id": key,
                "name": team.name,
                "email": f"{team.name.lower().replace(' ', '-').replace('á', 'a')}@aurelia.example",
                "manager_id": user_keys()[team.manager],
                "type": team.type,
                "description": team.about,
                "provider_id": team.provider and provider_keys()[team.provider],
                "schedule_id": schedule_of(team),
                **since(YEARS),
            }


def group_members() -> Iterator[Row]:
    """Everybody's places in groups; who manages a service group is a member as well."""
    places = [
        (group, user)
        for group, team in enumerate(TEAMS, 1)
        for user in dict.fromkeys((*team.members, *_leading(team.type, team.manager)))
    ]
    for key, (group, user) in enumerate(places, 1):
        yield {"id": key, "group_id": group, "user_id": user_keys()[user], **since(YEARS)}


def providers(transfer_group: int) -> Iterator[Row]:
    """The providers, looked after by the enterprise's provider lead."""
    for key, company in enumerate(COMPANIES, 1):
        draw = Draw("provider", key)
        yield {
            "id": key,
            "name": company.name,
            "type": company.type,
            "manager_id": user_keys()["provider_lead-1"],
            "case_transfer_group_id": transfer_group,
            "website": company.website,
            "notes": "Contract reviewed every spring.",
            "phone": telephone(draw, company.place),
            "street": street(draw),
            "city": company.place.city,
            "state_province": company.place.state,
            "country": company.place.country,
            **since(YEARS),
        }


def case_categories() -> Iterator[Row]:
    """The categories that cases may have."""
    for key, (name, subcategory) in enumerate(categories(), 1):
        yield {
            "id": key,
            "name": name,
            "subcategory": subcategory,
            "position": key,
            **since(YEARS),
        }


def _user(worker: Worker) -> Row:
    draw = Draw("user", user_keys()[worker.user_id])
    return {
        "id": user_keys()[worker.user_id],
        "user_id": worker.user_id,
        "first_name": worker.name.first,
        "last_name": worker.name.last,
        "email": worker.email,
        "business_phone": telephone(draw, worker.place),
        "mobile_phone": telephone(draw, worker.place) if draw.chance(50) else None,
        "title": TITLES[worker.role],
        "user_class": worker.user_class,
        "provider_id": worker.provider and provider_keys()[worker.provider],
        "timezone": worker.place.timezone,
        "language": worker.place.language,
        "schedule_id": own_schedule(worker),
        **since(YEARS),
    }


def _leading(kind: GroupType, manager: str) -> tuple[str, ...]:
    return (manager,) if kind is GroupType.SERVICE else ()


TITLES = {
    "admin": "Platform administrator",
    "agent": "Support engineer",
    "manager": "Head of support",
    "approver": "Director",
    "stakeholder": "Key account manager",
    "provider_lead": "Partner manager",
    "field_agent": "Field engineer",
    "author": "Technical writer",
    "osp_agent": "Service agent",
    "osp_manager": "Service manager",
    "osp_admin": "Partner administrator",
    "contact": "Laboratory manager",
    "consumer": None,
}
