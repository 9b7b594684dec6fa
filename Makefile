# gatepost: `make serve` runs the server (`PORT=8010` for another port), `make test` runs the tests. Needs Python >= 3.11, git and make.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/.installed
WEB := src/gatepost/web/index.html
WEB_SOURCES := $(shell find web clients/typescript/src -type f -not -path '*/node_modules/*')

.DEFAULT_GOAL := help
.PHONY: help serve blog web messages wheel sbom test test-all matrix mutants failures prove prove-long lint check house flows judges lighthouse docs attacks costs bench clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

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

messages: $(STAMP) ## extract the texts to translate into the message catalogues, and compile these (needs gettext)
	cd src/gatepost && ../../$(BIN)/django-admin makemessages --all --no-location --no-wrap --no-obsolete -v 0
	cd src/gatepost && ../../$(BIN)/django-admin compilemessages -v 0

serve: $(STAMP) ## run the server in development mode on http://localhost:8000; PORT names another port
	@$(MAKE) --no-print-directory web || echo "The web app could not be built; the server runs without it."
	$(BIN)/gatepost serve --port $(PORT)

# Two builds of one commit are equal byte for byte.
wheel: $(WEB) ## build the sdist, and the wheel from it, both with the web app in them
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/uv build --quiet --out-dir dist

