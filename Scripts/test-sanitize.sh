#!/usr/bin/env bash
# Scripts/sanitize.sh builds and tests under each sanitiser, hands arguments on and keeps a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "error: sanitize.sh: $1" >&2; cat "$work/log" "$work/output" >&2; exit 1; }

# A copy, for the script makes build folders beside itself.
mkdir -p "$work/Scripts"
cp Scripts/sanitize.sh Scripts/run-tests.sh Scripts/thread-sanitizer.supp "$work/Scripts/"
cat > "$work/swift" <<END
#!/bin/sh
echo "\$*" >> '$work/log'
[ "\$1" = test ] || exit 0
case "\$TSAN_OPTIONS" in *"suppressions=$work/Scripts/thread-sanitizer.supp"*) ;; *) exit 9 ;; esac
echo "✔ Test run with 1 test in 1 suite passed after 0.001 seconds."
case "\$*" in *"--sanitize \${FAILING:-none}"*) exit 1 ;; esac
END
chmod +x "$work/swift"
expect() { # status, then arguments
  local wanted=$1 status=0
  shift
  : > "$work/log"
  SWIFT=$work/swift "$work/Scripts/sanitize.sh" "$@" > "$work/output" 2>&1 || status=$?
  [ "$status" = "$wanted" ] || fail "exit $status instead of $wanted"
}
logged() { grep -qxF -- "$1" "$work/log" || fail "'swift $1' was not run"; }
lines() { [ "$(wc -l < "$work/log")" = "$1" ] || fail "not $1 commands"; }

expect 0
lines 4
for sanitizer in address thread; do
  options="-c release --sanitize $sanitizer --scratch-path .build-sanitize/$sanitizer"
  logged "build $options --product tocsinPackageTests"
  logged "test $options --skip-build --disable-xctest"
done
BUILD=0 expect 0 thread --filter Ingest
lines 1
logged "test -c release --sanitize thread --scratch-path .build-sanitize/thread --skip-build --disable-xctest --filter Ingest"
# What one sanitiser finds does not spare the other.
FAILING=address expect 1
lines 4
FAILING=thread expect 1
echo "sanitize.sh: 4 cases pass"
