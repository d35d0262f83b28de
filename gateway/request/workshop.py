"""Makes Strawberry classes out of names, annotations and descriptions.

They live in a module of their own, in which Strawberry resolves the names of the annotations.
"""

import datetime as dt
import decimal
import inspect
import itertools
import sys
from collections.abc import Mapping
from enum import Enum
from types import ModuleType
from typing import Annotated, Any, Optional, Union, cast

import strawberry
from strawberry.scalars import JSON
from strawberry.types.enum import EnumValue
from strawberry.utils.str_converters import to_camel_case

from gateway.request.scalars import Condition


class GraphError(ValueError):
    """Declarations that do not fit together; the message names the type and the field."""


_serial = itertools.count()
_KEYWORDS = frozenset({"and", "or", "not", "in", "none"})


class Workshop:
    """One schema's generated classes."""

    def __init__(self) -> None:
        self._module = ModuleType(f"gateway.request.built_{next(_serial)}")
        self._enums: dict[type[Enum], str] = {}
        sys.modules[self._module.__name__] = self._module
        self.put(
            Optional=Optional, Union=Union, ID=strawberry.ID, JSON=JSON,
            datetime=dt.datetime, date=dt.date, Decimal=decimal.Decimal, Condition=Condition,
        )  # fmt: skip

    @property
    def name(self) -> str:
        """The module's name, for classes made elsewhere."""
        return self._module.__name__

    def get(self, name: str) -> Any:
        return getattr(self._module, name)

    def has(self, name: str) -> bool:
        return hasattr(self._module, name)

    def put(self, **names: Any) -> None:
        vars(self._module).update(names)

    def make_type(
        self,
        name: str,
        description: str,
        fields: Mapping[str, Any],
        *,
        kind: str = "type",
        bases: tuple[type, ...] = (),
    ) -> None:
        """Makes a type, input or interface.

        A field is (annotation, description), with a default after it or not, or what `make_field`
        has made.
        """
        namespace: dict[str, Any] = {"__module__": self._module.__name__, "__annotations__": {}}
        for key, field in fields.items():
            attribute = f"{key}_" if key in _KEYWORDS else key
            if not isinstance(field, tuple):
                namespace[attribute] = field
                continue
            annotation, text, *default = cast("tuple[Any, ...]", field)
            namespace["__annotations__"][attribute] = annotation
            given: dict[str, Any] = (
                {"default": strawberry.UNSET}
                if kind == "input" and "Optional" in annotation
                else {}
            )
            if default:
                given = {"default": default[0]}
            namespace[attribute] = strawberry.field(
                description=text, name=to_camel_case(key), **given
            )
        decorate = {
            "type": strawberry.type,
            "input": strawberry.input,
            "interface": strawberry.interface,
        }[kind]
        made = type(name, bases, namespace)
        self.put(**{name: decorate(made, name=name, description=description)})

    def make_enum(
        self, enum: type[Enum], name: str, description: str, described: Mapping[str, str]
    ) -> None:
        if not description:
            raise GraphError(f"enum {name} needs a docstring: it becomes its description")
        made = cast("Any", strawberry.enum(enum, name=name, description=description))
        definition = made.__strawberry_definition__
        definition.values = [
            EnumValue(m.name, m.value, description=described.get(m.name)) for m in enum
        ]
        if missing := [v.name for v in definition.values if not v.description]:
            raise GraphError(f"enum {name}: {', '.join(missing)} need a description")
        self.put(**{name: made})

    def enum_of(self, enum: type[Enum]) -> str:
        """The name of a model's enum, which is made when it is first asked for."""
        if enum not in self._enums:
            self._enums[enum] = enum.__name__
            described = cast("dict[str, str]", getattr(enum, "__member_descriptions__", {}))
            self.make_enum(enum, enum.__name__, " ".join((enum.__doc__ or "").split()), described)
        return self._enums[enum]

    def make_field(
        self, name: str, returns: str, description: str, arguments: Mapping[str, tuple[str, str]]
    ) -> Any:
        def resolve(self: object, **_given: Any) -> Any:
            raise GraphError("the planner answers this field; it has no resolver of its own")

        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        for key, (annotation, text) in arguments.items():
            default = (
                strawberry.UNSET if annotation.startswith("Optional") else inspect.Parameter.empty
            )
            marked = Annotated[
                annotation, strawberry.argument(description=text, name=to_camel_case(key))
            ]
            attribute = f"{key}_" if key in _KEYWORDS else key
            parameters.append(
                inspect.Parameter(attribute, keyword, default=default, annotation=marked)
            )
        made = cast("Any", resolve)
        made.__name__ = name
        made.__module__ = self._module.__name__
        made.__signature__ = inspect.Signature(parameters, return_annotation=returns)
        made.__annotations__ = {p.name: p.annotation for p in parameters[1:]} | {"return": returns}
        return strawberry.field(resolver=made, description=description)
