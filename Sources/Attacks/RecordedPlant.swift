public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry
public import Twin

/// Recorded telemetry as a plant that does not answer: what is shown of it can be falsified, nothing that it
/// does.
///
/// The true values are the recorded ones, whatever controllers are told and actuators are driven to; chance
/// plays no part. So only tamperings of what the historian stores mean anything in it: real normal time then
/// carries labelled falsifications, with all the noise and habits that a twin lacks.
public struct RecordedPlant: ClosedLoop {
  /// The record's tags.
  public let tags: [Tag]
  /// The time between two rows.
  public let interval: TimeSpan
  /// What is usual for each tag.
  public let profiles: [TagProfile]
  private let source: any FrameSource

  /// A record with its rhythm and what is usual for its tags, one profile per tag.
  public init(_ source: any FrameSource, interval: TimeSpan, profiles: [TagProfile]) {
    precondition(
      source.tags.count == profiles.count,
      "\(source.tags.count) tags need as many profiles, got \(profiles.count)")
    precondition(interval > .zero, "the time between two rows must be above 0, got \(interval)")
    self.source = source
    self.interval = interval
    self.profiles = profiles
    tags = source.tags
  }

  /// Hands the recorded rows from `start` on to the tap; a row that is not in the record is missing.
  ///
  /// O(steps · tags).
  /// - Throws: ``Fault`` where the record cannot be read, or has not one row at the moments of the run.
  public func run<Tap: LoopTap>(
    from start: Timestamp, steps: Int, tap: inout Tap, generator: inout SeededGenerator
  ) throws(Fault) -> LoopTrace {
    let truth = try rows(from: start, steps: steps)
    var controller = truth
    var historian = truth
    var before = [Double](repeating: .nan, count: tags.count)
    var times: [Timestamp] = []
    for step in 0..<steps {
      let time = start + interval * step
      let row = truth.row(step)
      tap.begin(step: step, at: time, truth: before)
      var unused = [Double](repeating: 0, count: tags.count)
      tap.disturb(&unused)
      var told = row
      tap.tell(&told)
      var driven = row
      tap.drive(&driven)
      var stored = row
      tap.store(&stored)
      for tag in tags.indices {
        controller[step, tag] = told[tag]
        historian[step, tag] = stored[tag]
      }
      before = row
      times.append(time)
    }
    return LoopTrace(times: times, truth: truth, controller: controller, historian: historian)
  }

  /// Stretches of time with the first row of the record in each as their start; those without a row are left
  /// out.
  ///
  /// A stretch that begins behind something else may begin between two rows, and a run from there would meet
  /// none.
  /// - Throws: Whatever keeps the record from being read.
  public func beginningAtRows(_ stretches: [TimeRange]) throws -> [TimeRange] {
    try stretches.compactMap { stretch in
      let head = TimeRange(stretch.start, min(stretch.end, stretch.start + interval))
      guard let first = try source.frame(in: head).times.first else { return nil }
      return TimeRange(first, stretch.end)
    }
  }

  // The record on the run's own grid of moments.
  private func rows(from start: Timestamp, steps: Int) throws(Fault) -> Matrix {
    var values = Matrix(rows: steps, columns: tags.count)
    for tag in tags.indices {
      values.withUnsafeMutableColumn(tag) { column in
        for row in column.indices { column[row] = .nan }
      }
    }
    guard steps > 0 else { return values }
    let frame: Frame
    do {
      frame = try source.frame(in: TimeRange(start, start + interval * (steps - 1)))
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.io, "the recorded rows from \(start) on cannot be read: \(error)")
    }
    var isMet = false
    for (index, time) in frame.times.enumerated() {
      let after = (time - start).nanoseconds
      guard after % interval.nanoseconds == 0 else { continue }
      let row = Int(after / interval.nanoseconds)
      for tag in tags.indices { values[row, tag] = frame.values[index, tag] }
      isMet = true
    }
    guard isMet else {
      throw Fault(
        .badData, "the record has no row at \(start) or a whole number of \(interval) behind it",
        hint: "begin at the moment of a row")
    }
    return values
  }
}
