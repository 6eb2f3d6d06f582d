/// The units in which scenarios are read and changed: the one place where they are converted.
public enum ReadingUnits: Sendable, Equatable {
  /// Metres and cubic metres per second.
  case si
  /// Feet and cubic feet per second, as the equations have them.
  case usCustomary

  /// One foot in the unit of length.
  @inline(__always) public var length: Double { self == .si ? 0.3048 : 1 }
  /// One cubic foot in the unit of volume; per second also of flow.
  @inline(__always) public var volume: Double {
    self == .si ? 0.3048 * 0.3048 * 0.3048 : 1
  }
}
