"""One frozen settings object, read once: options, then the environment, a file, the defaults."""

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from gateway.secrets import secret

PREFIX = "CASEWAY_"
FILE = "caseway.toml"
UPLOAD_TYPES = ",".join((
    *("image/*", "audio/*", "video/*", "text/*", "message/rfc822", "application/pdf"),
    *("application/json", "application/xml", "application/zip", "application/gzip"),
    "application/vnd.openxmlformats-officedocument.*",
    "application/vnd.oasis.opendocument.*",
    *("application/x-ole-storage", "application/vnd.tcpdump.pcap"),
))  # fmt: skip
# Read elsewhere.
NOT_SETTINGS = frozenset({"CONFIG", "FULL_LOG", "REQUIRE_ALL", "ROUNDS", "TEST_DATABASE_URL"})


class SettingsError(ValueError):
    """A setting cannot be used; the message says which, why, and what would do."""


def setting(default: Any, meaning: str, *, least: float = 0, shown: str = "") -> Any:
    """One row of the table below; `shown` stands for a default that other settings decide."""
    return field(default=default, metadata={"meaning": meaning, "least": least, "shown": shown})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting: its name, type, default and meaning, as docs/settings.md prints them."""

    data: Path = setting(
        Path("caseway-data"), "Folder that holds database, attached files and secrets."
    )
    database_url: str = setting(
        "",
        "`sqlite:///absolute/path` or `postgres://user@host/name`.",
        shown="`caseway.db` in the data folder",
    )
    database_connections: int = setting(
        10, "Most connections to PostgreSQL that one process opens.", least=2
    )
    database_timeout_seconds: float = setting(
        60.0, "Longest time that PostgreSQL may take for one statement.", least=0.1
    )
    host: str = setting("127.0.0.1", "Address to listen on; `0.0.0.0` for every network.")
    port: int = setting(8000, "Port to listen on.")
    base_url: str = setting(
        "", "Address that people type; links and cookies follow it.", shown="`http://host:port`"
    )
    secure_cookies: Literal["auto", "always", "never"] = setting(
        "auto", "Send cookies over HTTPS only; `auto` does when `base_url` is https."
    )
    http_profile: Literal["audit", "2026"] = setting(
        "audit", "Rules of GraphQL over HTTP: what published audits expect, or the 2026 draft."
    )
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        "info", "How much the log tells."
    )
    page_size: int = setting(25, "Rows of a connection when the question does not say.", least=1)
    max_page_size: int = setting(100, "Most rows of a connection.", least=1)
    max_body: int = setting(1_048_576, "Most bytes of a request's body.", least=1_024)
    max_text: int = setting(65_536, "Most bytes of a GraphQL document.", least=256)
    max_tokens: int = setting(2_000, "Most tokens of a GraphQL document.", least=1)
    max_depth: int = setting(12, "Most fields within fields.", least=1)
    max_aliases: int = setting(30, "Most aliases in one operation.")
    max_repeats: int = setting(20, "Most repetitions of one response name in one place.", least=1)
    max_directives: int = setting(50, "Most directives in one operation.")
    max_fields: int = setting(
        1_000, "Most fields of one operation, with those of its fragments.", least=1
    )
    max_cost: int = setting(20_000, "Most points that one operation may cost.", least=1)
    budget: int = setting(100_000, "Points that one caller may save up.", least=1)
    budget_per_second: int = setting(2_000, "Points that come back each second.", least=1)
    deadline_seconds: float = setting(10.0, "Longest time an operation may take.", least=0.1)
    session_idle_hours: float = setting(
        12.0, "A session that nobody uses ends after this long.", least=0.1
    )
    session_days: float = setting(14.0, "A session ends after this long, used or not.", least=0.01)
    login_link_minutes: float = setting(
        15.0, "A one-time sign-in link works for this long.", least=1
    )
    argon2_threads: int = setting(
        2, "Passwords checked at the same time; each takes 64 MiB.", least=1
    )
    attempts_per_account: int = setting(
        10, "Failed sign-ins of one account in 15 minutes.", least=1
    )
    attempts_per_address: int = setting(
        50, "Failed sign-ins from one address in 15 minutes.", least=1
    )
    reminder_days: int = setting(
        5, "Days after which the requester is reminded of a proposed solution; 0: never."
    )
    auto_close_days: int = setting(
        10, "Days after which a solution that nobody answers closes its case; 0: never."
    )
    worker: Literal["embedded", "separate"] = setting(
        "embedded",
        "Who works in the background: `embedded`, the serving process itself; `separate`, "
        "`caseway worker` beside it.",
    )
    job_attempts: int = setting(
        10, "Attempts at a job in the background, then it is dead.", least=1
    )
    job_lease_seconds: float = setting(
        60.0, "A job whose worker is not heard of for so long goes to another one.", least=1
    )
    job_days: float = setting(
        30.0, "Days after which jobs that are done, and told events, are deleted; 0: never."
    )
    files_url: str = setting(
        "",
        "Where attached files lie: `s3://bucket/prefix`, with its keys in the folder of secrets.",
        shown="`files` in the data folder",
    )
    s3_endpoint: str = setting("", "Address of a service that speaks S3; empty: Amazon's own.")
    s3_region: str = setting("us-east-1", "Region of the bucket.")
    max_upload: int = setting(26_214_400, "Most bytes of an attached file.", least=1_024)
    upload_types: str = setting(
        UPLOAD_TYPES, "Media types that may be attached, by commas; `*` stands for any end."
    )
    scanner: str = setting(
        "",
        "Virus scanner: `clamd:/path/to/socket`, `clamd:host:port` or `command:program -`; "
        "without one, files count as clean at once.",
    )
    notification_days: float = setting(
        90.0, "Days after which notifications are deleted; 0: never."
    )
    trusted_proxies: str = setting(
        "127.0.0.1", "Proxies, by commas, whose word on the caller's address counts."
    )

    def __post_init__(self) -> None:
        """Fills in what follows from other settings."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite://{self.data.absolute()}/caseway.db")
        if not self.base_url:
            object.__setattr__(self, "base_url", f"http://{self.host}:{self.port}")

    @property
    def cookies_need_https(self) -> bool:
        """Whether cookies carry the `Secure` mark."""
        by_address = self.base_url.startswith("https://")
        return by_address if self.secure_cookies == "auto" else self.secure_cookies == "always"

    @property
    def secrets(self) -> Path:
        """The folder of keys, readable by its owner only."""
        return self.data / "secrets"

    def secret(self, name: str) -> bytes:
        """The 32-byte key called `name`; made on first use."""
        return secret(self.secrets, name)


