#!/usr/bin/env bash
# Builds the fuzzers with libFuzzer in a build folder of their own and runs each for a while. What it finds
# is kept in .build-fuzz/finds/<target>; every find becomes a test.
#   Scripts/fuzz.sh [TARGET…]     TIME=60 seconds per target; BUILD=0 takes the fuzzers as they are
set -euo pipefail
cd "$(dirname "$0")/.."
time=${TIME:-60}
swift=${SWIFT:-swift}
build=.build-fuzz

if [ "${BUILD:-1}" != 0 ]; then
  resources=$("$swift" -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
  library=$(find -L "$resources/clang/lib" -name 'libclang_rt.fuzzer_no_main*.a' 2>/dev/null |
    grep -e "$(uname -m)" -e osx | head -n 1 || true)
  if [ -z "$library" ]; then
    echo "error: this Swift has no libFuzzer under $resources/clang/lib" >&2
    exit 69
  fi
  # Sources of dependencies that are there already need no network.
  mkdir -p "$build"
  for part in checkouts repositories workspace-state.json; do
    if [ -e ".build/$part" ] && [ ! -e "$build/$part" ]; then cp -R ".build/$part" "$build/"; fi
  done
  TOCSIN_FUZZER=$library "$swift" build -c release --scratch-path "$build" --product tocsin-fuzz >&2
fi

fuzzer=$build/release/tocsin-fuzz
targets=("$@")
if [ ${#targets[@]} = 0 ]; then mapfile -t targets < <("$fuzzer" | cut -f 1); fi

failed=0
printf '%-14s %12s %8s %8s\n' target runs seconds finds
for target in "${targets[@]}"; do
  # The corpus that grows stays out of the repository; the committed one is where it begins.
  mkdir -p "$build/corpus/$target" "$build/finds/$target"
  begin=$SECONDS
  SWIFT_BACKTRACE=enable=no "$fuzzer" "$target" -max_total_time="$time" -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$build/finds/$target/" \
    "$build/corpus/$target" "Fuzzing/Corpus/$target" > "$build/$target.log" 2>&1 || failed=1
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log" | tail -n 1)
  finds=$(find "$build/finds/$target" -type f | wc -l)
  printf '%-14s %12s %8d %8d\n' "$target" "${runs:-?}" $((SECONDS - begin)) "$finds"
  echo "$target ${runs:-0}" >> "$build/runs"
done
exit $failed
