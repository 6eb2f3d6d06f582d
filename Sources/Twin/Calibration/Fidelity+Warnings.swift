internal import Foundation

extension Fidelity {
  /// Sentences without their full stop on stocks of which the twin foresees less than a mean would: their one-step R² is
  /// below 0.
  ///
  /// Empty where there are none.
  public var warnings: [String] {
    stocks.compactMap { stock in
      guard let r2 = stock.oneStepR2, r2 < 0 else { return nil }
      return
        "the twin foresees \(stock.tag) worse than the mean of its change would: R² one row ahead is \(Self.short(r2)) on "
        + "\(unseenRows) unseen rows, after \(fittedRows) rows that it was fitted to; \(stock.tag) may have been still "
        + "in those and have moved since, the history may be too short, or what fills or empties it has no tag"
    }
  }

  // Two digits where it is small, none where it is large.
  private static func short(_ value: Double) -> String {
    value <= -10
      ? String(format: "%.0f", value) : String(format: "%.2f", value)
  }
}
