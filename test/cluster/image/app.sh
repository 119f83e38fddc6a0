#!/bin/sh
# The program of the test images; images.ts documents its variables. It writes no file, so it runs read-only and as any user.
stop() {
  exit 0
}
crash() {
  echo "fatal: crashed on purpose after ${CRASH_AFTER} s" >&2
  exit "${CRASH_CODE:-1}"
}
# Sleeps without delaying the answer to a signal.
pause() {
  sleep "$1" &
  wait $!
}
print_lines() {
  line=1
  while [ -z "${LOG_LINES:-}" ] || [ "$line" -le "$LOG_LINES" ]; do
    echo "line $line"
    line=$((line + 1))
    [ -z "${LOG_EVERY:-}" ] || sleep "$LOG_EVERY"
  done
}
# In this very process, so that the kernel ends the container's first process when the memory is used up.
leak() {
  count=0
  while :; do
    eval "leak_$count=\$(printf '%$((LEAK_MB * 1048576))s' '')"
    count=$((count + 1))
    pause 1
  done
}

if [ "${IGNORE_SIGTERM:-}" = 1 ]; then trap '' TERM; else trap stop TERM INT; fi
trap crash USR1
trap stop USR2
[ -z "${CRASH_AFTER:-}" ] || { sleep "$CRASH_AFTER"; kill -USR1 $$; } &
[ -z "${START_DELAY:-}" ] || pause "$START_DELAY"
if [ -n "${LOG_EVERY:-}" ]; then print_lines & elif [ -n "${LOG_LINES:-}" ]; then print_lines; fi
[ -z "${RUN_ONCE:-}" ] || { pause "$RUN_ONCE"; exit 0; }
httpd -f -p "${PORT:-8080}" -h /www &
[ -z "${LEAK_MB:-}" ] || leak
wait $!
exit $?
