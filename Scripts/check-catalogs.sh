#!/usr/bin/env bash
# One idea is one file and one line: every file of a folder stands in the folder's catalog, and every entry
# of the catalog has its file. File name = type name; `Name+Aspect.swift` extends a type and
# `NameModel.swift` holds its fitted model: they need no line of their own.
#   Scripts/check-catalogs.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# folder of the ideas, its catalog; a `-` instead of a folder marks a catalog whose entries are data
catalogs='
Sources/Detection/Detectors      Sources/Detection/DetectorCatalog.swift
Sources/Detection/Accumulators   Sources/Detection/AccumulatorCatalog.swift
Sources/Detection/Limits         Sources/Detection/LimitCatalog.swift
Sources/Prognostics/Prognosers   Sources/Prognostics/PrognoserCatalog.swift
Sources/Attacks/Shapes           Sources/Attacks/ShapeCatalog.swift
Sources/Attacks/Edits            Sources/Attacks/EditCatalog.swift
Sources/Attacks/Triggers         Sources/Attacks/TriggerCatalog.swift
Sources/Attacks/Draws            Sources/Attacks/DrawCatalog.swift
Sources/Twin/Components          Sources/Twin/ComponentCatalog.swift
Sources/Twin/Sensors/Compressions  Sources/Twin/Sensors/CompressionCatalog.swift
Sources/Evaluation/Metrics       Sources/Evaluation/MetricCatalog.swift
Sources/Evaluation/Life/Metrics  Sources/Evaluation/Life/LifeMetricCatalog.swift
Sources/Ingest/Dialects          Sources/Ingest/DialectCatalog.swift
Sources/Ingest/TimeFormats       Sources/Ingest/TimeFormatCatalog.swift
Sources/ModelFiles/Exporters     Sources/ModelFiles/ExporterCatalog.swift
Sources/ModelFiles/Graphs        Sources/ModelFiles/GraphCatalog.swift
Fuzzing/FuzzTargets/Targets      Fuzzing/FuzzTargets/FuzzTargetCatalog.swift
-                                Sources/Attacks/TechniqueCatalog.swift
-                                Sources/ModelFiles/Interpreter/ONNXOperatorCatalog.swift
-                                Sources/Hydraulics/Reader/InpSectionCatalog.swift
'

status=0
refuse() { echo "$*" >&2; status=1; }

# Prints the types a catalog lists: `.init(Name…`, or `Name.self` at the start of a line.
entries() {
  sed 's://.*::' "$1" | { grep -oE '(\.init\([A-Z][A-Za-z0-9_]*|^ *[A-Z][A-Za-z0-9_]*\.self)' || true; } |
    sed -e 's/^ *//' -e 's/^\.init(//' -e 's/\.self$//' | sort -u
}

while read -r folder catalog; do
  [ -n "$folder" ] && [ "$folder" != - ] && [ -d "$folder" ] || continue
  if [ ! -f "$catalog" ]; then
    refuse "$catalog: missing, but $folder/ is there"
    continue
  fi
  for file in "$folder"/*.swift; do
    name=$(basename "$file" .swift)
    case $name in *+* | '*') continue ;; esac
    entries "$catalog" | grep -qx -e "$name" -e "${name%Model}" || refuse "$file: no line for '$name' in $catalog"
  done
  while read -r name; do
    [ -z "$name" ] || [ -f "$folder/$name.swift" ] || refuse "$catalog: '$name' has no file $folder/$name.swift"
  done < <(entries "$catalog")
done <<< "$catalogs"

if [ -d Sources ]; then
  while read -r catalog; do
    case $catalogs in *" $catalog"*) ;; *) refuse "$catalog: not in the list of Scripts/check-catalogs.sh" ;; esac
  done < <(find Sources -name '?*Catalog.swift' | sort)
fi
exit $status
