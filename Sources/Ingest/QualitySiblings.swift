internal import Diagnostics

/// What the numbers of a quality column count as good in the files of one source, where some of them show
/// it and others do not.
///
/// A day without a fault has one number alone, and a day of outage hardly any that is good: such a file is
/// read as those are whose numbers tell.
public struct QualitySiblings: Sendable {
  /// The first file that shows each scale, by the column's name.
  private var shown: [String: [QualityScale: String]] = [:]

  /// Nothing is known yet.
  public init() {}

  /// Takes what the sample of a file shows.
  public mutating func add(_ format: CSVFormat, file: String) {
    guard format.qualityBasis == .shown, let scale = format.sampledScale,
      let key = Self.key(format)
    else { return }
    shown[key, default: [:]][scale] = shown[key]?[scale] ?? file
  }

  /// Settles a format whose own sample shows nothing surely, by the other files of the same column.
  public func settle(_ format: inout CSVFormat) {
    guard format.qualityBasis == .assumed, let key = Self.key(format), let known = shown[key] else {
      return
    }
    let scales = QualityScale.allCases.filter { known[$0] != nil }
    if scales.count == 1, let file = known[scales[0]] {
      QualityChoice.take(scales[0], as: file, &format)
    } else {
      format.notices.append(
        "column '\(CellText.cleaned(format.qualityColumn ?? ""))': other files contradict each other, "
          + scales.map { "\($0.text) in \(known[$0] ?? "")" }.joined(separator: ", "))
    }
  }

  private static func key(_ format: CSVFormat) -> String? {
    format.qualityColumn.map(HeaderWords.key)
  }
}
