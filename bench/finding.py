"""What a search costs that forgives a slip of the finger, beside an exact one and a plain LIKE."""

import sqlite3
from pathlib import Path

from bench.measure import interleaved
from bench.ours import Ours
from bench.questions import Question, Viewer

EXACT, SLIPPED = "invoice", "invoce"
ASKED = 'query Find { find(text: "%s") { rank near node { id } } }'
FLOOR = "SELECT id FROM cases WHERE short_description LIKE ? ORDER BY opened_at DESC LIMIT 5"


async def finding_cost(our: Ours, path: Path, viewer: Viewer, rounds: int) -> dict[str, float]:
    """Milliseconds of processor time: of both searches, and of one column read by hand."""
    asked = {text: Question(f"find {text}", ASKED % text, {}) for text in (EXACT, SLIPPED)}
    by_hand = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    async def read_through() -> list[object]:
        return by_hand.execute(FLOOR, (f"%{SLIPPED}%",)).fetchall()

    samples = await interleaved(
        {
            "a word as it is": lambda: our.answer(asked[EXACT], viewer),
            "a word with a slip": lambda: our.answer(asked[SLIPPED], viewer),
            "LIKE over one column, by hand": read_through,
        },
        rounds,
    )
    by_hand.close()
    return {name: sample.median / 1000 for name, sample in samples.items()}
