"""axe-core in what a desk shows: wide and on a phone, light and dark, without reloading."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from gateway.people.models import User
from tests.audits import node
from tests.browser.desk import Desk, Site

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAINTED = "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"
OPTIONS = json.dumps({"runOnly": STANDARD, "resultTypes": ["violations"]})
SCHEMES = ("light", "dark")


@asynccontextmanager
async def auditor(site: Site, user: User | None = None, **given: Any) -> AsyncGenerator[Desk]:
    """A desk whose pages can be audited; nothing on them is in motion."""
    async with site.desk(**given, reduced_motion="reduce") as desk:
        await desk.page.add_init_script(_axe())
        if user is not None:
            await desk.sign_in(user)
        yield desk


async def faults(desk: Desk) -> list[str]:
    """What is wrong with the page as it is, in the light and in the dark."""
    found = list[str]()
    for scheme in SCHEMES:
        await desk.page.emulate_media(color_scheme=scheme)
        told: Any = await desk.page.evaluate(f"{PAINTED}.then(() => axe.run(document, {OPTIONS}))")
        found += [
            f"{desk.address} {scheme} {fault['id']}: {node['target']} {node['failureSummary']}"
            for fault in told["violations"]
            for node in fault["nodes"]
        ]
    await desk.page.emulate_media(color_scheme="light")
    return found


def _axe() -> str:
    folder = node.installed("pages")
    return (folder / "node_modules/axe-core/axe.min.js").read_text()
