#!/bin/sh
# A Chromium for the browser tests, with letters for Japanese. Debian's own is used as it is; root gets it with apt-get.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh

has_chromium() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
# Without such a font, Japanese is empty boxes, and what overflows does not show.
has_font() { ! command -v fc-list >/dev/null 2>&1 || fc-list ':lang=ja' 2>/dev/null | grep -q .; }

has_chromium && has_font && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  log="$(mktemp "${TMPDIR:-/tmp}/enishi-chromium.XXXXXX")"
  trap 'rm -f "$log"' EXIT
  say "ブラウザテスト用の Chromium と日本語フォントを入れています (apt-get)" "installing Chromium and a Japanese font"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-noto-cjk; } \
    >"$log" 2>&1 || explain_failure "$log" "Chromium のインストール" "Installing Chromium"
  exit 0
fi
has_chromium || give_up "ブラウザテストには Chromium が必要です。chromium と fonts-noto-cjk をインストールしてください。" \
  "The browser tests need Chromium: install chromium and fonts-noto-cjk."
say "日本語フォントがありません。画面の文字が正しく出ないことがあります" "no Japanese font was found: texts may look wrong"
