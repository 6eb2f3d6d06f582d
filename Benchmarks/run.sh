#!/usr/bin/env bash
# Measures what RESULTS.md reports and rewrites its generated part.
#   TOCSIN_DATASETS=DIR TOCSIN_PYTHON=PYTHON Benchmarks/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."
python=${TOCSIN_PYTHON:-.venv/bin/python}
"$python" Benchmarks/detection.py "$@"
"$python" Benchmarks/tep.py
"$python" Benchmarks/metrics.py
"$python" Benchmarks/reading.py
"$python" Benchmarks/reading_speed.py
"$python" Benchmarks/kernel_speed.py
"$python" Benchmarks/growth_speed.py
"$python" Benchmarks/twin.py
"$python" Benchmarks/c2st.py
"$python" Benchmarks/control_scan.py
"$python" Benchmarks/synchronisation.py
"$python" Benchmarks/hydraulics.py
"$python" Benchmarks/mapping.py
"$python" Benchmarks/batadal_attacks.py
"$python" Benchmarks/campaigns.py --identical
"$python" Benchmarks/synthetic.py
exec "$python" Benchmarks/hydraulics_speed.py
