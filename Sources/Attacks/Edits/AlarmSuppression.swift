public import Diagnostics
public import Twin

/// An alarm stays quiet whatever happens.
public struct AlarmSuppression: ProgramEdit {
  /// The id in scenario files.
  public static let id = "alarm-suppression"
  /// What it is.
  public static let summary = "a limit alarm that stays quiet"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  private init() {}

  /// In words.
  public var text: String { "alarm kept quiet" }

  /// The one alarm of the signal: 0 takes its place, also for blocks that read it.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    let (found, outcome) = site.block(["limit-alarm"], called: "limit alarm", in: logic)
    guard let found, let signal = logic.blocks[found]["to"] else { return outcome }
    logic.replace(found, with: .quiet(signal, at: site.place), writing: [signal])
    return .done
  }

  /// Whether it is one.
  public static func suits(_ block: WrittenBlock) -> Bool { block.kind == "limit-alarm" }

  /// There is one.
  public static func drawn(_ draw: inout EditDraw) -> AlarmSuppression? { AlarmSuppression() }
}
