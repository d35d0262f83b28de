"""One condition of a list, as its address says it: openedAt.last=7d."""

from dataclasses import dataclass

from portal.criteria import Criterion, Offer


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a list."""

    criterion: Criterion
    operator: str
    text: str

    @property
    def name(self) -> str:
        """Its name in the address: openedAt.last."""
        slug = self.criterion.slug
        return f"{slug}.{self.operator}" if self.operator else slug

    @property
    def said(self) -> str:
        return self.criterion.said(self.operator, self.text)


def named(offer: Offer, name: str) -> tuple[Criterion, str] | None:
    """The criterion and the operator that a name in an address stands for."""
    slug, _dot, operator = name.partition(".")
    criterion = offer.criteria.get(slug)
    if criterion is None or operator not in dict(criterion.operators):
        return None
    return criterion, operator
