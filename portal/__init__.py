"""The pages: one GraphQL operation each, rendered; no rules and no rights of their own."""
