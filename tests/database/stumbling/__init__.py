"""Migrations of which the second fails half-way."""
