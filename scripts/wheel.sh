#!/bin/sh
# The wheel, with the built app in it: whoever installs it needs no Node.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh
. scripts/uv.sh

log="$(mktemp "${TMPDIR:-/tmp}/enishi-wheel.XXXXXX")"
trap 'rm -f "$log"' EXIT
find_uv "$log"
say "wheel を作っています" "building the wheel"
"$UV" build --wheel --out-dir dist >"$log" 2>&1 || explain_failure "$log" "wheel の作成" "Building the wheel"
ls -t dist/*.whl | head -n 1
