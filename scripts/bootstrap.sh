#!/bin/sh
# Bring the virtual environment to the state of uv.lock on a machine that may have nothing but python3, git and make.
# Nothing is installed outside the project, except Debian packages for root where there is no other way.
# Without anything to do it needs neither uv nor the network.
#   bootstrap.sh [--dev]     --dev: with the tools for tests
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh
. scripts/uv.sh

groups=base
[ "${1:-}" = --dev ] && groups=dev
venv="${UV_PROJECT_ENVIRONMENT:-.venv}"
stamp="$venv/.enishi-synced"
wanted="$(cat uv.lock pyproject.toml | cksum) $(pwd)"

runs() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

is_synced() {
  runs "$venv/bin/python" && [ -f "$stamp" ] || return 1
  # The environment with tools serves every purpose, the one without only its own.
  [ "$(cat "$stamp")" = "dev $wanted" ] || [ "$(cat "$stamp")" = "$groups $wanted" ]
}

is_synced && exit 0

log="$(mktemp "${TMPDIR:-/tmp}/enishi-bootstrap.XXXXXX")" || give_up \
  "一時ファイルを作れません。ディスクの空きと TMPDIR を確認してください。" \
  "No temporary file can be made: check the free disk space and TMPDIR."
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

find_uv "$log"
choose_python "$log"

say "依存パッケージを準備しています" "installing dependencies"
if [ "$groups" = dev ]; then
  "$UV" sync --frozen --no-progress --group web --python "$ENISHI_PYTHON" >"$log" 2>&1 ||
    explain_failure "$log" "依存パッケージの準備" "Installing dependencies"
else
  # Inexact: tools that a developer has in the environment stay there. Node builds the browser app.
  "$UV" sync --frozen --no-progress --no-dev --group web --inexact --python "$ENISHI_PYTHON" >"$log" 2>&1 ||
    explain_failure "$log" "依存パッケージの準備" "Installing dependencies"
fi
printf '%s %s\n' "$groups" "$wanted" >"$stamp"
