"""Questions to ask: a corpus of documents, and a source of random ones."""
