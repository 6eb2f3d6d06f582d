internal import Diagnostics

/// Tells numbers that are written with three decimals throughout from whole ones with a mark between
/// thousands, where no single number does.
///
/// What it finds raises no doubt, and gives way to files of the same source that show a mark.
enum FixedDecimals {
  /// What its evidence begins with.
  static let start = "three decimals: "
  /// With fewer numbers than these nothing is told.
  private static let fewestNumbers = 30
  /// With fewer tags that go up and down nothing is told.
  private static let fewestTags = 3

  /// Sizes beyond which nobody measures, by the unit's small letters.
  private static let most: [String: Double] = [
    "%": 1_000, "ph": 1_000, "°c": 5_000, "degc": 5_000, "°f": 9_000, "degf": 9_000, "bar": 10_000,
    "m/s": 5_000, "ma": 1_000,
  ]

  /// Why the mark stands before fractions; nil where that is not clear.
  static func evidence(_ format: CSVFormat, _ tally: MarkTally) -> String? {
    unitEvidence(format, tally) ?? sizesEvidence(tally)
  }

  /// A unit in which the numbers would be too large without a fraction.
  private static func unitEvidence(_ format: CSVFormat, _ tally: MarkTally) -> String? {
    for (column, numbers) in zip(format.columns, tally.columns) where numbers.groups > 0 {
      let words = column.name.lowercased().split { !$0.isLetter }
      let named = words.contains("ph") ? "pH" : nil
      guard let unit = column.suffix ?? column.unit ?? named,
        let most = most[unit.lowercased().filter { $0 != " " }], numbers.groupRange.high >= most
      else { continue }
      return
        "\(start)'\(CellText.shown(numbers.example))' in column '\(CellText.cleaned(column.name))' would be "
        + "too many \(CellText.cleaned(unit)) with a mark between thousands"
    }
    return nil
  }

  /// Several tags of different sizes that go up and down, none of which has a number below 1,000 under the
  /// other reading: counts would.
  private static func sizesEvidence(_ tally: MarkTally) -> String? {
    let columns = tally.columns.filter { $0.groups > 0 }
    let numbers = columns.reduce(0) { $0 + $1.groups }
    let low = columns.map(\.groupRange.low).min() ?? 0
    let high = columns.map(\.groupRange.high).max() ?? 0
    guard columns.allSatisfy({ $0.largest < 0 }), numbers >= fewestNumbers, high >= 10 * low,
      columns.reduce(0, { $0 + $1.moving }) >= fewestTags
    else { return nil }
    return
      "\(start)all \(numbers) numbers of these columns have them, from \(FigureText.number(low / 1_000)) to "
      + "\(FigureText.number(high / 1_000)); whole ones would be below 1000 somewhere"
  }
}
