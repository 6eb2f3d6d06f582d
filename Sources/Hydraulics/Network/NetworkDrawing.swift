/// Where elements are on a map and what is written beside them: not used by hydraulics.
public struct NetworkDrawing: Sendable, Equatable {
  /// A position in the map's own coordinates.
  public struct Point: Sendable, Equatable {
    /// To the right.
    public var x: Double
    /// Upward.
    public var y: Double
  }

  /// A line of a section that EPANET's engine does not read.
  public struct RawLine: Sendable, Equatable {
    /// The line, from 1.
    public var line: Int
    /// The text without its line end.
    public var text: String
  }

  /// Position per node; nil where `[COORDINATES]` has none.
  public var positions: [Point?] = []
  /// Vertices per link between its ends; empty for a straight one.
  public var vertices: [[Point]] = []
  /// Lines of `[LABELS]`.
  public var labels: [RawLine] = []
  /// Lines of `[TAGS]`.
  public var tags: [RawLine] = []
  /// Lines of `[BACKDROP]`.
  public var backdrop: [RawLine] = []
}
