# One vocabulary for people, documentation and CI. Every target prepares what it needs and can be run again and again.
SHELL := /bin/sh
VENV := $(if $(UV_PROJECT_ENVIRONMENT),$(UV_PROJECT_ENVIRONMENT),.venv)
PYTHON := $(VENV)/bin/python
BASE := sh scripts/bootstrap.sh
DEV := sh scripts/bootstrap.sh --dev
KILLS ?= 10000

.DEFAULT_GOAL := help
.PHONY: help demo test lint types api fmt test-browser bench faults

help:
	@echo "make demo                 本番同様の動作を見る / see the main job      (ARGS=--once)"
	@echo "make test                 すべてのテスト / every gate                 (ARGS=...: pytest)"
	@echo "make lint types fmt api   静的検査・型・整形・OpenAPI / checks, types, format, OpenAPI"
	@echo "make test-browser         ブラウザテスト / browser tests"
	@echo "make bench BENCH=webhook  ベンチマーク / one benchmark"
	@echo "make faults KILLS=10000   障害テスト / fault tests"

# `exec` leaves no shell in between, so Ctrl-C and SIGTERM reach the program itself.
demo:
	@$(BASE) && exec $(VENV)/bin/enishi demo $(ARGS)

test:
	@$(DEV) && exec sh scripts/test.sh $(ARGS)

lint:
	@$(DEV) && exec sh scripts/test.sh --only lint

types:
	@$(DEV) && exec sh scripts/test.sh --only types

api:
	@$(BASE) && exec $(PYTHON) -m enishi.config.openapi docs/api/openapi.json

fmt:
	@$(DEV) && $(VENV)/bin/ruff check --fix-only --quiet . && exec $(VENV)/bin/ruff format .

test-browser:
	@test -d tests/browser || { echo "ブラウザテストはまだありません。 / There are no browser tests yet." >&2; exit 2; }
	@$(DEV) && exec $(PYTHON) -m pytest tests/browser $(ARGS)

bench:
	@test -n "$(BENCH)" || { echo "使い方 / usage: make bench BENCH=webhook" >&2; exit 2; }
	@$(BASE) && exec $(PYTHON) -m bench.$(BENCH) $(ARGS)

faults:
	@$(DEV) && KILLS=$(KILLS) exec $(PYTHON) -m pytest tests/faults $(ARGS)
