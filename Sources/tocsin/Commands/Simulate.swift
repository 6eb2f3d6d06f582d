import ArgumentParser
import Diagnostics
import Foundation
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
      stand as a store beside simulate.json (tocsin store info --traces); --csv writes them as CSV too.

      With --network one run of an EPANET 2.2 network is written instead, and no configuration is \
      read: columns time_s, <id>.level of tanks, <id>.head, <id>.pressure, <id>.flow and <id>.status \
      (1 open, 0 closed) at every report step. With --futures many runs with demands of their own are \
      made at once, and each column becomes three: .p05, .p50 and .p95, quantiles over the futures.
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

  @Option(help: "With --network: how many futures to run, each with demands times a drawn factor.")
  var futures: Int?

  @Option(
    help: "With --futures: standard deviation of the logarithm of the factor (default: 0.1).")
  var spread: Double?

  func run() throws {
    guard let network else {
      guard select.isEmpty, units == NetworkUnits.si.rawValue, duration == nil, every == nil,
        futures == nil, spread == nil
      else {
        throw Fault(
          .usage,
          "--select, --units, --duration, --every, --futures and --spread need --network",
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
    let result = try write(network, csv, units)
    for notice in result.notices { Terminal.tell(notice.description) }
    if common.json {
      Terminal.write(try result.json(), to: STDOUT_FILENO)
    } else {
      Terminal.print(result.summary)
    }
  }

  private func write(
    _ network: String, _ output: String, _ units: NetworkUnits
  ) throws -> NetworkRun.Result {
    let duration = try duration.map { try Self.span($0, "--duration") }
    let interval = try every.map { try Self.span($0, "--every") }
    guard let futures else {
      guard spread == nil else {
        throw Fault(.usage, "--spread needs --futures", hint: "like --futures 256 --spread 0.1")
      }
      guard common.memory == nil else {
        throw Fault(.usage, "--memory needs --futures", hint: "like --futures 256 --memory 2000")
      }
      return try NetworkRun(
        network: network, output: output, select: select, units: units, duration: duration,
        interval: interval
      ).write()
    }
    return try NetworkFutures(
      network: network, output: output,
      draws: NetworkFutures.Draws(
        futures: futures, spread: spread ?? 0.1, seed: common.seed ?? 1),
      select: select, units: units, duration: duration, interval: interval,
      threads: common.threads, memory: try common.memoryLimit()
    ).write()
  }

  private static func span(_ text: String, _ option: String) throws(Fault) -> TimeSpan {
    guard let span = TimeSpan(text) else {
      throw Fault(.usage, "\(option): '\(text)' is no length of time", hint: "like 7d or 5min")
    }
    return span
  }
}
