"""Settings come from options, environment, file or defaults, and say what is wrong with one."""

import dataclasses
from pathlib import Path

import pytest

from gateway.settings import (
    Settings,
    SettingsError,
    document,
    read,
    unknown_variables,
    variable,
)


def test_nothing_needs_to_be_set() -> None:
    settings = read({})

    assert settings.data == Path("caseway-data")
    assert settings.database_url == f"sqlite://{Path.cwd()}/caseway-data/caseway.db"
    assert settings.base_url == "http://127.0.0.1:8000"


def test_options_win_over_the_environment_and_it_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "caseway.toml").write_text('port = 1001\nhost = "file"\nmax_depth = 7\n')
    environment = {"CASEWAY_DATA": str(tmp_path), "CASEWAY_PORT": "1002", "CASEWAY_HOST": "env"}

    settings = read(environment, port=1003)

    assert (settings.port, settings.host, settings.max_depth) == (1003, "env", 7)


def test_an_option_that_was_not_given_decides_nothing() -> None:
    assert read({"CASEWAY_PORT": "1002"}, port=None).port == 1002


def test_another_file_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text("port = 1001")

    assert read({"CASEWAY_CONFIG": str(path)}).port == 1001


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"CASEWAY_PORT": "tcp://10.0.0.1"}, "'tcp://10.0.0.1' is not a whole number"),
        ({"CASEWAY_PORT": "70000"}, "CASEWAY_PORT: '70000' is not a whole number from 0 to 65535."),
        ({"CASEWAY_MAX_DEPTH": "0"}, "'0' is not a whole number, at least 1."),
        ({"CASEWAY_DEADLINE_SECONDS": "nan"}, "'nan' is not a number, at least 0.1."),
        ({"CASEWAY_DEADLINE_SECONDS": "soon"}, "'soon' is not a number, at least 0.1."),
        ({"CASEWAY_HTTP_PROFILE": "2025"}, "'2025' is none of audit, 2026."),
        ({"CASEWAY_HOST": "a\0b"}, "a NUL byte cannot be part of it"),
        ({"CASEWAY_CONFIG": "/nowhere.toml"}, "names /nowhere.toml, which is not a file."),
    ],
)  # fmt: skip
def test_a_bad_variable_is_named_with_what_would_do(
    environment: dict[str, str], message: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(environment)

    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1", "sets prot, which is no setting. Did you mean port?"),
        ("xyzzy = 1", "sets xyzzy, which is no setting."),
        ('port = "x"', "port in "),
        ("port = ", "cannot be read: "),
        ("\udcff", "cannot be read: "),
    ],
)
def test_a_bad_line_is_named_with_its_file(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "caseway.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(SettingsError) as refused:
        read({"CASEWAY_DATA": str(tmp_path)})

    assert message in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_slip_of_the_pen_is_noticed() -> None:
    environment = {"CASEWAY_PROT": "1", "CASEWAY_PORT": "1", "CASEWAY_CONFIG": "x", "PATH": "/bin"}

    assert unknown_variables(environment) == ["CASEWAY_PROT"]


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("base_url", "mode", "needed"),
    [
        ("https://desk.example", "auto", True),
        ("http://localhost:8000", "auto", False),
        ("http://behind.a.proxy", "always", True),
        ("https://desk.example", "never", False),
    ],
)
def test_cookies_ask_for_https_where_people_use_it(
    base_url: str, mode: str, needed: object
) -> None:
    settings = read({"CASEWAY_BASE_URL": base_url, "CASEWAY_SECURE_COOKIES": mode})

    assert settings.cookies_need_https is needed


def test_the_document_shows_every_setting_and_is_up_to_date() -> None:
    lines = document().splitlines()

    for row in dataclasses.fields(Settings):
        assert any(f"`{row.name}` | `{variable(row.name)}`" in line for line in lines), row.name
        assert row.metadata["meaning"].endswith("."), row.name
    assert Path("docs/settings.md").read_text("utf-8") == document()


def test_no_setting_is_idle() -> None:
    code = "".join(path.read_text("utf-8") for path in Path("gateway").rglob("*.py"))

    assert [row.name for row in dataclasses.fields(Settings) if f".{row.name}" not in code] == []
