"""The counter where files are handed in and out: over HTTP, as anybody.

async def test_what_came_in_comes_out(counter: Counter) -> None:
    agent, case = await a_user("agent"), await a_case()
    async with counter.visitor(agent) as agents:
        file = await agents.attach(case, ("notes.txt", b"Ask for a photo"))
        assert (await agents.get(file["url"])).content == b"Ask for a photo"
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from gateway.app import Gateway
from gateway.cases.models import Case
from gateway.customers.models import Consumer, Contact
from gateway.installation import Installation
from gateway.people.models import User
from gateway.people.sessions import Sessions, Visitor
from gateway.request.scalars import global_id

BASE = "http://desk.example"
FILE = "id fileName mediaType size sha256 scanState internal url thumbnailUrl"
OPEN_FILE = FILE.replace(" internal", "")  # as customers know it
OURS = {"sec-fetch-site": "same-origin"}


@dataclass
class Counter:
    """A running gateway."""

    gateway: Gateway
    installation: Installation

    @asynccontextmanager
    async def visitor(
        self, who: User | Contact | Consumer | str | None = None
    ) -> AsyncGenerator["Client"]:
        """Somebody signed in, a program with this bearer token, or nobody."""
        transport = httpx.ASGITransport(app=self.gateway, client=("10.0.0.1", 5000))
        async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=OURS) as browser:
            if isinstance(who, str):
                browser.headers["authorization"] = f"Bearer {who}"
            elif who is not None:
                user = who if isinstance(who, User) else await who.user
                assert user is not None
                kept = Sessions(secure=False)
                browser.cookies.set(kept.cookie_name, await kept.open(user.pk, Visitor()))
            yield Client(browser, isinstance(who, Contact | Consumer))

    @property
    def objects(self) -> list[str]:
        """What lies in the store."""
        folder = self.installation.settings.data / "files"
        return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())

    @property
    def incoming(self) -> list[Path]:
        """What lies where files are received."""
        folder = self.installation.settings.data / "incoming"
        return list(folder.iterdir()) if folder.is_dir() else []


@dataclass
class Client:
    """Somebody who sends and fetches files."""

    browser: httpx.AsyncClient
    customer: bool = False

    async def get(self, address: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.browser.get(address, headers=named)

    async def send(self, *files: tuple[str, bytes]) -> httpx.Response:
        """Hands files in."""
        return await self.browser.post("/files", files=[("file", file) for file in files])

    async def sent(self, *files: tuple[str, bytes]) -> list[str]:
        """The ids of uploads."""
        answer = await self.send(*files)
        assert answer.status_code == 201, answer.text
        return [upload["id"] for upload in answer.json()["uploads"]]

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of the answer; what is absent or invisible is None."""
        answer = await self.browser.post(
            "/graphql", json={"query": document, "variables": variables}
        )
        codes = [error["extensions"]["code"] for error in answer.json().get("errors", ())]
        assert codes in ([], ["NOT_FOUND"]), answer.text
        return answer.json()["data"]

    async def act(self, mutation: str, case: Case, **given: Any) -> dict[str, Any]:
        """The payload of an action on a case."""
        name = f"{mutation[0].upper()}{mutation[1:]}Input"
        fields = OPEN_FILE if self.customer else FILE
        text = f"""mutation ($input: {name}!) {{ done: {mutation}(input: $input) {{
            case {{ attachments {{ nodes {{ {fields} }} }} comments {{ nodes {{ text
              attachments {{ nodes {{ fileName }} }} }} }} }}
            errors {{ code message path }}
        }} }}"""
        sent = {"id": global_id("Case", case.pk), **given}
        return (await self.ask(text, input=sent))["done"]

    async def attach(self, case: Case, *files: tuple[str, bytes], **given: Any) -> dict[str, Any]:
        """Hands files in and attaches them; the newest attachment."""
        done = await self.act("caseAttach", case, attachments=await self.sent(*files), **given)
        assert done["errors"] == []
        return done["case"]["attachments"]["nodes"][0]

    async def names(self, case: Case, filter_: Mapping[str, Any] | None = None) -> Any:
        """The names of a case's files and how many there are; None where they are withheld."""
        text = """query ($id: ID!, $filter: AttachmentFilter) { case(id: $id) {
            attachments(filter: $filter) { totalCount nodes { fileName } } } }"""
        found = await self.ask(text, id=global_id("Case", case.pk), filter=filter_)
        files = found["case"]["attachments"]
        return files and (files["totalCount"], [each["fileName"] for each in files["nodes"]])


def a_picture(width: int = 800, height: int = 600, kind: str = "PNG", **given: Any) -> bytes:
    """A picture of one colour."""
    made = BytesIO()
    Image.new("RGB", (width, height), "#c2410c").save(made, kind, **given)
    return made.getvalue()
