"""What people do at the page of a case, with or without scripts, and what they are then told."""

import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from gateway.cases.models import Case
from gateway.people.models import Group, User
from gateway.request.scalars import global_id
from tests.browser.desk import Desk
from tests.world import a_case, a_contact, a_group, a_user


class Pick(str):
    """The value of a choice, not a text to be typed."""

    __slots__ = ()


def the(record: Any) -> Pick:
    """The choice that stands for a record."""
    return Pick(global_id(type(record).__name__, record.pk))


class Team:
    """Two agents of one group, a customer's contact, and the contact's case."""

    mara: User
    ana: User
    renske: User  # the contact
    group: Group
    case: Case

    @classmethod
    async def meets(cls, **given: Any) -> "Team":
        """Of a case that is as `given`; it is Mara's unless that says otherwise."""
        team = cls()
        team.mara = await a_user("agent", first_name="Mara", last_name="Lind")
        team.ana = await a_user("agent", first_name="Ana", last_name="Ruiz")
        team.group = await a_group(team.mara, team.ana, name=f"Devices {team.mara.pk}")
        team.renske = await a_user("contact", first_name="Renske", last_name="Okafor")
        contact = await a_contact(first_name="Renske", last_name="Okafor", user=team.renske)
        usual = {"assigned_to": team.mara, "assignment_group": team.group, "contact": contact}
        team.case = await a_case(**usual | given)
        return team


async def menu(page: Page, label: str) -> None:
    """Chooses what stands in the menu of actions."""
    await page.click("#actions [popovertarget=more]")
    await page.click(f"#more .item:has-text('{label}')")


async def act(page: Page, label: str) -> None:
    """Chooses an action wherever it stands."""
    item = page.locator("#actions .btn, #actions .item").filter(has_text=re.compile(f"^{label}$"))
    await expect(item).to_have_count(1)
    if not await item.is_visible():
        await page.click("#actions [popovertarget=more]")
    await item.click()


async def send(page: Page, verb: str, **given: str | bool) -> None:
    """Fills in the form of a verb and sends it."""
    form = page.locator(f"#form-{verb}")
    await fill(form, **given)
    await form.locator(".ends .primary").click()


async def fill(form: Locator, **given: str | bool) -> None:
    for name, value in given.items():
        control = form.locator(f"#i-{name}")
        await expect(control).to_be_attached()
        if not await control.is_visible():  # its part of a long form is closed
            await form.locator(f"details:has(#i-{name}) > summary").click()
        if isinstance(value, bool):
            await control.set_checked(value)
        elif isinstance(value, Pick):
            await control.select_option(value)
        else:
            await control.fill(value)


async def say(page: Page, voice: str, text: str) -> None:
    """Writes a comment or a work note."""
    await page.focus("#text")  # on a phone the rest of the composer unfolds
    await page.click(f".voice.{voice}")
    await page.fill("#text", text)
    await page.click(f".say-{voice}")


async def told(page: Page, text: str) -> None:
    await expect(page.locator("#toasts .toast").last).to_contain_text(text)


async def state(page: Page, text: str) -> None:
    await expect(page.locator("#headline .status")).to_have_text(text)


async def listed(desk: Desk, view: str, case: Case, *, there: bool) -> None:
    """Whether a case is in one of the lists."""
    await desk.open(f"/cases?view={view}")
    await expect(desk.page.locator("#list-title")).to_be_visible()
    await expect(desk.page.locator(f"#row-{case.number}")).to_have_count(int(there))
