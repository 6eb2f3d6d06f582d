public import Diagnostics
internal import Telemetry
public import Twin

/// An operating mode that nothing changes any more: the present one, or one that is forced.
public struct ModeHold: ProgramEdit {
  /// The id in scenario files.
  public static let id = "mode-hold"
  /// What it is.
  public static let summary = "an operating mode held, or forced to another"

  /// The mode; nil for the one that it is in.
  public let mode: String?

  /// Reads `mode`.
  public init(_ fields: inout Fields) { mode = fields.optionalString("mode") }

  private init(mode: String?) { self.mode = mode }

  /// The mode.
  public var settings: [(key: String, value: String)] {
    mode.map { [("mode", Scenario.quoted($0))] } ?? []
  }
  /// In words.
  public var text: String { mode.map { "mode held at \($0)" } ?? "mode held as it is" }

  /// The one operating mode of the signal, without its changes.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let (found, outcome) = site.block(["operating-mode"], called: "operating mode", in: logic)
    guard let found else { return outcome }
    let modes = Self.modes(logic.blocks[found])
    if let mode, !modes.contains(mode) {
      return .refused(
        "'\(site.name)' has no mode '\(mode)'", hint: Suggestion.hint(for: mode, in: modes))
    }
    logic.edit(found) { block in
      block.remove("changes", at: site.place)
      block.remove("begins", at: site.place)
      if let mode { block.set("begins", to: mode, at: site.place) }
    }
    return .done
  }

  private static func modes(_ block: WrittenBlock) -> [String] {
    block.leaves.filter { $0.key == "modes" }.map(\.text)
  }

  /// Whether it is one.
  public static func suits(_ block: WrittenBlock) -> Bool { block.kind == "operating-mode" }

  /// Any of its modes.
  public static func drawn(_ draw: inout EditDraw) -> ModeHold? {
    let modes = modes(draw.block)
    return modes.isEmpty ? nil : ModeHold(mode: modes[draw.generator.index(below: modes.count)])
  }
}
