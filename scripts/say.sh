# Sourced by the other scripts: how they speak. Japanese first, English after it, one line each.

say() { printf '▶ %s / %s\n' "$1" "$2" >&2; }

# One clear sentence, and the end.
give_up() {
  printf '✖ %s\n  %s\n' "$1" "$2" >&2
  exit 1
}

# explain_failure LOG WHAT_JA WHAT_EN: the sentence for a step that failed, from what it printed.
explain_failure() {
  if grep -qi 'no space left on device' "$1"; then
    give_up "ディスクの空きがありません。空きを作って、もう一度実行してください。" \
      "The disk is full: free some space and run it again."
  fi
  if grep -qiE 'failed to fetch|error sending request|dns error|could not connect|connection refused|connection reset|timed out|name resolution|no matching distribution|newconnectionerror|proxyerror|network is unreachable|enotfound|econnrefused|econnreset|etimedout|eai_again' "$1"; then
    give_up "$2に失敗しました。パッケージの配布元 (PyPI、npm など) に接続できません。ネットワークやプロキシの設定を確認してください。" \
      "$3 failed: the package registry is out of reach; check the network and proxy settings."
  fi
  tail -n 20 "$1" >&2
  give_up "$2に失敗しました。理由は上のとおりです。" "$3 failed for the reason above."
}
