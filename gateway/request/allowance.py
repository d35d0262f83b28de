"""How much one question may ask for: the size of pages and groups, and what it may cost."""

from dataclasses import dataclass, replace

from gateway.errors import BadInput, TooCostly

MAX_GROUPS, DEFAULT_GROUPS = 1000, 100


@dataclass(frozen=True, slots=True)
class Limits:
    """In records."""

    page: int = 100
    default_page: int = 25
    cost: int = 20_000
    own_page: int = 500  # of a document of our own, such as that of a list as a file

    @property
    def own(self) -> "Limits":
        """The limits of documents of our own."""
        return replace(self, page=max(self.page, self.own_page))

    def size(self, asked: int | None, which: str) -> int:
        """A page's size; `which` names the argument. Raises BadInput outside the limits."""
        if asked is None:
            return self.default_page
        if asked < 0:
            raise BadInput(f"`{which}` must be 0 or more.")
        if asked > self.page:
            raise BadInput(f"`{which}` may be at most {self.page}.")
        return asked

    def refuse(self, cost: int) -> None:
        """Raises TooCostly."""
        said = f"This question may read {cost:,} records; one may read {self.cost:,}."
        limits = {"requested": cost, "limit": self.cost}
        raise TooCostly(f"{said} Ask for smaller pages.", cost=limits)


def group_size(asked: int | None) -> int:
    """How many groups at most. Raises BadInput outside the limits."""
    if asked is None:
        return DEFAULT_GROUPS
    if not 0 <= asked <= MAX_GROUPS:
        raise BadInput(f"`first` must lie between 0 and {MAX_GROUPS}.")
    return asked
