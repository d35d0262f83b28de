"""What would become of the clocks of a case if it were changed: asked on their page, never done.

An address says `if-priority=HIGH`; what is left out, or `as-is`, stays. Which contracts could be
chosen, and what a choice would lead to, the gateway says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, parse

from portal.refusals import told
from portal.render import Renderer

AS_IS = "as-is"
MARK = "if-"
NAMES = ("priority", "contract")

SUPPOSE: DocumentNode = parse(
    """
    mutation Suppose($input: CaseWhatIfInput!) {
      found: caseWhatIf(input: $input) {
        clocks { name target begins stage breachAt hasBreached businessPercent timeLeft }
        errors { code message path }
      }
    }
    """,
    no_location=True,
)
FITTING: DocumentNode = parse(
    "mutation Fitting($id: ID!) { fit: caseFit(input: {id: $id}) { choices { name filter } } }",
    no_location=True,
)
CONTRACTS: DocumentNode = parse(
    """
    query Contracts($filter: ContractFilter) {
      contracts(first: 50, filter: $filter, orderBy: [{field: NAME}]) { nodes { id name number } }
    }
    """,
    no_location=True,
)


@dataclass(frozen=True, slots=True)
class Supposed:
    """A change, the choices there are for it, and the clocks as they would be."""

    given: Mapping[str, str]
    contracts: tuple[tuple[str, str], ...]
    clocks: tuple[Mapping[str, Any], ...]
    errors: Mapping[str, str]


def supposing_documents() -> Iterator[tuple[str, DocumentNode]]:
    yield "what would become of clocks", SUPPOSE
    yield "what fits a case", FITTING
    yield "contracts that fit a case", CONTRACTS


def supposed_by(query: Mapping[str, str]) -> dict[str, str]:
    """The change that an address names."""
    found = {name: query.get(f"{MARK}{name}", "") for name in NAMES}
    return {name: text for name, text in found.items() if text not in ("", AS_IS)}


async def suppose(
    renderer: Renderer, case: Mapping[str, Any], given: Mapping[str, str], actor: Any
) -> Supposed | None:
    """What would follow; None where the viewer may not ask, or no clock of the case runs."""
    asked = {"input": {"id": case["id"], **given}}
    found = (await renderer.read(SUPPOSE, asked, actor))["found"]
    errors = {
        error["path"][-1]: told(error["message"]) for error in found["errors"] if error["path"]
    }
    if (found["errors"] and not errors) or not (found["clocks"] or errors):
        return None
    contracts = await _contracts(renderer, case, actor)
    return Supposed(given, contracts, tuple(found["clocks"] or ()), errors)


async def _contracts(
    renderer: Renderer, case: Mapping[str, Any], actor: Any
) -> tuple[tuple[str, str], ...]:
    """Those of the customer that are in force."""
    fit = (await renderer.read(FITTING, {"id": case["id"]}, actor))["fit"]
    wanted = next((one["filter"] for one in fit["choices"] if one["name"] == "contract"), None)
    if not wanted:
        return ()
    nodes = (await renderer.read(CONTRACTS, {"filter": wanted}, actor))["contracts"]["nodes"]
    return tuple((one["id"], f"{one['name']} · {one['number']}") for one in nodes)
