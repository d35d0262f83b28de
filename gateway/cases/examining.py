"""Has a virus scanner look at the files that wait for it, and writes down what it says."""

from typing import Any

import structlog

from gateway.cases.models import Attachment
from gateway.database.chores import every
from gateway.files.models import ScanState, Upload
from gateway.files.scanning import ScanFailed, Scanner
from gateway.files.storing import Store
from gateway.request.act import Runner
from gateway.request.actions.refusals import Refused

EVERY = 5  # seconds
AT_ONCE = 20
VERBS = {ScanState.CLEAN: "clear", ScanState.INFECTED: "quarantine"}

log = structlog.get_logger(__name__)


async def examine(runner: Runner, store: Store, scanner: Scanner) -> int:
    """Looks at what waits, each content once; returns how many files were judged.

    What the scanner cannot judge waits for the next time, and nobody gets its bytes until then.
    """
    judged = 0
    for key in await _waiting():
        try:
            state = await scanner.look(store.read(key))
        except (ScanFailed, FileNotFoundError) as problem:
            log.warning("a file could not be scanned", key=key, problem=str(problem))
            continue
        await Upload.filter(storage_key=key).update(scan_state=state)
        judged += await _judged(runner, key, state)
    return judged


async def _waiting() -> list[str]:
    """The keys of contents that nobody has looked at."""
    found: dict[str, None] = {}
    for model in (Upload, Attachment):
        rows = model.filter(scan_state=ScanState.PENDING).order_by("id").limit(AT_ONCE)
        keys: list[Any] = await rows.values_list("storage_key", flat=True)
        found |= dict.fromkeys(keys)
    return list(found)


async def _judged(runner: Runner, key: str, state: ScanState) -> int:
    """Attachments are judged by an action: the trail and those who are told of events know it."""
    waiting = Attachment.filter(storage_key=key, scan_state=ScanState.PENDING)
    ids: list[Any] = await waiting.values_list("id", flat=True)
    for id_ in ids:
        try:
            await runner.perform_as_system("Attachment", VERBS[state], id_)
        except Refused:
            log.warning("an attachment was gone before it was judged", key=key)
    return len(ids)


async def keep_examining(runner: Runner, store: Store, scanner: Scanner) -> None:
    """Looks every few seconds until cancelled."""
    failed = "files that wait were not looked at"
    await every(EVERY, lambda: examine(runner, store, scanner), failed=failed)
