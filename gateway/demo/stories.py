"""What goes wrong with instruments, how customers tell it, and how it is put right."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gateway.cases.kinds import ResolutionCode


@dataclass(frozen=True, slots=True)
class Story:
    """One kind of trouble; its texts leave room for the names of things."""

    category: str
    subcategory: str
    subjects: tuple[str, ...]
    tale: str  # as the customer tells it
    finding: str  # a work note
    question: str  # to the customer
    reply: str  # the customer's
    solution: str  # resolution notes
    cause: str
    code: ResolutionCode
    only: tuple[str, ...] = ()  # categories of products that it fits; empty: all of the family


@cache
def stories() -> Mapping[str, tuple[Story, ...]]:
    """The stories by what they are about: laboratory, software, orders, home."""
    text = files("gateway.demo").joinpath("stories.toml").read_text("utf-8")
    return {family: tuple(map(_story, told)) for family, told in tomllib.loads(text).items()}


@cache
def fitting(family: str, category: str) -> tuple[Story, ...]:
    """The stories of a family that may be told of products of that category."""
    return tuple(s for s in stories()[family] if not s.only or category in s.only)


def categories() -> list[tuple[str, str]]:
    """The categories that the stories use, each with a blank and then with its subcategories."""
    pairs = dict[tuple[str, str], None]()
    for told in stories().values():
        pairs |= {(story.category, ""): None for story in told}
        pairs |= {(story.category, story.subcategory): None for story in told}
    return sorted(pairs)


def _story(told: dict[str, Any]) -> Story:
    values: dict[str, Any] = told | {
        "code": ResolutionCode(told["code"]),
        "subjects": tuple(told["subjects"]),
        "only": tuple(told.get("only", ())),
    }
    return Story(**values)
