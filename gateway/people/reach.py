"""One SQL statement that turns a credential into an actor: who holds it and how far they reach.

It reads the contacts, consumers and accounts of the customers' capability by table name: a second
question per request would cost more than that knowledge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from gateway.actor import Actor
from gateway.database.fields import as_instant

IDLE = timedelta(hours=12)  # a session that nobody uses for so long ends

# What each portal role of a contact adds to the roles of its user.
PORTAL_ROLES = {
    "CASE_MANAGER": frozenset({"case_manager"}),
    "ACCOUNT_ADMIN": frozenset({"case_manager", "account_admin"}),
}

# The role of a client that acts for no user; a bound one sees only what a grid gives its own role.
CLIENT_ROLES = {"ALL": "api", "ACCOUNT": "api_account", "PROVIDER": "api_provider"}


@dataclass(frozen=True, slots=True)
class Holder:
    """The actor behind a credential, and until when that is so."""

    actor: Actor
    ends: float  # seconds since 1970; infinity for what does not expire
    kind: str  # session, client or user
    key: int  # the id of that row


SESSION = """
    SELECT s.id AS key, s.user_id, s.id AS session_id, NULL AS client_id, NULL AS scopes,
           NULL AS row_binding, {none} AS bound_account, {none} AS bound_provider,
           s.expires_at AS ends, s.last_seen_at AS seen
    FROM sessions s WHERE s.token_hash = {mark} AND s.revoked_at IS NULL
"""
CLIENT = """
    SELECT c.id AS key, c.user_id, NULL AS session_id, c.id AS client_id, c.scopes,
           c.row_binding, c.account_id AS bound_account, c.provider_id AS bound_provider,
           c.expires AS ends, NULL AS seen
    FROM api_clients c WHERE c.secret_hash = {mark} AND c.active
"""
USER = """
    SELECT u.id AS key, u.id AS user_id, NULL AS session_id, NULL AS client_id, NULL AS scopes,
           NULL AS row_binding, {none} AS bound_account, {none} AS bound_provider,
           NULL AS ends, NULL AS seen
    FROM users u WHERE u.user_id = {mark}
"""
CREDENTIALS = {"session": SESSION, "client": CLIENT, "user": USER}

REACH = """
WITH RECURSIVE
credential AS ({credential}),
holder AS (
    SELECT credential.*, u.first_name, u.last_name, p.id AS provider_id,
           c.id AS contact_id, c.account_id, c.portal_role, n.id AS consumer_id,
           u.user_class <> 'PROVIDER' OR p.id IS NOT NULL AS works
    FROM credential
    LEFT JOIN users u ON u.id = credential.user_id AND u.active
    LEFT JOIN providers p ON p.active AND p.id =
        CASE WHEN credential.row_binding = 'PROVIDER' THEN bound_provider ELSE u.provider_id END
    LEFT JOIN contacts c ON c.user_id = u.id AND c.active
    LEFT JOIN consumers n ON n.user_id = u.id AND n.active
    WHERE credential.user_id IS NULL OR u.id IS NOT NULL
),
granted(role_id) AS (
    SELECT g.role_id FROM user_roles g JOIN holder ON g.user_id = holder.user_id
    WHERE holder.works
    UNION
    SELECT i.included_id FROM role_inclusions i JOIN granted ON granted.role_id = i.role_id
),
own_groups(id) AS (
    SELECT m.group_id FROM group_members m JOIN holder ON m.user_id = holder.user_id
    JOIN "groups" g ON g.id = m.group_id AND g.active WHERE holder.works
),
managed_groups(id) AS (
    SELECT g.id FROM "groups" g JOIN holder ON g.manager_id = holder.user_id
    WHERE g.active AND holder.works
),
managed_providers(id) AS (
    SELECT p.id FROM providers p JOIN holder ON p.manager_id = holder.user_id
),
account(id) AS (
    SELECT CASE WHEN row_binding = 'ACCOUNT' THEN bound_account ELSE account_id END FROM holder
    WHERE row_binding = 'ACCOUNT' OR portal_role IN ('CASE_MANAGER', 'ACCOUNT_ADMIN') OR EXISTS (
        SELECT 1 FROM granted JOIN roles ON roles.id = granted.role_id
        WHERE roles.name = 'case_manager')
),
family(id) AS (
    SELECT id FROM account
    UNION
    SELECT a.id FROM accounts a JOIN family ON a.parent_id = family.id
),
kin(id) AS (
    SELECT id FROM family
    UNION
    SELECT r.target_id FROM account_relations r JOIN account ON r.source_id = account.id
)
SELECT holder.*,
    (SELECT {gather}(roles.name) FROM granted JOIN roles ON roles.id = granted.role_id) AS roles,
    (SELECT {gather}(id) FROM own_groups) AS group_ids,
    (SELECT {gather}(id) FROM managed_groups) AS managed_group_ids,
    (SELECT {gather}(id) FROM managed_providers) AS managed_provider_ids,
    (SELECT {gather}(id) FROM kin WHERE id IS NOT NULL) AS account_ids
FROM holder
"""

DIALECTS = {
    "sqlite": {"mark": "?", "gather": "json_group_array", "none": "NULL"},
    "postgres": {"mark": "$1", "gather": "json_agg", "none": "NULL::bigint"},
}


def statements(dialect: str) -> Mapping[str, str]:
    """The statement for each kind of credential; its one parameter is the fingerprint or name."""
    words = DIALECTS[dialect]
    return {
        kind: REACH.format(credential=credential.format(**words), **words)
        for kind, credential in CREDENTIALS.items()
    }


def holder(kind: str, row: Mapping[str, Any], idle: timedelta = IDLE) -> Holder:
    """Reads a row of the statement for `kind`."""
    actor = Actor(
        user_id=row["user_id"],
        roles=_roles(row),
        scopes=frozenset((row["scopes"] or "").split()),
        name=" ".join(part for part in (row["first_name"], row["last_name"]) if part),
        client_id=row["client_id"],
        contact_id=row["contact_id"],
        consumer_id=row["consumer_id"],
        provider_id=row["provider_id"],
        group_ids=_ids(row["group_ids"]),
        managed_group_ids=_ids(row["managed_group_ids"]),
        managed_provider_ids=_ids(row["managed_provider_ids"]),
        account_ids=_ids(row["account_ids"]),
        session_id=row["session_id"],
    )
    return Holder(actor, _ends(row["ends"], row["seen"], idle), kind, row["key"])


def _roles(row: Mapping[str, Any]) -> frozenset[str]:
    if row["user_id"] is None:
        return frozenset({CLIENT_ROLES[row["row_binding"]]})
    granted = frozenset[str](orjson.loads(row["roles"] or "[]"))
    return granted | PORTAL_ROLES.get(row["portal_role"], frozenset())


def _ids(gathered: str | None) -> tuple[int, ...]:
    return tuple(sorted(orjson.loads(gathered or "[]")))


def _ends(fixed: datetime | str | None, seen: datetime | str | None, idle: timedelta) -> float:
    """The earlier of a fixed end and of the idle time after the last use."""
    ends = as_instant(fixed).timestamp() if fixed else float("inf")
    return min(ends, (as_instant(seen) + idle).timestamp()) if seen else ends
