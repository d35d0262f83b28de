"""The real one."""

import importlib

Migration = importlib.import_module("gateway.database.migrations.0001_initial").Migration
