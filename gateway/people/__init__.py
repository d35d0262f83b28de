"""Who works with cases: users, roles, groups, providers, and what identifies them."""
