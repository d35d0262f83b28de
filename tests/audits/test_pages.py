"""What others have published to judge HTML by finds nothing to complain about."""

import json
from pathlib import Path

from gateway.people import login_links
from tests.audits import node
from tests.portal.conftest import front as front  # a fixture
from tests.portal.front import Front
from tests.world import a_case, a_comment, a_contact, a_task, a_user, a_work_note


async def test_every_page_is_valid_html(front: Front, tmp_path: Path) -> None:
    agent = await a_user("agent")
    contact = await a_contact()
    case = await a_case(assigned_to=agent, contact=contact, description="It leaks.")
    await a_comment(case, author_user=agent)
    await a_work_note(case, author_user=agent)
    await a_task(case)
    link = login_links.path(await login_links.create(agent))
    pages: dict[str, str] = {}
    async with front.visitor() as visitor:
        for path in ("/login", link):
            pages[path[:6]] = (await visitor.open(path, sec_fetch_site="cross-site")).answer.text
    for name, user in (("agent", agent), ("contact", await contact.user)):
        async with front.visitor(user) as visitor:
            for path in ("", f"/{case.number}", f"/{case.number}/details", f"/{case.number}/tasks"):
                pages[name + path] = (await visitor.open(f"/cases{path}?view=all")).answer.text
            for path in ("/new", f"/{case.number}/comment", f"/{case.number}/close"):
                pages[name + path] = (await visitor.open(f"/cases{path}?view=all")).answer.text
            await visitor.send("#act form", resolutionNotes="")
            pages[f"{name} refused"] = visitor.answer.text
            pages[f"{name} elsewhere"] = (await visitor.open("/nowhere")).answer.text
    held = tmp_path / "pages.json"
    held.write_text(json.dumps(pages))
    faults = node.run("pages", "validate.mjs", str(held))
    assert not faults, "\n".join(faults)
