# `make` lists what there is. Set-up and its messages are in .ci/setup.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help env run test check lint format lock benchmark documents clean

SERVE ?= yes
ARGS ?=
export PYTHON
# Universal, from the oldest Python on: one lock serves all three.
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-strip-extras --no-header $(ARGS)

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

run: ## Demonstration group end to end: environment, data, refresh, dashboard (SERVE=no stops before the dashboard)
	@.ci/setup run
	@.venv/bin/quarterdeck demo
	@.venv/bin/quarterdeck refresh
ifeq ($(SERVE),no)
	@echo ready
else
	@exec .venv/bin/quarterdeck serve
endif

test: ## All tests, by two processes; installs MariaDB, PostgreSQL and Chromium from Debian's packages where it may (ARGS="-k name")
	@.ci/setup dev
	@.venv/bin/python -m tests.programs install
	.venv/bin/pytest -n 2 $(ARGS)

check: lint ## Format, lint, types, SQL lint, architecture and documentation tests
	.venv/bin/mypy
	@# Python warns of semaphores that sqlfluff's workers leave behind; nobody can act on that.
	PYTHONWARNINGS=ignore .venv/bin/sqlfluff lint --processes 2 --disable-progress-bar models
	.venv/bin/pytest -q tests/test_architecture.py tests/test_docs.py

lint: ## Format and lint of the Python files, nothing changed
	@.ci/setup dev
	.venv/bin/ruff format --check
	.venv/bin/ruff check

format: ## Put the Python files in form
	@.ci/setup dev
	.venv/bin/ruff check --fix-only --quiet
	.venv/bin/ruff format

env: ## The environment (.venv) with everything that tests and checks need; PYTHON=python3.12 chooses another Python
	@.ci/setup dev

lock: ## Write the locked requirements anew (ARGS="--upgrade" moves to the newest that the .in files allow)
	@.ci/setup dev
	$(COMPILE) requirements-pip.in --output-file requirements-pip.txt
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt

benchmark: ## Time the goals of docs/benchmarks.md, which takes half an hour (ARGS="aging --keep company" runs a part)
	@.ci/setup dev
	.venv/bin/python -m tests.benchmarks $(ARGS)

documents: ## Write docs/conformed.md and docs/planted-faults.md anew from what they describe
	@.ci/setup dev
	.venv/bin/python -m flows.conformed_document
	.venv/bin/python -m ingestion.demo.faults.document

clean: ## Remove the environment and all caches; data (var/) stays
	rm -rf .venv target logs .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
