#!/usr/bin/env bash
# Holds every import line against the table: a target may import what lies below it, siblings never meet,
# external packages stay at their edge. SwiftPM does not refuse the import of a transitive dependency.
#   Scripts/check-imports.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# target: what it may import besides the system modules
export TABLE='
Diagnostics:
GramLanes:
LinearAlgebra: GramLanes COpenBLAS CProcessor
Telemetry: LinearAlgebra Diagnostics CCrypto
Ingest: Telemetry Diagnostics LinearAlgebra CAllocator CByteMarks CISAL CZstd
Hydraulics: Diagnostics
HydraulicLanes: Hydraulics Diagnostics
Learning: Telemetry LinearAlgebra Diagnostics CXGBoost
Detection: Learning Telemetry LinearAlgebra Diagnostics
Prognostics: Learning Telemetry LinearAlgebra Diagnostics
Twin: Hydraulics HydraulicLanes Learning Telemetry LinearAlgebra Diagnostics
Attacks: Twin Learning Telemetry LinearAlgebra Diagnostics
Evaluation: Telemetry LinearAlgebra Diagnostics
ModelFiles: Learning Telemetry LinearAlgebra Diagnostics CCrypto SwiftProtobuf
Reporting: Evaluation Telemetry Diagnostics
Pipeline: Hydraulics HydraulicLanes Ingest Twin Attacks Learning Detection Prognostics Evaluation ModelFiles Reporting Telemetry LinearAlgebra Diagnostics CAllocator Yams CYaml Logging
tocsin: Pipeline Diagnostics Telemetry ArgumentParser Logging
'
export SYSTEM='Foundation FoundationEssentials Synchronization Testing Dispatch Glibc Musl Darwin'

folders=()
for folder in Sources Tests; do
  if [ -d "$folder" ]; then folders+=("$folder"); fi
done
find "${folders[@]}" -name '*.swift' ! -path '*/.build*' -print0 | sort -z | xargs -0 awk '
  BEGIN {
    rows = split(ENVIRON["TABLE"], row, "\n")
    for (i = 1; i <= rows; i++) if (split(row[i], half, ":") == 2) {
      known[half[1]] = 1; list[half[1]] = half[2]
      count = split(half[2], name, " ")
      for (j = 1; j <= count; j++) allowed[half[1], name[j]] = 1
    }
    count = split(ENVIRON["SYSTEM"], name, " ")
    for (j = 1; j <= count; j++) system_module[name[j]] = 1
  }
  function refuse(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; failed = 1 }
  FNR == 1 {
    split(FILENAME, part, "/"); target = part[2]; inText = 0
    if (part[1] == "Sources" && !(target in known)) refuse("target \047" target "\047 is not in the import table of Scripts/check-imports.sh")
  }
  {
    line = $0
    sub(/^[ \t]+/, "", line)
    if (line ~ /^\/\//) next
    wasText = inText
    if (gsub(/"""/, "\"\"\"", line) % 2) inText = !inText
    if (wasText) next
    testable = line ~ /^@testable/
    while (line ~ /^@[A-Za-z_]+(\([^)]*\))?[ \t]+/) sub(/^@[A-Za-z_]+(\([^)]*\))?[ \t]+/, "", line)
    sub(/^(public|package|internal|fileprivate|private)[ \t]+/, "", line)
    if (line !~ /^import[ \t]/) next
    sub(/^import[ \t]+/, "", line)
    sub(/^(struct|class|enum|protocol|func|var|let|typealias|actor)[ \t]+/, "", line)
    sub(/[^A-Za-z0-9_].*/, "", line)

    if (part[1] == "Tests") {
      if (testable) refuse("@testable import: tests see the public and package interface (they are built without testable imports)")
      if (line == "COpenBLAS") refuse("tests must not import \047COpenBLAS\047; only LinearAlgebra may")
      next
    }
    if (target == "LinearAlgebra" && line ~ /^Foundation/) { refuse("\047LinearAlgebra\047 must not import \047" line "\047; it may import: COpenBLAS"); next }
    if ((line in system_module) || ((target, line) in allowed)) next
    may = list[target]; sub(/^ +/, "", may); gsub(/ +/, ", ", may)
    refuse("\047" target "\047 must not import \047" line "\047; it may import: " (may == "" ? "system modules only" : may))
  }
  END { exit failed }
' >&2 || { echo "error: imports against the direction of the layers" >&2; exit 1; }
