#!/usr/bin/env bash
# Writes the lock files anew: every package at one version with its hashes, and no address of where it came from.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=.venv/bin/uv
compile=("$uv" pip compile --quiet --no-config --upgrade --universal --python-version 3.11 --fork-strategy fewest
         --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock")

"${compile[@]}" pyproject.toml --output-file requirements.lock
"${compile[@]}" pyproject.toml --extra dev --constraints requirements.lock --output-file requirements-dev.lock
"${compile[@]}" requirements-tools.in --constraints requirements-dev.lock --output-file requirements-tools.lock

if grep -nE '(https?|file)://|^-|^ *--(index|extra|find)' requirements*.lock; then
  echo "make lock: the lines above carry an address or an option; a lock may hold only names, versions and hashes." >&2
  exit 1
fi
echo "Locks written. Read the difference, then: make test"
