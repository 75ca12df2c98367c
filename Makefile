# `make` alone lists the targets. None of them needs an argument.
SHELL := /bin/bash -o pipefail
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
PORT ?= $(or $(HANSE_PORT),8000)
HANSE_DATA ?= data
export HANSE_DATA

BIN := .venv/bin
STATIC := $(shell find hanse/web/static -type f -not -path '*/icons/*' 2>/dev/null)
TEXTS := $(wildcard hanse/locale/*/LC_MESSAGES/*.po)
# A key for commands that need settings and keep nothing.
NO_SECRETS := HANSE_DATA=build/none DATABASE_URL=sqlite:// \
  HANSE_SECRET_KEY=not-a-secret-only-for-commands-that-look-at-the-code-and-keep-nothing

CHECKS := format lint types floors templates migrations deployment holes
.PHONY: help setup run test test-long check bench messages requirements $(addprefix check-,$(CHECKS))

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.installed .venv/.collected ## .venv with everything needed to run; afterwards .venv/bin/hanse works

run: setup ## run Hanse with demo data: make run PORT=8123 HANSE_DATA=/some/dir
	@$(if $(DATABASE_URL),$(BIN)/hanse migrate,true)
	@$(BIN)/hanse demo
	@exec $(BIN)/hanse serve --port $(PORT)

test: .venv/.installed-dev .venv/.collected ## all tests on SQLite and on PostgreSQL, and everything of `make check`
	@requirements/machine.sh
	@tests/run_all.sh

test-long: .venv/.installed-dev .venv/.collected ## the property, fuzz, kill and scale runs in full
	@requirements/machine.sh
	@HANSE_TEST_LONG=1 tests/run_all.sh -m "long or any_database"

check: $(addprefix check-,$(CHECKS)) ## format, lint, types, floors, templates, migrations, deployment, known holes

$(addprefix check-,$(CHECKS)): .venv/.installed-dev

check-format:
	@$(BIN)/ruff format --check --quiet .
check-lint:
	@$(BIN)/ruff check --quiet .
check-types:
	@$(NO_SECRETS) $(BIN)/mypy --no-error-summary
check-floors:
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }
check-templates:
	@$(BIN)/djlint --quiet --lint hanse/web/templates
check-migrations:
	@$(NO_SECRETS) $(BIN)/python manage.py makemigrations --check --dry-run
check-deployment:
	@$(NO_SECRETS) HANSE_BASE_URL=https://crm.example.com $(BIN)/python manage.py check --deploy --fail-level WARNING
check-holes:
	@requirements/audit.sh

bench: .venv/.installed-dev .venv/.collected ## measure pages, API, search and import: writes a table with ratios
	@env -u DATABASE_URL HANSE_DATA=build/bench $(BIN)/python -m tests.database $(BIN)/python -m bench.run

messages: .venv/.installed-dev ## collect the texts to translate into hanse/locale (docs/how-to/translate.md)
	@hanse/locale/collect.sh

requirements: .venv/.installed-dev ## write requirements/*.txt anew from requirements/*.in
	cd requirements && for name in run dev; do ../$(BIN)/uv pip compile --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet -o $$name.txt $$name.in; done

.venv/.installed: requirements/run.txt pyproject.toml requirements/install.sh
	@PYTHON=$(PYTHON) requirements/install.sh requirements/run.txt
	@touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed
	@PYTHON=$(PYTHON) requirements/install.sh requirements/dev.txt
	@touch $@

# Compiled here, because a service's user often may not write beside the code, and every start would pay for it.
.venv/.collected: .venv/.installed hanse/web/icons.py $(STATIC) $(TEXTS)
	@$(BIN)/python -m compileall -q hanse
	@$(BIN)/pybabel --quiet compile --directory hanse/locale --domain django
	@$(NO_SECRETS) $(BIN)/python -m hanse.web.icons
	@$(NO_SECRETS) $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@
