#!/usr/bin/env bash
# Serves the console of the worked example until it is stopped, on a free port of this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
tanlu=.venv/bin/tanlu

cat <<'TXT'
The console of cases/tencent: Tencent's emissions of 2021 to 2023, rebuilt from what the company published.
Open the address below. Ctrl+C stops it.

On the command line, meanwhile:
  .venv/bin/tanlu measure cases/tencent --year 2023             the inventory of a year
  .venv/bin/tanlu trace  cases/tencent grid_2023                how one number came to be
  .venv/bin/tanlu bridge cases/tencent 2022 2023                why the total changed: activity, factor, boundary, method
  .venv/bin/tanlu check  cases/tencent                          every finding in every table, in one pass
  .venv/bin/tanlu new    my-company                             a folder of your own to begin with

TXT
exec "$tanlu" serve cases/tencent --port 0