KINDS: dict[str, Any] = get_type_hints(Settings)


def read(environment: Mapping[str, str] = os.environ, **given: Any) -> Settings:
    """The settings: what is `given` (options of the command) wins over environment, file, defaults.

    Raises SettingsError.
    """
    named = {name: environment[variable(name)] for name in KINDS if variable(name) in environment}
    given = {name: value for name, value in given.items() if value is not None}
    values = named | given
    data = Path(values.get("data", Settings.__dataclass_fields__["data"].default))
    path = Path(environment.get(f"{PREFIX}CONFIG", data / FILE))
    if f"{PREFIX}CONFIG" in environment and not path.is_file():
        raise SettingsError(f"{PREFIX}CONFIG names {path}, which is not a file.")
    found = _from_file(path) if path.is_file() else {}
    origin = {name: f"{name} in {path}" for name in found}
    origin |= {name: variable(name) for name in named} | {name: f"--{name}" for name in given}
    return Settings(
        **{name: _parsed(name, value, origin[name]) for name, value in (found | values).items()}
    )


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look like settings and are none: most often a slip of the pen."""
    known = {variable(name) for name in KINDS} | {PREFIX + name for name in NOT_SETTINGS}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SettingsError(f"{path} cannot be read: {problem}") from problem
    for name in found:
        if name not in KINDS:
            close = get_close_matches(name, KINDS, 1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise SettingsError(f"{path} sets {name}, which is no setting.{hint}")
    return found


def _parsed(name: str, value: Any, origin: str) -> Any:
    kind, least = KINDS[name], Settings.__dataclass_fields__[name].metadata["least"]
    if get_origin(kind) is Literal:
        return _chosen(str(value), get_args(kind), origin)
    if kind in (int, float):
        return _number(value, kind, least, 65_535 if name == "port" else None, origin)
    if "\0" in str(value):
        raise SettingsError(f"{origin}: a NUL byte cannot be part of it.")
    return kind(value)


def _chosen(value: str, choices: tuple[str, ...], origin: str) -> str:
    if value not in choices:
        raise SettingsError(f"{origin}: {value!r} is none of {', '.join(choices)}.")
    return value


def _number(value: Any, kind: type, least: float, most: int | None, origin: str) -> Any:
    wanted = "a whole number" if kind is int else "a number"
    wanted += f" from {least:g} to {most}" if most is not None else f", at least {least:g}"
    try:
        number = kind(str(value).replace("_", ""))
    except ValueError:
        number = None
    if number is None or not least <= number <= (most if most is not None else 1e18):
        raise SettingsError(f"{origin}: {value!r} is not {wanted}.")
    return number


def document() -> str:
    """The table of settings, as docs/settings.md holds it."""
    rows = [
        f"| `{row.name}` | `{variable(row.name)}` | {_kind(row.name)} | {_default(row)} "
        f"| {row.metadata['meaning']} |"
        for row in fields(Settings)
    ]
    return "\n".join((*DOCUMENT_HEAD, *rows, ""))


DOCUMENT_HEAD = (
    "# Settings",
    "",
    "<!-- Written by `make docs` from gateway/settings.py: change it there. -->",
    "",
    "A setting is an environment variable, or a line in `caseway.toml` in the data folder",
    "(`CASEWAY_CONFIG` names another file). Options of the command win over the environment, the",
    "environment over the file. Secrets are no settings: they are files in `secrets/` in the data",
    "folder, made on first use and readable by their owner only.",
    "",
    "| In the file | In the environment | Type | Default | Meaning |",
    "|---|---|---|---|---|",
)


def _kind(name: str) -> str:
    kind = KINDS[name]
    if get_origin(kind) is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(kind))
    return {str: "text", int: "whole number", float: "number", Path: "path"}[kind]


def _default(row: Any) -> str:
    return row.metadata["shown"] or f"`{row.default}`"


if __name__ == "__main__":
    sys.stdout.write(document())
