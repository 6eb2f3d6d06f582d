package import Diagnostics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// Flows that telemetry counts in another unit than is declared, by how they move levels.
///
///     h(t) − h(t−1) = Σ b · (f(t−1) + f(t)) / 2 + c(hour of the day)
///
/// Least squares over rows in which no flow is switched. What flows into a tank and out of it moves its level by one size
/// |b|, that of its cross-section. A flow is told where at least two others of a tank agree, most of all that move it, and
/// its own |b| is to theirs as one unit of flow is to another, in every tank that it moves. Where nothing agrees nothing is
/// told; demand that goes with a flow and that nobody measures changes its |b| by any factor.
package struct FlowUnits {
  /// What a person should know.
  package let notices: [Notice]

  /// The units in which flows are usually counted.
  private static let usual = ["L/s", "m3/h", "m3/s", "L/min", "ML/d", "m3/d", "gpm", "MGD", "cfs"]
  /// Flows below so many standard errors move no level.
  private static let movesInErrors = 30.0
  /// Sizes within this part are the same.
  private static let agreement = 0.1
  /// Ratios within this part are those of two units.
  private static let margin = 0.05
  /// A flow that changes by a larger part of itself was switched.
  private static let largestChange = 0.2
  /// The most rows that are looked at, the newest.
  private static let mostRows = 20_000
  /// With fewer steady rows nothing is asked.
  private static let fewestRows = 500

  /// Asks a record for flows in a unit, by tags that stand for a level; O(rows · flows²).
  package init(_ record: ProcessRecord, stocks: [Int]) {
    let flows = record.tags.indices.filter {
      record.tags[$0].role == .sensor && Self.unit(record.tags[$0]) != nil
    }
    var units: [Int: [(stock: Int, unit: EngineeringUnit?)]] = [:]
    if flows.count > 2 {
      for stock in stocks {
        for (flow, unit) in Self.judged(record, stock: stock, flows: flows) {
          units[flow, default: []].append((stock, unit))
        }
      }
    }
    notices = units.sorted { $0.key < $1.key }.compactMap { flow, judged in
      let tag = record.tags[flow]
      guard let unit = judged[0].unit, unit.id != Self.unit(tag)?.id,
        judged.allSatisfy({ $0.unit?.id == unit.id })
      else { return nil }
      let names = judged.map { record.tags[$0.stock].id }.joined(separator: " and ")
      return Notice(
        "\(tag.id) is declared in \(tag.unit ?? "") and moves \(names) as other flows would in \(unit.id): correct its unit "
          + "or its scale in tags.csv")
    }
  }

  private static func unit(_ tag: Tag) -> EngineeringUnit? {
    guard let unit = tag.unit.flatMap({ try? EngineeringUnits.unit($0) }), unit.dimension == .flow
    else { return nil }
    return unit
  }

  /// The flows that move a stock together with others that agree, each with the unit that explains it: its own, another,
  /// or none.
  private static func judged(
    _ record: ProcessRecord, stock: Int, flows: [Int]
  ) -> [(flow: Int, unit: EngineeringUnit?)] {
    let movers = moving(record, stock: stock, flows: flows)
    return movers.compactMap { flow, size -> (flow: Int, unit: EngineeringUnit?)? in
      let others = movers.filter { $0.flow != flow }.map(\.size).sorted()
      guard !others.isEmpty else { return nil }
      let usual = others[others.count / 2]
      let agreeing = others.count { abs($0 / usual - 1) <= agreement }
      guard agreeing >= 2, 2 * agreeing > others.count, let own = unit(record.tags[flow]) else {
        return nil
      }
      let ratio = size / usual
      if abs(ratio - 1) <= agreement { return (flow, own) }
      // |b| per declared unit is that of the true unit: ratio = true / declared.
      let other = Self.usual.compactMap { try? EngineeringUnits.unit($0) }.first {
        $0.id != own.id && abs(ratio * own.factor / $0.factor - 1) <= margin
      }
      return (flow, other)
    }
  }

  /// The flows that move a stock, each with |b| for a cubic metre per second.
  private static func moving(
    _ record: ProcessRecord, stock: Int, flows: [Int]
  ) -> [(flow: Int, size: Double)] {
    let levels = record.column(stock)
    let columns = flows.map { record.column($0) }
    let first = max(1, record.count - mostRows)
    let rows = (first..<record.count).filter { row in
      record.follows[row] && levels[row].isFinite && levels[row - 1].isFinite
        && columns.allSatisfy { flow in
          let (a, b) = (flow[row - 1], flow[row])
          return abs(a - b) <= largestChange * max(abs(a), abs(b))
        }
    }
    guard rows.count >= fewestRows else { return [] }
    let used = columns.indices.filter { flow in
      let values = rows.map { columns[flow][$0] }
      return values.min() != values.max()
    }
    let hours = rows.map { row in
      Int((Double(record.times[row].nanoseconds) / 3.6e12).rounded(.down)) % 24
    }
    let known = Array(Set(hours)).sorted()
    let count = used.count + known.count
    var gram = Matrix(rows: count, columns: count)
    var products = [Double](repeating: 0, count: count)
    var (squares, terms) = (0.0, [Double](repeating: 0, count: count))
    for (row, hour) in zip(rows, hours) {
      for (index, flow) in used.enumerated() {
        terms[index] = (columns[flow][row - 1] + columns[flow][row]) / 2
      }
      for (index, own) in known.enumerated() { terms[used.count + index] = own == hour ? 1 : 0 }
      let change = levels[row] - levels[row - 1]
      squares += change * change
      for i in 0..<count where terms[i] != 0 {
        products[i] += terms[i] * change
        for j in 0...i { gram[i, j] += terms[i] * terms[j] }
      }
    }
    for i in 0..<count { for j in 0..<i { gram[j, i] = gram[i, j] } }
    // Flows that always go together tell nothing apart.
    guard let factor = try? Cholesky(gram), factor.reciprocalCondition > 1e-12 else { return [] }
    let sizes = factor.solve(products)
    let left = max(0, squares - zip(sizes, products).reduce(0) { $0 + $1.0 * $1.1 })
    let variance = left / Double(max(1, rows.count - count))
    return used.enumerated().compactMap { index, flow -> (flow: Int, size: Double)? in
      var unitVector = [Double](repeating: 0, count: count)
      unitVector[index] = 1
      let error = (variance * factor.solve(unitVector)[index]).squareRoot()
      guard abs(sizes[index]) > movesInErrors * error,
        let own = unit(record.tags[flows[flow]])
      else { return nil }
      return (flows[flow], abs(sizes[index]) / own.factor)
    }
  }
}
