"""A virus scanner has its say before anybody gets the bytes: clamd, or a program."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.app import Gateway
from gateway.cases.examining import AT_ONCE, examine
from gateway.cases.models import Attachment
from gateway.database.fields import now
from gateway.files.models import ScanState, Upload
from gateway.files.scanning import Clamd, Command, ScanFailed, scanner_of
from gateway.files.storing import open_store
from gateway.people.models import AuditEntry
from gateway.settings import Settings, SettingsError
from tests.files.counter import Counter
from tests.world import a_case, a_user

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GREP = "command:sh -c 'if grep -q EICAR; then exit 1; fi'"


@asynccontextmanager
async def waiting_for(scanner: str, world: Path, folder: Path) -> AsyncGenerator[Counter]:
    """A gateway whose files wait for a scanner."""
    data = shutil.copytree(world, folder / "data")
    gateway = Gateway(Settings(data=data, base_url="http://desk.example", scanner=scanner))
    async with gateway.open() as installation:
        yield Counter(gateway, installation)


@pytest.fixture
async def guarded(empty_world: Path, tmp_path: Path) -> AsyncGenerator[Counter]:
    async with waiting_for(GREP, empty_world, tmp_path) as opened:
        yield opened


@pytest.fixture
async def silent(empty_world: Path, tmp_path: Path) -> AsyncGenerator[Counter]:
    """Its scanner is out of order."""
    async with waiting_for("command:sh -c 'exit 2'", empty_world, tmp_path) as opened:
        yield opened


async def looked(counter: Counter) -> int:
    installation = counter.installation
    scanner = scanner_of(installation.settings.scanner)
    assert scanner is not None
    return await examine(installation.engine.runner, installation.cabinet.store, scanner)


async def until_judged(counter: Counter) -> None:
    """The gateway's own chore may be faster than the test."""
    while await Upload.filter(scan_state=ScanState.PENDING).exists():
        await looked(counter)


async def test_a_clean_file_is_let_through_and_an_infected_one_is_not(guarded: Counter) -> None:
    case = await a_case()
    async with guarded.visitor(await a_user("agent")) as agent:
        files = [("good.txt", b"Hello"), ("bad.txt", EICAR)]
        await agent.act("caseAttach", case, attachments=await agent.sent(*files))
        await until_judged(guarded)
        await looked(guarded)
        text = "{ cases { nodes { attachments { nodes { fileName scanState url } } } } }"
        (found,) = (await agent.ask(text))["cases"]["nodes"]
        told = {f["fileName"]: f for f in found["attachments"]["nodes"]}
        assert {name: f["scanState"] for name, f in told.items()} == {
            "good.txt": "CLEAN",
            "bad.txt": "INFECTED",
        }
        assert (await agent.get(told["good.txt"]["url"])).content == b"Hello"
        refused = await agent.get(told["bad.txt"]["url"])
        assert (refused.status_code, b"EICAR" in refused.content) == (409, False)
    verbs = await AuditEntry.filter(target_type="Attachment", field="scan_state").values_list(
        "action", "new"
    )
    assert ("clear", "CLEAN") in verbs
    assert ("quarantine", "INFECTED") in verbs


async def test_while_the_scanner_says_nothing_the_file_waits(silent: Counter) -> None:
    case = await a_case()
    async with silent.visitor(await a_user("agent")) as agent:
        file = await agent.attach(case, ("a.txt", b"Hello"))
        assert await looked(silent) == 0
        assert (file["scanState"], (await agent.get(file["url"])).status_code) == ("PENDING", 409)


async def test_files_that_cannot_be_scanned_hold_up_none_that_come_after(
    empty_world: Path, tmp_path: Path
) -> None:
    odd = [(f"odd{n}.txt", b"ODD %d" % n) for n in range(AT_ONCE)]
    balking = "command:sh -c 'if grep -q ODD; then exit 2; fi'"
    async with waiting_for(balking, empty_world, tmp_path) as counter:
        case = await a_case()
        async with counter.visitor(await a_user("agent")) as agent:
            await agent.attach(case, *odd)
            await looked(counter)
            file = await agent.attach(case, ("good.txt", b"Hello"))
            await looked(counter)
            assert (await agent.get(file["url"])).content == b"Hello"
        assert await Attachment.filter(scan_state=ScanState.PENDING).count() == AT_ONCE


@pytest.mark.parametrize(("failures", "pause"), [(0, 10), (1, 20), (5, 320), (40, 600)])
async def test_the_longer_a_scanner_fails_the_later_it_is_asked_again(
    silent: Counter, failures: int, pause: int
) -> None:
    case = await a_case()
    async with silent.visitor(await a_user("agent")) as agent:
        await agent.attach(case, ("a.txt", b"Hello"))
    before = now()
    for model in (Upload, Attachment):
        await model.all().update(scan_failures=failures, scan_after=before)
    await looked(silent)
    for model in (Upload, Attachment):
        (waiting,) = await model.filter(scan_state=ScanState.PENDING)
        assert waiting.scan_failures == failures + 1
        assert waiting.scan_after is not None
        assert pause <= (waiting.scan_after - before).total_seconds() <= pause + 20


@asynccontextmanager
async def a_clamd(folder: Path, answer: bytes | None = None) -> AsyncGenerator[str]:
    """Speaks INSTREAM as clamd does; or says what the test wants it to say."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        body = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            body += await reader.readexactly(size)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
        writer.write(found if answer is None else answer)
        await writer.drain()
        writer.close()

    path = folder / "clamd.ctl"
    server = await asyncio.start_unix_server(serve, path)
    async with server:
        yield str(path)


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 20):
        yield body[start : start + 20]


async def test_clamd_is_asked_in_its_own_words(tmp_path: Path) -> None:
    async with a_clamd(tmp_path) as path:
        assert await Clamd(path).look(pieces(EICAR * 9)) is ScanState.INFECTED
        assert await Clamd(path).look(pieces(b"Hello" * 50)) is ScanState.CLEAN


async def test_a_scanner_that_fails_says_neither(tmp_path: Path) -> None:
    async with a_clamd(tmp_path, b"INSTREAM size limit exceeded. ERROR\0") as path:
        with pytest.raises(ScanFailed, match="size limit"):
            await Clamd(path).look(pieces(b"x"))
    for broken in (
        Clamd(str(tmp_path / "nowhere")),
        Command(("/no/such/scanner",)),
        Command(("sh", "-c", "cat > /dev/null; exit 2")),
    ):
        with pytest.raises(ScanFailed):
            await broken.look(pieces(b"x" * 500))


def test_settings_that_name_no_scanner_or_store_are_refused(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert scanner_of(settings.scanner) is None
    with pytest.raises(SettingsError, match="clamd:/path/to/socket"):
        scanner_of("clamscan")
    with pytest.raises(SettingsError, match="s3://bucket/prefix"):
        open_store(replace(settings, files_url="ftp://x"))
    with pytest.raises(SettingsError, match="s3_access_key_id"):
        open_store(replace(settings, files_url="s3://bucket"))
