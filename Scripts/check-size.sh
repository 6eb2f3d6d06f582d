#!/usr/bin/env bash
# Refuses Swift files that are too long to read at one sitting. Generated *.pb.swift are left alone.
#   Scripts/check-size.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

too_long() { # folder limit
  [ -d "$1" ] || return 0
  find "$1" -name '*.swift' ! -name '*.pb.swift' ! -path '*/.build*' -print0 | sort -z |
    xargs -0 awk -v limit="$2" '
      FNR == 1 { files++; name[files] = FILENAME }
      { lines[files] = FNR }
      END {
        for (i = 1; i <= files; i++) if (lines[i] > limit) {
          printf "%s: %d lines, at most %d are allowed: split it\n", name[i], lines[i], limit
          failed = 1
        }
        exit failed
      }' >&2
}

status=0
too_long Sources 500 || status=1
too_long Tests 600 || status=1
exit $status
