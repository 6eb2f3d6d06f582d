#!/usr/bin/env bash
# Builds the tests as released ones under the address and the thread sanitiser, one after the other, each in a build
# folder of its own, and runs them; the first report ends its run.
#   Scripts/sanitize.sh [address] [thread] [ARGUMENT OF swift test…]     BUILD=0 takes the tests as they are
set -euo pipefail
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}

sanitizers=()
while [ $# -gt 0 ]; do
  case $1 in
    address | thread) sanitizers+=("$1"); shift ;;
    *) break ;;
  esac
done
[ ${#sanitizers[@]} != 0 ] || sanitizers=(address thread)

# Libraries are not instrumented; what is suppressed, and why, stands in the file.
export TSAN_OPTIONS="suppressions=$PWD/Scripts/thread-sanitizer.supp halt_on_error=1 ignore_noninstrumented_modules=1 ${TSAN_OPTIONS:-}"
# Objects that live as long as the process are no leaks; leaks are not what is looked for here.
export ASAN_OPTIONS="detect_leaks=0 ${ASAN_OPTIONS:-}"

failed=0
for sanitizer in "${sanitizers[@]}"; do
  build=.build-sanitize/$sanitizer
  options=(-c release --sanitize "$sanitizer" --scratch-path "$build")
  if [ "${BUILD:-1}" != 0 ]; then
    # Sources of dependencies that are there already need no network.
    mkdir -p "$build"
    for part in checkouts repositories workspace-state.json; do
      if [ -e ".build/$part" ] && [ ! -e "$build/$part" ]; then cp -R ".build/$part" "$build/"; fi
    done
    "$swift" build "${options[@]}" --product tocsinPackageTests
  fi
  echo "== $sanitizer"
  Scripts/run-tests.sh "${options[@]}" --skip-build --disable-xctest "$@" || failed=1
done
exit $failed
