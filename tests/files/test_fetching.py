"""Handing files out: who gets the bytes, in which parts, and with which headers."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from gateway.cabinet import KEEPERS
from gateway.cases.lifecycle import CaseState
from gateway.cases.models import Attachment
from gateway.database.fields import now
from gateway.files.models import ScanState
from gateway.files.sweeping import KEPT, clear, sweep
from gateway.files.thumbnails import MOST
from tests.files.counter import Counter, a_picture
from tests.world import (
    a_case,
    a_consumer,
    a_contact,
    a_file,
    a_group,
    a_provider,
    a_token,
    a_user,
    an_outsourced_agent,
)

SECRET = b"The margin is 40 %"
CANARY = "canary-margin.txt"


# -- headers --------------------------------------------------------------------------------------


async def test_a_picture_is_shown_and_a_table_is_saved(counter: Counter) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with counter.visitor(agent) as agents:
        photo = await agents.attach(case, ("Störung.png", a_picture(20, 10)))
        table = await agents.attach(case, ("list.csv", b"a,b\n1,2\n"))
        shown, saved = await agents.get(photo["url"]), await agents.get(table["url"])
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-disposition"] == (
        "inline; filename=\"St_rung.png\"; filename*=UTF-8''St%C3%B6rung.png"
    )
    assert saved.headers["content-type"] == "text/csv"
    assert saved.headers["content-disposition"].startswith("attachment; ")
    for answer in (shown, saved):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].endswith("; sandbox")
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["etag"] == f'"{(photo if answer is shown else table)["sha256"]}"'


async def test_a_page_that_somebody_attached_is_text_that_runs_nothing(counter: Counter) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        page = await agent.attach(case, ("page.html", b"<script>alert(document.cookie)</script>"))
        answer = await agent.get(page["url"])
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_what_a_browser_has_already_is_not_sent_again(counter: Counter) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("a.txt", b"0123456789"))
        again = await agent.get(file["url"], if_none_match=f'W/"x", "{file["sha256"]}"')
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=1-2,4-5", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
    ],
)
async def test_a_part_of_a_file(
    counter: Counter, asked: str, status: int, part: bytes, told: str | None
) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("a.txt", b"0123456789"))
        answer = await agent.get(file["url"], range=asked)
        changed = await agent.get(file["url"], range="bytes=2-4", if_range='"other"')
    assert (answer.status_code, answer.content) == (status, part)
    assert answer.headers.get("content-range") == told
    assert (changed.status_code, changed.content) == (200, b"0123456789")


async def test_the_head_of_a_file(counter: Counter) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("a.txt", b"0123456789"))
        answer = await agent.browser.head(file["url"])
    assert (answer.status_code, answer.headers["content-length"]) == (200, "10")
    assert answer.content == b""


# -- rights ---------------------------------------------------------------------------------------


async def test_a_customer_gets_what_is_not_internal_and_never_learns_of_the_rest(
    counter: Counter,
) -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    async with counter.visitor(await a_user("agent")) as agent:
        kept = await agent.attach(case, (CANARY, SECRET), internal=True)
        note = await agent.act(
            "caseWorkNote", case, text="See the file",
            attachments=await agent.sent(("canary-note.txt", SECRET + b" net")),
        )  # fmt: skip
        told = await agent.act(
            "caseComment", case, text="Here it is",
            attachments=await agent.sent(("guide.txt", b"Turn the valve")),
        )  # fmt: skip
    files = {f["fileName"]: f for f in told["case"]["attachments"]["nodes"]}
    assert note["errors"] == []
    assert (files["canary-note.txt"]["internal"], files["guide.txt"]["internal"]) == (True, False)
    async with counter.visitor(carl) as customer:
        assert await customer.names(case) == (1, ["guide.txt"])
        assert await customer.names(case, {"fileName": {"contains": "canary"}}) == (0, [])
        assert (await customer.get(files["guide.txt"]["url"])).content == b"Turn the valve"
        entries = (await customer.act("caseComment", case, text="Thanks"))["case"]["comments"]
        assert [e["attachments"]["nodes"] for e in entries["nodes"]] == [
            [],
            [{"fileName": "guide.txt"}],
        ]
        absent = await customer.get("/files/absent/none.txt")
        hidden = [await customer.get(files[n]["url"]) for n in (CANARY, "canary-note.txt")]
        assert {(a.status_code, a.content) for a in (absent, *hidden)} == {(404, absent.content)}
        assert [a.headers.items() for a in hidden] != []
        pages = [await customer.get(f"/cases/{case.number}{part}") for part in ("", "/attachments")]
        assert [p.status_code for p in pages] == [200, 200]
        assert not any(word in p.text for p in pages for word in ("canary", kept["url"]))
        refused = await customer.browser.post(
            "/graphql",
            json={
                "query": "mutation($i: CaseAttachInput!) { caseAttach(input: $i) { case { id } } }",
                "variables": {"i": {"id": "x", "attachments": ["y"], "internal": True}},
            },
        )
        assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_each_role_gets_the_bytes_that_its_field_shows(counter: Counter) -> None:
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    group = await a_group(olga, provider=provider)
    carl, clara = await a_contact(), await a_consumer()
    case = await a_case(contact=carl, assignment_group=group, assigned_to=olga)
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("open.txt", b"open"))
        note = await agent.act(
            "caseWorkNote", case, text="For us alone", enterpriseOnly=True,
            attachments=await agent.sent((CANARY, SECRET)),
        )  # fmt: skip
    inside = note["case"]["attachments"]["nodes"][0]
    others = await an_outsourced_agent(await a_provider())
    same = await an_outsourced_agent(provider)
    expected = {
        "agent": (200, 200), "admin": (200, 200), "manager": (200, 200), "approver": (404, 404),
        "stakeholder": (404, 404), "provider_lead": (404, 404), "field_agent": (404, 404),
        "author": (404, 404), "osp_admin": (404, 404),
    }  # fmt: skip
    people = [(await a_user(role), answers) for role, answers in expected.items()]
    people += [(olga, (200, 404)), (same, (404, 404)), (others, (404, 404))]
    people += [(carl, (200, 404)), (clara, (404, 404))]
    for who, answers in people:
        async with counter.visitor(who) as visitor:
            got = [await visitor.get(each["url"]) for each in (file, inside)]
            assert tuple(a.status_code for a in got) == answers, who
            assert SECRET not in got[1].content or answers[1] == 200


async def test_nobody_is_asked_to_sign_in_and_led_back(counter: Counter) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("a.txt", SECRET))
    async with counter.visitor() as nobody:
        program = await nobody.get(file["url"])
        person = await nobody.get(file["url"], accept="text/html,*/*")
    async with counter.visitor("cw_unknown") as nobody:
        stranger = await nobody.get(file["url"], accept="text/html")
    assert (program.status_code, stranger.status_code) == (401, 401)
    assert person.status_code == 303
    assert person.headers["location"] == f"/login?next={file['url']}"


async def test_a_token_gets_what_its_scopes_leave(counter: Counter) -> None:
    api, case = await a_user("agent"), await a_case()
    async with counter.visitor(await a_token(api)) as program:
        file = await program.attach(case, ("a.txt", b"bytes"))
        assert (await program.get(file["url"])).content == b"bytes"
    async with counter.visitor(await a_token(api, "customers:read")) as narrow:
        assert (await narrow.get(file["url"])).status_code == 404


async def test_rights_that_end_take_the_bytes_with_them(counter: Counter) -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("a.txt", SECRET))
        async with counter.visitor(carl) as customer:
            first = await customer.get(file["url"])
            mutation = """mutation ($id: ID!) { attachmentEdit(input: {id: $id, internal: true})
                { attachment { internal } errors { message } } }"""
            done = await agent.ask(mutation, id=file["id"])
            again = await customer.get(file["url"], if_none_match=first.headers["etag"])
    assert done["attachmentEdit"] == {"attachment": {"internal": True}, "errors": []}
    assert (first.status_code, again.status_code) == (200, 404)


async def test_files_are_added_where_the_grid_says_so(counter: Counter) -> None:
    carl = await a_contact()
    closed = await a_case(contact=carl, state=CaseState.CLOSED)
    for who in (await a_user("agent"), carl):
        async with counter.visitor(who) as visitor:
            done = await visitor.act(
                "caseAttach", closed, attachments=await visitor.sent(("a.txt", b"late"))
            )
            assert [e["code"] for e in done["errors"]] == ["FORBIDDEN"]
    provider = await a_provider()
    olga = await an_outsourced_agent(provider)
    theirs = await a_case(assignment_group=await a_group(olga, provider=provider))
    async with counter.visitor(olga) as visitor:
        upload = await visitor.sent(("a.txt", b"mine"))
        done = await visitor.act("caseComment", theirs, text="Look", attachments=upload)
        assert [(e["code"], e["path"]) for e in done["errors"]] == [
            ("FIELD_FORBIDDEN", ["input", "attachments"])
        ]


# -- thumbnails -----------------------------------------------------------------------------------


async def test_a_thumbnail_is_small_upright_and_says_nothing_of_the_camera(
    counter: Counter,
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret camera"  # turned by a quarter; its maker
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("p.jpg", a_picture(1600, 800, "JPEG", exif=exif)))
        answer = await agent.get(file["thumbnailUrl"])
    small = Image.open(BytesIO(answer.content))
    assert (answer.headers["content-type"], small.format) == ("image/webp", "WEBP")
    assert small.size == (180, 360)
    assert not small.getexif()
    assert b"Secret camera" not in answer.content


@pytest.mark.parametrize("broken", [a_picture(60, 60)[:60], b"GIF89a" + b"\xff" * 300])
async def test_a_picture_that_is_broken_is_a_file_without_a_thumbnail(
    counter: Counter, broken: bytes
) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("p.png", broken))
        assert file["thumbnailUrl"] is None
        assert (await agent.get(file["url"])).content == broken


async def test_a_picture_of_too_many_pixels_is_never_unpacked(counter: Counter) -> None:
    side = int(MOST**0.5) + 200
    bomb = BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("p.png", bomb.getvalue()))
    assert file["thumbnailUrl"] is None


async def test_the_thumbnail_has_the_rights_of_its_file(counter: Counter) -> None:
    carl = await a_contact()
    case = await a_case(contact=carl)
    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("p.png", a_picture(50, 50)), internal=True)
        assert (await agent.get(file["thumbnailUrl"])).status_code == 200
    async with counter.visitor(carl) as customer:
        assert (await customer.get(file["thumbnailUrl"])).status_code == 404


# -- what is held back, lost, or of no use --------------------------------------------------------


@pytest.mark.parametrize("state", [ScanState.PENDING, ScanState.INFECTED])
async def test_nobody_gets_what_the_scanner_holds_back(counter: Counter, state: ScanState) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("admin")) as admin:
        file = await admin.attach(case, ("p.png", a_picture(50, 50)))
        await Attachment.all().update(scan_state=state)
        for address in (file["url"], file["thumbnailUrl"]):
            answer = await admin.get(address)
            assert (answer.status_code, b"PNG" in answer.content) == (409, False)
        assert await admin.names(case) == (1, ["p.png"])
        page = await admin.get(f"/cases/{case.number}/attachments")
        assert file["url"] not in page.text


async def test_lost_bytes_are_our_fault(counter: Counter) -> None:
    file = await a_file(await a_case())
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.get(file.url)
    assert (answer.status_code, answer.text) == (
        500,
        "The bytes of this file are missing on our side.",
    )


async def test_what_nobody_refers_to_is_swept_and_nothing_else(counter: Counter) -> None:
    cabinet, case = counter.installation.cabinet, await a_case()

    async with counter.visitor(await a_user("agent")) as agent:
        await agent.sent(("idle.png", a_picture(40, 40)))
        file = await agent.attach(case, ("kept.png", a_picture(41, 41)))
        assert await sweep(cabinet.store, KEEPERS, now()) == 0
        assert len(counter.objects) == 4
        assert await sweep(cabinet.store, KEEPERS, now() + KEPT + timedelta(hours=1)) == 1
        assert len(counter.objects) == 2
        assert (await agent.get(file["url"])).status_code == 200
        assert (await agent.get(file["thumbnailUrl"])).status_code == 200


async def test_a_sweep_that_was_interrupted_gives_back_what_is_needed(counter: Counter) -> None:
    cabinet, case = counter.installation.cabinet, await a_case()

    async with counter.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("kept.txt", b"kept"))
        (key,) = counter.objects
        await cabinet.store.move(key, f"removed/{key}")
        assert (await agent.get(file["url"])).status_code == 500
        await sweep(cabinet.store, KEEPERS, now() + KEPT + timedelta(hours=1))
        assert (await agent.get(file["url"])).content == b"kept"


async def test_what_a_killed_process_left_half_received_goes(counter: Counter) -> None:
    folder = counter.installation.cabinet.incoming
    folder.mkdir(exist_ok=True)
    (folder / "half").write_bytes(b"half")
    clear(folder)
    assert len(counter.incoming) == 1
    clear(folder, seconds=-1)
    assert counter.incoming == []
