import ArgumentParser
import Diagnostics
import Foundation
import Pipeline

/// The command line: options → Pipeline → output and exit code.
@main
struct TocsinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tocsin",
    abstract: "Trains, judges and exports anomaly detectors for plant telemetry.",
    discussion: """
      Start with 'tocsin init DATA.csv…', then 'tocsin run'. Results go to standard output, progress \
      and warnings to standard error.

      Exit codes: 0 ok, 1 gate failed (the old model stays), 64 usage, 65 bad data, 66 missing input, \
      69 missing system package, 70 a defect of tocsin, 74 I/O, 75 try later (locked, too old), \
      78 bad configuration.
      """,
    version: Tocsin.version,
    subcommands: [
      Init.self, Run.self, Ingest.self, Calibrate.self, Simulate.self, Train.self, Evaluate.self,
      Export.self, Report.self,
      Score.self, Alarms.self, Runs.self, Models.self, StoreCommand.self, List.self, Check.self,
      Measure.self,
    ])

  private static let ourDefect =
    "this is a defect of tocsin; please report it with the command line"

  static func main() {
    Signals.fillStandardDescriptors()
    Tocsin.prepare()
    // A closed pipe is an error of write(2), not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    Signals.explainLostPages()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let fault as Fault {
      Terminal.fail(fault.description, code: fault.kind.rawValue)
    } catch let faults as Faults {
      Terminal.fail(faults.description, code: faults.kind.rawValue)
    } catch {
      // 1 says that the gate failed; an error that nobody foresaw is a defect of ours.
      if !(error is ExitCode), exitCode(for: error) == .failure {
        Terminal.fail("error: \(error)\n  hint: \(ourDefect)", code: FaultKind.ourBug.rawValue)
      }
      exit(withError: error)
    }
  }
}
