"""Enums say what their members mean, and are stored as clients read them."""

from enum import StrEnum

import pytest
from tortoise import fields

from gateway.database import Database
from gateway.database.fields import described


def test_a_member_without_a_sentence_is_refused() -> None:
    with pytest.raises(TypeError, match="Colour: describe each member once; look at BLUE"):

        @described(RED="Like a rose.")
        class Colour(StrEnum):
            RED = "RED"
            BLUE = "BLUE"


def test_a_sentence_without_a_member_is_refused() -> None:
    with pytest.raises(TypeError, match="look at GREEN"):

        @described(RED="Like a rose.", GREEN="Like grass.")
        class Colour(StrEnum):
            RED = "RED"


async def test_every_stored_enum_is_described_and_spelt_as_its_name(database: Database) -> None:
    assert database.context.apps is not None
    enums = {
        field.enum_type
        for model in database.context.apps["gateway"].values()
        for field in model._meta.fields_map.values()  # noqa: SLF001  # Tortoise's own name
        if isinstance(field, fields.data.CharEnumFieldInstance | fields.data.IntEnumFieldInstance)
    }

    assert len(enums) > 10
    for enum in enums:
        assert set(enum.__member_descriptions__) == set(enum.__members__), enum
        if issubclass(enum, StrEnum):
            assert all(member.name == member.value for member in enum), enum
