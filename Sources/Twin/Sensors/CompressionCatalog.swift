public import Diagnostics
internal import Telemetry

/// The ways of keeping fewer values, by the key that chooses them.
public enum Compressions {
  /// The list: one line per file in `Compressions/`.
  public static let catalog = Catalog<any Compression>(
    kind: "compression",
    types.map { entry($0) })

  /// The types.
  static let types: [any Compression.Type] = [
    DeadBand.self,
    Every.self,
    SwingingDoor.self,
  ]

  private static func entry<T: Compression>(_ type: T.Type) -> Catalog<any Compression>.Entry {
    .init(type) { T(&$0) }
  }

  /// The greatest dead band or deviation that can be declared.
  static let greatestBand = 1e12
  /// The longest time for which nothing need be kept.
  static let longestSpan = TimeSpan.hours(24 * 366)
}
