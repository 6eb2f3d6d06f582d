import ArgumentParser
import Diagnostics
import Foundation
import Pipeline
import Telemetry

/// Options that every command on a plant takes.
struct CommonOptions: ParsableArguments {
  @Option(
    name: [.customShort("c"), .customLong("config")], help: "The plant's configuration file.")
  var file = "tocsin.yaml"

  @Option(help: "The root seed; the same seed gives the same bytes.")
  var seed: UInt64?

  @Option(help: "How many threads work (default: all cores).")
  var threads: Int?

  @Option(
    name: .customLong("as-of"), help: "Take this ISO 8601 time as now; nothing later is read.")
  var asOf: String?

  @Option(help: "Seconds to wait for another tocsin that writes in the same output folder.")
  var wait: Double = 0

  @Option(
    help: """
      Megabytes that may be used: a run that needs more ends with exit code 64 and leaves what existed \
      before as it was (default: no limit; of --futures half of what the machine has).
      """)
  var memory: Double?

  @Flag(help: "Print results as JSON.")
  var json = false

  @Flag(name: .shortAndLong, help: "Tell every warning, not only the first ten.")
  var verbose = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024, got \(threads)")
    }
    if !(0...86_400).contains(wait) {
      throw ValidationError("--wait must be from 0 to 86400 seconds, got \(wait)")
    }
    if let asOf, Timestamp(iso8601: asOf) == nil {
      throw ValidationError(
        "--as-of must be an ISO 8601 time like 2026-06-30 or 2026-06-30T21:10:00Z, got '\(asOf)'")
    }
  }

  /// The configuration and everything around it.
  func context() throws -> RunContext {
    let configuration = try Configuration.read(file)
    return RunContext(
      configuration: configuration, asOf: asOf.flatMap { Timestamp(iso8601: $0) }, seed: seed,
      threads: threads,
      listener: ConsoleListener(plant: configuration.plant, quiet: json, verbose: verbose))
  }

  /// The bytes that may be used; nil where nothing is said.
  func memoryLimit() throws(Fault) -> Int? {
    guard let memory else { return nil }
    guard (1...1e9).contains(memory) else {
      throw Fault(
        .usage, "--memory must be from 1 to 1e9 megabytes, got \(memory)",
        hint: "like --memory 2000")
    }
    return Int(memory * 1e6)
  }

  /// Prints a result that is one sentence.
  func tell(_ message: String) throws {
    if json {
      Terminal.write(try JSONFile.text(["message": message]), to: STDOUT_FILENO)
    } else {
      Terminal.print(message)
    }
  }

  /// Runs the pipeline, or one stage of it, and prints what came out; exits 1 where the gate failed.
  func execute(only stage: StageName?, traces: String? = nil, explains: Bool = false) throws {
    let context = try context()
    let configuration = context.configuration
    let folders = [
      configuration.storeFolder, configuration.runsFolder, configuration.modelsFolder,
    ]
    Signals.install(removingUnder: folders)
    if let limit = try memoryLimit() { MemoryWatch.start(limit: limit, removingUnder: folders) }
    let outcome = try PipelineRun(context, only: stage)
      .execute(wait: TimeSpan(seconds: wait))
    if let traces, let folder = outcome.folder { try TraceExport(folder: folder).csv(to: traces) }
    if json {
      Terminal.write(try outcome.json(), to: STDOUT_FILENO)
    } else {
      if explains, let text = outcome.explanation { Terminal.print(text) }
      if let today = outcome.today { Terminal.print("TODAY      " + today) }
      if let report = outcome.report {
        Terminal.print("report     " + report)
      } else if let folder = outcome.folder {
        Terminal.print("results    " + folder)
      }
    }
    if outcome.gatePassed == false, stage == nil || stage == .export {
      throw ExitCode(FaultKind.gate.rawValue)
    }
  }
}
