"""The cabinet of an installation: where its files lie, who takes them in, and the doors to them."""

from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from gateway.actor import Actor
from gateway.cases.downloads import Downloads
from gateway.cases.examining import keep_examining
from gateway.cases.models import Attachment
from gateway.files.door import FilesDoor
from gateway.files.models import Upload
from gateway.files.receiving import Receiving, rules_of
from gateway.files.scanning import Scanner, scanner_of
from gateway.files.storing import Store, open_store
from gateway.files.sweeping import keep_swept
from gateway.people.identity import Identity
from gateway.request.engine import Engine
from gateway.settings import Settings

KEEPERS = (Upload, Attachment)  # everything that refers to an object by its `storage_key`
BEGINNINGS = ("/files", "/files/", "/thumbnails/")  # of the addresses that the doors answer


@dataclass(frozen=True, slots=True)
class Cabinet:
    """Everything about files."""

    store: Store
    receiving: Receiving
    scanner: Scanner | None
    incoming: Path  # a folder for what is being received

    def doors(self, engine: Engine, identity: Identity) -> Starlette:
        """Sending and fetching of bytes."""

        def may_attach(actor: Actor) -> bool:
            return engine.rights(actor).may("Case", "attachments", "append").allowed

        sending = FilesDoor(self.receiving, identity, may_attach)
        fetching = Downloads(engine, identity, self.store)
        doors = Starlette(
            routes=[
                Route("/files", sending.send, methods=["POST"]),
                Route("/files/{handle}/{name}", fetching.file),
                Route("/thumbnails/{handle}", fetching.thumbnail),
            ]
        )
        doors.router.redirect_slashes = False  # it would lead wherever the Host header says
        return doors

    def chores(self, engine: Engine) -> Iterable[Coroutine[Any, Any, None]]:
        yield keep_swept(self.store, KEEPERS, self.incoming)
        if self.scanner:
            yield keep_examining(engine.runner, self.store, self.scanner)


def open_cabinet(settings: Settings) -> Cabinet:
    """Raises SettingsError."""
    store, scanner = open_store(settings), scanner_of(settings.scanner)
    rules = rules_of(settings.max_upload, settings.upload_types, scanned=scanner is not None)
    incoming = settings.data / "incoming"
    return Cabinet(store, Receiving(store, incoming, rules), scanner, incoming)
