# The commands of the project; each works in a bare clone on a machine with Python 3.11+ and make. `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
export PYTHON
export PYSPARK_PYTHON := $(CURDIR)/$(BIN)/python
export PYSPARK_DRIVER_PYTHON := $(PYSPARK_PYTHON)
# Spark asks for the machine's own name; on a machine whose name has no address that fails.
export SPARK_LOCAL_IP ?= 127.0.0.1

.PHONY: help
help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: demo
demo: setup ## measure the worked example and serve its console until stopped
	@scripts/demo.sh

.PHONY: setup
setup: ## make .venv with tanlu in it
	@scripts/setup.sh run

.PHONY: setup-dev
setup-dev: ## make .venv with everything for tests and checks, Java for the distributed engine, a browser for the pages
	@scripts/setup.sh dev
	@scripts/install-java.sh
	@scripts/install-browser.sh

.PHONY: test
test: setup-dev order ## everything: formatting, lint, types, layers and every test
	@$(BIN)/pytest -q -n 2 --dist loadfile

.PHONY: check
check: setup-dev format order ## while you work: format the code, then lint, types, layers, prose and the quick tests
	@$(BIN)/pytest -q -m "not slow" tests/unit tests/docs/test_prose.py

.PHONY: format
format: setup-dev ## sort imports and format the code
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format --quiet .

.PHONY: order
order: setup-dev
	@$(BIN)/ruff check --quiet . || { echo "make: ruff lists lines to correct, above." >&2; exit 1; }
	@$(BIN)/ruff format --quiet --check . || { echo "make: some files are not formatted; run: make format" >&2; exit 1; }
	@$(BIN)/pyright --warnings || { echo "make: pyright found type errors, above." >&2; exit 1; }
	@$(BIN)/python hatch_build.py types || { echo "make: vue-tsc found type errors in frontend/, above." >&2; exit 1; }
	@$(BIN)/lint-imports --no-logo || { echo "make: a package imports upward or sideways; ARCHITECTURE.md has the layers." >&2; exit 1; }

.PHONY: bench
bench: setup-dev ## run the benchmarks; each prints ratios measured in one run
	@for file in benchmarks/bench_*.py; do [ -e "$$file" ] || { echo "make: no benchmarks/bench_*.py yet" >&2; exit 1; }; \
	  echo "== $$file"; $(BIN)/python "$$file" || { echo "make: $$file did not run to its end, above." >&2; exit 1; }; done

.PHONY: soak
soak: setup-dev ## run the long and large ones (hours, tens of gigabytes of disk)
	@for file in benchmarks/soak_*.py; do [ -e "$$file" ] || { echo "make: no benchmarks/soak_*.py yet" >&2; exit 1; }; \
	  echo "== $$file"; $(BIN)/python "$$file" || { echo "make: $$file did not run to its end, above." >&2; exit 1; }; done

# The script uses the browser tests' fixtures: the same server, the same browser.
.PHONY: screenshots
screenshots: setup-dev ## make the pictures of the console in README and manual, from a live server
	@PYTHONPATH=tests $(BIN)/python scripts/screenshots.py

.PHONY: lock
lock: setup ## take the current releases and write the lock files again
	@scripts/lock.sh
