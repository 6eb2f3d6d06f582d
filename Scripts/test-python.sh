#!/usr/bin/env bash
# Installs python/ from the checkout into a folder of its own and runs its tests against the built tool.
#   Scripts/test-python.sh [ARGUMENTS OF PYTEST]
set -euo pipefail
cd "$(dirname "$0")/.."

python=${TOCSIN_PYTHON:-$PWD/.venv/bin/python}
export TOCSIN=${TOCSIN:-$PWD/.build/release/tocsin}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What is tested is what a user installs, and neither the checkout nor .venv gets a trace of it.
"$python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps \
  --no-build-isolation --target "$work/site" ./python
export PYTHONPATH=$work/site PYTHONDONTWRITEBYTECODE=1
export JUPYTER_PLATFORM_DIRS=1 IPYTHONDIR=$work/ipython
cd python
"$python" -P -m pytest -q "$@"
