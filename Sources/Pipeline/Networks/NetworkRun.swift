public import Diagnostics
internal import Foundation
internal import HydraulicLanes
internal import Hydraulics
public import Telemetry

/// One run of an EPANET network, written as a table: `tocsin simulate --network`.
public struct NetworkRun {
  /// What was written, for a person.
  public struct Result: Sendable {
    /// The network and the run in a few lines.
    public let summary: String
    /// What EPANET would warn of, and what is not simulated.
    public let notices: [Notice]
    private let encoded: @Sendable () throws(Fault) -> String

    /// A result told by its report.
    init(_ report: some Encodable & Sendable, summary: String, notices: [Notice]) {
      self.summary = summary
      self.notices = notices
      encoded = { () throws(Fault) in try JSONFile.text(report) }
    }

    /// The same and more as JSON, for `--json`.
    ///
    /// - Throws: ``Fault`` of kind `ourBug` where a number is none.
    public func json() throws(Fault) -> String { try encoded() }
  }

  private let network: String
  private let output: String
  private let select: [String]
  private let units: NetworkUnits
  private let duration: TimeSpan?
  private let interval: TimeSpan?

  /// A run of the network in an `.inp` file.
  ///
  /// - Parameters:
  ///   - output: the file to write; Arrow where its name ends in `.arrow` or `.feather`, else CSV.
  ///   - select: names of columns, with `*` for any element or quantity; empty for all.
  ///   - duration: how long; nil as the file says.
  ///   - interval: how far apart rows are; nil as the file's report step says.
  public init(
    network: String, output: String, select: [String] = [], units: NetworkUnits = .si,
    duration: TimeSpan? = nil, interval: TimeSpan? = nil
  ) {
    self.network = network
    self.output = output
    self.select = select
    self.units = units
    self.duration = duration
    self.interval = interval
  }

  /// Runs and writes; where anything fails no file is left.
  ///
  /// - Throws: ``Faults`` of the network's file and of columns that are not there; ``Fault`` of kind
  ///   `badData` where the equations have no solution, `usage` where a length of time is not whole
  ///   seconds, `io` where writing fails.
  public func write() throws -> Result {
    try checkOutput()
    let inp = try Network(inp: network)
    let engine = try HydraulicEngine(network: inp)
    let columns = try NetworkColumns(inp, units: units).selected(by: select)
    let lanes = engine.lanes(count: 1, duration: try duration?.wholeSeconds("--duration", least: 0))
    let every = try interval?.wholeSeconds("--every", least: 1)
    let isArrow = [".arrow", ".feather"].contains(where: output.hasSuffix)
    var recorder = NetworkRecorder(columns.map(\.name), keepsRows: isArrow)
    var warnings = NetworkWarnings()
    var summary = NetworkSummary(inp, units: units)
    var solvedAt = 0
    var nextReport = inp.times.reportStart
    // Between reports EPANET solves too, and warns of these solutions as well.
    func run(_ written: (inout NetworkRecorder) -> Void) throws(Fault) {
      func take(_ scenario: Scenario, isReport: Bool) {
        warnings.add(scenario, inp)
        solvedAt = scenario.time
        guard isReport else { return }
        summary.add(scenario)
        recorder.add(time: scenario.time) { columns[$0].read(scenario) }
        written(&recorder)
      }
      do throws(Fault) {
        if let every {
          try lanes.run(every: every) { _, scenario in take(scenario, isReport: true) }
        } else {
          try lanes.runReportingSolutions { _, scenario in
            // EPANET reports the first solution at or after each report time, which need not be one of them.
            let isReport = scenario.time >= nextReport
            if isReport { nextReport += max(1, inp.times.reportStep) }
            take(scenario, isReport: isReport)
          }
        }
      } catch {
        throw error.at(Place(file: network))
      }
    }
    if isArrow {
      try run { _ in }
      try ArrowFile.write(recorder.batch(network: network), to: output)
    } else {
      try AtomicFile.write(to: output) { (file: inout OpenFile) throws(Fault) in
        var failure: Fault?
        try run { recorder in
          guard failure == nil, recorder.text.count >= NetworkRecorder.pieceBytes else { return }
          do throws(Fault) {
            try file.append(recorder.takeText())
          } catch {
            failure = error
          }
        }
        if let failure { throw failure }
        try file.append(recorder.takeText())
      }
    }
    let notices =
      inp.notices + warnings.notices(file: network)
      + [haltNotice(lanes[0], at: solvedAt)].compactMap { $0 }
    let report = summary.report(
      of: lanes[0], solvedAt: solvedAt,
      output: .init(file: output, rows: recorder.rows, columns: columns.count),
      warnings: notices.map(\.text))
    return Result(report, summary: report.text, notices: notices)
  }

  /// Says that a run ended before its time, as EPANET's does where a file asks it to stop.
  private func haltNotice(_ end: Scenario, at time: Int) -> Notice? {
    guard end.isHalted, time < end.duration else { return nil }
    return Notice(
      "the run ended at \(time) s of \(end.duration) s: the equations were not balanced there after "
        + "all trials, and the file says UNBALANCED STOP", at: Place(file: network))
  }

  // A slip of the pen must not cost the utility its model.
  private func checkOutput() throws(Fault) {
    let paths = [network, output].map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().standardizedFileURL.path
    }
    guard paths[0] == paths[1] else { return }
    throw Fault(
      .usage, "the table would overwrite the network itself", at: Place(file: output),
      hint: "give --csv another name")
  }
}

extension TimeSpan {
  /// The span as seconds of a run of a network.
  ///
  /// - Throws: A span that is not whole seconds from `least` on, by the name of the option.
  func wholeSeconds(_ option: String, least: Int64) throws(Fault) -> Int {
    let (count, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    guard rest == 0, count >= least, count <= Int64(Int32.max) else {
      throw Fault(
        .usage, "\(option) must be whole seconds from \(least) to \(Int32.max), got \(self)",
        hint: "like 7d or 5min")
    }
    return Int(count)
  }
}
