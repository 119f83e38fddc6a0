#!/bin/sh
# Passes while the app serves: after START_DELAY, and until UNHEALTHY_AFTER. Counted from the start of the first process.
started=$(cut -d ' ' -f 22 /proc/1/stat)
age=$(awk -v started="$started" '{ printf "%d", $1 * 1000 - started * 10 }' /proc/uptime)
milliseconds() { awk -v seconds="$1" 'BEGIN { printf "%d", seconds * 1000 }'; }
if [ "$age" -lt "$(milliseconds "${START_DELAY:-0}")" ]; then
  echo "not started yet"
  exit 1
fi
if [ -n "${UNHEALTHY_AFTER:-}" ] && [ "$age" -ge "$(milliseconds "$UNHEALTHY_AFTER")" ]; then
  echo "unhealthy on purpose after $UNHEALTHY_AFTER s"
  exit 1
fi
echo ok
