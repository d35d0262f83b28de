"""Files: from the bytes that somebody sends to the bytes that somebody else gets."""
