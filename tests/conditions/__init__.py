"""Conditions that people write: read, said, judged, and the same as SQL on both databases."""
