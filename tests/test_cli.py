"""The `caseway` command, run as people run it."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ending import end

CASEWAY = Path(sys.executable).with_name("caseway")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("CASEWAY_")}
PERSONAS = (
    *("admin", "agent", "manager", "approver", "stakeholder", "osp-agent", "osp-manager"),
    *("osp-admin", "field", "author", "contact", "consumer"),
)
PATIENCE = 60  # seconds: machines that run tests are busy


def caseway(
    *words: str, data: Path | None = None, typed: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    given = CLEAN | {"COLUMNS": "200"} | environment
    if data:
        given["CASEWAY_DATA"] = str(data)
    return subprocess.run(
        [CASEWAY, *words], input=typed, env=given, capture_output=True, text=True, timeout=PATIENCE
    )


@contextmanager
def serving(*words: str, data: Path) -> Iterator[str]:
    """Runs a command that serves; its address. It must end by itself within a few seconds."""
    given = CLEAN | {"CASEWAY_DATA": str(data)}
    with subprocess.Popen([CASEWAY, *words], env=given, stderr=subprocess.DEVNULL) as process:
        try:
            yield _answering(data)
        finally:
            assert end(process, 10) == 0
    assert not (data / "address").exists()


def _answering(data: Path) -> str:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            address = (data / "address").read_text().strip()
            httpx.get(f"{address}/livez").raise_for_status()
        except (OSError, httpx.HTTPError):
            time.sleep(0.1)
        else:
            return address
    raise AssertionError("nobody answers")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small demo that was made and not served; what it printed."""
    data = tmp_path_factory.mktemp("demo")
    made = caseway("demo", "--no-serve", "--cases", "20", "--port", "8155", data=data)
    assert made.returncode == 0, made.stderr
    return data, made.stdout


# -- help and refusals ----------------------------------------------------------------------------


def test_help_names_every_command_and_where_to_begin() -> None:
    told = caseway("--help")
    assert told.returncode == 0
    for word in ("demo", "serve", "migrate", "doctor", "schema", "policy", "explain", "user",
                 "token", "login-link", "import", "Begin with"):  # fmt: skip
        assert word in told.stdout


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("token",), ("token", "agent"), ("demo", "--cases", "0"), ("user", "add", "x")],
)
def test_a_wrong_command_line_is_no_refusal(words: tuple[str, ...]) -> None:
    assert caseway(*words).returncode == 2


@pytest.mark.parametrize(
    "words", [("token", "agent", "--name", "x"), ("login-link", "agent"), ("serve",)]
)
def test_without_a_database_it_says_how_to_make_one(words: tuple[str, ...], tmp_path: Path) -> None:
    told = caseway(*words, data=tmp_path / "none")
    assert (told.returncode, told.stdout) == (1, "")
    assert "run `caseway migrate`" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "none").exists()


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    told = caseway("migrate", data=tmp_path, CASEWAY_PORT="eighty")
    assert told.returncode == 1
    assert "CASEWAY_PORT" in told.stderr


def test_an_unknown_user_is_told_the_nearest(demo: tuple[Path, str]) -> None:
    told = caseway("login-link", "agnet", data=demo[0])
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "caseway: No user is called agnet. Did you mean agent?\n"


# -- a world of one's own -------------------------------------------------------------------------


def test_an_installation_from_nothing_to_the_first_password(tmp_path: Path) -> None:
    assert caseway("migrate", data=tmp_path).stdout.startswith("applied 0001_initial")
    assert caseway("migrate", data=tmp_path).stdout == "up to date\n"
    ana = ("ana", "--first-name", "Ana", "--last-name", "Silva", "--email", "ana@example.org")
    added = caseway("user", "add", *ana, "--role", "agent", "--role", "user_admin", data=tmp_path)
    assert added.returncode == 0, added.stderr
    again = caseway("user", "add", *ana, "--role", "agent", data=tmp_path)
    assert (again.returncode, "taken" in again.stderr) == (1, True)
    spaced = caseway("user", "add", "ana silva", *ana[1:], "--role", "agent", data=tmp_path)
    assert "A user id is 1 to 64 letters" in spaced.stderr
    unreachable = caseway("user", "add", "bo", *ana[1:-1], "ana", "--role", "agent", data=tmp_path)
    assert unreachable.stderr.startswith("caseway: ana is not an e-mail address")
    mixed = caseway("user", "add", *ana, "--role", "agent", "--role", "contact", data=tmp_path)
    assert "one class" in mixed.stderr
    weak = caseway("user", "password", "ana", data=tmp_path, typed="short\n")
    assert (weak.returncode, "8 characters" in weak.stderr) == (1, True)
    given = caseway("user", "password", "ana", data=tmp_path, typed="correct horse battery\n")
    assert (given.returncode, given.stdout) == (0, "")
    [hashed] = _row(tmp_path, "SELECT password_hash FROM users WHERE user_id = 'ana'")
    assert str(hashed).startswith("$argon2id$")
    assert caseway("doctor", data=tmp_path).returncode == 0


