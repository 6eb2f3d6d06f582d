internal import Diagnostics
internal import Foundation
internal import HydraulicLanes
internal import Hydraulics
public import Telemetry

/// Many futures of one EPANET network, each with demands of its own, written as three quantiles per
/// column: `tocsin simulate --network X.inp --futures N`.
///
/// Every future multiplies all demands by a factor drawn for it, e^(spread · z) with a standard normal
/// z. Its draw depends on the seed and its number alone, so that more futures leave the first ones as
/// they were; its numbers are those of a run alone, whatever the number of threads.
public struct NetworkFutures {
  /// What is drawn.
  public struct Draws: Sendable {
    /// How many futures.
    public var futures: Int
    /// Standard deviation of the logarithm of a future's demand factor.
    public var spread: Double
    /// The root seed.
    public var seed: UInt64

    /// Draws of so many futures.
    public init(futures: Int, spread: Double = 0.1, seed: UInt64 = 1) {
      self.futures = futures
      self.spread = spread
      self.seed = seed
    }

    /// What the demands of a future are multiplied with.
    public func demandFactor(ofFuture number: Int) -> Double {
      var generator = SeededGenerator(root: seed, stage: "network-futures", index: number)
      // Box and Muller; 1 − u is never 0.
      let radius = (-2 * log(1 - generator.uniform())).squareRoot()
      return exp(spread * radius * cos(2 * .pi * generator.uniform()))
    }
  }

  /// The largest number of futures.
  public static let most = 1_000_000

  /// Names and shares of the quantiles that are written.
  static let quantiles = [("p05", 0.05), ("p50", 0.5), ("p95", 0.95)]

  private let network: String
  private let output: String
  private let draws: Draws
  private let select: [String]
  private let units: NetworkUnits
  private let duration: TimeSpan?
  private let interval: TimeSpan?
  private let threads: Int
  private let memory: Int

  /// Futures of the network in an `.inp` file.
  ///
  /// - Parameters:
  ///   - output: the file to write; Arrow where its name ends in `.arrow` or `.feather`, else CSV.
  ///   - draws: how many, how far apart, from which seed.
  ///   - select: names of columns, with `*` for any element or quantity; empty for all.
  ///   - duration: how long; nil as the file says.
  ///   - interval: how far apart rows are; nil as the file's report step says.
  ///   - threads: how many threads work; nil for all cores.
  ///   - memory: bytes that may be used; nil for half of what the machine has.
  public init(
    network: String, output: String, draws: Draws, select: [String] = [], units: NetworkUnits = .si,
    duration: TimeSpan? = nil, interval: TimeSpan? = nil, threads: Int? = nil, memory: Int? = nil
  ) {
    self.network = network
    self.output = output
    self.draws = draws
    self.select = select
    self.units = units
    self.duration = duration
    self.interval = interval
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    self.memory =
      memory ?? Int(min(ProcessInfo.processInfo.physicalMemory / 2, UInt64(Int.max)))
  }

  /// Runs all futures and writes their quantiles; where anything fails no file is left.
  ///
  /// A future whose equations have no solution counts as far as it came, and a notice tells of it.
  /// - Throws: ``Faults`` of the network's file and of columns that are not there; ``Fault`` of kind
  ///   `usage` for draws and lengths of time that make no sense and for more than memory holds,
  ///   `badData` where no future has a solution, `io` where writing fails.
  public func write() throws -> NetworkRun.Result {
    try checkDraws()
    let every = try interval?.wholeSeconds("--every", least: 1)
    let length = try duration?.wholeSeconds("--duration", least: 0)
    let inp = try Network(inp: network)
    let engine = try HydraulicEngine(network: inp)
    let columns = try NetworkColumns(inp, units: units).selected(by: select)
    let rows = FutureRows(times: inp.times, duration: length, every: every)
    let memory = try memory(engine, cells: rows.count * columns.count)
    let workers = memory.groupsAtOnce
    let draws = draws
    let reads = columns.map(\.read)
    let groups = try engine.runGroups(scenarios: draws.futures, threads: workers, duration: length)
    {
      lanes, first throws(Fault) in
      for lane in 0..<lanes.count {
        lanes[lane].setDemandFactor(draws.demandFactor(ofFuture: first + lane))
      }
      var record = FutureRecord(count: lanes.count, rows: rows, columns: reads.count)
      do throws(Fault) {
        try lanes.run(every: every) { lane, scenario in record.add(lane, scenario, reads) }
      } catch {
        // The other lanes went on to their ends; who failed is read from the lanes.
      }
      for lane in 0..<lanes.count {
        record.faults[lane] = lanes[lane].fault
        record.energies[lane] = inp.pumps.indices.map {
          lanes[lane].energy(ofPump: $0).kilowattHours
        }
      }
      return record
    }
    let faults = groups.flatMap(\.faults).compactMap { $0 }
    if let first = faults.first, faults.count == draws.futures {
      throw first.at(Place(file: network))
    }
    let table = try FutureTable(groups, rows: rows, columns: columns.map(\.name), threads: workers)
    try table.write(to: output, network: network)
    let notices = inp.notices + notices(groups)
    let report = report(
      inp, table, groups, memory: memory,
      output: .init(
        file: output, rows: rows.count, columns: columns.count * Self.quantiles.count),
      warnings: notices.map(\.text))
    return NetworkRun.Result(report, summary: report.text, notices: notices)
  }

