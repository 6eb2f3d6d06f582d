internal import HydraulicLanes
internal import Hydraulics

/// What many futures of a network came to, as `tocsin simulate --network … --futures N --json` prints
/// it.
struct FuturesReport: Encodable, Sendable {
  /// What demands were multiplied with.
  struct Demands: Encodable, Sendable {
    var spread: Double
    var seed: UInt64
    var lowestFactor: Double
    var highestFactor: Double
  }

  /// What was reckoned with before anything ran, bytes.
  struct Memory: Encodable, Sendable {
    /// One future's state.
    var perLane: Int
    /// All groups that are under way at once, what they record, and the table.
    var estimated: Int
    /// What may be used.
    var limit: Int
    /// How many groups of eight are under way at once.
    var groupsAtOnce: Int
  }

  /// A quantity over the futures.
  struct Quantiles: Encodable, Sendable {
    var p05: Double
    var p50: Double
    var p95: Double

    /// Of numbers in any order; NaN of none.
    init(_ values: [Double]) {
      let sorted = values.sorted()
      p05 = FutureTable.quantile(0.05, ofSorted: sorted)
      p50 = FutureTable.quantile(0.5, ofSorted: sorted)
      p95 = FutureTable.quantile(0.95, ofSorted: sorted)
    }
  }

  /// What a pump uses, kWh.
  struct Pump: Encodable, Sendable {
    var id: String
    var energy: Quantiles
  }

  var futures: Int
  /// How many had no solution from some time on.
  var failed: Int
  var demands: Demands
  var memory: Memory
  var network: NetworkReport.Size
  var units: NetworkReport.Units
  /// The lowest 5 % and the highest 95 % quantile of a row; only of levels that were asked for.
  var tanks: [NetworkReport.Tank]
  /// Over the futures that came to the end.
  var pumps: [Pump]
  var output: NetworkReport.Output
  /// What EPANET would warn of, and what is not simulated.
  var warnings: [String]

  /// The report for a person.
  var text: String {
    var lines = [
      "futures    \(Numbers.grouped(futures)), demands times "
        + "\(Numbers.plain(demands.lowestFactor)) to \(Numbers.plain(demands.highestFactor)) "
        + "(spread \(demands.spread), seed \(demands.seed))",
      "lanes      \(HydraulicEngine.laneCount) side by side, "
        + "\(Numbers.grouped(memory.perLane / 1024)) KiB each; "
        + "\(memory.groupsAtOnce) group\(memory.groupsAtOnce == 1 ? "" : "s") at once, "
        + "\(Numbers.plain(Double(memory.estimated) / 1e6)) MB in all",
    ]
    lines += tanks.map {
      "tank       \($0.id): \(Numbers.plain($0.low)) to \(Numbers.plain($0.high)) \(units.length) "
        + "(5 % and 95 % of futures)"
    }
    lines += pumps.map {
      "pump       \($0.id): \(Numbers.plain($0.energy.p05)) to \(Numbers.plain($0.energy.p95)) kWh "
        + "(5 % and 95 % of futures)"
    }
    lines.append(output.text)
    return lines.joined(separator: "\n")
  }
}
