public import Telemetry
public import Twin
internal import LinearAlgebra

/// What an attack did to the process: its run against the same run without it, by the same chance.
public struct Consequence: Sendable, Codable, Equatable {
  /// The tag whose true value moved most while something was tampered with, in parts of its usual span.
  ///
  /// Among what controllers decide by, where there is such a tag; else among what is not driven; else among
  /// all: a pump that switches a row later is a whole span off and nothing has happened.
  public var tag: String
  /// How far it moved, in engineering units.
  public var deviation: Double
  /// The same in parts of its usual span.
  public var spans: Double
  /// When it was farthest away.
  public var at: Timestamp
  /// How long some continuous true value was beyond its usual range and would not have been.
  public var hoursBeyond: Double

  /// Compares two runs; nil where they have no row or no tag in common.
  ///
  /// The deviation is the largest while something is tampered with: later, pumps that switch at other hours
  /// set the runs apart for no reason of their own. Values beyond their range count to the run's end.
  ///
  /// A value counts as beyond its usual range where it is 5 % of the span outside: a quantile is crossed
  /// now and then by chance. O(rows · tags).
  public init?(
    of attacked: LoopTrace, against untouched: LoopTrace, tampered rows: Range<Int>,
    surface: AttackSurface
  ) {
    let truth = attacked.truth
    let other = untouched.truth
    guard truth.rows == other.rows, truth.columns == other.columns, !rows.isEmpty,
      rows.upperBound <= truth.rows,
      truth.columns == surface.tags.count, truth.rows == attacked.times.count
    else { return nil }
    var worst: (tag: Int, row: Int, deviation: Double, spans: Double)?
    var isBeyond = [Bool](repeating: false, count: truth.rows)
    let judged =
      [
        surface.members(.controlling),
        surface.tags.indices.filter {
          let profile = surface.profiles[$0]
          return !profile.isDriven && profile.states.isEmpty && profile.span > 0
        },
      ]
      .first { !$0.isEmpty } ?? Array(surface.tags.indices)
    for tag in surface.tags.indices {
      let profile = surface.profiles[tag]
      let span = profile.span
      guard span > 0 else { continue }
      for row in rows.lowerBound..<truth.rows {
        let value = truth[row, tag]
        let reference = other[row, tag]
        let deviation = abs(value - reference)
        if deviation.isFinite, rows.contains(row), judged.contains(tag),
          deviation / span > worst?.spans ?? -1
        {
          worst = (tag, row, deviation, deviation / span)
        }
        guard let usual = profile.usual else { continue }
        if !value.isNaN, !usual.contains(value), usual.contains(reference) { isBeyond[row] = true }
      }
    }
    guard let worst else { return nil }
    tag = surface.tags[worst.tag].id
    deviation = worst.deviation
    spans = worst.spans
    at = attacked.times[worst.row]
    hoursBeyond = Double(isBeyond.count { $0 }) * surface.interval.hours
  }
}
