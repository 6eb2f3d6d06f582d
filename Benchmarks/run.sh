#!/usr/bin/env bash
# Measures what RESULTS.md reports and rewrites its generated parts, all of them or those named. A script that misses
# what is asked of it (detection, tep) or fails does not keep the others from running; the status is 1 then.
#   TOCSIN_DATASETS=DIR TOCSIN_PYTHON=PYTHON Benchmarks/run.sh [detection tep …]
set -euo pipefail
cd "$(dirname "$0")/.."
python=${TOCSIN_PYTHON:-.venv/bin/python}
scripts=("$@")
[ ${#scripts[@]} != 0 ] || scripts=(
  detection tep public promises metrics reading reading_speed kernel_speed growth_speed twin c2st control_scan synchronisation
  hydraulics mapping batadal_attacks "campaigns --identical" synthetic hydraulics_speed
)
status=0
for script in "${scripts[@]}"; do
  read -r name options <<<"$script"
  # shellcheck disable=SC2086 # options are words
  "$python" "Benchmarks/$name.py" $options || { echo "Benchmarks/$name.py ended with $?" >&2; status=1; }
done
exit $status
