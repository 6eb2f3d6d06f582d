public import Diagnostics
public import Twin

/// A safety trip never acts: it is gone, and the signal that says it has tripped stays 0.
public struct TripRemoval: ProgramEdit {
  /// The id in scenario files.
  public static let id = "trip-removal"
  /// What it is.
  public static let summary = "safety trips taken out, their flags quiet"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  private init() {}

  /// In words.
  public var text: String { "safety trips taken out" }

  /// All trips that set the signal, or have it as their flag.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let found = site.blocks.filter { Self.suits(logic.blocks[$0]) }
    if found.isEmpty {
      return site.block(["safety-trip"], called: "safety trip", in: logic).outcome
    }
    for index in found.reversed() {
      // Whoever reads the flag goes on reading it.
      if let flag = logic.blocks[index]["to"] {
        logic.replace(index, with: .quiet(flag, at: site.place), writing: [flag])
      } else {
        logic.remove(index)
      }
    }
    return .done
  }

  /// Whether it is one.
  public static func suits(_ block: WrittenBlock) -> Bool { block.kind == "safety-trip" }

  /// There is one.
  public static func drawn(_ draw: inout EditDraw) -> TripRemoval? { TripRemoval() }
}
