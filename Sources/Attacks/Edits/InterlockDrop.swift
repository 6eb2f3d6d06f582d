public import Diagnostics
public import Twin

/// The interlocks of a signal are gone: nothing holds it any more.
public struct InterlockDrop: ProgramEdit {
  /// The id in scenario files.
  public static let id = "interlock-drop"
  /// What it is.
  public static let summary = "the interlocks of a signal taken out"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  private init() {}

  /// In words.
  public var text: String { "interlocks taken out" }

  /// All interlocks of the signal.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let found = site.blocks.filter { Self.suits(logic.blocks[$0]) }
    if found.isEmpty { return site.block(["interlock"], called: "interlock", in: logic).outcome }
    for index in found.reversed() { logic.remove(index) }
    return .done
  }

  /// Whether it is one.
  public static func suits(_ block: WrittenBlock) -> Bool { block.kind == "interlock" }

  /// There is one.
  public static func drawn(_ draw: inout EditDraw) -> InterlockDrop? { InterlockDrop() }
}
