"""Files on the pages of a case, without scripts: forms that bring them, lists that show them."""

import json

from gateway.cases.kinds import JournalKind
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Attachment, JournalEntry
from gateway.files.models import Upload
from tests.files.counter import a_picture
from tests.portal.front import BASE, OURS, Front, Person, fields_of
from tests.world import a_case, a_contact, a_user

PROGRAM = b"MZ\x90\x00" + b"\0" * 40


async def bring(
    person: Person, form: str, *files: tuple[str, bytes], action: str = "", **filled: str
) -> Person:
    """Sends a form of the page with files, as a browser does."""
    found = person.one(form)
    assert found["enctype"] == "multipart/form-data"
    values = {name: value for name, value in fields_of(found).items() if name != "attachments"}
    headers = OURS | {"referer": f"{BASE}{person.address}"}
    person.answer = await person.browser.post(
        action or str(found["action"]),
        data=values | filled,
        files=[("attachments", file) for file in files] or [("attachments", ("", b""))],
        headers=headers,
        follow_redirects=True,
    )
    return person


async def test_files_are_attached_by_a_form_and_listed(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/attachments")
        assert "No files" in visitor.text("#files .empty")
        await bring(visitor, "#filing", ("leak.png", a_picture()), ("pump.log", b"14:02 leak\n"))
        assert visitor.answer.status_code == 200
        assert visitor.address == f"/cases/{case.number}/attachments"
        assert visitor.texts(".tabs > *")[-1] == "Attachments 2"
        assert sorted(visitor.texts(".items b")) == ["leak.png", "pump.log"]
        assert visitor.text(".toast") == "Files attached"
        picture = visitor.one(".items img")
        assert (await visitor.browser.get(str(picture["src"]))).headers["content-type"] == (
            "image/webp"
        )
        log = visitor.page.find("a", string="pump.log")
        address = next(a["href"] for a in visitor.page.select(".items a") if "pump" in a.text)
        assert log is None or log["href"] == address
        assert (await visitor.browser.get(str(address))).content == b"14:02 leak\n"


async def test_a_file_can_be_kept_from_customers(front: Front) -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/cases/{case.number}/attachments")
        await bring(visitor, "#filing", ("canary.txt", b"x"), internal="true")
        assert "Internal" in visitor.text(".items")
    user = await carl.user
    async with front.visitor(user) as customer:
        await customer.open(f"/cases/{case.number}/attachments")
        assert "No files" in customer.text("#files .empty")
        assert "canary" not in customer.answer.text
        assert not customer.page.select("[name=internal]")


async def test_what_is_not_taken_says_why_and_the_rest_waits_in_the_form(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/attachments")
        await bring(visitor, "#filing", ("fine.txt", b"fine"), ("game.exe", PROGRAM))
        assert visitor.answer.status_code == 422
        told = "game.exe: Files of this kind are not taken: application/x-executable."
        assert told in visitor.text("#form-attach .flaw")
        assert "1 file is ready" in visitor.text("#form-attach .tray")
        waiting = visitor.one("#form-attach .tray input")["value"]
        await visitor.post(
            str(visitor.one("#form-attach")["action"]), attachments=str(waiting), _key="again"
        )
        assert visitor.texts(".items b") == ["fine.txt"]
    async with front.visitor(await a_user("agent", language="es")) as reader:
        await reader.open(f"/cases/{case.number}/attachments")
        known = json.loads(str(reader.one("#filing .tray")["data-reasons"]))
        assert known["FILE_EMPTY"] == "Este archivo está vacío."
        await bring(reader, "#filing", ("game.exe", PROGRAM))
        told = "game.exe: No se aceptan archivos de este tipo: application/x-executable."
        assert told in reader.text("#form-attach .flaw")


async def test_an_empty_form_asks_for_files(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/attachments")
        await bring(visitor, "#filing")
        assert visitor.answer.status_code == 422
        assert "Choose files." in visitor.text("#form-attach")


async def test_files_come_with_words(front: Front) -> None:
    carl = await a_contact()
    case = await a_case(contact=carl, state=CaseState.AWAITING_INFO)
    user = await carl.user
    async with front.visitor(user) as customer:
        await customer.open(f"/cases/{case.number}")
        await bring(
            customer, "#composer form", ("leak.png", a_picture(30, 30)), text="Here is a *photo*"
        )
        assert customer.texts(".said em") == ["photo"]
        assert customer.text(".said .enclosed").startswith("leak.png")
    entry = await JournalEntry.get(case_id=case.pk, kind=JournalKind.COMMENT)
    assert (await Attachment.get(entry_id=entry.pk)).file_name == "leak.png"


async def test_words_are_kept_when_their_file_is_not_taken(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}")
        await bring(
            visitor, "#composer form", ("ok.txt", b"ok"), ("game.exe", PROGRAM), text="Long words"
        )
        assert visitor.answer.status_code == 422
        assert visitor.text("#composer textarea") == "Long words"
        assert "game.exe" in visitor.text("#said-fault")
        ready = visitor.one("#composer .tray input")["value"]
        await visitor.send("#composer form", attachments=[str(ready)])
        assert "ok.txt" in visitor.text(".said .enclosed")


async def test_a_note_and_its_file_stay_inside(front: Front) -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    async with front.visitor(await a_user("agent")) as visitor:
        await visitor.open(f"/cases/{case.number}")
        note = f"/cases/{case.number}/work-note"
        await bring(visitor, "#composer form", ("canary.txt", b"x"), text="Hm", action=note)
        assert "canary.txt" in visitor.text(".note .enclosed")
    user = await carl.user
    async with front.visitor(user) as customer:
        for part in ("", "/attachments", "/details"):
            await customer.open(f"/cases/{case.number}{part}")
            assert "canary" not in customer.answer.text


async def test_a_problem_is_reported_with_a_photo(front: Front) -> None:
    carl = await a_contact()
    user = await carl.user
    async with front.visitor(user) as customer:
        await customer.open("/cases/new")
        form = ".sheet-form"
        await bring(customer, form, ("leak.png", a_picture(9, 9)), shortDescription="It leaks")
        assert customer.texts(".tabs > *")[-1] == "Attachments 1"


async def test_half_a_form_is_refused_and_leaves_nothing(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with front.visitor(agent) as visitor:
        head = b'--x\r\ncontent-disposition: form-data; name="attachments"; filename="a.txt"'
        headers = OURS | {"content-type": "multipart/form-data; boundary=x"}
        answer = await visitor.browser.post(
            f"/cases/{case.number}/attach", content=head + b"\r\n\r\nhal", headers=headers
        )
    assert answer.status_code == 400
    assert "ended in the middle" in answer.text
    assert await Upload.all().count() == 0


async def test_a_form_elsewhere_stays_short(front: Front) -> None:
    async with front.visitor() as visitor:
        headers = OURS | {"content-type": "multipart/form-data; boundary=x"}
        answer = await visitor.browser.post("/login", content=b"x" * 2_000_000, headers=headers)
    assert answer.status_code == 413


async def test_words_are_shown_as_markdown_before_they_are_sent(front: Front) -> None:
    agent, case = await a_user("agent"), await a_case(description="It **leaks**, see CS0000001")
    async with front.visitor(agent) as visitor:
        await visitor.open(f"/cases/{case.number}/details")
        assert visitor.texts(".rich strong") == ["leaks"]
        assert visitor.one(".rich a")["href"] == "/cases/CS0000001"
        await visitor.post("/preview", text="*so* <script>")
        assert visitor.text("#preview") == "so <script>"
        assert visitor.page.select("#preview em")
        assert not visitor.page.select("#preview script")
    async with front.visitor() as nobody:
        answer = await nobody.browser.post("/preview", data={"text": "x"}, headers=OURS)
        assert answer.status_code == 303
    assert await JournalEntry.all().count() == 0
