"""Measures what a governed answer costs: ours, hand-written code, and a naive GraphQL server."""
