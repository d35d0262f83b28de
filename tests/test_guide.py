"""The guide to acting says what is so: its documents are valid, its table of errors is complete."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from gateway.request.actions.refusals import KINDS
from gateway.schema import graph

ROOT = Path(__file__).parent.parent
GUIDES = (
    "README.md",
    "docs/acting.md",
    "docs/agreements.md",
    "docs/around-cases.md",
    "docs/tour.md",
)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_document_in_a_guide_is_valid(guide: str) -> None:
    documents = re.findall(r"```graphql\n(.*?)```", (ROOT / guide).read_text(), re.DOTALL)
    assert documents
    for document in documents:
        assert validate(graph().core, parse(document)) == [], document


def test_the_guide_lists_every_error_with_its_code() -> None:
    text = (ROOT / "docs/acting.md").read_text()
    listed = re.findall(r"^\| `([A-Z_]+)` \| `(\w+)` \|", text, re.MULTILINE)
    assert listed == [(kind.code, kind.__name__) for kind in KINDS]
