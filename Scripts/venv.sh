#!/usr/bin/env bash
# Makes .venv from Scripts/requirements.txt; does nothing when it is current. Only tests and benchmarks need it.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly venv=.venv requirements=Scripts/requirements.txt
python=${PYTHON:-python3}
Scripts/require-system.sh --python

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "error: $("$python" --version) found, the pinned packages need Python 3.11 or newer" >&2
  echo "  hint: make test PYTHON=python3.12" >&2
  exit 69
fi

# Current means: the same packages for the same Python at the same place.
wanted=$("$python" - "$requirements" <<'END'
import hashlib, os, sys
packages = hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()
print(packages, sys.version.split()[0], os.getcwd())
END
)
if [ "$(cat "$venv/stamp" 2>/dev/null)" = "$wanted" ]; then exit 0; fi

echo "making $venv: $(grep -c == "$requirements") Python packages, 1 to 3 minutes and 1.1 GB" >&2
rm -rf "$venv"
"$python" -m venv "$venv"
if ! "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
  --no-deps --only-binary :all: -r "$requirements" </dev/null >&2; then
  echo "error: pip could not install $requirements" >&2
  echo "  hint: tests and benchmarks need a Python package index; \`make run\` does not" >&2
  exit 69
fi
echo "$wanted" > "$venv/stamp"
