import ArgumentParser
import Diagnostics
import Foundation
import Pipeline
import Telemetry

/// `tocsin evaluate`: the plant's own detectors, or anybody's alarms.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judges the trained detectors, or alarms that tocsin did not make.",
    discussion: """
      With --alarms and --labels no plant is needed: columns are found by name, alarms are \
      'timestamp,alarm[,score]', labels 'timestamp,label' or 'start,end[,id]' with the end included. \
      Only stamps in both files count.
      """)

  @OptionGroup var common: CommonOptions

  @Option(help: "A CSV with the columns timestamp and alarm, perhaps score.")
  var alarms: String?

  @Option(help: "A CSV with the columns timestamp,label or start,end[,id].")
  var labels: String?

  @Option(help: "A CSV with the columns timestamp and score.")
  var scores: String?

  @Option(help: "The zone of stamps without one.")
  var timezone = "UTC"

  @Option(help: "How late exports are, like 15min: told as the delay in operation.")
  var exportLag: String?

  @Option(help: "The time from one run to the next, like 24h: told as the delay in operation.")
  var schedule: String?

  @Option(
    help:
      "One metric alone, like '{ use: vus-pr, window: 100 }'; --json tells how long it took, 15 times."
  )
  var metric: String?

  func validate() throws {
    if (alarms == nil) != (labels == nil) {
      throw ValidationError("--alarms and --labels are given together or not at all")
    }
    if scores != nil, alarms == nil {
      throw ValidationError("--scores goes with --alarms and --labels")
    }
    if alarms == nil, exportLag != nil || schedule != nil || metric != nil {
      throw ValidationError(
        "--export-lag, --schedule and --metric go with --alarms and --labels; for a plant they stand in "
          + "'evaluate:' of its configuration")
    }
    for (name, text) in [("export-lag", exportLag), ("schedule", schedule)] {
      guard let text else { continue }
      guard let span = TimeSpan(text), span >= .zero else {
        throw ValidationError("--\(name) must be a length of time like 15min or 24h, got '\(text)'")
      }
    }
  }

  func run() throws {
    guard let alarms, let labels else { return try common.execute(only: .evaluate) }
    let judged = try AlarmJudgement(
      alarms: alarms, labels: labels, scores: scores, timeZone: timezone,
      exportLag: exportLag.flatMap { TimeSpan($0) }, schedule: schedule.flatMap { TimeSpan($0) },
      metric: metric, seed: common.seed ?? 1)
    for notice in judged.notices { Terminal.tell(notice.description) }
    Terminal.write(common.json ? try judged.json() : judged.table(), to: STDOUT_FILENO)
  }
}
