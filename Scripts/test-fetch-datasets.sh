#!/usr/bin/env bash
# Scripts/fetch-datasets.sh against a folder that plays the server; no network.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v curl > /dev/null; then
  echo "fetch-datasets.sh: not tested, curl is missing"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/server"
fail() { echo "error: fetch-datasets.sh: $1" >&2; cat "$work/output" >&2; exit 1; }
expect() { # status, text
  local status=0
  TOCSIN_DATASETS=$work/data TOCSIN_BATADAL_URL=file://$work/server Scripts/fetch-datasets.sh \
    > "$work/output" 2>&1 || status=$?
  [ "$status" = "$1" ] || fail "exit $status instead of $1"
  grep -qF -- "$2" "$work/output" || fail "'$2' is not printed"
  [ -z "$(find "$work/data" -name '.fetch*')" ] || fail "a temporary folder was left behind"
}

expect 74 "cannot fetch file://$work/server/BATADAL_dataset03.csv"

echo "not the data" > "$work/server/BATADAL_dataset03.csv"
expect 65 'SHA-256 expected 8ca6cb851242254d2605b5a53ba3ba5009e2213a545d65396615f1ce0b426e1b'
expect 65 'SHA-256 found    3be72a12'
[ ! -e "$work/data/batadal/BATADAL_dataset03.csv" ] || fail "a wrong file was kept"
cases=3

# With the real files at hand: fetched, then recognised.
real=${TOCSIN_DATASETS:-datasets}/batadal
if [ -f "$real/BATADAL_test_dataset.csv" ]; then
  cp "$real"/*.csv "$real"/CTOWN.INP "$work/server/"
  (cd "$work/server" && "${PYTHON:-python3}" -m zipfile -c BATADAL_test_dataset.zip BATADAL_test_dataset.csv && rm BATADAL_test_dataset.csv)
  expect 0 'BATADAL_test_dataset.csv: fetched'
  expect 0 'CTOWN.INP: there'
  cases=5
fi
echo "fetch-datasets.sh: $cases cases pass"
