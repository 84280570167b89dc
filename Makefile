PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
# Three hands for two cores: journeys and real servers have one each and wait a good deal; units take the third.
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup run test night check audit format coverage bench dashboards conformance lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-12s %s\n", $$1, $$2 }'

setup: $(VENV)/.dev var/fonts/.complete ## Make .venv from the lock files and fetch the fonts

run: $(VENV)/.runtime var/fonts/.complete ## Start the suite and carry the sample class through it (FRESH=1 starts anew)
	$(BIN)/kaiban run $(if $(FRESH),--fresh)

test: setup check ## Run every check and every test, journeys on real servers included
	$(BIN)/python -m pytest -n $(WORKERS) $(TESTS)

night: export KAIBAN_NIGHT = 1
night: test ## The same, with the tests that take too long for every change

check: $(VENV)/.dev ## Format, lint, types and import walls, without changing anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy -n 2
	$(BIN)/lint-imports --no-logo

# Advisories are looked up in public; where nobody answers, that is said and the rest still counts.
audit: $(VENV)/.dev ## Look for dangerous code, and for known faults of the locked dependencies
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml contracts kit services gateway deploy
	$(BIN)/python -m deploy.advisories requirements.lock

format: $(VENV)/.dev ## Put imports and layout in order
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

coverage: setup ## Lines and branches the tests reach
	$(BIN)/python -m pytest --cov --cov-report=term-missing -m "not servers" $(TESTS)

bench: setup ## Measure speed (WRITE=1 puts the figures into docs/performance.md)
	$(BIN)/python -m tests.bench $(if $(WRITE),--write)

dashboards: $(VENV)/.dev ## Write Grafana's dashboards anew, as deploy/watching/dashboards.py says them
	$(BIN)/python -m deploy.watching.dashboards

faults: setup ## Break everything under load, SEEDS=10 times over (FRESH=1 forgets earlier runs, WRITE=1 puts the table into docs)
	$(BIN)/python -m tests.faults --seeds $(or $(SEEDS),1) $(if $(FRESH),--fresh) $(if $(WRITE),--write)

conformance: $(VENV)/.dev ## List each requirement as proven or open, from the last test run
	$(BIN)/python -m tests.conformance

# Hashes come from the public registry alone: a local mirror's builds may be others.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --generate-hashes \
	--strip-extras --allow-unsafe --all-build-deps \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: $(VENV)/.dev ## Pin the dependencies of pyproject.toml with their hashes (UPGRADE=1 takes the newest)
	$(COMPILE) $(if $(UPGRADE),--upgrade) -o requirements.lock pyproject.toml
	$(COMPILE) $(if $(UPGRADE),--upgrade) --extra dev --extra tracing -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## Remove what make can make again; the data in var/ stays
	rm -rf $(VENV) var/fonts var/servers *.egg-info build htmlcov .coverage* \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------- what the targets above need

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Kaiban needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# The project itself is installed with the locked setuptools, so that nothing unlocked is fetched.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/pip
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

var/fonts/.complete: deploy/fonts.py | $(BIN)/pip
	$(BIN)/python -m deploy.fonts
	@touch $@
