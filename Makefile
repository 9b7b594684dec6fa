# gatepost: `make serve` runs the server, `make test` runs the tests. Needs Python >= 3.11, git and make.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
WEB := src/gatepost/web/index.html
WEB_SOURCES := $(shell find web clients/typescript/src -type f -not -path '*/node_modules/*')

.DEFAULT_GOAL := help
.PHONY: help serve blog web wheel test check bench clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit("gatepost needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv

$(STAMP): $(BIN)/uv pyproject.toml uv.lock
	$(BIN)/uv sync --locked --quiet --inexact
	@touch $(STAMP)

$(WEB): $(WEB_SOURCES) | $(STAMP)
	web/build.sh
	@touch $(WEB)

web: $(WEB) ## build the web app, if its sources changed

serve: $(STAMP) ## run the server in development mode on http://localhost:8000
	@$(MAKE) --no-print-directory web || echo "The web app could not be built; the server runs without it."
	$(BIN)/gatepost serve

wheel: $(WEB) ## build the wheel, with the web app in it
	$(BIN)/uv build --quiet --wheel --out-dir dist

blog: $(STAMP) ## run the tutorial's project on http://127.0.0.1:8000 (account: root, a-l0ng-Secret)
	cd examples/blog && ../../$(BIN)/python manage.py migrate -v 0
	-cd examples/blog && ../../$(BIN)/python manage.py gatepost users create --superuser --username root \
	  --email root@example.org --password a-l0ng-Secret
	cd examples/blog && ../../$(BIN)/python manage.py runserver

test: $(STAMP) ## run the tests on SQLite; TESTS names some, or adds options
	$(BIN)/pytest -q -rs -n auto $(TESTS)

lint: $(STAMP) ## check format, style, types, layers, dependencies and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	DJANGO_SETTINGS_MODULE=tests.settings PYTHONPATH=. $(BIN)/django-admin makemigrations gatepost --check --dry-run

check: lint ## run every check: all of lint, and the tests with coverage
	$(MAKE) --no-print-directory test TESTS="--cov --cov-report=term:skip-covered"

bench: $(STAMP) ## time it beside django-allauth and the packages around REST framework, in an environment of their own
	test -d .venv/peers || $(PYTHON) -m venv .venv/peers
	$(BIN)/uv pip install -q --python .venv/peers/bin/python "django-allauth[socialaccount]==65.21.1" "Django>=5.2,<6" \
	  "pyjwt[crypto]" djangorestframework==3.18.3 djangorestframework-simplejwt==5.5.1 django-rest-knox==5.1.0 \
	  dj-rest-auth==7.2.0 djoser==2.3.5
	cd bench && ../$(BIN)/python compare.py
	cd bench && ../$(BIN)/python compare_rest.py

clean: ## remove what was installed and built
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .coverage
