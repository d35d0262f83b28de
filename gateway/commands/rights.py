"""`caseway schema`, `caseway policy`, `caseway explain`: what may be asked, by whom, and how.

The schema is imported where it is needed: every other command starts a second faster for it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
import typer

from gateway.actor import NOBODY
from gateway.commands import console
from gateway.commands.console import Data
from gateway.errors import BadInput, NotFound
from gateway.policy.document import document, explain_role
from gateway.settings import Settings

Role = Annotated[str, typer.Option(help="Only what this role may do.", show_default=False)]
Type = Annotated[
    str, typer.Option("--type", help="Only this type, such as Case.", show_default=False)
]


def schema() -> None:
    """Print the whole GraphQL schema, as schema.graphql holds it."""
    from gateway.schema import sdl

    typer.echo(sdl(), nl=False)


def policy(role: Role = "", type_name: Type = "") -> None:
    """Print who may see, read and change what: the grids, each condition with its sentence.

    caseway policy --role osp_agent --type Case
    """
    from gateway.schema import graph

    policies = graph().policies
    if not role:
        chosen = [policies[_known(type_name, policies)]] if type_name else policies.values()
        typer.echo(document(chosen), nl=False)
        return
    for name in [type_name] if type_name else sorted(policies):
        typer.echo(explain_role(policies, role, name) + "\n")


def explain(
    query: Annotated[str, typer.Argument(help="A GraphQL document with one operation.")],
    actor: Annotated[str, typer.Option(metavar="USER", help="Who asks.")],
    variables: Annotated[str, typer.Option(metavar="JSON", help="Its variables.")] = "{}",
    *,
    sql: Annotated[bool, typer.Option(help="Show the SQL as well.")] = True,
    data: Data = None,
) -> None:
    """Say how a question would be answered: plan, SQL, cost, and the rule behind what is hidden.

    caseway explain --actor osp-agent '{ cases(first: 2) { nodes { number cause } } }'
    """
    told = console.run(_explained(console.read(data), query, _json(variables), actor, sql=sql))
    statements = told.pop("statements", [])
    typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    for statement in statements:
        typer.echo(f"\n{statement['sql']}\n-- binds {', '.join(statement['parameters'])}")


async def _explained(
    where: Settings, query: str, variables: dict[str, Any], user_id: str, *, sql: bool
) -> dict[str, Any]:
    from gateway.installation import open_installation
    from gateway.request.documents import Documents
    from gateway.request.explain import explain as explanation

    async with console.database(where):
        pass
    async with open_installation(where) as house:
        actor = await house.identity.of_user(user_id)
        if actor is NOBODY:
            raise NotFound(f"No user who may come in is called {user_id}.")
        view, documents = house.views.of(actor), Documents()
        operation = documents.check(documents.read(query, None), view.key, view.schema)
        ready = await house.engine.plan_of(operation, variables, actor, view.schema)
        return explanation(ready, house.engine.rights(actor), sql=sql)


def _json(text: str) -> dict[str, Any]:
    try:
        value: Any = orjson.loads(text)
    except ValueError as problem:
        raise BadInput(f"--variables is not JSON: {problem}.") from None
    if not isinstance(value, dict):
        raise BadInput('--variables must be a JSON object, such as {"number": "CS0000001"}.')
    return value  # pyright: ignore[reportUnknownVariableType]


def _known(name: str, policies: Mapping[str, Any]) -> str:
    if name not in policies:
        raise BadInput(f"No type is called {name}. Types are: {', '.join(sorted(policies))}.")
    return name
