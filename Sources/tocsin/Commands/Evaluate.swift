import ArgumentParser
import Diagnostics
import Foundation
import Pipeline

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

  func validate() throws {
    if (alarms == nil) != (labels == nil) {
      throw ValidationError("--alarms and --labels are given together or not at all")
    }
    if scores != nil, alarms == nil {
      throw ValidationError("--scores goes with --alarms and --labels")
    }
  }

  func run() throws {
    guard let alarms, let labels else { return try common.execute(only: .evaluate) }
    let judged = try AlarmJudgement(
      alarms: alarms, labels: labels, scores: scores, timeZone: timezone)
    for notice in judged.notices { Terminal.tell(notice.description) }
    Terminal.write(common.json ? try judged.json() : judged.table(), to: STDOUT_FILENO)
  }
}
