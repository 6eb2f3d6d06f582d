public import Diagnostics
public import Twin

/// Every comparison of a block the other way round: `<` for `>`; a two-point rule goes on where it went off.
public struct ComparatorFlip: ProgramEdit {
  /// The id in scenario files.
  public static let id = "comparator-flip"
  /// What it is.
  public static let summary = "comparisons the other way round, a two-point rule inverted"

  /// The kind of block, where a signal has several that compare.
  public let block: String?

  /// Reads `block`.
  public init(_ fields: inout Fields) { block = fields.optionalString("block") }

  private init(block: String?) { self.block = block }

  /// The block's kind.
  public var settings: [(key: String, value: String)] {
    block.map { [("block", Scenario.quoted($0))] } ?? []
  }
  /// In words.
  public var text: String { "comparisons turned round" }

  /// The comparisons of the one block that has some.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let (found, outcome) = site.block(called: "comparison", in: logic) {
      (block == nil || $0.kind == block) && Self.suits($0)
    }
    guard let found else { return outcome }
    logic.edit(found) { block in
      switch block.kind {
      case "two-point": Self.invert(&block, at: site.place)
      case "limit-alarm":
        block.rename(["above": "below", "below": "above"], at: site.place)
      default:
        block.rewrite(at: site.place) { key, text in
          ControlCondition.keys.contains(key) ? (try? ControlCondition(text))?.flipped : nil
        }
      }
    }
    return .done
  }

  // On above what it went off above, off below what it went on below.
  private static func invert(_ block: inout WrittenBlock, at place: Place) {
    block.rename(
      [
        "on-below": "off-below", "off-above": "on-above", "on-above": "off-above",
        "off-below": "on-below",
      ], at: place)
  }

  /// Whether it compares anything.
  public static func suits(_ block: WrittenBlock) -> Bool {
    ["two-point", "limit-alarm"].contains(block.kind)
      || block.conditions.contains { $0.flipped != nil }
  }

  /// There is one.
  public static func drawn(_ draw: inout EditDraw) -> ComparatorFlip? {
    ComparatorFlip(block: draw.block.kind)
  }
}
