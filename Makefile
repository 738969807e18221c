# The two commands are `make run` and `make test`; `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
MOTCUA_PORT ?= 8000
export MOTCUA_PORT PYTHON
PY := .venv/bin/python
# On Lambda the reader needs Python 3.12 or newer (see docs/decisions.md); packages are made with the newest one here.
PACKAGE_PYTHON ?= $(firstword $(foreach v,3.13 3.12,$(shell command -v python$(v) 2>/dev/null) $(wildcard $(HOME)/.pyenv/versions/$(v).*/bin/python3)) $(PYTHON))

.DEFAULT_GOAL := help
.PHONY: help setup run demo token test check format lock package rehearse clean

help: ## list every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 18

setup: ## set up this machine (done by every other target when needed)
	@sh infra/setup.sh

run: setup ## start the whole system on loopback (MOTCUA_PORT=8000)
	@$(PY) -m infra.local

demo: setup ## play one birth registration end to end (SCANS=<folder> for your own scans)
	@$(PY) -u -m infra.demo $(if $(SCANS),--scans "$(SCANS)")

token: setup ## print a bearer token of the running stack (AS=<demo user>)
	@$(PY) -m infra.local.access $(AS)

test: setup ## run all tests
	@$(PY) -m pytest -n 2

check: setup ## lint, format and type checks
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

format: setup ## format the source
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

clean: ## remove what was built (not the virtual environments)
	@rm -rf build .mypy_cache .ruff_cache .hypothesis

redrive: setup ## put dead letters back (STACK=motcua-prod QUEUE=notices)
	@$(PY) -m infra.redrive $(STACK) $(QUEUE)
