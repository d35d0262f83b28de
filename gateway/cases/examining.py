"""Has a virus scanner look at the files that wait for it, and writes down what it says."""

from datetime import timedelta
from typing import Any

import structlog
from tortoise.expressions import Q

from gateway.cases.models import Attachment
from gateway.database.chores import every
from gateway.database.fields import now
from gateway.files.models import ScanState, Upload
from gateway.files.scanning import ScanFailed, Scanner
from gateway.files.storing import Store
from gateway.request.act import Runner
from gateway.request.actions.refusals import Refused

EVERY = 5  # seconds
AT_ONCE = 20
LONGEST = 600  # seconds until a scanner that failed is asked again, also one that is back by then
VERBS = {ScanState.CLEAN: "clear", ScanState.INFECTED: "quarantine"}

log = structlog.get_logger(__name__)


async def examine(runner: Runner, store: Store, scanner: Scanner) -> int:
    """Looks at what waits, each content once; returns how many files were judged.

    What the scanner cannot judge waits, each time longer, and nobody gets its bytes until then.
    """
    judged = 0
    for key, failures in (await _waiting()).items():
        try:
            state = await scanner.look(store.read(key))
        except (ScanFailed, FileNotFoundError) as problem:
            log.warning("a file could not be scanned", key=key, problem=str(problem))
            await _put_off(key, failures + 1)
            continue
        await Upload.filter(storage_key=key).update(scan_state=state)
        judged += await _judged(runner, key, state)
    return judged


async def _waiting() -> dict[str, int]:
    """The keys of contents to be looked at, and how often that failed; new ones come first."""
    due = Q(scan_after=None) | Q(scan_after__lte=now())
    found: dict[str, int] = {}
    for model in (Upload, Attachment):
        rows = model.filter(due, scan_state=ScanState.PENDING).order_by("scan_failures", "id")
        pairs: list[Any] = await rows.limit(AT_ONCE).values_list("storage_key", "scan_failures")
        for key, failures in pairs:
            found[key] = max(failures, found.get(key, 0))
    return found


async def _put_off(key: str, failures: int) -> None:
    """Lets a content wait twice as long as the last time: it must not hold up what comes after."""
    pause = timedelta(seconds=min(LONGEST, EVERY * 2**failures))
    for model in (Upload, Attachment):
        waiting = model.filter(storage_key=key, scan_state=ScanState.PENDING)
        await waiting.update(scan_failures=failures, scan_after=now() + pause)


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
