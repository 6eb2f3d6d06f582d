#!/usr/bin/env bash
# Scripts/run-tests.sh keeps the status, counts skipped tests and prints the runner's summary last.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "error: run-tests.sh: $1" >&2; cat "$work/output" >&2; exit 1; }

runner() { # status, then lines of output on standard input
  { echo '#!/bin/sh'; echo "cat <<'END'"; cat; echo END; echo "exit $1"; } > "$work/swift"
  chmod +x "$work/swift"
}
expect() { # status, last line
  local status=0
  SWIFT=$work/swift Scripts/run-tests.sh > "$work/output" 2>&1 || status=$?
  [ "$status" = "$1" ] || fail "status $status instead of $1"
  [ "$(tail -n 1 "$work/output")" = "$2" ] || fail "the last line is not '$2'"
}

runner 0 <<'END'
➜ Test a() skipped: "TOCSIN_DATASETS is not set"
➜ Test b() skipped: "TOCSIN_DATASETS is not set"
➜ Test c() skipped: "slow"
✔ Test d() passed after 0.001 seconds.
✔ Test run with 4 tests in 1 suite passed after 0.001 seconds.
late output
END
expect 0 '✔ Test run with 4 tests in 1 suite passed after 0.001 seconds.'
grep -q '^skipped: 3 tests$' "$work/output" || fail "the number of skipped tests is missing"
grep -q '  2 × "TOCSIN_DATASETS is not set"' "$work/output" || fail "the reason is missing"
grep -q '^late output$' "$work/output" || fail "output after the summary was lost"

runner 1 <<'END'
✘ Test a() failed after 0.001 seconds with 1 issue.
✘ Test run with 1 test in 0 suites failed after 0.001 seconds with 1 issue.
END
expect 1 '✘ Test run with 1 test in 0 suites failed after 0.001 seconds with 1 issue.'
grep -q '✘ Test a() failed' "$work/output" || fail "the failure was hidden"

runner 1 <<< "error: Exited with unexpected signal code 11"
expect 1 'error: the test runner ended without a summary (exit status 1)'
runner 0 <<< "nothing"
expect 1 'error: the test runner ended without a summary (exit status 0)'
echo "run-tests.sh: 4 cases pass"
