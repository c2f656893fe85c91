# Nietpluis: the two commands a newcomer needs are `make run` and `make test`.
#
#   make run     set up what is missing, then start the public site, the desk and the worker
#   make test    every test, on SQLite and on PostgreSQL (some: make test ARGS=tests/desk)
#   make check   style, types, layers, migrations, settings, templates
#   make fmt     put the code in shape
#   make bench   build large stores and measure (kept out of the tests; takes long)
#   make lock    pin the Python packages anew, after a change in requirements*.in
#   make clean   remove what was built; the data in var/ stays
#
# A step that is done leaves a stamp, so a second run starts in seconds. Settings are variables
# that start with NIETPLUIS_, for instance NIETPLUIS_PUBLIC_PORT=9001 make run.

PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run setup test check fmt bench lock assets clean

RUN_READY := .venv/.run-ready
DEV_READY := .venv/.dev-ready
ASSETS := build/.assets
STATIC := build/.static
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

# ---- run -------------------------------------------------------------------------------------

run: setup
	@$(BIN)/nietpluis run

setup: $(RUN_READY) $(STATIC)
	@$(BIN)/nietpluis setup
	@$(BIN)/nietpluis demo

# ---- what the rest stands on -----------------------------------------------------------------

.venv/bin/python:
	@PYTHON=$(PYTHON) tools/preflight.sh
	$(PYTHON) -m venv .venv

$(RUN_READY): requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): requirements-dev.lock $(RUN_READY)
	$(PIP) -r requirements-dev.lock
	@touch $@

node_modules/.ready: package.json package-lock.json .npmrc
	@PYTHON=$(PYTHON) tools/preflight.sh
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

assets: $(ASSETS)

$(ASSETS): node_modules/.ready tools/assets.py | .venv/bin/python
	$(BIN)/python -m tools.assets
	@touch $@

# Every process serves its own files: the public site has none of the desk's.
$(STATIC): $(ASSETS) $(RUN_READY) $(shell find nietpluis -path '*/static/*' -type f)
	@$(BIN)/nietpluis setup --keys-only
	@for side in public desk; do \
	  DJANGO_SETTINGS_MODULE=nietpluis.config.settings_$$side \
	    $(BIN)/django-admin collectstatic --noinput --clear --verbosity 0 || exit 1; \
	done
	@touch $@

# ---- test and check --------------------------------------------------------------------------

test: $(DEV_READY) $(STATIC)
	@$(BIN)/python -m tools.test $(ARGS)

check: $(DEV_READY) $(STATIC)
	@$(BIN)/python -m tools.check

fmt: $(DEV_READY)
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(DEV_READY)
	$(BIN)/python -m bench

# ---- upkeep ----------------------------------------------------------------------------------

COMPILE := .lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

lock:
	@test -x .lock/bin/uv || { $(PYTHON) -m venv .lock && .lock/bin/pip install --quiet uv; }
	$(COMPILE) --upgrade --output-file requirements.lock requirements.in
	$(COMPILE) --upgrade --constraint requirements.lock --output-file requirements-dev.lock requirements-dev.in

clean:
	-@test -x $(BIN)/python && $(BIN)/python -m tools.postgres stop
	rm -rf .venv .lock build node_modules *.egg-info
