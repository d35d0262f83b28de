"""Templates keep to the rules that the strict content policy and plain HTML demand."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from portal.environment import TEMPLATES
from tests.portal.front import Front
from tests.world import a_user

FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))

FORBIDDEN = {
    "an inline handler": r"\son[a-z]+\s*=",
    "hx-on": r"hx-on",
    "script in an attribute": r"[\"']\s*(js|javascript):",
    "an inline style": r"\sstyle\s*=|<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "a filter in a trigger": r"hx-trigger=\"[^\"]*\[",
    "another site": r"(src|href|action)=\"(https?:)?//",
    "unescaped output": r"\|\s*safe\b|\bautoescape\b",
    "an include, whose needs nobody states": r"\{%-?\s*include\b",
}


@pytest.mark.parametrize("rule", FORBIDDEN)
@pytest.mark.parametrize("name", FILES)
def test_no_template_has(name: str, rule: str) -> None:
    text = (TEMPLATES / name).read_text()
    found = re.search(FORBIDDEN[rule], text)
    line = text.count("\n", 0, found.start()) + 1 if found else 0
    assert found is None, f"{name}:{line} has {rule}: {found and found[0]}"


def _elements(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    text = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", (TEMPLATES / name).read_text(), flags=re.DOTALL)
    for tag in BeautifulSoup(text, "html.parser").select("*"):
        yield tag.name, {str(key): str(value) for key, value in tag.attrs.items()}


# Parts that only scripts ask for, and the page where the same is to be had without them.
ELSEWHERE = {
    "/notifications/bell": "/notifications",  # how much is unread, and what
    "/find/hits": "/find",  # what words find
}


@pytest.mark.parametrize("name", FILES)
def test_what_htmx_does_a_link_or_form_does_too(name: str) -> None:
    for tag, attributes in _elements(name):
        if part := attributes.get("hx-get"):
            same = attributes.get("href") or attributes.get("action") or ELSEWHERE.get(part)
            assert same == ELSEWHERE.get(part, part), f"{name}: <{tag}> works with scripts only"


def test_nothing_is_elsewhere_that_no_script_asks_for() -> None:
    asked = {a.get("hx-get") for name in FILES for _tag, a in _elements(name)}
    assert ELSEWHERE.keys() <= asked


async def test_every_page_leads_to_where_the_same_is_without_scripts(front: Front) -> None:
    async with front.visitor(await a_user("agent")) as visitor:
        for start in ("/cases", "/accounts", "/profile"):
            await visitor.open(start)
            ways = {str(link["href"]) for link in visitor.page.select("a[href]")}
            ways |= {str(form["action"]) for form in visitor.page.select("form[action]")}
            assert set(ELSEWHERE.values()) <= ways, start
        for page in ELSEWHERE.values():
            assert (await visitor.open(page)).answer.status_code == 200
            assert visitor.page.select("main h1")


ENTRANCE = ('action="/login"', 'action="/logout"', 'action="{{ path }}"')
SETTING = ('action="/theme"', 'action="/cases/look')  # sent twice, it is as it was after the first


@pytest.mark.parametrize("name", FILES)
def test_a_form_that_acts_carries_a_key_so_that_sent_twice_it_acts_once(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    for form in re.findall(r"<form method=\"post\".*?</form>", text, re.DOTALL):
        if not any(action in form for action in ENTRANCE + SETTING):
            assert 'name="_key"' in form or "undo.fields" in form, f"{name}: {form[:80]}"


@pytest.mark.parametrize("name", FILES)
def test_forms_that_change_something_are_posted(name: str) -> None:
    for tag, attributes in _elements(name):
        if tag == "form" and attributes.get("action", "").startswith(
            ("/login", "/logout", "/theme")
        ):
            assert attributes["method"] == "post"
