#!/usr/bin/env bash
# Fetches the public data sets from their official addresses into ${TOCSIN_DATASETS:-datasets} and compares
# digests; what is there and right is left alone. TOCSIN_BATADAL_URL names another place to fetch from.
# Exit 65: a digest differs. 69: curl is missing. 74: a download failed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly folder=${TOCSIN_DATASETS:-datasets}/batadal
readonly origin=${TOCSIN_BATADAL_URL:-https://www.batadal.net/data}

# file, where it comes from, SHA-256 of the file
readonly files='
BATADAL_dataset03.csv     BATADAL_dataset03.csv     8ca6cb851242254d2605b5a53ba3ba5009e2213a545d65396615f1ce0b426e1b
BATADAL_dataset04.csv     BATADAL_dataset04.csv     4746beab2cfcdb5e68c7fa197a7522aecb70189d61dcc3eb1f870d2ce387068b
BATADAL_test_dataset.csv  BATADAL_test_dataset.zip  184dfc1581df52193b2acb79164f7ce094f2bb00b1bc2e3c2e70050095065fa5
CTOWN.INP                 CTOWN.INP                 9198b0bb43f551b29bfb550e206ff95f1df220118fc0068c7f130cec78d58d9e
'

fail() { local code=$1; shift; printf 'error: %s\n' "$@" >&2; exit "$code"; }
digest() {
  if command -v sha256sum >/dev/null; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}
unpack() { # archive, member
  if command -v unzip >/dev/null; then unzip -p "$1" "$2"; else
    "${PYTHON:-python3}" -c 'import sys, zipfile
sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' "$1" "$2"
  fi
}

command -v curl >/dev/null || fail 69 "curl is missing; install it with: sudo apt-get install -y curl"
mkdir -p "$folder"
temporary=$(mktemp -d "$folder/.fetch.XXXXXX")
trap 'rm -rf "$temporary"' EXIT

while read -r file source wanted; do
  [ -n "$file" ] || continue
  if [ -f "$folder/$file" ] && [ "$(digest "$folder/$file")" = "$wanted" ]; then
    echo "$folder/$file: there"
    continue
  fi
  curl -fsSL --retry 2 --connect-timeout 20 -o "$temporary/$source" "$origin/$source" ||
    fail 74 "cannot fetch $origin/$source; put $file into $folder/ by hand (datasets/batadal/README.md)"
  if [ "$source" != "$file" ]; then
    unpack "$temporary/$source" "$file" > "$temporary/$file" || fail 65 "$origin/$source holds no $file"
  fi
  found=$(digest "$temporary/$file")
  [ "$found" = "$wanted" ] ||
    fail 65 "$origin/$source is not the file that is expected; nothing was kept" "  SHA-256 found    $found" "  SHA-256 expected $wanted"
  mv "$temporary/$file" "$folder/$file"
  echo "$folder/$file: fetched"
done <<< "$files"
echo "to test with them: export TOCSIN_DATASETS=$(cd "$folder/.." && pwd)"
