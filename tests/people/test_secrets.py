"""Whatever is handed out or typed in, the database cannot give it back."""

import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.database import open_database
from gateway.errors import BadInput
from gateway.people import login_links, tokens
from gateway.people.attempts import Attempts
from gateway.settings import Settings
from tests.people.reception import DESK, open_reception
from tests.world import a_user

PASSWORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=8, max_size=40
).filter(lambda text: len(set(text)) > 4)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(password=PASSWORDS, name=st.text("abcdef", min_size=1, max_size=10))
async def test_no_secret_ever_stands_in_the_database(
    sqlite_template: Path, password: str, name: str
) -> None:
    folder = Path(tempfile.mkdtemp())
    shutil.copy(sqlite_template, folder / "caseway.db")
    async with (
        open_database(Settings(data=folder)) as database,
        open_reception(database, Attempts(per_address="1000 per minute")) as reception,
    ):
        user = await a_user("agent")
        await reception.give_password(user, password)
        token = await tokens.issue(user, name, ["cases:read"])
        used, unused = await login_links.create(user), await login_links.create(user)
        cookies = [
            await reception.entrance.sign_in(user.user_id, password, DESK),
            await reception.entrance.redeem(used, DESK),
        ]
        await reception.by_token(token)
        await reception.uses.record()
        kept = _everything_in(folder)
    shutil.rmtree(folder)
    for secret in (token, used, unused, *cookies):
        assert secret.encode() not in kept
    assert password.encode() not in kept
    assert password.encode("utf-16-le") not in kept


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("caseway.db*"))


async def test_secrets_are_long_all_different_and_say_what_they_are_for() -> None:
    made = {tokens.new_secret(tokens.TOKEN_PREFIX) for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"cw_[A-Za-z0-9_-]{43}", secret) for secret in made)


@pytest.mark.parametrize("scope", ["case:read", "cases:delete", "everything", "cases:read,notes"])
async def test_a_scope_that_does_not_exist_is_refused_with_those_that_do(scope: str) -> None:
    with pytest.raises(BadInput, match=r"Scopes are: .*cases:read"):
        tokens.checked([scope])
