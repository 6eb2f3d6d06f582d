internal import Foundation
internal import Telemetry

/// The control programs of an identified twin's controllers, run row by row.
///
/// Within a row readings run straight from what was heard of the row before to what comes of this one; a
/// program acts as a whole where it first commands something else.
struct RowPrograms {
  /// What a program does in a row.
  struct Outcome {
    /// The program after the row's scans.
    var program: RunningProgram
    /// The part of the row that lies before its first other command, 0…1; nil where there is none.
    var share: Double?
  }

  /// The programs at work.
  private(set) var running: [RunningLogic]
  private let rowSeconds: Int
  private let clock: Double
  /// The second at which the row began.
  private var second = 0

  /// Programs before their first scan, at the row before the loop's first.
  init(
    _ controllers: [LoopController], row: [Double], before: Timestamp, interval: TimeSpan,
    seed: UInt64
  ) {
    running = RunningLogic.all(controllers, row: row, seed: seed)
    rowSeconds = max(1, Int(interval.seconds.rounded()))
    // Seconds since a Monday: 1970 began on a Thursday.
    clock = Double(before.nanoseconds) / 1e9 + 3 * 86_400
    for index in running.indices {
      let values = running[index].program.tags.map { row[$0] }
      _ = running[index].program.run(
        through: 0, clock: clock,
        heard: RunningProgram.Courses(second: 0, values: values, rises: values.map { _ in 0 }))
    }
  }

  /// What a program would do in the row.
  ///
  /// - Parameters:
  ///   - heard: The row before as its controller heard it.
  ///   - readings: The row's end as it would.
  func outcome(of index: Int, heard: [Double], readings: [Double]) -> Outcome {
    var outcome = Outcome(program: running[index].program, share: nil)
    let end = second + rowSeconds
    let tags = outcome.program.tags
    let courses = RunningProgram.Courses(
      second: second, values: tags.map { heard[$0] },
      // Lost readings leave the last one.
      rises: tags.map {
        readings[$0].isNaN ? 0 : (readings[$0] - heard[$0]) / Double(rowSeconds)
      })
    let first = outcome.program.run(through: end, clock: clock, heard: courses)
    outcome.share = first.map { Double($0 - second) / Double(rowSeconds) }
    return outcome
  }

  /// Goes on with what a program did.
  mutating func take(_ outcome: Outcome, of index: Int) { running[index].program = outcome.program }

  /// Puts edits in place of what ran in the row before.
  ///
  /// - Parameter row: What actuators are commanded to.
  mutating func edit(_ edits: [EditedLogic], of controllers: [LoopController], row: [Double]) {
    running.put(edits, controllers: controllers, row: row, second: second)
  }

  /// Goes to the next row.
  mutating func advance() { second += rowSeconds }
}