def test_a_disabled_user_gets_no_link(tmp_path: Path, demo: tuple[Path, str]) -> None:
    data = _copied(demo[0], tmp_path)
    assert caseway("user", "disable", "author", data=data).returncode == 0
    refused = caseway("login-link", "author", data=data)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "disabled" in refused.stderr


# -- the demo -------------------------------------------------------------------------------------


def test_the_demo_prints_a_link_for_each_persona_a_token_and_a_question(
    demo: tuple[Path, str],
) -> None:
    _, told = demo
    links = dict(re.findall(r"^  (\S+) +(http://127\.0\.0\.1:8155/login/\S+)$", told, re.MULTILINE))
    assert tuple(links) == PERSONAS
    assert len(set(links.values())) == len(PERSONAS)
    assert re.search(r"^Token of agent: cw_[\w-]{43}$", told, re.MULTILINE)
    assert "curl -s http://127.0.0.1:8155/graphql" in told


def test_the_demo_lets_everyone_in_and_its_question_is_answered(demo: tuple[Path, str]) -> None:
    data, _ = demo
    with serving("demo", "--port", "0", data=data) as address:
        assert address.startswith("http://127.0.0.1:")
        link = caseway("login-link", "osp-agent", data=data).stdout.strip()
        assert re.fullmatch(rf"{address}/login/[\w-]{{43}}", link)
        with httpx.Client(follow_redirects=True) as browser:
            assert browser.get(link).url.path == "/cases"
        answered = subprocess.run(
            ["bash", "-c", _question(data, address)], capture_output=True, text=True, check=True
        )
    assert answered.stdout.startswith('{"data":{"cases":{"nodes":[{"number":"CS')


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = caseway("demo", "--port", port, data=tmp_path / "data")
    assert told.returncode == 1
    assert "--port" in told.stderr
    assert not (tmp_path / "data" / "caseway.db").exists()


# -- tokens and links -----------------------------------------------------------------------------


def test_a_token_and_a_link_are_printed_alone_and_kept_nowhere(demo: tuple[Path, str]) -> None:
    data, _ = demo
    token = caseway("token", "agent", "--name", "report", "--scope", "cases:read", data=data)
    link = caseway("--data", str(data), "login-link", "agent")
    assert re.fullmatch(r"cw_[\w-]{43}\n", token.stdout)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/login/[\w-]{43}\n", link.stdout)
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert token.stdout.strip().encode() not in kept
    assert link.stdout.strip().rpartition("/")[2].encode() not in kept
    [scopes] = _row(data, "SELECT scopes FROM api_clients WHERE name = 'report'")
    assert scopes == "cases:read"


def test_a_scope_that_does_not_exist_is_refused(demo: tuple[Path, str]) -> None:
    told = caseway("token", "agent", "--name", "x", "--scope", "cases:all", data=demo[0])
    assert (told.returncode, told.stdout) == (1, "")
    assert "cases:read" in told.stderr


# -- rights ---------------------------------------------------------------------------------------


def test_policy_says_in_sentences_what_a_role_may_do() -> None:
    told = caseway("policy", "--role", "osp_agent", "--type", "Case")
    assert told.stdout.startswith("osp_agent sees Case records when the case is with your provider")
    assert caseway("policy", "--role", "osp_agnet", "--type", "Case").returncode == 1


def test_explain_shows_the_plan_the_rules_and_the_sql(demo: tuple[Path, str]) -> None:
    question = "{ cases(first: 2) { nodes { number attachments { nodes { id } } } } }"
    told = caseway("explain", "--actor", "osp-agent", question, data=demo[0])
    assert told.returncode == 0, told.stderr
    assert "the case is with your provider" in told.stdout
    assert "SELECT" in told.stdout
    assert "provider_id" in told.stdout
    wrong = caseway("explain", "--actor", "osp-agent", "{ nothing }", data=demo[0])
    assert (wrong.returncode, "nothing" in wrong.stderr) == (1, True)


def test_version_is_that_of_the_package() -> None:
    package = tomllib.loads(Path("pyproject.toml").read_text())
    assert caseway("--version").stdout == f"caseway {package['project']['version']}\n"


def _row(data: Path, question: str) -> tuple[object, ...]:
    with sqlite3.connect(data / "caseway.db") as link:
        row = link.execute(question).fetchone()
    link.close()
    return row


def _copied(data: Path, to: Path) -> Path:
    with sqlite3.connect(data / "caseway.db") as link:
        link.execute("VACUUM INTO ?", (str(to / "caseway.db"),))
    link.close()
    return to


def _question(data: Path, address: str) -> str:
    """The curl command of the demo, with a token of now."""
    printed = caseway("demo", "--no-serve", data=data).stdout
    return printed[printed.index("curl") :].replace("http://127.0.0.1:8000", address)
