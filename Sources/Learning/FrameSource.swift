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
  ///
  /// Where the resolution is a decimal number, so is the multiple: 2.01, not 201 · 0.01 =
  /// 2.0100000000000002.
  public mutating func roundToResolution() {
    for (j, tag) in tags.enumerated() {
      guard let step = tag.resolution, step > 0 else { continue }
      let (whole, parts) = Self.fraction(of: step)
      values.withUnsafeMutableColumn(j) { column in
        for i in column.indices {
          let count = (column[i] / step).rounded()
          // k · m / p rounds once where k · m is exact, k · (m / p) twice. Beyond 2⁵³ every k is whole
          // anyway, and k · m could overflow.
          column[i] = abs(count) < 0x1p53 ? count * whole / parts : count * step
        }
      }
    }
  }

  // A step as m / p, where p is a power of ten of at most 10⁹ and m is whole; else the step over 1.
  private static func fraction(of step: Double) -> (whole: Double, parts: Double) {
    var parts = 1.0
    while parts <= 1e9 {
      let whole = (step * parts).rounded()
      if whole >= 1, whole / parts == step { return (whole, parts) }
      parts *= 10
    }
    return (step, 1)
  }
}
