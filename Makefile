# One vocabulary for people, documentation and CI. Every target prepares what it needs and can be run again and again.
SHELL := /bin/sh
VENV := $(if $(UV_PROJECT_ENVIRONMENT),$(UV_PROJECT_ENVIRONMENT),.venv)
PYTHON := $(VENV)/bin/python
BASE := sh scripts/bootstrap.sh
DEV := sh scripts/bootstrap.sh --dev
WEB := sh scripts/web.sh
KILLS ?= 10000

.DEFAULT_GOAL := help
.PHONY: help demo test lint types api web fmt test-browser screenshots bench faults wheel

help:
	@echo "make demo                 本番同様の動作を見る / see the main job      (ARGS=--once)"
	@echo "make test                 すべてのテスト / every gate                 (ARGS=...: pytest)"
	@echo "make lint types fmt api   静的検査・型・整形・OpenAPI / checks, types, format, OpenAPI"
	@echo "make web                  画面を組み立てる / build the browser app"
	@echo "make test-browser         ブラウザテスト / browser tests"
	@echo "make screenshots          手引きの画面写真 / pictures of the guide"
	@echo "make bench BENCH=webhook  ベンチマーク / one benchmark"
	@echo "make faults KILLS=10000   障害テスト / fault tests"
	@echo "make wheel                画面入りの配布物を dist/ に / the package with the app in it"

# `exec` leaves no shell in between, so Ctrl-C and SIGTERM reach the program itself.
demo:
	@$(BASE) && $(WEB) && exec $(VENV)/bin/enishi demo $(ARGS)

test:
	@$(DEV) && $(WEB) && sh scripts/chromium.sh && exec sh scripts/test.sh $(ARGS)

lint:
	@$(DEV) && $(WEB) --packages && exec sh scripts/test.sh --only lint

types:
	@$(DEV) && exec sh scripts/test.sh --only types

api:
	@$(BASE) && $(PYTHON) -m enishi.config.openapi docs/api/openapi.json && $(WEB) --packages && \
		PATH="$(abspath $(VENV))/bin:$$PATH" npm --prefix web run --silent api

web:
	@$(BASE) && exec $(WEB)

fmt:
	@$(DEV) && $(VENV)/bin/ruff check --fix-only --quiet . && exec $(VENV)/bin/ruff format .

test-browser:
	@$(DEV) && $(WEB) && sh scripts/chromium.sh && exec $(PYTHON) -m pytest tests/browser $(ARGS)

screenshots:
	@$(DEV) && $(WEB) && sh scripts/chromium.sh && exec $(PYTHON) scripts/screenshots.py

bench:
	@test -n "$(BENCH)" || { echo "使い方 / usage: make bench BENCH=webhook" >&2; exit 2; }
	@$(BASE) && $(WEB) && exec $(PYTHON) -m bench.$(BENCH) $(ARGS)

faults:
	@$(DEV) && KILLS=$(KILLS) exec $(PYTHON) -m pytest tests/faults $(ARGS)

wheel:
	@$(BASE) && $(WEB) && exec sh scripts/wheel.sh
