import ArgumentParser
import Diagnostics
import Foundation
import Pipeline

/// `tocsin score`: telemetry in, a score per row out.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Scores CSV rows with a model: timestamp,score,alarm,reason, or remaining lives.",
    discussion: """
      One output row per input row, times as ISO 8601 UTC. A row that cannot be scored has an empty \
      score, alarm 0 and a reason. State runs on from file to file. '-' reads standard input and \
      answers row by row. A score above 1 is beyond the limit. With --task prognose the files hold \
      histories of units, and the answer is unit,time,rul_p05,rul_p50,rul_p95.
      """)

  @Option(help: "The model's folder, like models/riverbend/current.")
  var model: String

  @Option(help: "What to answer: detect or prognose.")
  var task = "detect"

  @Option(help: "Names of the columns, parted by commas, of histories without a header.")
  var columns: String?

  @Option(help: "The zone of stamps without one.")
  var timezone = "UTC"

  @Argument(help: "CSV files in time order, or '-' for standard input.")
  var files: [String]

  func validate() throws {
    if !["detect", "prognose"].contains(task) {
      throw ValidationError("--task must be 'detect' or 'prognose', got '\(task)'")
    }
  }

  func run() throws {
    if task == "prognose" {
      let names = columns?.split(separator: ",").map { String($0) }
      let scoring = try LifeScoring(model: model, columns: names, timeZone: timezone)
      Terminal.print(LifeScoring.header)
      try scoring.run(files: files) { Terminal.write($0, to: STDOUT_FILENO) }
      return
    }
    let scoring = try Scoring(model: model, timeZone: timezone)
    Terminal.print(Scoring.header)
    try scoring.run(files: files, warn: { Terminal.tell($0.description) }) {
      Terminal.write($0, to: STDOUT_FILENO)
    }
  }
}
