# Malote. `make help` lists what can be done here.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

UV  := .local/uv/bin/uv
RUN := $(UV) run --frozen --quiet
export SAM_CLI_TELEMETRY := 0
# `sam build` wants a python3.13 with pip on the PATH: the one in SAM's own environment.
SAM := PATH="$(CURDIR)/.local/sam/bin:$$PATH" sam

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# ── Setting up ────────────────────────────────────────────────────────────────
# Any python3 can install uv; uv then finds the Python 3.13 of this machine.
$(UV):
	@echo "· installing uv into .local/uv"
	@python3 -m venv .local/uv && .local/uv/bin/python -m pip install --quiet 'uv>=0.9,<1'

.local/.ready: $(UV) pyproject.toml uv.lock layers/core/pyproject.toml
	@echo "· installing what uv.lock says (project, SAM, MiniStack)"
	@$(UV) sync --frozen --quiet
	@UV_PROJECT_ENVIRONMENT=.local/sam $(UV) sync --frozen --quiet --only-group sam
	@UV_PROJECT_ENVIRONMENT=.local/ministack $(UV) sync --frozen --quiet --only-group ministack
	@touch $@

# The Integrador has an environment of its own: pycurl is built here, on the system's libcurl.
.local/.agent-ready: .local/.ready integrador/pyproject.toml | system-packages
	@echo "· installing what uv.lock says of the Integrador"
	@UV_PROJECT_ENVIRONMENT=.local/integrador $(UV) sync --frozen --quiet --package integrador
	@touch $@

agent: .local/.agent-ready # the Integrador, to be run as .local/integrador/bin/integrador
	@:

setup: .local/.ready ## Install everything this project needs, under .venv and .local
	@:

# ── Running ───────────────────────────────────────────────────────────────────
demo: setup ## The whole system on this machine: mails in, documents out
	@$(RUN) python -m local.demo

stop: setup ## End every process that `make demo` started
	@$(RUN) python -m local.stop

build: setup ## Build the functions and layers into .aws-sam
	@$(RUN) python -m local.build

deploy: build ## Deploy to AWS with your credentials: make deploy ENV=prod
	$(SAM) deploy --config-env $(or $(ENV),dev)

integrador: agent ## The Integrador as a portable zip for this system: make integrador API_URL=…
	@.local/integrador/bin/python integrador/package.py "$(API_URL)"

# ── Checking ──────────────────────────────────────────────────────────────────
check: setup agent ## Lint, types, template, and that generated files are current
	$(UV) lock --check --quiet
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	cd integrador && ../.local/integrador/bin/mypy
	$(SAM) validate --lint
	$(RUN) python -m local.generated --check

# A real mail server; a card in software and what reaches it; a screen for the window's pictures.
PACKAGES := dovecot-imapd dovecot-submissiond \
  softhsm2 opensc libengine-pkcs11-openssl libcurl4-openssl-dev libp11-kit-dev gcc \
  xvfb xdotool libegl1 libgl1 libdbus-1-3 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 \
  libxcb-keysyms1 libxcb-shape0 fonts-dejavu-core

system-packages: ## What the tests and the Integrador need of Debian (needs root to install it)
	@dpkg-query -W -f '$${Status}\n' $(PACKAGES) 2>&1 | grep -qv '^install ok installed$$' || exit 0; \
	  [ "$$(id -u)" = 0 ] || { echo "The tests run a real Dovecot, a card in software and a window, and the"; \
	    echo "Integrador is built on the system's libcurl. Root is needed to install them:"; \
	    echo "  sudo make system-packages"; exit 1; }; \
	  echo "· installing of Debian: $(PACKAGES)"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null

test: setup system-packages agent ## All tests, on a stack deployed for them
	@echo "· building what two stacks are deployed from"
	@$(RUN) python -c "from local.build import build; build()"
	@echo "· four processes share the tests; each speaks when it is done, the last in some 16 minutes on two cores"
	@$(MAKE) --no-print-directory -j4 --output-sync=line test-parts test-agent test-stack test-grants

test-parts: # what needs no deployed stack, beside what does: two cores share them
	$(RUN) pytest tests/unit tests/handlers tests/integration

test-agent:
	cd integrador && ../.local/integrador/bin/python -m pytest

# Those that ask of each grant and each endpoint, on a stack of their own: as long as all the others.
GRANTS := tests/e2e/test_roles.py tests/e2e/test_access.py

test-stack:
	BUILT=yes $(RUN) pytest tests/e2e $(GRANTS:%=--ignore=%)

test-grants:
	BUILT=yes $(RUN) pytest $(GRANTS) tests/e2e/test_afterwards.py

test-slow: setup system-packages agent ## The long proofs: crashes, shuffled events, hostile servers, floods
	$(RUN) pytest tests/slow -v

bench: setup system-packages ## Figures, measured side by side; docs/benchmarks.md keeps them
	$(RUN) python -m bench

# ── Writing ───────────────────────────────────────────────────────────────────
format: setup ## Format the code
	$(RUN) ruff check --fix --quiet .
	$(RUN) ruff format .

generate: setup ## Make the generated files anew: the layers' requirements, docs/openapi.json
	$(UV) lock
	$(RUN) python -m local.generated

.PHONY: help setup agent demo stop build deploy integrador check system-packages test test-parts test-agent test-stack test-grants test-slow bench format generate
