#!/usr/bin/env bash
# The checks refuse what they should and accept a clean tree: each case changes one thing in a small copy.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts=$PWD/Scripts
swift=${SWIFT:-swift}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
cases=0

clean_tree() {
  rm -rf "$tree"
  mkdir -p "$tree"/Sources/{LinearAlgebra,Detection/Detectors,Evaluation,Pipeline} "$tree"/Tests/DetectionTests "$tree"/Documentation
  cat > "$tree/Sources/LinearAlgebra/Matrix.swift" <<'END'
internal import COpenBLAS
#if canImport(Glibc)
  import Glibc
#endif
// import Foundation is written here in a comment only.
let text = """
  import Foundation
  """
END
  cat > "$tree/Sources/Detection/DetectorCatalog.swift" <<'END'
public enum Detectors {
  static let catalog = Catalog<any Detector>(kind: "detector", [
    .init(PCAResidual.self) { PCAResidual(Configuration(&$0)) },
    // .init(Forgotten.self),
  ])
}
END
  printf 'internal import Foundation\npublic import struct Telemetry.Frame\n@preconcurrency import Learning\n' \
    > "$tree/Sources/Detection/Detectors/PCAResidual.swift"
  printf 'import Learning\n' > "$tree/Sources/Detection/Detectors/PCAResidual+Artifact.swift"
  echo > "$tree/Sources/Detection/Detectors/PCAResidualModel.swift"
  printf 'import Telemetry\n' > "$tree/Sources/Evaluation/Metric.swift"
  printf 'import Detection\nimport Yams\n' > "$tree/Sources/Pipeline/Stage.swift"
  printf 'import Detection\nimport Testing\n' > "$tree/Tests/DetectionTests/PCAResidualTests.swift"
}

fail() { echo "error: test-checks.sh: $1" >&2; cat "$work/output" >&2; exit 1; }
accepts() { # command…
  "$@" > "$work/output" 2>&1 || fail "refused a clean tree: $*"
  cases=$((cases + 1))
}
refuses() { # text, command…
  local text=$1
  shift
  ! "$@" > "$work/output" 2>&1 || fail "accepted what it should refuse: $text"
  grep -qF -- "$text" "$work/output" || fail "does not say: $text"
  cases=$((cases + 1))
}

imports() { "$scripts/check-imports.sh" "$tree"; }
sizes() { "$scripts/check-size.sh" "$tree"; }
catalogs() { "$scripts/check-catalogs.sh" "$tree"; }

# An import line, the file it is added to, and what is said about it.
refuses_import() { # line, file, text
  clean_tree
  printf '%s\n' "$1" >> "$tree/$2"
  refuses "$3" imports
}
clean_tree
accepts imports
refuses_import 'import Detection' Sources/Evaluation/Metric.swift \
  "Sources/Evaluation/Metric.swift:2: 'Evaluation' must not import 'Detection'; it may import: Telemetry, LinearAlgebra, Diagnostics"
for form in 'internal import COpenBLAS' 'public import COpenBLAS' '@_exported import COpenBLAS' \
  '@_exported public import COpenBLAS' 'import func COpenBLAS.cblas_ddot' '  import COpenBLAS  // why' \
  '@_spi(Inner) import COpenBLAS'; do
  refuses_import "$form" Sources/Detection/Detectors/PCAResidual.swift "'Detection' must not import 'COpenBLAS'"
done
refuses_import 'import Yams' Sources/Detection/Detectors/PCAResidual.swift "must not import 'Yams'"
refuses_import 'import ArgumentParser' Sources/Pipeline/Stage.swift "must not import 'ArgumentParser'"
refuses_import 'import Foundation' Sources/LinearAlgebra/Matrix.swift "must not import 'Foundation'"
refuses_import '@testable import Detection' Tests/DetectionTests/PCAResidualTests.swift '@testable import'
refuses_import 'import COpenBLAS' Tests/DetectionTests/PCAResidualTests.swift "tests must not import 'COpenBLAS'"
clean_tree
mkdir "$tree/Sources/Helpers"
echo 'let one = 1' > "$tree/Sources/Helpers/One.swift"
refuses "target 'Helpers' is not in the import table" imports

