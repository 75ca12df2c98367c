#!/bin/bash
# Make .venv and put the pinned packages of one file into it, every one checked against its hash.
# Usage: requirements/install.sh requirements/run.txt
set -euo pipefail

python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

need_python() {
  if ! command -v "$python" >/dev/null; then
    as_root_or_say python3 python3-venv
  fi
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Hanse needs Python 3.11 or newer; $("$python" --version) is what \"$python\" is. Choose another: make setup PYTHON=python3.12"
    exit 1
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    as_root_or_say python3-venv
  fi
}

as_root_or_say() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $* …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } >/dev/null
  else
    say "This machine lacks $*. As root: apt-get install $*"
    exit 1
  fi
}

if [ ! -x .venv/bin/python ]; then
  need_python
  say "Making .venv …"
  "$python" -m venv .venv
fi

say "Installing $1 …"
# The file names everything: nothing is left to resolve, and a newer release than the pinned one cannot get in the way.
pinned=(--no-deps --require-hashes -r "$1")
# uv is some times faster; it may not know the index that pip is set up with, so pip has the last word.
if ! { command -v uv >/dev/null && uv pip install --quiet --python .venv/bin/python "${pinned[@]}" 2>/dev/null; }; then
  .venv/bin/pip install -qq --disable-pip-version-check "${pinned[@]}"
fi
.venv/bin/pip install -qq --disable-pip-version-check --no-build-isolation --no-deps -e .
