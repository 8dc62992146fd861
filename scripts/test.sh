#!/bin/sh
# Every gate, the quick ones first; the first that fails ends the run. pytest's closing line is the last one.
#   test.sh [--only lint|types] [arguments for pytest]
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh
bin="${UV_PROJECT_ENVIRONMENT:-.venv}/bin"

lint() {
  say "静的検査" "ruff check"
  "$bin/ruff" check --quiet .
  say "整形の検査" "ruff format"
  "$bin/ruff" format --quiet --check . || give_up "整形されていません。make fmt を実行してください。" "Not formatted: run make fmt."
  say "依存の向き" "import contracts"
  "$bin/lint-imports" --no-cache
}

web() {
  say "画面の検査" "browser app: types and lint"
  node_run check
  say "画面のテスト" "browser app: unit tests"
  node_run test
}

node_run() { (PATH="$(cd "$bin" && pwd):$PATH" && cd web && npm run --silent "$1"); }

types() {
  say "型検査" "mypy"
  "$bin/mypy" src tests bench
}

case "${1:-}" in
--only)
  "$2"
  [ "$2" != lint ] || node_run check
  exit 0
  ;;
esac

lint
types
web
say "テスト" "pytest"
exec "$bin/python" -m pytest -n auto "$@"
