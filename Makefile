# Needs git, python3 (3.11 or newer) and make, and nothing else on the PATH: work on files is
# done in Python. `make help` lists the targets.

PYTHON ?= python3
SCENARIOS ?= baseline ecsl_70_days
RUN_ARGS ?=
SOAK_ARGS ?=
PYTEST_ARGS ?= -n 2 --dist worksteal

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
STAMP := $(BIN)/python -c "import pathlib, sys; [pathlib.Path(name).touch() for name in sys.argv[1:]]"
INSTALLED := $(VENV)/installed.stamp
TOOLS := $(VENV)/tools.stamp
LEFTOVERS := build dist .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
CHECK_PYTHON = @$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('pdusim needs Python 3.11 or newer, and this is ' + sys.version.split()[0] + '; choose another with: make PYTHON=python3.12 $(or $(MAKECMDGOALS),run)')"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint types contract check format fingerprints soak wheel bench peers clean

help: ## list the targets
	@$(PYTHON) -c "import re; [print(f'make {n:13}{t}') for n, t in re.findall(r'^(\w+):.*?## (.*)', open('Makefile', encoding='utf-8').read(), re.M)]"

run: $(INSTALLED) ## install, then compare the baseline with one policy scenario
	$(BIN)/pdusim run $(SCENARIOS) $(RUN_ARGS)

test: $(TOOLS) ## install with the test tools, then run every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(TOOLS) ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TOOLS) ## static types
	$(BIN)/mypy

contract: $(TOOLS) ## the direction of imports between the layers
	$(BIN)/lint-imports

check: test lint types contract ## everything that .ci/run does

format: $(TOOLS) ## rewrite the files in the agreed style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fingerprints: $(TOOLS) ## has any number of the model moved, and which
	$(BIN)/python tools/fingerprints.py explain

soak: $(TOOLS) ## an hour of trying to break it; SOAK_ARGS=--small a minute, --help the options
	$(BIN)/python -m tools.soak $(SOAK_ARGS)

wheel: $(TOOLS) ## build the wheel into dist/
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir dist .

bench: $(INSTALLED) ## what a simulated year costs, in bare SimPy timeouts
	$(BIN)/python benchmarks/pdu_year.py

peers: $(TOOLS) ## the same simplified unit in textbook SimPy, in Ciw and in pdusim
	$(BIN)/python benchmarks/compare_peers.py

clean: ## remove the environment, builds and caches
	$(PYTHON) -c "import shutil, sys; [shutil.rmtree(name, ignore_errors=True) for name in sys.argv[1:]]" $(VENV) $(LEFTOVERS)

$(INSTALLED): pyproject.toml constraints.txt
	$(CHECK_PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@$(STAMP) $@

$(TOOLS): pyproject.toml constraints.txt
	$(CHECK_PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable ".[test,dev]"
	@$(STAMP) $(INSTALLED) $@
