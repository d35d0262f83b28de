"""The documents in tests/documents, each with the variables that stand beside it."""

from pathlib import Path

import orjson

from tests.questions.invented import Question

FOLDER = Path(__file__).parents[1] / "documents"


def corpus() -> dict[str, Question]:
    """Every document, by name."""
    return {path.stem: _question(path) for path in sorted(FOLDER.glob("*.graphql"))}


def _question(path: Path) -> Question:
    beside = path.with_suffix(".json")
    variables = orjson.loads(beside.read_bytes()) if beside.exists() else {}
    return Question(path.read_text(), variables)
