#!/usr/bin/env bash
# Finds or installs what the tests of the pages need of the system, or says what to do: Chromium, a font with Chinese
# in it, and the library that the Node of the browser's driver is linked with (a bare Debian has none of them).
# usage: install-browser.sh [where]      where: only print the browser's path
set -euo pipefail
cd "$(dirname "$0")/.."

find_browser() {
  local name
  for name in ${TANLU_BROWSER:+"$TANLU_BROWSER"} chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" 2>/dev/null && return
  done
  return 1
}
has_chinese() { ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null | head -n 1)" ]; }
driver_runs() {
  local node
  for node in .venv/lib/python3*/site-packages/playwright/driver/node; do
    [ ! -e "$node" ] || "$node" --version >/dev/null 2>&1 || return 1
  done
}

if [ "${1:-}" = where ]; then
  find_browser && exit 0
  echo "install-browser: no Chromium here; run: make setup-dev" >&2
  exit 1
fi

missing() {
  find_browser >/dev/null || echo chromium
  has_chinese || echo fonts-wqy-microhei
  driver_runs || echo libatomic1
}
all_here() { find_browser >/dev/null && has_chinese && driver_runs; }
all_here && exit 0

advice="The tests of the pages need Chromium, a font with Chinese, and libatomic, which the Node of Playwright's driver is linked with (Debian, Ubuntu: apt-get install chromium fonts-wqy-microhei libatomic1; a Chrome or Chromium of your own is named with TANLU_BROWSER=/path/to/it). Install what is missing ($(missing | xargs)) and run the same command again."
give_up() {
  echo "setup-dev: $1 $advice" >&2
  exit 1
}
# On somebody's own machine the fonts are that person's business; without a browser or its driver nothing can be tested.
enough() { find_browser >/dev/null && driver_runs; }

if ! command -v apt-get >/dev/null 2>&1; then
  enough && exit 0
  give_up "there is no apt-get here."
fi
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  enough && exit 0
  give_up "without root nothing can be installed."
fi

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { ${as_root[@]+"${as_root[@]}"} apt-get install -qy --no-install-recommends "$@" >>"$log" 2>&1; }
mapfile -t wanted < <(missing)
echo "setup-dev: installing ${wanted[*]} (apt-get)" >&2
if ! { ${as_root[@]+"${as_root[@]}"} apt-get update -q >>"$log" 2>&1 && install "${wanted[@]}"; }; then
  tail -n 5 "$log" >&2
  give_up "apt-get could not install ${wanted[*]}."
fi
# A Chromium that brings fontconfig with it may show only now that the font is missing.
has_chinese || install fonts-wqy-microhei || true
enough || give_up "apt-get installed ${wanted[*]}, and still something is missing."
