public import Diagnostics
public import Telemetry
public import Twin

/// The task that writes a signal is scanned in another cycle, evenly or late at random.
public struct ScanEdit: ProgramEdit {
  /// The id in scenario files.
  public static let id = "scan-edit"
  /// What it is.
  public static let summary = "a task scanned in another cycle, or irregularly"

  /// The time from scan to scan; nil leaves it.
  public let every: TimeSpan?
  /// The most that a scan begins late; nil leaves it.
  public let jitter: TimeSpan?

  /// Reads `every` and `jitter`, of which one must be there.
  public init(_ fields: inout Fields) {
    let limits = TimeSpan.zero...TimeSpan.hours(24)
    every = fields.optionalSpan("every", in: limits)
    jitter = fields.optionalSpan("jitter", in: limits)
    if !fields.has("every"), !fields.has("jitter") {
      fields.problems.add(
        "a scan-edit needs 'every' or 'jitter'", at: fields.place, hint: "like every: 30min")
    }
  }

  private init(every: TimeSpan) {
    self.every = every
    jitter = nil
  }

  /// Both, where they are there.
  public var settings: [(key: String, value: String)] {
    [("every", every), ("jitter", jitter)].compactMap { key, span in
      span.map { (key, $0.description) }
    }
  }
  /// In words.
  public var text: String {
    "task scanned"
      + (every.map { " every \($0.roundedText)" } ?? "")
      + (jitter.map { " up to \($0.roundedText) late" } ?? "")
  }

  /// The task of the first block.
  public func edit(_ logic: inout ControllerLogic, at site: EditSite) -> EditOutcome {
    guard let first = site.blocks.first else {
      return .refused("nothing writes '\(site.name)' in '\(logic.id)'")
    }
    logic.setCycle(
      of: first, every: every?.description, jitter: jitter?.description, at: site.place)
    return .done
  }

  /// Any.
  public static func suits(_ block: WrittenBlock) -> Bool { block.kind == "two-point" }

  /// From two to twelve rows.
  public static func drawn(_ draw: inout EditDraw) -> ScanEdit? {
    ScanEdit(
      every: min(.hours(24), draw.interval * (2 + draw.generator.index(below: 11))))
  }
}
