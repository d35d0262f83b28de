"""Whom cases are for: accounts, contacts, consumers, what they own and what they are owed."""
