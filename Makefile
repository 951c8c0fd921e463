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

# ── Checking ──────────────────────────────────────────────────────────────────
check: setup ## Lint, types, template, and that generated files are current
	$(UV) lock --check --quiet
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(SAM) validate --lint
	$(RUN) python -m local.generated --check

system-packages: ## The tests' mail server: Dovecot, from Debian (needs root to install it)
	@test -x /usr/sbin/dovecot -a -x /usr/lib/dovecot/submission || { \
	  [ "$$(id -u)" = 0 ] || { echo "The tests run a real Dovecot. Root is needed to install it:"; \
	    echo "  sudo make system-packages"; exit 1; }; \
	  echo "· installing dovecot-imapd and dovecot-submissiond, the tests' mail server"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends dovecot-imapd dovecot-submissiond >/dev/null; }

test: setup system-packages ## All tests, on a stack deployed for them
	@echo "· two processes share the tests; each speaks when it is done, in some 12 minutes on two cores"
	@$(MAKE) --no-print-directory -j2 --output-sync=line test-parts test-stack

test-parts: # what needs no deployed stack, beside what does: two cores share them
	$(RUN) pytest tests/unit tests/handlers tests/integration

test-stack:
	$(RUN) pytest tests/e2e

test-slow: setup system-packages ## The long proofs: crashes, shuffled events, hostile servers, floods
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

.PHONY: help setup demo stop build deploy check system-packages test test-parts test-stack test-slow bench format generate
