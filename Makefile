# The two commands are `make run` and `make test`; `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
MOTCUA_PORT ?= 8000
export MOTCUA_PORT PYTHON
PY := .venv/bin/python
# On Lambda the reader needs Python 3.12 or newer (docs/decisions.md): packages are made with the newest one that runs here.
PACKAGE_PYTHON = $(shell for p in python3.13 python3.12 "$$HOME"/.pyenv/versions/3.13.*/bin/python3 \
	"$$HOME"/.pyenv/versions/3.12.*/bin/python3 "$(PYTHON)"; do \
	"$$p" -c 'import ensurepip, venv' 2>/dev/null && { echo "$$p"; break; }; done)

# What the archives are made of. Folders are among them, so that a file that is gone counts as a change.
PACKED = app.py requirements.txt requirements/reading.txt .chalice/config.json infra/resources.yaml \
	$(shell find chalicelib infra/package infra/policies -not -path '*/__pycache__*')
# Each list of requirements and its lock; later ones are bound by earlier ones.
LOCKS = runtime:../requirements reading:reading dev:dev package:package rehearsal:rehearsal
COMPILE = ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--override reading.overrides.txt --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup run demo draw token test check package rehearse redrive bench-reading lock format clean

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

package: setup build/package/done ## make the SAM template and its archives in build/package, and try them
	@.venv-package/bin/python -m infra.package check

rehearse: package .venv-rehearsal/done ## deploy that package to an independent emulator and play the main job there
	@$(PY) -u -m infra.rehearsal

draw: setup ## draw the lifecycle's table into docs/lifecycle.md
	@$(PY) -m infra.draw_lifecycle

redrive: setup ## put dead letters back (STACK=motcua-prod QUEUE=notices)
	@$(PY) -m infra.redrive $(STACK) $(QUEUE)

bench-reading: setup ## measure the reader beside tesseract and OCRmyPDF (PAGES=<folder> for other pages than our own)
	@$(PY) -u -m infra.bench_reading $(PAGES)

lock: setup ## pin what is new in requirements/*.in (UPGRADE=--upgrade: everything anew)
	@cd requirements && for lock in $(LOCKS); do \
	  $(COMPILE) $(UPGRADE) "$${lock%%:*}.in" -o "$${lock##*:}.txt" || exit 1; done

format: setup ## format the source
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

clean: ## remove what was built (not the virtual environments)
	@rm -rf build .mypy_cache .ruff_cache .hypothesis

build/package/done: $(PACKED) .venv-package/done
	@.venv-package/bin/python -m infra.package pack
	@touch $@

# Both virtual environments are of one Python: the emulator runs the functions on its own.
.venv-package/done: requirements.txt requirements/package.txt
	@rm -rf .venv-package && "$(PACKAGE_PYTHON)" -m venv .venv-package
	@.venv-package/bin/python -m pip install -q --require-hashes -r requirements.txt -r requirements/package.txt
	@touch $@

.venv-rehearsal/done: requirements/rehearsal.txt
	@rm -rf .venv-rehearsal && "$(PACKAGE_PYTHON)" -m venv .venv-rehearsal
	@.venv-rehearsal/bin/python -m pip install -q --require-hashes -r requirements/rehearsal.txt
	@touch $@
