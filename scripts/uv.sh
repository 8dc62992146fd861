# Sourced by bootstrap.sh: find uv or install it below .tools/, and find a Python that Enishi runs on.

# A name on PATH is not enough: a version manager's shim may stand for a program that is not there.
works() { "$1" --version >/dev/null 2>&1; }

# find_uv LOG: sets UV.
find_uv() {
  for candidate in uv .tools/uv-venv/bin/uv .tools/uv/bin/uv "${HOME:-/nonexistent}/.local/bin/uv"; do
    if works "$candidate"; then
      UV="$candidate"
      return
    fi
  done
  say "uv を .tools/ に入れています" "installing uv into .tools/"
  find_any_python
  install_uv "$1" && return
  if ! has_pip && ! has_ensurepip && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "python3-venv を入れています (apt-get)" "installing python3-venv with apt-get"
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y python3-venv; } >"$1" 2>&1 ||
      explain_failure "$1" "python3-venv のインストール" "Installing python3-venv"
    BOOT_PYTHON=/usr/bin/python3
    install_uv "$1" && return
  fi
  if ! has_pip && ! has_ensurepip; then
    give_up "uv を入れる手段がありません。python3-venv か uv (https://docs.astral.sh/uv/) をインストールしてください。" \
      "There is no way to install uv: install python3-venv, or uv itself (https://docs.astral.sh/uv/)."
  fi
  explain_failure "$1" "uv のインストール" "Installing uv"
}

find_any_python() {
  for candidate in python3 /usr/bin/python3 /usr/local/bin/python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
      BOOT_PYTHON="$candidate"
      return
    fi
  done
  give_up "python3 が見つかりません。Python 3 をインストールしてください。" "No python3 was found: install Python 3."
}

has_pip() { "$BOOT_PYTHON" -m pip --version >/dev/null 2>&1; }
has_ensurepip() { "$BOOT_PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Both ways leave the system alone, and so work where its pip is locked (PEP 668).
install_uv() {
  mkdir -p .tools
  if has_ensurepip; then
    if "$BOOT_PYTHON" -m venv --clear .tools/uv-venv >"$1" 2>&1 &&
      .tools/uv-venv/bin/python -m pip install --quiet --disable-pip-version-check uv >"$1" 2>&1; then
      UV=.tools/uv-venv/bin/uv
      works "$UV" && return 0
    fi
  elif has_pip; then
    if "$BOOT_PYTHON" -m pip install --quiet --disable-pip-version-check --target .tools/uv uv >"$1" 2>&1; then
      UV=.tools/uv/bin/uv
      works "$UV" && return 0
    fi
  fi
  return 1
}

# choose_python LOG: sets ENISHI_PYTHON. An environment that is there keeps its interpreter.
choose_python() {
  if runs "$venv/bin/python"; then
    ENISHI_PYTHON="$venv/bin/python"
    return
  fi
  find_new_python && return
  say "Python 3.13 をダウンロードしています" "downloading Python 3.13"
  if "$UV" python install --no-progress 3.13 >"$1" 2>&1 && find_new_python; then
    return
  fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update >/dev/null 2>&1 || true
    for version in 3.13 3.12; do
      if apt-cache show "python$version" >/dev/null 2>&1; then
        say "Python $version を入れています (apt-get)" "installing Python $version with apt-get"
        DEBIAN_FRONTEND=noninteractive apt-get install -y "python$version" >"$1" 2>&1 || continue
        find_new_python && return
      fi
    done
  fi
  give_up "Python 3.12 以上が見つからず、ダウンロードもできません。Python 3.12 か 3.13 をインストールしてください。" \
    "There is no Python 3.12 or newer and none can be downloaded: install Python 3.12 or 3.13."
}

find_new_python() {
  for version in 3.13 3.12 3.14; do
    if found="$("$UV" python find --system --no-python-downloads "$version" 2>/dev/null)" && runs "$found"; then
      ENISHI_PYTHON="$found"
      return 0
    fi
  done
  # uv looks at PATH only; a version manager keeps others beside its default.
  for version in 3.13 3.12 3.14; do
    for found in "${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}/versions/$version".*/bin/python3; do
      if runs "$found"; then
        ENISHI_PYTHON="$found"
        return 0
      fi
    done
  done
  return 1
}