clean_tree
yes '// a line' | head -n 499 > "$tree/Sources/Pipeline/Long.swift" || true
yes '// a line' | head -n 900 > "$tree/Sources/Pipeline/Generated.pb.swift" || true
echo 'let one = 1' >> "$tree/Sources/Pipeline/Long.swift"
accepts sizes
echo 'let two = 2' >> "$tree/Sources/Pipeline/Long.swift"
refuses 'Long.swift: 501 lines, at most 500' sizes
clean_tree
yes '// a line' | head -n 601 > "$tree/Tests/DetectionTests/Long.swift" || true
refuses 'Long.swift: 601 lines, at most 600' sizes

clean_tree
accepts catalogs
echo > "$tree/Sources/Detection/Detectors/Forgotten.swift"
refuses "Sources/Detection/Detectors/Forgotten.swift: no line for 'Forgotten'" catalogs
clean_tree
echo '    .init(Missing.self),' >> "$tree/Sources/Detection/DetectorCatalog.swift"
refuses "'Missing' has no file Sources/Detection/Detectors/Missing.swift" catalogs
clean_tree
rm "$tree/Sources/Detection/DetectorCatalog.swift"
refuses 'DetectorCatalog.swift: missing' catalogs
clean_tree
echo > "$tree/Sources/Pipeline/StageCatalog.swift"
refuses 'StageCatalog.swift: not in the list' catalogs

# check-docs.py reads built modules: one small module is compiled with one undocumented symbol at a time.
documented() { # Swift code that follows a documented type
  rm -rf "$work/docs"
  mkdir -p "$work/docs/Sources/Sample" "$work/docs/Modules"
  {
    printf '/// A thing.\npublic protocol Thing {\n  /// Its size.\n  var size: Int { get }\n}\n'
    printf '/// A box.\npublic struct Box: Thing, Hashable, Codable {\n  public var size: Int { 1 }\n}\n'
    printf 'func inner() {}\n%s\n' "$1"
  } > "$work/docs/Sources/Sample/Sample.swift"
  "$compiler" -emit-module -parse-as-library -module-name Sample \
    -o "$work/docs/Modules/Sample.swiftmodule" "$work/docs/Sources/Sample/Sample.swift" > "$work/output" 2>&1 ||
    fail "the sample does not compile"
  "${PYTHON:-python3}" "$scripts/check-docs.py" --sources "$work/docs/Sources" --modules "$work/docs/Modules"
}
compiler=${SWIFTC:-$(dirname "$(command -v "$swift")")/swiftc}
accepts documented ''
refuses "Sample.swift:11: public symbol 'bare()' has no documentation" documented 'public func bare() {}'
refuses "public symbol 'Bare' has no" documented 'public struct Bare {}'
refuses "public symbol 'Box.init(bare:)' has no" documented 'extension Box { public init(bare: Int) {} }'
refuses "public symbol 'Box.bare' has no" documented 'public extension Box { var bare: Int { 1 } }'
refuses "public symbol 'Case.bare' has no" documented $'/// Cases.\npublic enum Case {\n  case bare\n}'
refuses "public symbol 'Rule.bare()' has no" documented $'/// A rule.\npublic protocol Rule {\n  func bare()\n}'

# docs-tables.py, with a tool that prints a table of one row.
clean_tree
printf '#!/bin/sh\necho "| $2 |"\n' > "$work/tool"
chmod +x "$work/tool"
tables() { "${PYTHON:-python3}" "$scripts/docs-tables.py" --root "$tree" --tool "$work/tool" "$@"; }
printf '# Page\n\n<!-- table: metrics -->\n| old |\n<!-- end -->\n\nText.\n' > "$tree/Documentation/page.md"
refuses 'a table differs from the catalog' tables --check
accepts tables
accepts tables --check
grep -qx '| metrics |' "$tree/Documentation/page.md" || fail "the table was not written"
grep -qx 'Text.' "$tree/Documentation/page.md" || fail "the text after the table was lost"
printf '<!-- table: metrics -->\n' > "$tree/README.md"
refuses 'a table without' tables --check

# The lint configuration that goes with them.
cp .swift-format "$work/.swift-format"
lint() { "$swift" format lint --strict "$work/lint.swift"; }
printf 'let one = 1\n' > "$work/lint.swift"
accepts lint
printf 'let one = Int("1")!\n' > "$work/lint.swift"
refuses NeverForceUnwrap lint
printf 'let   one = 1\n' > "$work/lint.swift"
refuses Spacing lint

echo "checks: $cases cases pass"
