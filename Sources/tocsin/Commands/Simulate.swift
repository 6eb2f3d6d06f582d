import ArgumentParser
import Diagnostics
import Pipeline
import Telemetry

/// `tocsin simulate`.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Rehearses the campaign's attacks in the twin, or runs an EPANET network.",
    discussion: """
      Each trace holds what the historian stored under the tag's own name, what was true as \
      '<tag>.true', what the controllers were told as '<tag>.controller', and a label per row. Traces \
      stand as Arrow files beside simulate.json; --csv writes them as CSV too.

      With --network one run of an EPANET 2.2 network is written instead, and no configuration is \
      read: columns time_s, <id>.level of tanks, <id>.head, <id>.pressure, <id>.flow and <id>.status \
      (1 open, 0 closed) at every report step.
      """)

  @OptionGroup var common: CommonOptions

  @Option(
    name: .customLong("csv"),
    help: """
      Write every trace as CSV into this folder too; with --network the file to write (Arrow where it \
      ends in .arrow or .feather).
      """)
  var csv: String?

  @Option(help: "An EPANET 2.2 .inp file to run.")
  var network: String?

  @Option(
    parsing: .upToNextOption,
    help: "With --network: the columns to write, like T1.level '*.flow' (default: all).")
  var select: [String] = []

  @Option(help: "With --network: si (m, m3/s) or inp, the units of the file.")
  var units = NetworkUnits.si.rawValue

  @Option(help: "With --network: how long, like 7d (default: as the file says).")
  var duration: String?

  @Option(help: "With --network: how far apart rows are (default: the file's report step).")
  var every: String?

  func run() throws {
    guard let network else {
      guard select.isEmpty, units == NetworkUnits.si.rawValue, duration == nil, every == nil else {
        throw Fault(
          .usage, "--select, --units, --duration and --every need --network",
          hint: "tocsin simulate --network X.inp --csv OUT.csv")
      }
      try common.execute(only: .simulate, traces: csv)
      return
    }
    guard let csv else {
      throw Fault(
        .usage, "--network needs --csv with the file to write",
        hint: "tocsin simulate --network \(network) --csv OUT.csv")
    }
    guard let units = NetworkUnits(rawValue: units) else {
      throw Fault(
        .usage, "unknown units '\(units)'",
        hint: Suggestion.hint(for: units, in: NetworkUnits.allCases.map(\.rawValue)))
    }
    let result = try NetworkRun(
      network: network, output: csv, select: select, units: units,
      duration: try duration.map { try Self.span($0, "--duration") },
      interval: try every.map { try Self.span($0, "--every") }
    ).write()
    for notice in result.notices { Terminal.tell(notice.description) }
    Terminal.print(result.summary)
  }

  private static func span(_ text: String, _ option: String) throws(Fault) -> TimeSpan {
    guard let span = TimeSpan(text) else {
      throw Fault(.usage, "\(option): '\(text)' is no length of time", hint: "like 7d or 5min")
    }
    return span
  }
}