sbom: $(STAMP) ## write the software bill of materials (CycloneDX) of everything a release may install, to dist/sbom.cdx.json
	$(BIN)/uv sync --locked --quiet --inexact --group sbom
	mkdir -p dist
	$(BIN)/uv export --quiet --locked --no-default-groups --all-extras --no-emit-project --format requirements-txt | \
	  $(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file dist/sbom.cdx.json -

blog: $(STAMP) ## run the tutorial's project on http://127.0.0.1:8000 (account: root, a-l0ng-Secret)
	cd examples/blog && ../../$(BIN)/python manage.py migrate -v 0
	-cd examples/blog && ../../$(BIN)/python manage.py gatepost users create --superuser --username root \
	  --email root@example.org --password a-l0ng-Secret
	cd examples/blog && ../../$(BIN)/python manage.py runserver

# These start servers, browsers and npm, and install other packages.
SLOW := tests/live tests/browser tests/clients tests/moving_in

test: $(STAMP) ## run the fast tests on SQLite, within five minutes; TESTS adds options
	$(BIN)/pytest -q -rsfE -n auto $(addprefix --ignore=,$(SLOW)) $(TESTS)

test-all: $(STAMP) ## run all tests on SQLite, also with servers and browsers; TESTS names some, or adds options
	@$(MAKE) --no-print-directory web || echo "The web app could not be built; its tests are skipped."
	$(BIN)/pytest -q -rsfE -n auto $(TESTS)

MODELS := plain email_only uuid handle bare phone employee short company inherited deletable routed natural
DATABASES := sqlite postgresql mariadb
matrix: $(STAMP) ## run every entry point with every user model on every database (MODELS, DATABASES name some)
	@for model in $(MODELS); do for database in $(DATABASES); do echo $$model $$database; done; done | \
	  xargs -P $$(nproc 2>/dev/null || echo 2) -L 1 sh -c 'log=$$(mktemp); GATEPOST_TEST_USER=$$0 GATEPOST_TEST_DATABASE=$$1 \
	    GATEPOST_TEST_DATABASE_NAME=gatepost_$$0 $(BIN)/pytest -q --create-db tests/matrix >$$log 2>&1; status=$$?; \
	    echo "== $$0 on $$1"; cat $$log; rm $$log; exit $$status'

mutants: $(STAMP) ## break each defence on purpose, and run the tests that must notice (an interrupted run continues); MUTANTS names some
	$(BIN)/python -m tests.mutants $(MUTANTS)

FAILURES := $(addprefix tests/failure/,killed_workers.py killed_database.py broken_redis.py redis_failover.py broken_mail_server.py broken_provider.py full_disk.py full_postgres.py frozen_replica.py clock_jumps.py rolling_restart.py rolling_upgrade.py)
failures: $(STAMP) ## kill servers, databases and mail servers under load; prints what failed, for how long, and what was lost
	$(BIN)/pytest -q -rs $(FAILURES) $(TESTS)

prove: $(STAMP) ## run everything that proves speed, races, attacks and failures, and write docs/proof.md (an interrupted run continues); PROVE adds options, --list names the parts
	$(BIN)/python -m tests.proof $(PROVE)

prove-long: $(STAMP) ## the parts of it that take long or need clusters
	$(BIN)/python -m tests.proof --long $(PROVE)

lint: $(STAMP) ## check format, style, types, layers, dependencies and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	DJANGO_SETTINGS_MODULE=tests.settings PYTHONPATH=. $(BIN)/django-admin makemigrations gatepost --check --dry-run

check: lint ## run every check: all of lint, and the tests with coverage
	$(MAKE) --no-print-directory test-all TESTS="--cov --cov-report=term:skip-covered"

flows: $(STAMP) $(WEB) ## run every flow through the web app, in all widths, themes and languages (needs Chromium and npm)
	$(BIN)/pytest -q -n auto tests/browser/every_flow.py $(TESTS)

judges: $(STAMP) $(WEB) ## let other programs log users in through the provider (needs Chromium, npm and Debian packages)
	$(BIN)/pytest -q -rsfE tests/clients/test_command_line_clients.py tests/clients/test_dovecot.py tests/clients/test_mcp_server.py \
	  tests/clients/test_oauth_clients.py tests/clients/test_certified_provider.py tests/clients/test_relying_parties.py \
	  tests/browser/judges/*.py $(TESTS)

lighthouse: $(STAMP) $(WEB) ## measure the web app's pages with Lighthouse (needs Chromium, npm and an idle machine)
	cd tests/browser/lighthouse && npm ci --no-audit --no-fund
	$(BIN)/pytest -q -rP tests/browser/lighthouse_points.py

docs: $(STAMP) ## build the documentation's website in site/, and check its links
	$(BIN)/uv sync --locked --quiet --inexact --group docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open site/index.html"

house: $(STAMP) ## measure the source: cycles, contracts, types, sizes, the path of a login, each beside its limit
	$(BIN)/pytest -q tests/house/test_figures.py tests/house/test_route.py

.venv/peers/.installed: $(STAMP) Makefile
	test -d .venv/peers || $(PYTHON) -m venv .venv/peers
	$(BIN)/uv pip install -q --python .venv/peers/bin/python "django-allauth[headless,mfa,socialaccount]==65.21.1" "Django>=5.2,<6" \
	  "pyjwt[crypto]" djangorestframework==3.18.3 djangorestframework-simplejwt==5.5.1 django-rest-knox==5.1.0 \
	  dj-rest-auth==7.2.0 djoser==2.3.5 "psycopg[binary]" granian redis
	@touch $@

attacks: .venv/peers/.installed ## race and attack gatepost, and the packages that it replaces, in the same ways (needs PostgreSQL and Redis)
	cd bench && ../$(BIN)/python compare_attacks.py

costs: .venv/peers/.installed ## count statements and instructions of each operation, beside the packages' (needs PostgreSQL and Valgrind)
	cd bench && ../$(BIN)/python costs.py --instructions

bench: .venv/peers/.installed ## time it beside django-allauth and the packages around REST framework, in an environment of their own
	test -d .venv/providers || $(PYTHON) -m venv .venv/providers
	$(BIN)/uv pip install -q --python .venv/providers/bin/python django-oauth-toolkit==3.4.1 "django-allauth[idp-oidc]==65.22.1" \
	  "Django>=5.2,<6"
	cd bench && ../$(BIN)/python compare.py
	cd bench && ../$(BIN)/python compare_rest.py
	cd bench && ../$(BIN)/python compare_provider.py
	cd bench && ../$(BIN)/python startup.py
	cd bench && ../$(BIN)/python async_checks.py

clean: ## remove what was installed and built
	rm -rf .venv dist site .mypy_cache .ruff_cache .pytest_cache .coverage
