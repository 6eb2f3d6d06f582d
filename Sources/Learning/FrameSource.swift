internal import LinearAlgebra
public import Telemetry

/// Where training and scoring read telemetry from: partitions in ascending time.
public protocol FrameSource: Sendable {
  /// The columns of every frame.
  var tags: [Tag] { get }
  /// The rows inside a stretch of time, ascending; empty where there are none.
  func frame(in range: TimeRange) throws -> Frame
}

/// A frame in memory as a source.
public struct FrameInMemory: FrameSource {
  private let frame: Frame

  /// A source of one frame.
  public init(_ frame: Frame) { self.frame = frame }

  /// The frame's columns.
  public var tags: [Tag] { frame.tags }

  /// The frame's rows inside the stretch.
  public func frame(in range: TimeRange) -> Frame { frame.rows(frame.rowRange(in: range)) }
}

/// A source that shows some of another's tags, rounded to the resolution the historian declares.
///
/// Training data that are finer than what the runtime will see teach a model certainty that it will not
/// have; rounding them to the declared resolution takes that away.
public struct SelectedTags: FrameSource {
  private let base: any FrameSource
  private let indices: [Int]
  /// The tags shown.
  public let tags: [Tag]

  /// Shows the tags of the given indices.
  public init(_ base: any FrameSource, indices: [Int]) {
    self.base = base
    self.indices = indices
    tags = indices.map { base.tags[$0] }
  }

  /// The selected tags' rows inside the stretch, rounded.
  public func frame(in range: TimeRange) throws -> Frame {
    var frame = try base.frame(in: range).selecting(indices)
    frame.tags = tags
    frame.roundToResolution()
    return frame
  }
}

extension Frame {
  /// Rounds each tag that declares a resolution to a multiple of it.
  public mutating func roundToResolution() {
    for (j, tag) in tags.enumerated() {
      guard let step = tag.resolution, step > 0 else { continue }
      values.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = (column[i] / step).rounded() * step }
      }
    }
  }
}
