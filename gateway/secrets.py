"""Keys that only this installation knows: files of mode 0600, made on first use."""

import os
import secrets
from pathlib import Path

LENGTH = 32  # bytes


def secret(folder: Path, name: str) -> bytes:
    """The key called `name`, as kept in `folder`. Two processes that ask first get the same one.

    Raises RuntimeError when the file is not a whole key: a copy cut short must not pass as one.
    """
    path = folder / name
    if not path.exists():
        _create(path)
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise RuntimeError(
            f"{path} holds {len(key)} bytes instead of {LENGTH}: restore it from a backup. "
            "Deleted, it is made anew, and the links and cursors given out so far stop working."
        )
    return key


def _create(path: Path) -> None:
    """Writes a new key beside `path`, then links it there, which only one process can do."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink()
