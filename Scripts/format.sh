#!/usr/bin/env bash
# Lays out the Swift files, or with --check refuses those that are not. Generated *.pb.swift are left alone.
set -euo pipefail
cd "$(dirname "$0")/.."

folders=()
for folder in Sources Tests Examples Benchmarks Fuzzing; do
  if [ -d "$folder" ]; then folders+=("$folder"); fi
done
files() {
  printf '%s\0' Package.swift
  find "${folders[@]}" -name '*.swift' ! -name '*.pb.swift' ! -path '*/.build*' -print0
}

if [ "${1:-}" = --check ]; then
  files | xargs -0 "${SWIFT:-swift}" format lint --strict --parallel || {
    echo "error: lint findings above; \`make format\` settles most of them" >&2
    exit 1
  }
else
  files | xargs -0 "${SWIFT:-swift}" format --in-place --parallel
fi
