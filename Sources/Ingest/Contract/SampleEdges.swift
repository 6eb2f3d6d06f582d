public import Telemetry

/// Where a tag's samples begin and end in one file: what its contract says of two files that follow each
/// other is judged there.
public struct SampleEdges: Sendable, Equatable, Codable {
  /// A value that is in order, and its moment.
  public struct Sample: Sendable, Equatable, Codable {
    /// The moment.
    public var time: Timestamp
    /// The value, finite.
    public var value: Double
  }

  /// The unit (pump, engine, drive) whose samples they are; nil where rows name none.
  public var unit: String?
  /// The first sample's moment.
  public var first: Timestamp
  /// The last sample's moment.
  public var last: Timestamp
  /// The first value in order; nil where none is.
  public var firstValue: Sample?
  /// The last value in order; nil where none is.
  public var lastValue: Sample?

  /// Goes through edges of one unit in the order of time and hands over every border between two of them
  /// that do not overlap; what covers the same time is one.
  ///
  /// - Returns: where the samples end; nil without edges.
  static func walk(
    _ edges: [SampleEdges], border: (_ before: SampleEdges, _ after: SampleEdges) -> Void
  ) -> SampleEdges? {
    let sorted = edges.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    guard var end = sorted.first else { return nil }
    for next in sorted.dropFirst() {
      if next.first > end.last { border(end, next) }
      if next.last > end.last { end = next }
    }
    return end
  }
}
