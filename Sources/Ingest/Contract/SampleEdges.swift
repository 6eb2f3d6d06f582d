public import Telemetry

/// Where a tag's samples begin and end in one file, and the silences within it: what its contract says of
/// files that follow or fill each other is judged there.
public struct SampleEdges: Sendable, Equatable, Codable {
  /// A value that is in order, and its moment.
  public struct Sample: Sendable, Equatable, Codable {
    /// The moment.
    public var time: Timestamp
    /// The value, finite.
    public var value: Double
  }

  /// Samples none of which is further from the one before it than the contract allows.
  public struct Span: Sendable, Equatable, Codable {
    /// The first sample's moment.
    public var first: Timestamp
    /// The last sample's moment.
    public var last: Timestamp
  }

  /// The unit (pump, engine, drive) whose samples they are; nil where rows name none.
  public var unit: String?
  /// The samples without the silences between them, in the order of the file; at least one.
  public var spans: [Span]
  /// The first value in order; nil where none is.
  public var firstValue: Sample?
  /// The last value in order; nil where none is.
  public var lastValue: Sample?
  /// The value of another file that the first one was compared with; nil where none was known.
  public var before: Sample?

  /// The moment of the first sample in the order of the file.
  var opening: Timestamp? { spans.first?.first }

  /// Goes through files of one unit in the order of time and hands over every border between two of them
  /// that do not overlap; what covers the same time is one.
  static func walk(
    _ edges: [SampleEdges], border: (_ before: SampleEdges, _ after: SampleEdges) -> Void
  ) {
    let sorted = edges.compactMap { edges -> (whole: Span, edges: SampleEdges)? in
      guard let first = edges.spans.map(\.first).min(), let last = edges.spans.map(\.last).max()
      else { return nil }
      return (Span(first: first, last: last), edges)
    }.sorted { ($0.whole.first, $0.whole.last) < ($1.whole.first, $1.whole.last) }
    guard var end = sorted.first else { return }
    for next in sorted.dropFirst() {
      if next.whole.first > end.whole.last { border(end.edges, next.edges) }
      if next.whole.last > end.whole.last { end = next }
    }
  }

  /// Goes through the samples of all files of one unit in the order of time and hands over every silence
  /// that no file fills.
  ///
  /// - Returns: the moment of the last sample; nil without samples.
  static func walkSilences(
    _ edges: [SampleEdges], silence: (_ from: Timestamp, _ to: Timestamp) -> Void
  ) -> Timestamp? {
    let sorted = edges.flatMap(\.spans).sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    guard var end = sorted.first?.last else { return nil }
    for next in sorted.dropFirst() {
      if next.first > end { silence(end, next.first) }
      end = max(end, next.last)
    }
    return end
  }
}
