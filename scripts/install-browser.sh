#!/usr/bin/env bash
# Finds or brings Chromium, and a font with Chinese in it, for the tests that look at the pages; or says what to do.
# usage: install-browser.sh [where]      where: only print the browser's path
set -euo pipefail

find_browser() {
  local name
  for name in ${TANLU_BROWSER:+"$TANLU_BROWSER"} chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" 2>/dev/null && return
  done
  return 1
}
has_chinese() { ! command -v fc-list >/dev/null 2>&1 || [ -n "$(fc-list ':lang=zh-cn' family 2>/dev/null | head -n 1)" ]; }

if [ "${1:-}" = where ]; then
  find_browser && exit 0
  echo "install-browser: no Chromium here; run: make setup-dev" >&2
  exit 1
fi
find_browser >/dev/null && has_chinese && exit 0

advice="The tests of the pages need Chromium and a font with Chinese: install both (Debian, Ubuntu: apt-get install chromium fonts-wqy-microhei), or name a Chrome or Chromium of your own with TANLU_BROWSER=/path/to/it, and run the same command again."
if ! command -v apt-get >/dev/null 2>&1; then
  # Somebody's own machine, with a browser: its fonts are its own business.
  find_browser >/dev/null && exit 0
  echo "setup-dev: no Chromium and no apt-get here. $advice" >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  find_browser >/dev/null && exit 0
  echo "setup-dev: no Chromium here, and without root it cannot be installed. $advice" >&2
  exit 1
fi

wanted=()
find_browser >/dev/null || wanted+=(chromium)
has_chinese || wanted+=(fonts-wqy-microhei)
echo "setup-dev: installing ${wanted[*]} (apt-get)" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if { ${as_root[@]+"${as_root[@]}"} apt-get update -q && ${as_root[@]+"${as_root[@]}"} apt-get install -qy --no-install-recommends "${wanted[@]}"; } >"$log" 2>&1 &&
  find_browser >/dev/null; then
  # A Chromium that brings fontconfig with it may show only now that the font is missing.
  has_chinese || ${as_root[@]+"${as_root[@]}"} apt-get install -qy --no-install-recommends fonts-wqy-microhei >>"$log" 2>&1 || true
  rm -f "$log"
  exit 0
fi
tail -n 5 "$log" >&2
rm -f "$log"
echo "setup-dev: apt-get could not bring Chromium. $advice" >&2
exit 1
