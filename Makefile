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
# The compiled build lives apart: in the source tree it would be what the next import finds.
FAST_BIN := build/compiled/bin
FAST := build/compiled/compiled.stamp
SOURCES := $(wildcard pdusim/*.py pdusim/*/*.py pdusim/*/*/*.py pdusim/*/*/*.* scenarios/* experiments/* tools/compile_hook.py tools/native_settings.py)
# Tests that look at the model from outside only: what the compiled build must pass as well.
BLACK_BOX := tests/model/kernel/test_extensions.py tests/domain tests/test_arithmetic.py tests/test_randomness.py \
	tests/model/test_fingerprints.py tests/model/test_determinism.py tests/model/test_build.py \
	tests/outcomes/test_sent.py tests/model/test_given_back.py
COMPILED ?=
LEFTOVERS := build dist site .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
CHECK_PYTHON = @$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('pdusim needs Python 3.11 or newer, and this is ' + sys.version.split()[0] + '; choose another with: make PYTHON=python3.12 $(or $(MAKECMDGOALS),run)')"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run fast test test-compiled test-versions lint types contract check format fingerprints pictures soak audit docs wheel bench peers instructions clean

help: ## list the targets
	@$(PYTHON) -c "import re; [print(f'make {n:15}{t}') for n, t in re.findall(r'^([\w-]+):.*?## (.*)', open('Makefile', encoding='utf-8').read(), re.M)]"

run: $(INSTALLED) ## install, then compare the baseline with one policy scenario
	$(BIN)/pdusim run $(SCENARIOS) $(RUN_ARGS)
	@$(BIN)/python tools/compiler.py --hint

fast: ## as run, with the model compiled first where it can be: faster, the same numbers
	@if $(MAKE) --no-print-directory $(FAST); then \
		$(FAST_BIN)/pdusim --version && $(FAST_BIN)/pdusim run $(SCENARIOS) $(RUN_ARGS); \
	else \
		echo "The model was not compiled; why stands above. Going on in pure Python: the same numbers, slower." >&2; \
		$(MAKE) --no-print-directory run; \
	fi

test: $(TOOLS) ## install with the test tools, then run every test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-compiled: $(FAST) ## the tests that look from outside, on the compiled build
	$(FAST_BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt pytest pytest-timeout pytest-xdist hypothesis mypy==2.4.1
	cd build && compiled/bin/python -P -m pytest --build compiled -o "pythonpath=tests tools benchmarks" $(PYTEST_ARGS) $(addprefix ../,$(BLACK_BOX))

test-versions: ## the fingerprints under another version of Python, where there is one
	$(PYTHON) tools/other_python.py

lint: $(TOOLS) ## style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TOOLS) ## static types
	$(BIN)/mypy

contract: $(TOOLS) ## the direction of imports between the layers
	$(BIN)/lint-imports

check: test lint types contract ## tests, style, types and the contract; .ci/run does more

format: $(TOOLS) ## rewrite the files in the agreed style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fingerprints: $(TOOLS) ## has any number of the model moved, and which
	$(BIN)/python tools/fingerprints.py explain

pictures: $(TOOLS) ## keep what the main pages look like now; look at the pictures before they are kept
	$(BIN)/python -m pytest -q tests/test_pictures.py --renew-pictures

soak: $(TOOLS) ## an hour of trying to break it; SOAK_ARGS=--small a minute, --help the options
	$(BIN)/python -m tools.soak $(SOAK_ARGS)

docs: $(TOOLS) ## the documentation site: open site/index.html
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@$(BIN)/python -c "print('site/index.html')"

audit: $(TOOLS) ## is any pinned library known to be unsafe
	$(BIN)/python tools/audit.py

wheel: $(TOOLS) ## build the wheel into dist/; COMPILED=1: one of this platform, compiled
	PDUSIM_COMPILE=$(COMPILED) $(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-build-isolation --no-deps --wheel-dir dist .

bench: $(INSTALLED) ## what a simulated year costs, in bare SimPy timeouts
	$(BIN)/python benchmarks/pdu_year.py

peers: $(TOOLS) ## the same simplified unit in textbook SimPy, in Ciw and in pdusim
	$(BIN)/python benchmarks/compare_peers.py

instructions: $(INSTALLED) ## what a replication costs in machine instructions, against its ceiling
	$(BIN)/python benchmarks/instructions.py --gate

clean: ## remove the environment, builds and caches
	$(PYTHON) -c "import shutil, sys; [shutil.rmtree(name, ignore_errors=True) for name in sys.argv[1:]]" $(VENV) $(LEFTOVERS)

$(INSTALLED): pyproject.toml constraints.txt
	$(CHECK_PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@$(STAMP) $@

$(FAST): $(SOURCES) pyproject.toml constraints.txt
	$(CHECK_PYTHON)
	@$(PYTHON) tools/compiler.py
	$(PYTHON) -m venv build/compiled
	$(FAST_BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt ".[compile]"
	PDUSIM_COMPILE=1 $(FAST_BIN)/python -m pip --disable-pip-version-check install --quiet --no-build-isolation --no-deps --force-reinstall .
	@$(PYTHON) -c "import pathlib; pathlib.Path('$@').touch()"

$(TOOLS): pyproject.toml constraints.txt
	$(CHECK_PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable ".[test,dev]"
	@$(STAMP) $(INSTALLED) $@
