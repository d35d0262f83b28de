"""The Jinja environment: strict, escaping, and quick with the answer's own dictionaries."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphql import GraphQLEnumType, GraphQLSchema
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import InternationalizationExtension

from portal import language
from portal.arranging import arranged, further, more, orders
from portal.assets import Assets
from portal.beside import startings
from portal.clocks import cause, look, stretch
from portal.criteria import spans
from portal.hits import sections
from portal.lens import GraphQLBlock
from portal.meanwhile import seen
from portal.menu import bar, calling, kin, pens, silence, voices
from portal.notices import chosen, days
from portal.registers import place
from portal.rich import rich
from portal.rows import barred, doable, pulls
from portal.surroundings import surroundings
from portal.timeline import called, story
from portal.touches import touches
from portal.uploads import reasons
from portal.withheld import is_hidden, is_locked, rule
from portal.words import FILTERS, clocked, words

HERE = Path(__file__).parent
INSTALLED, BESIDE = HERE / "templates", HERE.parent / "templates"  # from a wheel, in the repository
TEMPLATES = INSTALLED if INSTALLED.is_dir() else BESIDE


# Components whose look depends on their arguments alone: drawn once for each, known everywhere.
PURE = ("icon", "avatar", "person", "status", "priority", "urgency", "flag")


class Pages(Environment):
    """Reads `case.number` as case["number"] first: answers are dictionaries; it halves a page."""

    filters: dict[str, Any]
    tests: dict[str, Any]
    globals: dict[str, Any]

    def getattr(self, obj: Any, attribute: str) -> Any:
        try:
            return obj[attribute]
        except (AttributeError, TypeError, LookupError):
            pass
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return self.undefined(obj=obj, name=attribute)


def environment(
    schema: GraphQLSchema, assets: Assets, now: Callable[[], datetime], folder: Path = TEMPLATES
) -> Pages:
    """The environment of the portal's templates."""
    made = Pages(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[GraphQLBlock, InternationalizationExtension],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )

    def choices(enum: str) -> list[tuple[str, str]]:
        """The members of an enum of the schema, each with words for it."""
        found = schema.type_map[enum]
        assert isinstance(found, GraphQLEnumType)  # noqa: S101  # templates name enums only
        return [(name, words(name)) for name in found.values]

    made.filters.update(FILTERS | clocked(now), rule=rule, silence=silence, called=called, kin=kin)
    made.filters.update(rich=rich, days=days, chosen=chosen, doable=doable, barred=barred)
    made.filters.update(sections=sections, look=look, stretch=stretch, cause=cause)
    made.filters.update(place=place, startings=startings, surroundings=surroundings)
    made.filters.update(arranged=arranged, further=further, more=more, orders=orders)
    made.tests.update(hidden=is_hidden, locked=is_locked)
    made.globals |= {
        "static": assets.address,
        "integrity": assets.integrity,
        "choices": choices,
        "story": story,
        "bar": bar,
        "calling": calling,
        "pens": pens,
        "voices": voices,
        "newest_of": seen,
        "touches": touches,
        "pulls": pulls,
        "spans": spans,
        "refusals": reasons,
    }
    _speak(made)
    kit = made.get_template("ui/kit.html").module
    made.globals |= {name: _kept(getattr(kit, name)) for name in PURE}
    return made


def _speak(made: Pages) -> None:
    """Lets templates say `_("…")` and `{% trans %}` in the language of the request."""
    install: Callable[..., None] = made.install_gettext_callables  # type: ignore[attr-defined]
    install(
        language.gettext,
        language.ngettext,
        newstyle=True,
        pgettext=language.pgettext,
        npgettext=language.npgettext,
    )
    made.globals |= {"language": language.language, "languages": language.languages}
    made.globals |= {"zone": language.zone, "direction": language.direction}


def _kept(draw: Callable[..., Any]) -> Callable[..., Any]:
    """A component that is drawn once for each language."""

    @lru_cache(4096)
    def drawn(_: str, *given: Any, **named: Any) -> Any:
        return draw(*given, **named)

    return lambda *given, **named: drawn(language.language(), *given, **named)
