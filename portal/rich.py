"""Markdown as people type it, made into harmless HTML: a Jinja filter.

Two walls: the reader of Markdown takes no HTML and no odd addresses, and what it makes is cleaned
by another library, which lets only a few tags through. Nothing is fetched from elsewhere: a picture
is shown as a link to it, so that nobody learns who reads a case, or when.
"""

import re
from collections.abc import MutableMapping, MutableSequence, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

LONGEST = 10_000  # characters; what is longer is shown as it was typed
REMEMBERED = 2048  # texts
DEPTH = 20  # of quotes in lists in quotes

TAGS = frozenset({
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
})  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "div": {"class", "tabindex"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
REL = "noopener noreferrer nofollow"
CASE = re.compile(r"CS\d{7,12}")
# Case numbers and whole addresses. Names alone are none: main.py is no place in Paraguay.
PLACE = re.compile(
    rf"\b(?:{CASE.pattern}\b|https?://[^\s<>\"'`]{{1,2000}}"
    r"|[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b)"
)


def rich(text: str) -> Markup:
    """Text as HTML: emphasis, lists, tables, code, quotes, links; line breaks stay."""
    return _remembered(text) if len(text) <= LONGEST else Markup(_plain(text))  # noqa: S704  # escaped


@lru_cache(REMEMBERED)
def _remembered(text: str) -> Markup:
    made = nh3.clean(
        str(READER.render(text)),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=REL,
    )
    return Markup(made.strip())  # noqa: S704  # cleaned


def _plain(text: str) -> str:
    return f"<p>{escape(text)}</p>".replace("\r\n", "\n").replace("\n", "<br>")


# -- the reader -----------------------------------------------------------------------------------


class _Drawn(RendererHTML):
    """Draws headings as paragraphs: the outline is the page's; and lets wide tables scroll."""

    def heading_open(self, *_: Any) -> str:
        return "<p><strong>"

    def heading_close(self, *_: Any) -> str:
        return "</strong></p>\n"

    def table_open(self, *_: Any) -> str:
        return '<div class="wide" tabindex="0"><table>\n'

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"

    def image(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A link to the picture, called as the picture is."""
        del options, env
        source = str(tokens[idx].attrGet("src") or "")
        name = escape(tokens[idx].content or source)
        return f'<a href="{escape(source)}">{name}</a>'


def _reader() -> MarkdownIt:
    options: Any = {"html": False, "breaks": True, "maxNesting": DEPTH}
    made = MarkdownIt("commonmark", options, renderer_cls=_Drawn)
    made.enable(["table", "strikethrough"])
    # In mails, four spaces are no program and a line of dashes makes no title.
    made.disable(["code", "lheading", "html_block", "html_inline"])
    made.core.ruler.push("places", _find_places)
    return made


def _find_places(state: StateCore) -> None:
    """Makes links of what one could go to, where it does not stand in a link already."""
    for block in state.tokens:
        if block.type == "inline" and block.children and PLACE.search(block.content):
            block.children = _linked(block.children)


def _linked(tokens: Sequence[Token]) -> list[Token]:
    made: list[Token] = []
    within = 0  # links
    for token in tokens:
        within += token.type == "link_open"
        within -= token.type == "link_close"
        if token.type == "text" and not within:
            _add_parts(made, token.content)
        else:
            made.append(token)
    return made


def _add_parts(made: MutableSequence[Token], text: str) -> None:
    place = 0
    for found in PLACE.finditer(text):
        said = _trimmed(found[0])
        made.append(_text(text[place : found.start()]))
        made.append(Token("link_open", "a", 1, attrs={"href": _address(said)}))
        made.append(_text(said))
        made.append(Token("link_close", "a", -1))
        place = found.start() + len(said)
    made.append(_text(text[place:]))


def _trimmed(said: str) -> str:
    """Without the marks that end the sentence, not the address."""
    trimmed = said.rstrip(".,;:!?*_~")
    return trimmed.rstrip(")]}") if not set("([{") & set(trimmed) else trimmed


def _address(said: str) -> str:
    if CASE.fullmatch(said):
        return f"/cases/{said}"
    return said if "://" in said else f"mailto:{said}"


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


READER = _reader()
