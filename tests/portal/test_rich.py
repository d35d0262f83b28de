"""Markdown: what people type becomes harmless HTML, whatever they type."""

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rich import ATTRIBUTES, LONGEST, SCHEMES, TAGS, rich

MARKS = st.sampled_from([
    *"*_`~#>-+|![]()<>\"'&\\/:\n\t ", "**", "```", "](", "![", "http://", "javascript:", "data:",
    "<script>", "<img src=x onerror=y>", "</p>", "<!--", "&#x6a;", "\u202e", "\x00", "CS0000012",
    "a@b.co", "| a | b |\n|-|-|\n| c | d |", "1. ", "- ", "> ", "    ", "style=", "onload=",
])  # fmt: skip


@given(st.lists(MARKS | st.text(max_size=8), max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_only_harmless_html_comes_out(text: str) -> None:
    page = BeautifulSoup(str(rich(text)), "html.parser")
    for tag in page.find_all():
        assert tag.name in TAGS
        assert set(tag.attrs) <= ATTRIBUTES.get(tag.name, set()) | {"rel"}
        if tag.name == "a" and tag.has_attr("href"):
            assert tag["rel"] == ["noopener", "noreferrer", "nofollow"]
            scheme, colon, _ = str(tag["href"]).partition(":")
            assert not colon or scheme.lower() in SCHEMES or "/" in scheme or scheme[:1] in "#?"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("**much** ~~gone~~ `a*b*`", "<p><strong>much</strong> <s>gone</s> <code>a*b*</code></p>"),
        ("# Title", "<p><strong>Title</strong></p>"),
        ("Dear all\n-----\nbye", "<p>Dear all</p>\n<hr>\n<p>bye</p>"),
        ("    four spaces", "<p>four spaces</p>"),
        ("see main.py, e.g.", "<p>see main.py, e.g.</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("@Ana look", "<p>@Ana look</p>"),
    ],
)
def test_markdown_as_people_mean_it(text: str, html: str) -> None:
    assert rich(text) == html


def links(text: str) -> list[tuple[str, str]]:
    page = BeautifulSoup(str(rich(text)), "html.parser")
    return [(str(a.get("href")), a.get_text()) for a in page.find_all("a")]


def test_what_one_could_go_to_is_a_link() -> None:
    assert links("CS0000012, (https://a.example/x_y_z?a=1&b=2). Or ana@b.example!") == [
        ("/cases/CS0000012", "CS0000012"),
        ("https://a.example/x_y_z?a=1&b=2", "https://a.example/x_y_z?a=1&b=2"),
        ("mailto:ana@b.example", "ana@b.example"),
    ]
    assert links("`CS0000012` [CS0000013](https://a.example) XCS0000014 CS12") == [
        ("https://a.example", "CS0000013")
    ]


def test_no_picture_is_fetched_from_elsewhere() -> None:
    text = "![pixel](https://spy.example/p.png) ![](//spy.example/q.png)"
    assert "<img" not in rich(text)
    assert links(text) == [
        ("https://spy.example/p.png", "pixel"),
        ("//spy.example/q.png", "//spy.example/q.png"),
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_address_that_would_run_is_no_link(address: str) -> None:
    assert links(f"[x]({address}) <{address}> ![x]({address})") == []


def test_a_table_scrolls_by_itself() -> None:
    page = BeautifulSoup(str(rich("| a | b |\n|---|--:|\n| 1 | 2 |")), "html.parser")
    assert page.select_one("div.wide[tabindex='0'] > table") is not None
    assert [cell.get_text() for cell in page.select("td")] == ["1", "2"]


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a ", "_a_", "`a", "> ", "- ", "http://a", "a@", "<"]
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    began = time.process_time()
    rich(text)
    assert time.process_time() - began < 2


def test_a_very_long_text_is_shown_as_it_was_typed() -> None:
    text = "**a**\n<b>" + "x" * LONGEST
    assert rich(text) == f"<p>**a**<br>&lt;b&gt;{'x' * LONGEST}</p>"
