# Everything one does with Stegvis from a checkout. Needs Python 3.11 or later, and make.
PORT ?= 8000
DATA ?= .data
SCALE ?= 1
TESTARGS ?=
PYTHON ?= $(shell command -v python3.11 || command -v python3)

BIN := .venv/bin
# Some images forbid it; then each server and command of the tests compiles Django anew, in seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help messages run demo-reset test prove check audit bench shots

help:  ## list the targets
	@echo "Stegvis: make TARGET [PORT=8000] [DATA=.data] [PYTHON=python3.11] [SCALE=1]"
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 14

run: .venv/installed  ## install, make demo data, serve at http://127.0.0.1:8000/
	@exec $(BIN)/stegvis demo --port $(PORT) --data "$(DATA)"

demo-reset: .venv/installed  ## as run, with the demo data made afresh
	@exec $(BIN)/stegvis demo --reset --port $(PORT) --data "$(DATA)"

test: .venv/installed-dev  ## run the tests; TESTARGS= goes to pytest
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(TESTARGS)

prove: .venv/installed-dev  ## prove the secrecy alone; ends with one line of figures
	@$(BIN)/python -m pytest -q -n 2 tests/proof tests/house/test_access_matrix.py

check: .venv/installed-dev  ## lint, format, types, import contracts and known vulnerabilities
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	STEGVIS_TESTING=1 $(BIN)/mypy stegvis config
	$(BIN)/lint-imports
	@$(BIN)/python -m scripts.dependency_audit

audit: .venv/installed-dev  ## known vulnerabilities in what is installed; fails when no register answers
	@$(BIN)/python -m scripts.dependency_audit --required

messages: .venv/installed-dev  ## collect and compile the words of the participant's pages
	@STEGVIS_TESTING=1 $(BIN)/python -m scripts.messages

bench: .venv/installed-dev  ## fill a big database and measure; SCALE=0.05 is quick
	@exec $(BIN)/python -m scripts.bench --scale $(SCALE)

shots: .venv/installed-dev  ## make the pictures of the user's guide
	@exec $(BIN)/python scripts/screenshots.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Stegvis needs Python 3.11 or later; name it with PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv --without-pip .venv || \
	  { rm -rf .venv; echo "On Debian: apt install python3-venv"; exit 1; }

# Installed again whenever the list of packages changes.
.venv/installed: pyproject.toml | .venv/bin/python
	@echo "Installing Stegvis into .venv (about a quarter of a minute the first time) …"
	@$(BIN)/python scripts/install.py
	@touch $@

.venv/installed-dev: pyproject.toml | .venv/bin/python
	@echo "Installing Stegvis and the tools of its tests into .venv (about half a minute) …"
	@$(BIN)/python scripts/install.py --dev
	@touch .venv/installed $@
