# Inkling: `make help` lists what there is. Needs Python 3.11+ and make; all else is fetched the first time.
.DEFAULT_GOAL := help
.PHONY: help run install check check-python check-page test test-page test-python test-browser bench bench-quick figures \
	format protocol settings pins pictures clean
# In the order written, also under -j: tests use every core by themselves, and pytest has the last word.
.NOTPARALLEL:

BIN := .venv/bin
SETUP := scripts/python scripts/setup.py
NPM := $(BIN)/python scripts/frontend.py npm
# Of `make run`, for example: make run ARGS="--port 9000"
ARGS :=

help: ## list these
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## set up what is missing, serve Inkling on a free port (8000 first) and open the browser
	@$(SETUP) app
	@exec $(BIN)/inkling --open $(ARGS)

install: ## set up everything, and start nothing
	@$(SETUP) dev

check: check-python check-page ## lint and types, Python and the page

check-python: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

check-page: install
	@$(NPM) run --silent check
	@$(NPM) run --silent lint

test: check test-page test-python test-browser ## set up everything, then check, and run every test

test-page: install ## the page's own tests (vitest)
	@$(NPM) run --silent test

test-python: install ## the Python tests
	$(BIN)/pytest tests --ignore tests/browser -n 2

test-browser: install ## the tests with a real server and a real Chromium
	@$(BIN)/python scripts/chromium.py
	$(BIN)/pytest tests/browser -n 2 --dist loadfile

bench: install ## measure what the README's figures come from, on MNIST; best with nothing else running
	PYTHONPATH=scripts $(BIN)/python -m benchmarks --json benchmarks/results.json

figures: ## write the README's table of figures from the last `make bench`
	$(BIN)/python -m benchmarks.readme

bench-quick: install ## run each benchmark for a moment: do they work?
	PYTHONPATH=scripts $(BIN)/python -m benchmarks --quick

format: install ## let ruff and prettier lay out what can be laid out without thought
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	@$(NPM) run --silent format

protocol: install ## write frontend/src/link/*.gen.ts from the pydantic models
	@$(NPM) run --silent protocol

settings: install ## write the README's table of settings from the code
	$(BIN)/python scripts/settings_table.py

pins: install ## write constraints.txt from the versions .venv has now
	$(BIN)/python scripts/pins.py

pictures: install ## take the README's pictures of the real thing
	$(BIN)/python scripts/pictures.py

clean: ## remove everything that set-up and builds made, .venv too
	rm -rf .venv frontend/node_modules backend/inkling/web/static dist build out test-results .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
