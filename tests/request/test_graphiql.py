"""Browsers get GraphiQL at /graphql, from files of our own, under a policy without exceptions."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.request.door import a_client

STATIC = Path(__file__).parents[2] / "portal" / "static"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


async def test_a_browser_gets_the_page_and_a_program_gets_json() -> None:
    async with a_client(cookie="caseway=agent") as client:
        page = await client.get("/graphql", headers={"accept": BROWSER})
        program = await client.get(
            "/graphql?query={__typename}", headers={"accept": "*/*;q=0.1, application/json"}
        )
        posted = await client.post("/graphql", headers={"accept": "text/html"})

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert program.json() == {"data": {"__typename": "Query"}}
    assert posted.status_code == 406


async def test_the_page_holds_no_inline_script_and_asks_no_other_site() -> None:
    async with a_client() as client:
        page = await client.get("/graphql", headers={"accept": BROWSER})

    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert re.findall(r"<script(?! src=)|<style|\son\w+=|style=", page.text) == []
    assert re.findall(r"(?:src|href)=\"(?!/static/)", page.text) == []


async def test_every_file_of_the_page_exists() -> None:
    async with a_client() as client:
        page = await client.get("/graphql", headers={"accept": BROWSER})

    names = re.findall(r"(?:src|href)=\"/static/([^\"]+)\"", page.text)
    assert len(names) == 7
    assert [name for name in names if not (STATIC / name).is_file()] == []


ENTRIES = json.loads((STATIC / "vendor" / "vendor.lock").read_text("utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=[e["name"] for e in ENTRIES])
def test_vendored_files_are_what_was_recorded(entry: dict[str, dict[str, str]]) -> None:
    for name, recorded in entry["files"].items():
        digest = hashlib.sha384((STATIC / "vendor" / name).read_bytes()).digest()
        assert recorded == f"sha384-{base64.b64encode(digest).decode()}", name
