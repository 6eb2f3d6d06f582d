internal import LinearAlgebra
package import Telemetry

/// How values behave during an alarm, in shares from 0 to 1: what tells a frozen reading from a shifted or a noisy one.
package struct AlarmBehaviour: Equatable {
  /// Of the row-to-row steps of the three tags with the largest parts, the share in which the value stays as it is.
  package let frozen: Double
  /// The share of these tags' cells that are missing.
  package let lost: Double
  /// The share of all tags' cells that are missing.
  package let lostAnywhere: Double
  /// |mean| ÷ root mean square of what the first tag differs from its expectation by: 1 for an offset, near 0 for noise.
  package let offset: Double
  /// |correlation| of the first tag's value with time: 1 for a drift.
  package let trend: Double
  /// The share of rows that are above the limit.
  package let density: Double
  /// The share of row-to-row steps of discrete states that change one.
  package let switching: Double

  private static let tagsLookedAt = 3

  /// Looks at the rows from the first to the last one above the limit.
  ///
  /// - Parameters:
  ///   - rows: rows of `frame`, at least one.
  ///   - beyond: how many of them are above the limit.
  ///   - shares: each tag's part in the score.
  ///   - expected: what the detector expected of a row of `frame` and a tag; NaN where it expects nothing.
  package init(
    _ rows: Range<Int>, beyond: Int, shares: [Double], frame: Frame,
    expected: (Int, Int) -> Double
  ) {
    let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    let looked = order.prefix(Self.tagsLookedAt)
    frozen = Self.steps(rows, of: looked, in: frame) { $0 == $1 }
    switching = Self.steps(
      rows, of: frame.tags.indices.filter { frame.tags[$0].role == .status }, in: frame
    ) { $0 != $1 }
    lost = Self.missing(rows, of: looked, in: frame)
    lostAnywhere = Self.missing(rows, of: shares.indices, in: frame)
    density = Double(beyond) / Double(max(1, rows.count))
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    if let tag = order.first {
      for row in rows {
        let difference = frame.values[row, tag] - expected(row, tag)
        if difference.isNaN { continue }
        sum += difference
        squares += difference * difference
        count += 1
      }
      trend = Self.trend(rows, of: tag, in: frame)
    } else {
      trend = 0
    }
    // |Σd / n| ÷ √(Σd² / n); rounding may put it a little above 1.
    offset = squares > 0 ? min(1, abs(sum) / (count * squares).squareRoot()) : 0
  }

  /// Each share with what is missing to 1.
  package var distributions: [[Double]] {
    [frozen, lost, lostAnywhere, offset, trend, density, switching].map { [$0, 1 - $0] }
  }

  private static func steps(
    _ rows: Range<Int>, of tags: some Sequence<Int>, in frame: Frame,
    where holds: (Double, Double) -> Bool
  ) -> Double {
    var (found, all) = (0, 0)
    for tag in tags {
      for row in rows.dropFirst() {
        let (before, now) = (frame.values[row - 1, tag], frame.values[row, tag])
        if before.isNaN || now.isNaN { continue }
        all += 1
        if holds(before, now) { found += 1 }
      }
    }
    return all == 0 ? 0 : Double(found) / Double(all)
  }

  private static func missing(
    _ rows: Range<Int>, of tags: some Collection<Int>, in frame: Frame
  ) -> Double {
    let cells = rows.count * tags.count
    guard cells > 0 else { return 0 }
    let lost = tags.reduce(0) { sum, tag in sum + rows.count { frame.values[$0, tag].isNaN } }
    return Double(lost) / Double(cells)
  }

  // |Pearson's correlation| with the row's number.
  private static func trend(_ rows: Range<Int>, of tag: Int, in frame: Frame) -> Double {
    let known = rows.filter { !frame.values[$0, tag].isNaN }
    guard known.count > 2 else { return 0 }
    let n = Double(known.count)
    let meanRow = known.reduce(0) { $0 + Double($1) } / n
    let mean = known.reduce(0) { $0 + frame.values[$1, tag] } / n
    var (cross, time, value) = (0.0, 0.0, 0.0)
    for row in known {
      let (a, b) = (Double(row) - meanRow, frame.values[row, tag] - mean)
      cross += a * b
      time += a * a
      value += b * b
    }
    let scale = (time * value).squareRoot()
    return scale > 0 && scale.isFinite ? min(1, abs(cross) / scale) : 0
  }
}
