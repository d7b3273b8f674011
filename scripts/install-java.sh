#!/usr/bin/env bash
# Brings Java 17 for the distributed engine's tests where it may, or says what to do.
set -euo pipefail

enough() {
  command -v java >/dev/null 2>&1 &&
    [ "$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)" -ge 17 ] 2>/dev/null
}

enough && exit 0
advice="The tests of the distributed engine need Java 17 or newer and 'java' on PATH: install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless) and run the same command again."

if ! command -v apt-get >/dev/null 2>&1; then
  echo "setup-dev: no java 17 and no apt-get here. $advice" >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "setup-dev: no java 17 here, and without root it cannot be installed. $advice" >&2
  exit 1
fi

echo "setup-dev: installing Java (apt-get)" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
for package in openjdk-17-jre-headless openjdk-21-jre-headless default-jre-headless; do
  if { "${as_root[@]}" apt-get update -q && "${as_root[@]}" apt-get install -qy --no-install-recommends "$package"; } >"$log" 2>&1 &&
    enough; then
    rm -f "$log"
    exit 0
  fi
done
tail -n 5 "$log" >&2
echo "setup-dev: apt-get could not bring Java. $advice" >&2
exit 1
