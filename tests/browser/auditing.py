"""axe-core in what a desk shows: wide and on a phone, light and dark, without reloading."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from gateway.people.models import User
from tests.audits import node
from tests.browser.desk import PHONE, WIDE, Desk, Site

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAINTED = "new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"
SCHEMES = {"light": STANDARD, "dark": ["color-contrast"]}  # in the dark only colours differ


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
    for scheme, rules in SCHEMES.items():
        await desk.page.emulate_media(color_scheme=scheme)
        options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
        told: Any = await desk.page.evaluate(f"{PAINTED}.then(() => axe.run(document, {options}))")
        found += [
            f"{desk.address} {scheme} {fault['id']}: {node['target']} {node['failureSummary']}"
            for fault in told["violations"]
            for node in fault["nodes"]
        ]
    await desk.page.emulate_media(color_scheme="light")
    return found


async def faults_anywhere(desk: Desk) -> list[str]:
    """The same on a wide screen and then on a phone."""
    found = list[str]()
    for name, screen in (("phone", PHONE), ("wide", WIDE)):
        await desk.page.set_viewport_size(screen["viewport"])
        found += [f"{name}: {fault}" for fault in await faults(desk)]
    return found


def _axe() -> str:
    folder = node.installed("pages")
    return (folder / "node_modules/axe-core/axe.min.js").read_text()