  private func checkDraws() throws(Fault) {
    guard (1...Self.most).contains(draws.futures) else {
      throw Fault(
        .usage, "--futures must be from 1 to \(Self.most), got \(draws.futures)",
        hint: "like --futures 256")
    }
    guard (0...2).contains(draws.spread) else {
      throw Fault(
        .usage, "--spread must be from 0 to 2, got \(draws.spread)",
        hint: "0.1 lets demands differ by about 10 % between futures")
    }
  }

  /// What the futures need, with as many groups under way as fit into memory and are wanted.
  private func memory(
    _ engine: HydraulicEngine, cells: Int
  ) throws(Fault) -> FuturesReport.Memory {
    // Every future's number of every cell, and the quantiles twice: as found and as written.
    let recorded = Double(cells) * 8 * Double(draws.futures + 2 * Self.quantiles.count)
    let fixed = recorded + Double(engine.byteCount)
    let group = Double(engine.bytesPerGroup)
    let room = (Double(memory) - fixed) / group
    guard room >= 1 else {
      throw Fault(
        .usage,
        "\(draws.futures) futures of \(cells) cells need \(Numbers.plain((fixed + group) / 1e6)) MB "
          + "of memory, \(Numbers.plain(Double(memory) / 1e6)) MB may be used",
        hint: "take fewer columns with --select '*.level', or rows further apart with --every 1h")
    }
    let groups = (draws.futures + HydraulicEngine.laneCount - 1) / HydraulicEngine.laneCount
    let atOnce = Int(min(room, Double(min(threads, groups))))
    return FuturesReport.Memory(
      perLane: engine.bytesPerGroup / HydraulicEngine.laneCount,
      estimated: Int(fixed + group * Double(atOnce)), limit: memory, groupsAtOnce: atOnce)
  }

  private func report(
    _ inp: Network, _ table: FutureTable, _ groups: [FutureRecord], memory: FuturesReport.Memory,
    output: NetworkReport.Output, warnings: [String]
  ) -> FuturesReport {
    let factors = (0..<draws.futures).map { draws.demandFactor(ofFuture: $0) }
    let whole = groups.flatMap { group in
      zip(group.energies, group.faults).filter { $0.1 == nil }.map(\.0)
    }
    return FuturesReport(
      futures: draws.futures, failed: draws.futures - whole.count,
      demands: .init(
        spread: draws.spread, seed: draws.seed, lowestFactor: factors.min() ?? 1,
        highestFactor: factors.max() ?? 1),
      memory: memory, network: .init(inp), units: .init(inp, units),
      tanks: inp.tanks.filter { !$0.isReservoir }.compactMap { tank in
        let id = inp.nodes[tank.node].id
        return table.range(of: "\(id).level").map { .init(id: id, low: $0.low, high: $0.high) }
      },
      pumps: inp.pumps.enumerated().map { index, pump in
        .init(id: inp.links[pump.link].id, energy: .init(whole.map { $0[index] }))
      },
      output: output, warnings: warnings)
  }

  /// In how many futures EPANET would warn of something, and how many have no solution.
  private func notices(_ groups: [FutureRecord]) -> [Notice] {
    let place = Place(file: network)
    let warnings = groups.flatMap(\.warnings)
    var notices = NetworkWarnings.kinds.compactMap { kind, text -> Notice? in
      let count = warnings.count { $0.contains(kind) }
      guard count > 0 else { return nil }
      return Notice("\(text) in \(count) of \(draws.futures) futures", at: place)
    }
    let faults = groups.flatMap(\.faults)
    if let first = faults.firstIndex(where: { $0 != nil }) {
      notices.append(
        Notice(
          "\(faults.count { $0 != nil }) of \(draws.futures) futures have no solution from some time on, "
            + "the first of them with demands times "
            + Numbers.plain(draws.demandFactor(ofFuture: first)), at: place))
    }
    return notices
  }
}
