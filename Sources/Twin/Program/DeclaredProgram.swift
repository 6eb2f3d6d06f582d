public import Diagnostics
internal import Telemetry

/// A controller's program as `plant.yaml` declares it: tasks, each with its scan cycle and its blocks.
public struct DeclaredProgram: Sendable, Equatable {
  /// Blocks that are scanned together.
  public struct Task: Sendable {
    /// Seconds from scan to scan.
    public var cycle: Int
    /// The most that a scan begins late, seconds; each by chance.
    public var jitter: Int
    /// The blocks in the order in which they are scanned, and where each is said.
    public var blocks: [(block: any ControlBlock, place: Place)]
  }

  /// The tasks in the order in which they run where several are due.
  public var tasks: [Task]
  /// What a person should know of it that stops nothing.
  public private(set) var notices: [Notice] = []
  /// What was read.
  public let source: Settings

  /// The signals that are alarms, in the order of their blocks.
  var alarms: [String] { tasks.flatMap { $0.blocks.compactMap(\.block.alarm) } }

  /// Compares what was read, wherever it stood.
  public static func == (a: Self, b: Self) -> Bool { a.source.artifact == b.source.artifact }

  /// Reads a list of tasks.
  ///
  /// A mapping `{ every:, jitter:, program: [blocks] }` each; what is wrong is added to the problems.
  public init(tasks source: Settings, problems: Problems) {
    self.source = source
    tasks = []
    guard case .sequence(let items) = source.content else { return }
    for item in items {
      var fields = Fields(item, problems: problems)
      let longest = TimeSpan.hours(24)
      let cycle = fields.span("every", default: TimeSpan(seconds: 1), in: .zero...longest)
      let jitter = fields.span("jitter", default: .zero, in: .zero...longest)
      _ = fields.optionalString("id")
      let blocks = fields.list("program").compactMap { settings in
        ControlBlocks.catalog.make(settings, problems: problems).map { ($0, settings.place) }
      }
      if !fields.has("program") {
        problems.add(
          "a task without a program", at: item.place,
          hint: "program: [{ use: two-point, of: L_T1, on-below: 3, off-above: 4, to: PU1 }]")
      }
      fields.finish()
      // The process goes by whole seconds: a faster cycle sees nothing new in between.
      let seconds = max(1, Int(cycle.seconds.rounded(.up)))
      if cycle.seconds != Double(seconds) {
        notices.append(
          Notice(
            "a scan of every \(cycle) counts as one of every \(seconds)s: the process goes by whole seconds, from 1s to 24h",
            at: fields.settings("every")?.place ?? item.place))
      }
      let late = min(Int(jitter.seconds.rounded()), seconds - 1)
      let jitterPlace = fields.settings("jitter")?.place ?? item.place
      if jitter > .zero, jitter >= cycle {
        problems.add(
          "a scan of every \(cycle) cannot begin \(jitter) late", at: jitterPlace,
          hint: late > 0
            ? "at most \(late)s: the next is due then" : "leave it out: the next is due in a second"
        )
      } else if jitter.seconds != Double(late) {
        notices.append(
          Notice(
            "a jitter of \(jitter) counts as \(late == 0 ? "none" : "one of \(late)s"): scans begin at whole seconds, before "
              + "the next is due", at: jitterPlace))
      }
      tasks.append(Task(cycle: seconds, jitter: late, blocks: blocks))
    }
  }

  /// Reads `program:` with `scan:`, or `tasks:`, of a controller; nil where it has neither.
  ///
  /// `scan` is a length of time, or `{ every:, jitter: }`.
  init?(controller fields: inout Fields) {
    let scan = fields.settings("scan")
    let program = fields.settings("program")
    let tasks = fields.settings("tasks")
    if let tasks {
      if let extra = program ?? scan {
        fields.problems.add(
          "a controller has tasks or a program, not both", at: extra.place,
          hint: "move scan and program into an item of tasks")
      }
      self.init(
        tasks: tasks.isSequence ? tasks : Settings(.sequence([tasks]), at: tasks.place),
        problems: fields.problems)
      return
    }
    guard let program else {
      if let scan {
        fields.problems.add(
          "a scan cycle without a program", at: scan.place,
          hint: "rules under drives are carried out by the process's model; write a program")
      }
      return nil
    }
    var entries: [Settings.Entry] = []
    switch scan?.content {
    case .mapping(let own)?: entries = own
    case .scalar?:
      if let scan { entries = [.init(key: "every", place: scan.place, value: scan)] }
    default: break
    }
    entries.append(.init(key: "program", place: program.place, value: program))
    self.init(
      tasks: Settings(
        .sequence([Settings(.mapping(entries), at: program.place)]), at: program.place),
      problems: fields.problems)
  }
}

extension Settings {
  fileprivate var isSequence: Bool {
    if case .sequence = content { true } else { false }
  }
}
