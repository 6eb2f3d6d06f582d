import ArgumentParser
import Pipeline

/// `tocsin simulate`.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Rehearses the campaign's attacks in the twin: labelled traces.",
    discussion: """
      Each trace holds what the historian stored under the tag's own name, what was true as \
      '<tag>.true', what the controllers were told as '<tag>.controller', and a label per row. Traces \
      stand as Arrow files beside simulate.json; --csv writes them as CSV too.
      """)

  @OptionGroup var common: CommonOptions

  @Option(name: .customLong("csv"), help: "Write every trace as CSV into this folder too.")
  var csv: String?

  func run() throws { try common.execute(only: .simulate, traces: csv) }
}
