#!/usr/bin/env bash
# Measures the worked example and says what to try next.
set -euo pipefail
cd "$(dirname "$0")/.."
tanlu=.venv/bin/tanlu
status=0

printf '$ tanlu measure cases/tencent --year 2023\n\n'
"$tanlu" measure cases/tencent --year 2023 || status=$?
if [ "$status" -gt 1 ]; then
  echo "demo: tanlu could not measure cases/tencent; its words are above." >&2
  exit "$status"
fi

cat <<'TXT'

What to try next
  .venv/bin/tanlu check  cases/tencent                          every finding in every table, in one pass
  .venv/bin/tanlu trace  cases/tencent grid_2023                how one number came to be
  .venv/bin/tanlu bridge cases/tencent 2022 2023                why the total changed: activity, factor, boundary, method
  .venv/bin/tanlu measure cases/tencent --year 2021 --as-of 2022-03-01
                                                                the same year as it was known on an earlier day
  .venv/bin/tanlu measure cases/tencent --year 2023 --json      the same answer for a programme
  .venv/bin/tanlu new    my-company                             a folder of your own to begin with
Everything that stands behind the figures is in cases/tencent: open its tables, change one, and measure again.
TXT
