"""What is done with ties between accounts: made and cut, never changed, and seen from both."""

from gateway.customers.models import Account, AccountRelation
from gateway.customers.relations_policy import ACCOUNT_RELATION
from gateway.request.actions.context import Act
from gateway.request.actions.declaring import action
from gateway.request.actions.refusals import Duplicate, InvalidInput, Refused

ITSELF = "An account is not related to itself."
TIED = "These accounts are related like this already."


@action(ACCOUNT_RELATION, label="Add relation")
async def create(
    relation: AccountRelation,
    act: Act,
    *,
    source: Account,
    target: Account,
    type: str,  # as the field is called
    reverse_label: str | None = None,
) -> None:
    """Relate two accounts; the relation shows at both of them.

    reverse_label: What the source is to the target, such as customer; the same word if not given.
    """
    if source.pk == target.pk:
        raise Refused(InvalidInput(ITSELF, "target"))
    ties = AccountRelation.filter(source_id=source.pk, target_id=target.pk)
    if await ties.filter(type=type).exists():
        raise Refused(Duplicate(TIED, "type"))
    relation.source_id, relation.target_id = source.pk, target.pk
    relation.type, relation.reverse_label = type, reverse_label or type
    await act.add(relation)
    if await _mirror(relation) is None:
        await act.add(
            AccountRelation(
                source_id=target.pk,
                target_id=source.pk,
                type=relation.reverse_label,
                reverse_label=type,
            )
        )


@action(ACCOUNT_RELATION, label="Remove relation", removes=True)
async def delete(relation: AccountRelation, act: Act) -> None:
    """End the relation, at both accounts."""
    mirror = await _mirror(relation)
    if mirror is not None:
        await act.remove(mirror)
    await act.remove(relation)


async def _mirror(relation: AccountRelation) -> AccountRelation | None:
    """The same tie as it is seen from the other account."""
    return await AccountRelation.get_or_none(
        source_id=relation.target_id,
        target_id=relation.source_id,
        type=relation.reverse_label or relation.type,
    )
