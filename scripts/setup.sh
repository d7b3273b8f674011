#!/usr/bin/env bash
# Makes .venv from nothing but Python 3.11+ and leaves .venv/bin/tanlu in it; does nothing where all is as it was.
# usage: setup.sh run|dev      run: what the programme needs; dev: what its tests and checks need besides
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}
venv=.venv

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  fail "no Python 3.11 or newer was found on PATH (looked for python3 and python3.11 to python3.14)." \
       "Install one, or name it: make setup PYTHON=/path/to/python3.11"
}

make_venv() {
  local python
  python=$(find_python)
  "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
    fail "$python cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv"
  say "making $venv with $("$python" --version)"
  "$python" -m venv --clear "$venv" || fail "$python -m venv $venv did not work; its words are above."
}

# A folder that moved keeps an environment whose programmes point to the old place: make it anew.
usable() {
  [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python" &&
    "$venv/bin/python" -c 'import os, sys; sys.exit(os.path.realpath(sys.prefix) != os.path.realpath(sys.argv[1]))' "$venv" &&
    { [ ! -f "$venv/tanlu-home" ] || [ "$(cat "$venv/tanlu-home")" = "$PWD" ]; }
}

inputs=(pyproject.toml requirements.lock requirements-tools.lock scripts/setup.sh)
[ "$what" = dev ] && inputs+=(requirements-dev.lock)
usable || make_venv
stamp=$("$venv/bin/python" - "$PWD" "${inputs[@]}" <<'PY'
import hashlib, pathlib, sys
parts = [sys.argv[1].encode(), sys.version.encode()] + [pathlib.Path(name).read_bytes() for name in sys.argv[2:]]
print(hashlib.sha256(b"\0".join(parts)).hexdigest())
PY
)

# The pages of the console, from frontend/: built only where its sources changed. Tests need its packages besides (axe).
pages() {
  [ "$what" = run ] || "$venv/bin/python" hatch_build.py packages || fail "the packages of the pages could not come; why stands above."
  "$venv/bin/python" hatch_build.py || fail "the pages of the console could not be built; why stands above."
}

if [ "$(cat "$venv/tanlu-$what" 2>/dev/null || true)" = "$stamp" ]; then
  pages
  exit 0
fi
rm -f "$venv/tanlu-$what"
printf '%s\n' "$PWD" > "$venv/tanlu-home"

installer=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements-tools.lock)
if ! "$venv/bin/python" -m uv --version 2>/dev/null | grep -q "^uv $installer\b"; then
  say "fetching the installer (uv $installer)"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.lock ||
  fail "pip could not bring the installer. Without a network no first set-up is possible; behind a proxy, set HTTPS_PROXY and try again."

install() {
  "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-build-isolation "$@" ||
    fail "the packages could not be installed; the installer's words are above. Once that is mended, run the same command again."
}

say "installing the packages of requirements.lock"
install --require-hashes -r requirements.lock
if [ "$what" = dev ]; then
  say "installing the packages of requirements-dev.lock (Spark's is large: some minutes the first time)"
  install --require-hashes -r requirements-dev.lock
fi
pages
install --no-deps --editable .
[ -x "$venv/bin/tanlu" ] || fail "$venv/bin/tanlu did not appear; look at [project.scripts] in pyproject.toml."
printf '%s\n' "$stamp" > "$venv/tanlu-$what"
say "ready: $venv/bin/tanlu"
