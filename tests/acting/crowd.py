"""Twenty writers before a real server process, which may die at any moment."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from gateway.settings import Settings
from tests.acting.works import SOLVED, document
from tests.ending import end

CASEWAY = Path(sys.executable).parent / "caseway"
WRITERS = 20
PATIENCE = 60  # seconds until a server must answer
SHOWN = {"caseTaskCreate": "caseTask { id number }"}


@dataclass
class Server:
    """A running `caseway serve`."""

    process: subprocess.Popen[bytes]
    address: str

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncGenerator[Server]:
    """Serves the database of the settings in a process of its own; ends it if it still lives."""
    with _started(settings) as process:
        try:
            yield Server(process, await _answering(settings.data / "address", process))
        finally:
            if process.poll() is None:
                end(process, 30)


def _started(settings: Settings) -> subprocess.Popen[bytes]:
    (settings.data / "address").unlink(missing_ok=True)  # a killed one leaves it behind
    given = os.environ | {
        "CASEWAY_DATA": str(settings.data),
        "CASEWAY_DATABASE_URL": settings.database_url,
        "CASEWAY_PORT": "0",
        "CASEWAY_BUDGET": "1000000000",
        "CASEWAY_LOG_LEVEL": "error",
        "CASEWAY_DEADLINE_SECONDS": "60",
    }
    return subprocess.Popen([CASEWAY, "serve"], env=given)


async def _answering(address: Path, process: subprocess.Popen[bytes]) -> str:
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient() as client:
        while process.poll() is None:
            with suppress(OSError, httpx.HTTPError):
                told = address.read_text().strip()  # noqa: ASYNC240 (a line)
                (await client.get(f"{told}/livez")).raise_for_status()
                return told
            await asyncio.sleep(0.1)
    raise AssertionError("the server does not start")


@dataclass
class Sent:
    """One request, and what came back, if anything did."""

    key: str  # its idempotency key, which its texts repeat
    name: str
    given: dict[str, Any]
    payload: dict[str, Any] | None = None

    @property
    def acknowledged(self) -> bool:
        return self.payload is not None


@dataclass
class Crowd:
    """Writers, and everything that they have sent to one server after the other."""

    token: str
    account: str  # for which they create cases
    shared: str  # the id of a case on which all of them comment
    sent: list[Sent] = field(default_factory=list[Sent])

    async def write(self, address: str, part: str) -> None:
        """Writes until the server is gone."""
        async with self._client(address) as client:
            await asyncio.gather(*(self._work(client, f"{part}-{n}") for n in range(WRITERS)))

    async def payloads(self, address: str, requests: list[Sent]) -> list[dict[str, Any]]:
        """What each request is told, all sent at once."""
        async with self._client(address) as client:
            return await asyncio.gather(*(self._ask(client, one) for one in requests))

    async def send_again(self, address: str) -> int:
        """Repeats what was not acknowledged, under the same keys; how much that was."""
        open_ = [one for one in self.sent if not one.acknowledged]
        async with self._client(address) as client:
            for payload in await asyncio.gather(*(self._ask(client, one) for one in open_)):
                assert payload["errors"] == [], payload
        return len(open_)

    def _client(self, address: str) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=WRITERS)
        return httpx.AsyncClient(
            base_url=address,
            headers={"authorization": f"Bearer {self.token}"},
            limits=limits,
            timeout=PATIENCE,
        )

    async def _work(self, client: httpx.AsyncClient, who: str) -> None:
        with suppress(httpx.TransportError):
            for n in count():
                await self._life(client, f"{who}-{n}")

    async def _life(self, client: httpx.AsyncClient, name: str) -> None:
        """One case from its creation to its end, and a word on the shared one."""
        born = await self._send(
            client, f"{name}-born", "caseCreate",
            account=self.account, shortDescription=f"{name}-born",
        )  # fmt: skip
        id_ = born["case"]["id"]
        await self._send(client, f"{name}-taken", "caseAssignToMe", id=id_)
        await self._send(client, f"{name}-said", "caseComment", id=id_, text=f"{name}-said")
        await self._send(
            client, f"{name}-joined", "caseComment", id=self.shared, text=f"{name}-joined"
        )
        await self._send(
            client, f"{name}-planned", "caseTaskCreate",
            case=id_, shortDescription=f"{name}-planned",
        )  # fmt: skip
        notes = {**SOLVED, "resolutionNotes": f"{name}-closed"}
        await self._send(client, f"{name}-closed", "caseClose", id=id_, cancelTasks=True, **notes)

    async def _send(
        self, client: httpx.AsyncClient, key: str, name: str, **given: Any
    ) -> dict[str, Any]:
        one = Sent(key, name, given)
        self.sent.append(one)
        payload = await self._ask(client, one)
        assert payload["errors"] == [], (one, payload)
        return payload

    async def _ask(self, client: httpx.AsyncClient, sent: Sent) -> dict[str, Any]:
        query = document(sent.name, SHOWN[sent.name]) if sent.name in SHOWN else document(sent.name)
        given = {**sent.given, "idempotencyKey": sent.key}
        body = {"query": query, "variables": {"input": given}}
        answer = await client.post("/graphql", json=body)
        told = answer.json()
        assert answer.status_code == 200, answer.text
        assert "errors" not in told, answer.text
        payload: dict[str, Any] = told["data"][sent.name]
        if not payload["errors"]:
            sent.payload = payload
        return payload
