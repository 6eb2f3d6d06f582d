#!/usr/bin/env bash
# Runs `swift test` with the arguments given. Output streams as it comes; only the runner's summary waits
# for the end, after the number of skipped tests. Exits with the runner's status.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
touch "$work/skipped"
summary=

while IFS= read -r line || [ -n "$line" ]; do
  case $line in
    *"Test run with "*" test"*" passed after "* | *"Test run with "*" test"*" failed after "*) summary=$line ;;
    *)
      printf '%s\n' "$line"
      case $line in
        [!\ ]*" Test "*" skipped: "*) printf '%s\n' "${line##* skipped: }" >> "$work/skipped" ;;
        [!\ ]*" Test "*" skipped."*) echo "no reason given" >> "$work/skipped" ;;
      esac
      ;;
  esac
done < <("${SWIFT:-swift}" test "$@" 2>&1; echo $? > "$work/status")
status=$(cat "$work/status" 2>/dev/null || echo 1)

printf '\nskipped: %d tests\n' "$(($(wc -l < "$work/skipped")))"
sort "$work/skipped" | uniq -c | sed 's/^ *\([0-9]*\) /  \1 × /'
if [ -n "$summary" ]; then
  printf '%s\n' "$summary"
else
  echo "error: the test runner ended without a summary (exit status $status)" >&2
  [ "$status" -ne 0 ] || status=1
fi
exit "$status"
