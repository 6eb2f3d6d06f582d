internal import Telemetry

/// What links make of a tag's values on the way from the controller that reads it to the historian.
///
/// A value that is late is as old as the way is long: whole rows, and a part of one on the line between two. Nothing
/// lies between two states: theirs is that of the nearer row, in the middle that of the earlier. A message that is lost
/// leaves a gap in the row in which it would have come. Controllers read as if this were not there.
public struct HistorianDelivery: Sendable, Equatable {
  /// The tag, as an index in the loop's tags.
  public var tag: Int
  /// How long a value is under way, seconds; below one is nothing to a process that goes by seconds.
  public var latency: Double
  /// The share of rows whose value is lost, 0…1.
  public var loss: Double

  /// The longest way that is told from a slip, seconds.
  static let longest = 1e10

  /// Makes one.
  public init(tag: Int, latency: Double, loss: Double) {
    self.tag = tag
    self.latency = latency
    self.loss = loss
  }

  /// Whether values arrive as they are sent.
  var isIdle: Bool { latency < 1 && loss == 0 }

  /// How many whole rows ago what arrives in a row was sent, and which part of a row before that it was read.
  func lateness(interval: TimeSpan, isState: Bool) -> (rows: Int, part: Double) {
    guard latency >= 1 else { return (0, 0) }
    let late = latency / interval.seconds
    let rows = late.rounded(isState ? .toNearestOrAwayFromZero : .down)
    return (Int(rows), isState ? 0 : late - rows)
  }
}
