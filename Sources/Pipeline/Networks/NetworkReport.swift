internal import HydraulicLanes
internal import Hydraulics

/// What one run of a network came to, as `tocsin simulate --network … --json` prints it.
///
/// Lengths and flows are in ``units``; energy in kWh, power in kW, shares and efficiencies in percent.
struct NetworkReport: Encodable, Sendable {
  /// Numbers of elements.
  struct Size: Encodable, Sendable {
    var junctions: Int
    var reservoirs: Int
    var tanks: Int
    var pipes: Int
    var pumps: Int
    var valves: Int

    init(_ network: Network) {
      junctions = network.junctionCount
      tanks = network.tanks.count { !$0.isReservoir }
      reservoirs = network.tanks.count - tanks
      pipes = network.links.count { $0.kind.isPipe }
      pumps = network.pumps.count
      valves = network.valves.count
    }
  }

  /// What the units are called.
  struct Units: Encodable, Sendable {
    var length: String
    var pressure: String
    var flow: String

    init(_ network: Network, _ units: NetworkUnits) {
      (length, pressure, flow) = units.names(of: network)
    }
  }

  /// How well the balanced solutions satisfy the equations: the largest of all rows.
  struct Residuals: Encodable, Sendable {
    var mass: Double
    var head: Double
  }

  /// The same of rows that were not balanced after all trials.
  struct Unbalanced: Encodable, Sendable {
    var solutions: Int
    var mass: Double
    var head: Double
  }

  /// A tank's lowest and highest level above its bottom.
  struct Tank: Encodable, Sendable {
    var id: String
    var low: Double
    var high: Double
  }

  /// What a pump has used, as EPANET's energy report has it.
  struct Pump: Encodable, Sendable {
    var id: String
    var hoursOnLine: Double
    var utilisation: Double
    var efficiency: Double
    var energy: Double
    var energyPerCubicMetre: Double
    var averagePower: Double
    var peakPower: Double
    var cost: Double

    init(_ id: String, _ energy: PumpEnergy, hours: Double) {
      let means = energy.means
      self.id = id
      hoursOnLine = energy.hoursOnLine
      utilisation = energy.utilisation(ofHours: hours)
      efficiency = means.efficiency
      self.energy = energy.kilowattHours
      energyPerCubicMetre = means.kilowattHoursPerCubicMetre
      averagePower = means.kilowatts
      peakPower = energy.peakKilowatts
      cost = energy.cost
    }
  }

  /// The file that was written.
  struct Output: Encodable, Sendable {
    var file: String
    var rows: Int
    var columns: Int

    /// The line for a person.
    var text: String {
      "wrote      \(file): \(Numbers.grouped(rows)) rows × \(Numbers.grouped(columns)) columns"
    }
  }

  var network: Size
  var units: Units
  /// Seconds since the start at the last solution.
  var seconds: Int
  var solutions: Int
  var trials: Int
  var residuals: Residuals
  /// nil where every row is balanced.
  var unbalanced: Unbalanced?
  var tanks: [Tank]
  var pumps: [Pump]
  /// The largest power of all pumps at once, kW.
  var peakPower: Double
  /// What the largest power of all pumps costs by the file's demand charge.
  var demandCharge: Double
  /// The pumps' costs and the demand charge.
  var totalCost: Double
  var output: Output
  /// What EPANET would warn of, and what is not simulated.
  var warnings: [String]

  /// The report for a person.
  var text: String {
    func plural(_ count: Int, _ word: String) -> String {
      "\(Numbers.grouped(count)) \(word)\(count == 1 ? "" : "s")"
    }
    var lines = [
      "network    \(Numbers.grouped(network.junctions)) junctions, "
        + "\(plural(network.reservoirs, "reservoir")), \(plural(network.tanks, "tank")), "
        + "\(Numbers.grouped(network.pipes)) pipes, \(network.pumps) pumps, \(network.valves) valves",
      "run        \(Numbers.grouped(seconds)) s, \(Numbers.grouped(solutions)) solutions, "
        + "\(Numbers.grouped(trials)) trials",
      "residuals  mass \(Numbers.scientific(residuals.mass)) \(units.flow) at a junction, "
        + "head \(Numbers.scientific(residuals.head)) \(units.length) along a link",
    ]
    if let unbalanced {
      lines.append(
        "unbalanced \(plural(unbalanced.solutions, "row")), "
          + "mass \(Numbers.scientific(unbalanced.mass)) \(units.flow), "
          + "head \(Numbers.scientific(unbalanced.head)) \(units.length)")
    }
    lines += tanks.map {
      "tank       \($0.id): \(Numbers.plain($0.low)) to \(Numbers.plain($0.high)) \(units.length)"
    }
    for pump in pumps {
      let work =
        pump.hoursOnLine > 0
        ? ", \(Numbers.plain(pump.averagePower)) kW on average and "
          + "\(Numbers.plain(pump.peakPower)) at most, efficiency \(Numbers.plain(pump.efficiency)) %"
        : ""
      lines.append(
        "pump       \(pump.id): \(Numbers.plain(pump.hoursOnLine)) h on line, "
          + "\(Numbers.plain(pump.energy)) kWh" + work
          + (pump.cost > 0 ? ", cost \(Numbers.plain(pump.cost))" : ""))
    }
    if demandCharge > 0 {
      lines.append(
        "charge     \(Numbers.plain(demandCharge)) for \(Numbers.plain(peakPower)) kW at most, "
          + "\(Numbers.plain(totalCost)) with the pumps' costs")
    }
    lines.append(
      output.text + "; levels, heads in \(units.length), "
        + "pressures in \(units.pressure), flows in \(units.flow)")
    return lines.joined(separator: "\n")
  }
}
