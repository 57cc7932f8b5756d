# The commands of the portal. Only Python 3.11 (or newer) and make are needed; all that is installed goes into .venv.

PORT ?= 8000
PYTHON ?=
VAR_DIR ?= var

SETUP = PYTHON="$(PYTHON)" sh deploy/venv.sh
MANAGE = .venv/bin/python manage.py
PYTEST = .venv/bin/python -m pytest
# What the shell of a developer happens to have set is not what tests and lint are about.
NEUTRAL = SITE_URL= REDIS_URL= EMAIL_URL=consolemail:// LOG_LEVEL=WARNING
# The portal as a server sees it, for what must be tried with debug off on this machine.
AS_SERVER = SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}" SERVE_MEDIA="$${SERVE_MEDIA:-1}"

.DEFAULT_GOAL := help
.PHONY: help run serve test test-postgres test-browser lint format messages bench demo-accounts clean dev

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1: /p' Makefile

run:  ## set everything up and serve the portal at http://127.0.0.1:8000 (PORT= changes it)
	@$(SETUP)
	@.venv/bin/python -m cluster_portal.ports "$(PORT)"
	@$(SETUP) requirements.txt
	@$(MANAGE) start --port "$(PORT)"

serve:  ## the same with debug off, under the production server
	@$(SETUP)
	@.venv/bin/python -m cluster_portal.ports "$(PORT)"
	@$(SETUP) requirements.txt
	@mkdir -p "$(VAR_DIR)"
	@test -s "$(VAR_DIR)/secret-key" || (umask 077 && \
		.venv/bin/python -c "import secrets; print(secrets.token_urlsafe(64))" >"$(VAR_DIR)/secret-key")
	@$(AS_SERVER) SECRET_KEY="$${SECRET_KEY:-$$(cat "$(VAR_DIR)/secret-key")}" \
		$(MANAGE) serve --port "$(PORT)"

dev:
	@$(SETUP) requirements-dev.txt
	@$(NEUTRAL) DATABASE_URL= $(MANAGE) build_catalogues --verbosity 0

test: dev  ## install what tests need and run them, on SQLite and without a browser
	@$(NEUTRAL) DATABASE_URL= $(PYTEST) -n auto --dist worksteal

test-postgres: dev  ## run them on PostgreSQL: that of DATABASE_URL, a running one, or a throw-away one
	@$(NEUTRAL) .venv/bin/python .ci/with_postgres.py $(PYTEST) -n auto --dist worksteal

test-browser: dev  ## run what needs a browser, in the Chromium of this machine
	@$(NEUTRAL) DATABASE_URL= $(PYTEST) -m browser -n auto --dist worksteal

lint: dev  ## check style, templates, migrations and the settings of production
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@find cluster_portal members programmes news -name '*.html' -path '*/templates/*' -exec .venv/bin/djade --target-version 5.2 --check {} +
	@$(NEUTRAL) DATABASE_URL= $(MANAGE) makemigrations --check --dry-run
	@SITE_URL=https://portal.example.org SECRET_KEY="$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(MANAGE) check --deploy --fail-level WARNING

format: dev  ## put code and templates into their form
	@.venv/bin/python -m ruff check --fix .
	@.venv/bin/python -m ruff format .
	@find cluster_portal members programmes news -name '*.html' -path '*/templates/*' -exec .venv/bin/djade --target-version 5.2 {} +

messages: dev  ## bring the catalogues up to date with the texts in code and templates
	@$(MANAGE) update_catalogues
	@$(MANAGE) build_catalogues

bench: dev  ## measure time, queries, weight and memory against their budgets
	@directory=$$(mktemp -d) && trap 'rm -rf "$$directory"' EXIT INT TERM && \
		SITE_URL=http://127.0.0.1 SECRET_KEY=measured-and-thrown-away VAR_DIR="$$directory" $(MANAGE) bench

demo-accounts:  ## make an editor and a translator for trying the back office, and print their passwords once
	@$(SETUP) requirements.txt
	@$(MANAGE) demo_accounts

clean:  ## remove .venv, what was built and what tools left behind; var/ with the database stays
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .coverage htmlcov var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find cluster_portal/locale -name '*.mo' -delete
