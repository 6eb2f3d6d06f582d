internal import Diagnostics
internal import LinearAlgebra
package import Telemetry

/// Two tanks with two-point controllers that act between rows: one that a pump fills, one that a pump
/// empties.
package enum PumpedTanks {
  /// The columns: the two levels, a bystander that wanders by itself, the two pumps.
  package static let tags =
    ["LA", "LB", "W"].map { Tag(id: $0) } + ["PA", "PB"].map { Tag(id: $0, role: .status) }
  /// The column of the pump that fills, on below 2 and off above 4 of column 0.
  package static let filling = 3
  /// The column of the pump that empties, on above 8 and off below 5 of column 1.
  package static let emptying = 4

  /// Rows of normal operation but for pumps that something forces: told the row and the pump's column, 0
  /// or 1; nil leaves the pump to its controller.
  package static func frame(
    rows: Int, seed: UInt64, from: Int = 0, forced: (Int, Int) -> Double? = { _, _ in nil }
  ) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "pumped-tanks")
    var (a, b, bystander) = (3.0, 6.0, 0.0)
    var (fills, empties) = (0.0, 0.0)
    var cells: [[Double]] = []
    for row in 0..<rows {
      let demand = 0.012 + 0.008 * generator.uniform()
      let (forcedA, forcedB) = (forced(row, filling), forced(row, emptying))
      for _ in 0..<20 {
        a += fills * 0.04 - demand
        b += 0.02 + demand / 2 - empties * 0.06
        fills = forcedA ?? (a < 2 ? 1 : a > 4 ? 0 : fills)
        empties = forcedB ?? (b > 8 ? 1 : b < 5 ? 0 : empties)
      }
      bystander = 0.95 * bystander + generator.normal()
      cells.append([a, b, bystander, fills, empties])
    }
    return Frame(
      times: DetectionData.times(rows, from: from), tags: tags, values: Matrix(rowMajor: cells))
  }

  /// The same rows with missing cells, whole rows missing, a repeated moment and, where `isBetween`, pumps
  /// that are neither off nor on.
  package static func damaged(_ frame: Frame, seed: UInt64, isBetween: Bool = true) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "damage")
    var damaged = frame.changing { i, j, value in
      if i % 97 == 50 { return .nan }
      if isBetween, j >= filling, generator.uniform() < 0.01 { return 0.5 }
      return generator.uniform() < 0.03 ? .nan : value
    }
    if damaged.count > 30 { damaged.times[30] = damaged.times[29] }
    return damaged.selectingRows((0..<frame.count).filter { _ in generator.uniform() > 0.02 })
  }
}
