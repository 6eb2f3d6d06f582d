public import Diagnostics

/// The shapes that can be chosen by name.
public enum Shapes {
  /// The list: one line per file in `Shapes/`.
  static let types: [any TamperingShape.Type] = [
    Constant.self,
    Covert.self,
    Delay.self,
    Drop.self,
    Freeze.self,
    Hold.self,
    Jitter.self,
    Noise.self,
    Offset.self,
    Override.self,
    Polyline.self,
    Quantise.self,
    Ramp.self,
    Replay.self,
    Scale.self,
    Stealthy.self,
    Swap.self,
    Toggle.self,
  ]

  /// The catalog over the list.
  public static let catalog = Catalog<any TamperingShape>(kind: "shape", types.map { entry($0) })

  /// The shape of a name that is known to be in the list; nil where it is not.
  static func type(_ id: String) -> (any TamperingShape.Type)? { types.first { $0.id == id } }

  private static func entry<Shape: TamperingShape>(
    _ type: Shape.Type
  ) -> Catalog<any TamperingShape>.Entry {
    Catalog.Entry(type) { Shape(&$0) }
  }
}
