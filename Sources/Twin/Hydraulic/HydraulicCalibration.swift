internal import Diagnostics
internal import Hydraulics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// What a record of normal operation tells of a network's twin, one after the other: how zones use water, what the
/// network's own numbers are, where its controls act, what leaks, how often controllers look, how much the sensors can
/// err.
package struct HydraulicCalibration {
  /// What is asked.
  package struct Questions: Sendable, Equatable {
    package var demand = true
    package var elements = true
    package var noise = true
    package var scan = true

    /// Everything.
    package init() {}
  }

  /// The twin with all of it.
  package private(set) var twin: HydraulicTwin
  /// What was found, for people.
  package private(set) var parameters: [Fidelity.Parameter] = []
  /// What is known of the controllers' cycle.
  package private(set) var scan: ScanCalibration.Found?
  private let record: ProcessRecord
  private let seed: UInt64

  /// Asks a record; a `scan` that is known is not asked.
  package init(
    _ plain: HydraulicTwin, on record: ProcessRecord, asking questions: Questions,
    scan: ScanCalibration.Found?, seed: UInt64, threads: Int = 1
  ) throws {
    twin = plain
    self.record = record
    self.seed = seed
    if questions.demand { parameters = try tellDemand() }
    if questions.elements {
      let found = try tellElements(threads: threads) + tellThresholds()
      if questions.demand {
        // What tanks stored is another volume with another area, and so is what was used.
        parameters = try tellDemand()
        let (leaks, told) = try tellLeaks(threads: threads)
        // What leaks was not used.
        if leaks.contains(where: { $0.taken != nil }) { parameters = try tellDemand(leaks) }
        // What may leak and is not told stands in the use: its interval is that of both together.
        let open = Set(leaks.filter { $0.taken == nil }.map { demand(of: name($0.junctions)) })
        parameters = parameters.map { parameter in
          var parameter = parameter
          if open.contains(parameter.name) { parameter.name += ", with what leaks" }
          return parameter
        }
        parameters += told
      }
      parameters += found
    }
    if let scan {
      try take(scan)
    } else if questions.scan, let found = try ScanCalibration(twin, record, seed: seed).found() {
      try take(found)
    }
    if questions.noise { try tellNoise() }
  }

  /// An interval that is not below this part of what was known before tells nothing.
  private static let told = 0.8

  private mutating func tellElements(threads: Int) throws -> [Fidelity.Parameter] {
    let (factors, found) = try NetworkCalibration(twin, record, threads: threads).numbers()
    twin = try twin.with(factors: factors)
    return found.map {
      Fidelity.Parameter(
        name: $0.name, value: $0.factor, low: $0.low, high: $0.high,
        use: $0.isTaken ? .taken : $0.isTold ? .near : .untold)
    }
  }

  // Before the scan: how far levels run beyond a threshold tells it.
  private mutating func tellThresholds() throws -> [Fidelity.Parameter] {
    let (thresholds, found) = ThresholdCalibration(twin, record).thresholds()
    twin = try twin.with(thresholds: thresholds)
    return found.map {
      Fidelity.Parameter(
        name: $0.name, value: $0.value, low: $0.low, high: $0.high,
        use: $0.isTaken ? .taken : $0.isTold ? .near : .untold)
    }
  }

  private func tellLeaks(
    threads: Int
  ) throws -> (leaks: [LeakCalibration.Found], told: [Fidelity.Parameter]) {
    let leaks = try LeakCalibration(twin, record, threads: threads).leaks()
    return (
      leaks,
      leaks.map {
        Fidelity.Parameter(
          name: "leak of the zone of \(name($0.junctions)), in parts of its use", value: $0.share,
          low: $0.low, high: $0.high,
          use: $0.taken != nil ? .taken : $0.isTold ? .near : .untold)
      }
    )
  }

  // A zone has no name in the network: its first junction stands for it.
  private func name(_ junctions: [Int]) -> String {
    junctions.first.map { twin.network.nodes[$0].id } ?? ""
  }

  private func demand(of zone: String) -> String {
    "demand of the zone of \(zone), in parts of the network's"
  }

  private mutating func tellDemand(
    _ leaks: [LeakCalibration.Found] = []
  ) throws -> [Fidelity.Parameter] {
    var parameters: [Fidelity.Parameter] = []
    let zones = DemandCalibration(twin, record, leaks: leaks, seed: seed).zones()
    twin = try twin.with(zoneDemands: zones.map(\.demand))
    for zone in zones {
      let name = name(zone.demand.junctions)
      parameters.append(
        Fidelity.Parameter(
          name: demand(of: name), value: zone.scale,
          low: zone.scale - 1.96 * zone.scaleError, high: zone.scale + 1.96 * zone.scaleError))
      let noise = zone.demand.deviation.reduce(0, +) / 168
      parameters.append(
        Fidelity.Parameter(
          name: "noise of the demand of the zone of \(name)", value: noise,
          low: zone.noise.map { min(noise, $0.lowerBound) },
          high: zone.noise.map { max(noise, $0.upperBound) }))
    }
    return parameters
  }

  /// Sensors of one kind come from one historian and have one noise.
  private mutating func tellNoise() throws {
    var settings = twin.settings
    guard let start = record.times.first, record.count > 2 else { return }
    var tap = OpenLine()
    var generator = SeededGenerator(root: seed, stage: "noise-run")
    let run = try twin.run(
      from: start, steps: min(record.count, ScanCalibration.mostRows), tap: &tap,
      generator: &generator)
    let rowsPerDay = Int(86_400 / record.interval.seconds)
    func found(
      _ kinds: Set<HydraulicPoint.Quantity>, isRelative: Bool, atMost most: Double, _ name: String
    ) -> Double {
      let pairs = twin.points.indices.filter { kinds.contains(twin.points[$0].quantity) }.map {
        ReadingNoise.Pair(
          tag: twin.tags[$0], recorded: record.column($0), truth: run.truth.column($0),
          isRelative: isRelative, unit: twin.points[$0].factor)
      }
      let found = ReadingNoise.found(pairs, atMost: most, rowsPerDay: rowsPerDay, seed: seed)
      let isNarrow = found.high - found.low < Self.told * most
      parameters.append(
        Fidelity.Parameter(
          name: name, value: found.size, low: found.low, high: found.high,
          use: !found.isAsked ? .untold : isNarrow ? nil : .guess))
      return found.size
    }
    settings.levelNoise = found(
      [.level, .head], isRelative: false, atMost: settings.levelNoise, "noise of levels, m")
    settings.flowNoise = found(
      [.flow, .demand], isRelative: true, atMost: settings.flowNoise,
      "noise of flows, in parts of the flow")
    settings.pressureNoise = found(
      [.pressure], isRelative: true, atMost: settings.pressureNoise,
      "noise of pressures, in parts of the pressure")
    twin = try twin.with(settings: settings)
  }

  private mutating func take(_ found: ScanCalibration.Found) throws {
    scan = found
    var settings = twin.settings
    settings.scan = found.cycle
    twin = try twin.with(settings: settings)
    let cycles = found.unrejected.map(Double.init)
    parameters.append(
      Fidelity.Parameter(
        name: "scan of the controllers, s", value: Double(found.cycle), low: cycles.first,
        high: cycles.last, use: found.isTold ? nil : .guess, unrejected: cycles))
  }
}
