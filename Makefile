# Everything that is done with this repository; `make` alone says what there is.

PORT  ?= 8000
DATA  ?= caseway-data
ACTOR ?= agent
PYTHON ?= python3
BIN   := .venv/bin
STAMP := .venv/.installed

POLICY     := $(BIN)/caseway policy
SCHEMA     := $(BIN)/caseway schema
SETTINGS   := $(BIN)/python -m gateway.settings
LIFECYCLES := $(BIN)/python -c 'from gateway import drawing; print(drawing.document(), end="")'

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check lint schema messages docs migrations explain bench wheel lock

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  (demo and run take PORT=8000 DATA=caseway-data; explain takes ACTOR=agent QUERY='{ cases { nodes { number } } }')"

setup: $(STAMP) ## Make .venv with everything that is needed, as requirements.lock pins it
	@:

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Caseway needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^uv==[0-9.]*' requirements.lock)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Serve a demonstration on real data, with a sign-in link for every persona
	@$(BIN)/caseway demo --port $(PORT) --data $(DATA)

run: setup ## Serve what is in DATA
	@$(BIN)/caseway serve --port $(PORT) --data $(DATA)

test: setup ## Run every test that this machine can run
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 8 --dist worksteal $(ARGS)

check: lint ## Lint, types, import contracts, and generated files that are up to date
	@$(POLICY) | diff -u docs/policy.md - || { echo "docs/policy.md is out of date: make docs"; exit 1; }
	@$(SETTINGS) | diff -u docs/settings.md - || { echo "docs/settings.md is out of date: make docs"; exit 1; }
	@$(LIFECYCLES) | diff -u docs/lifecycles.md - || { echo "docs/lifecycles.md is out of date: make docs"; exit 1; }
	@$(SCHEMA) | diff -u schema.graphql - || { echo "schema.graphql is out of date: make schema"; exit 1; }
	@$(BIN)/python -m gateway.database.making --check
	@echo "All checks pass."

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/pyright
	@$(BIN)/lint-imports

schema: setup ## Write schema.graphql
	@$(SCHEMA) > .written && mv .written schema.graphql

messages: setup ## Bring portal/translations up to date with what pages say
	@$(BIN)/python -m portal.catalogue

docs: setup ## Write docs/policy.md, docs/settings.md and docs/lifecycles.md
	@$(POLICY) > .written && mv .written docs/policy.md
	@$(SETTINGS) > .written && mv .written docs/settings.md
	@$(LIFECYCLES) > .written && mv .written docs/lifecycles.md

migrations: setup ## Write the migration for what changed in the models
	@$(BIN)/python -m gateway.database.making

explain: setup ## Say how ACTOR's QUERY is answered, and why anything in it is hidden
	@$(BIN)/caseway explain --data $(DATA) --actor $(ACTOR) '$(QUERY)'

bench: setup ## Measure: our answers beside hand-written and naive ones (minutes)
	@$(BIN)/python -m bench $(ARGS)

wheel: setup ## Build the wheel into dist/
	@$(BIN)/python -m hatchling build -t wheel

lock: setup ## Pin the newest versions that pyproject.toml allows
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --group dev --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --output-file requirements.lock pyproject.toml
