"""Who in a log plays whom here: its anonymised labels, and the names that they get."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

REGULAR = re.compile(r"[A-Za-z0-9 ]{1,40}")
NOWHERE = "?"  # the location of an incident that names none


def label_as_person(label: str) -> tuple[str, str]:
    """`Resolver 17` is called Resolver, 17."""
    first, _, last = label.rpartition(" ")
    return (first, last) if first else (label, "(unnamed)")


def label_as_account(label: str) -> str:
    """A location is an account of the same name."""
    return "Location unknown" if label == NOWHERE else label


def as_it_is(label: str) -> str:
    """The label itself."""
    return label


def handle(label: str) -> str:
    """The label as part of a sign-in name or an address; different labels never meet."""
    slug = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:40]
    if REGULAR.fullmatch(label) and "  " not in label:
        return slug
    return f"{slug}-{sha256(label.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Casting:
    """How labels become records. Without any say of the caller they keep their names."""

    groups: Mapping[str, str] = field(default_factory=dict[str, str])  # label -> group's name
    users: Mapping[str, str] = field(default_factory=dict[str, str])  # label -> a user's user_id
    person: Callable[[str], tuple[str, str]] = label_as_person  # label -> first and last name
    account: Callable[[str], str] = label_as_account
    category: Callable[[str], str] = as_it_is
