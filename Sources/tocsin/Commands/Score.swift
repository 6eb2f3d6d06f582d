import ArgumentParser
import Foundation
import Pipeline

/// `tocsin score`: telemetry in, a score per row out.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Scores CSV rows with a model: timestamp,score,alarm,reason on standard output.",
    discussion: """
      One output row per input row, times as ISO 8601 UTC. A row that cannot be scored has an empty \
      score, alarm 0 and a reason. State runs on from file to file. '-' reads standard input and \
      answers row by row. A score above 1 is beyond the limit.
      """)

  @Option(help: "The model's folder, like models/riverbend/current.")
  var model: String

  @Option(help: "What to answer: detect.")
  var task = "detect"

  @Option(help: "The zone of stamps without one.")
  var timezone = "UTC"

  @Argument(help: "CSV files in time order, or '-' for standard input.")
  var files: [String]

  func validate() throws {
    if task != "detect" {
      throw ValidationError(
        "--task must be 'detect', got '\(task)'; models of this version detect only")
    }
  }

  func run() throws {
    let scoring = try Scoring(model: model, timeZone: timezone)
    Terminal.print(Scoring.header)
    try scoring.run(files: files) { Terminal.write($0, to: STDOUT_FILENO) }
  }
}
