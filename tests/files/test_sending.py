"""Handing files in: what is taken, what is refused and why, and that nothing else is left."""

import asyncio
import io
import zipfile
from hashlib import sha256

import httpx
import pytest

from gateway.files.models import Upload
from tests.files.conftest import Counter
from tests.files.counter import BASE, OURS, a_picture
from tests.world import a_case, a_contact, a_token, a_user

BOUNDARY = "----limit"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def half_a_form(name: str, body: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
    return head.encode() + body


async def test_a_file_is_kept_under_its_hash_and_known_to_its_sender(counter: Counter) -> None:
    digest = sha256(b"Ask for a photo").hexdigest()
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.send(("notes.txt", b"Ask for a photo"))
        (upload,) = answer.json()["uploads"]
        assert answer.status_code == 201
        assert upload | {"id": ""} == {
            "id": "",
            "fileName": "notes.txt",
            "mediaType": "text/plain",
            "size": 15,
            "sha256": digest,
        }
        question = "query ($id: ID!) { node(id: $id) { ... on Upload { fileName size } } }"
        known = {"fileName": "notes.txt", "size": 15}
        assert (await agent.ask(question, id=upload["id"]))["node"] == known
    assert counter.objects == [f"{digest[:2]}/{digest}"]
    assert counter.incoming == []
    async with counter.visitor(await a_user("admin")) as other:
        assert (await other.ask(question, id=upload["id"]))["node"] is None


async def test_a_program_sends_the_bytes_alone(counter: Counter) -> None:
    token = await a_token(await a_user("agent"))
    async with counter.visitor(token) as program:
        answer = await program.browser.post(
            "/files?name=pump.log", content=b"14:02 pressure 4.1\n", headers={"content-type": "x/y"}
        )
    assert (answer.status_code, answer.json()["uploads"][0]["fileName"]) == (201, "pump.log")


async def test_each_file_that_is_not_taken_says_why_beside_those_that_are(counter: Counter) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.send(
            ("big.log", b"x" * 100_001),
            ("program.png", b"MZ\x90\x00" + b"\0" * 200),
            ("nothing.txt", b""),
            ("fine.txt", b"fine"),
        )
    told = {e["fileName"]: (e["code"], e["message"]) for e in answer.json()["errors"]}
    assert told == {
        "big.log": ("FILE_TOO_LARGE", "At most 0.1 MB."),
        "program.png": ("FILE_TYPE", "Files of this kind are not taken: application/x-executable."),
        "nothing.txt": ("FILE_EMPTY", "This file is empty."),
    }
    assert [u["fileName"] for u in answer.json()["uploads"]] == ["fine.txt"]
    assert (len(counter.objects), counter.incoming) == (1, [])


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("leak.txt", a_picture(4, 4), "image/png"),
        ("leak.png", b"<script>alert(1)</script>", "text/plain"),
        ("leak.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/plain"),
        ("leak.html", b"<!doctype html>", "text/plain"),
        ("list.csv", b"a,b\n1,2\n", "text/csv"),
        ("a.pdf", b"%PDF-1.7\n...", "application/pdf"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.docx", zipped("a.txt"), "application/zip"),
        ("win.log", "Zeit 14:02 Überdruck".encode("cp1252"), "text/plain"),
        ("wide.log", "pressure".encode("utf-16"), "text/plain"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
async def test_the_bytes_say_what_a_file_is_not_its_name(
    counter: Counter, name: str, body: bytes, kind: str
) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.send((name, body))
    assert [u["mediaType"] for u in answer.json()["uploads"]] == [kind]


@pytest.mark.parametrize(
    "body",
    [
        b"\x7fELF" + b"\0" * 60,
        b"\0\1\2\3 nobody knows",
        zipped("word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04 not an archive",
    ],
)
async def test_programs_macros_and_the_unknown_are_not_taken(counter: Counter, body: bytes) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.send(("report.docx", body))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "FILE_TYPE")
    assert counter.objects == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\leak.png", "leak.png"),
        ("gpj.\u202eexe.txt", "gpj.exe.txt"),
        ("a\tb\x7f.txt", "ab.txt"),
        ("  .htaccess ", "htaccess"),
        ("con.txt", "_con.txt"),
        ("\u200b", "file"),
        ("Störung Pumpe 3.txt", "Störung Pumpe 3.txt"),
        (f"{'ü' * 300}.txt", f"{'ü' * 98}.txt"),
    ],
)
async def test_a_name_keeps_what_harms_nobody(counter: Counter, name: str, kept: str) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.browser.post("/files", params={"name": name}, content=b"some text")
    assert answer.json()["uploads"][0]["fileName"] == kept


async def test_half_a_form_leaves_nothing(counter: Counter) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        body = half_a_form("leak.txt", b"the first half of")
        answer = await agent.browser.post("/files", content=body, headers=FORM)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "The form ended in the middle."
    assert (counter.objects, counter.incoming, await Upload.all().count()) == ([], [], 0)


async def test_a_connection_that_breaks_leaves_nothing(counter: Counter) -> None:
    token = await a_token(await a_user("agent"))
    sent = [
        {"type": "http.request", "body": half_a_form("a.txt", b"half " * 90), "more_body": True},
        {"type": "http.disconnect"},
    ]
    begun = asyncio.Event()

    async def receive() -> dict[str, object]:
        if len(sent) == 1:
            begun.set()
        return sent.pop(0)

    async def send(message: dict[str, object]) -> None:
        pass

    headers = [
        (b"authorization", f"Bearer {token}".encode()),
        (b"content-type", FORM["content-type"].encode()),
    ]
    scope = {
        "type": "http", "method": "POST", "path": "/files", "raw_path": b"/files",
        "headers": headers, "query_string": b"", "scheme": "http", "http_version": "1.1",
        "root_path": "",
        "client": ("10.0.0.1", 1), "server": ("desk.example", 80),
    }  # fmt: skip
    await counter.gateway(scope, receive, send)
    assert begun.is_set()
    assert (counter.objects, counter.incoming, await Upload.all().count()) == ([], [], 0)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"no form at all", FORM["content-type"]),
        (b"", FORM["content-type"]),
        (b"--x\r\n\r\n", "multipart/form-data"),
        (b"--x\r\n\r\n", f"multipart/form-data; boundary={'x' * 500}"),
    ],
)
async def test_what_is_no_form_is_refused(counter: Counter, body: bytes, kind: str) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.browser.post("/files", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_body_that_says_it_is_too_large_is_not_read(counter: Counter) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        headers = {"content-length": "99999999999"}
        answer = await agent.browser.post("/files", content=b"x", headers=headers)
    assert answer.status_code == 413


async def test_only_who_may_attach_files_to_some_case_may_send_any(counter: Counter) -> None:
    async with counter.visitor() as nobody:
        assert (await nobody.send(("a.txt", b"x"))).status_code == 401
    async with counter.visitor("cw_unknown") as nobody:
        assert (await nobody.send(("a.txt", b"x"))).status_code == 401
    for role in ("approver", "stakeholder", "provider_lead", "field_agent", "author", "osp_admin"):
        async with counter.visitor(await a_user(role)) as idle:
            assert (await idle.send(("a.txt", b"x"))).status_code == 403, role
    reading = await a_token(await a_user("agent"), "cases:read")
    async with counter.visitor(reading) as program:
        assert (await program.send(("a.txt", b"x"))).status_code == 403
    assert counter.objects == []


async def test_another_site_cannot_send_in_somebodys_name(counter: Counter) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        answer = await agent.browser.post(
            "/files", files=[("f", ("a.txt", b"x"))], headers={"sec-fetch-site": "cross-site"}
        )
    assert (answer.status_code, counter.objects) == (403, [])


async def test_who_sends_without_end_must_attach_first(counter: Counter) -> None:
    async with counter.visitor(await a_user("agent")) as agent:
        me = await agent.ask("{ viewer { user { id } } }")
        assert me["viewer"]["user"]
        await agent.sent(*[(f"{n}.txt", b"%d" % n + b"x" * 99_000) for n in range(20)])
        await agent.sent(*[(f"{n}.txt", b"%d" % n + b"y" * 99_000) for n in range(20)])
        answer = await agent.send(("more.txt", b"x" * 99_000))
    assert answer.json()["errors"][0]["code"] == "TOO_MANY_FILES"


async def test_a_customer_reports_a_problem_with_a_photo(counter: Counter) -> None:
    carl = await a_contact()
    async with counter.visitor(carl) as customer:
        text = """mutation ($input: CaseCreateInput!) { caseCreate(input: $input) {
            case { attachments { nodes { fileName } } } errors { message } } }"""
        photo = await customer.sent(("leak.png", a_picture(9, 9)))
        given = {"shortDescription": "The pump leaks", "attachments": photo}
        done = await customer.ask(text, input=given)
    assert done["caseCreate"] == {
        "case": {"attachments": {"nodes": [{"fileName": "leak.png"}]}},
        "errors": [],
    }


async def test_an_upload_is_taken_by_its_sender_only_and_for_a_day(counter: Counter) -> None:
    case = await a_case()
    async with counter.visitor(await a_user("agent")) as ana:
        (upload,) = await ana.sent(("a.txt", b"Ana's"))
    async with counter.visitor(await a_user("agent")) as bob:
        done = await bob.act("caseAttach", case, attachments=[upload])
        assert [(e["code"], e["path"]) for e in done["errors"]] == [
            ("BAD_REFERENCE", ["input", "attachments"])
        ]
        (old,) = await bob.sent(("b.txt", b"Bob's"))
        await Upload.filter(file_name="b.txt").update(created_at="2026-01-01T00:00:00Z")
        done = await bob.act("caseAttach", case, attachments=[old])
        assert "more than a day ago" in done["errors"][0]["message"]


async def test_two_send_the_same_bytes_and_each_has_a_file(counter: Counter) -> None:
    case = await a_case()
    transport = httpx.ASGITransport(app=counter.gateway, client=("10.0.0.1", 5000))
    token = await a_token(await a_user("agent"))
    headers = {**OURS, "authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        sent = [client.post(f"/files?name={n}.txt", content=b"the same") for n in range(8)]
        answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {201}
    assert len(counter.objects) == 1
    async with counter.visitor(token) as program:
        ids = [answer.json()["uploads"][0]["id"] for answer in answers]
        await program.act("caseAttach", case, attachments=ids)
        assert (await program.names(case))[0] == 8
