public import Telemetry

/// A value that a controller's program keeps beside the tags that it drives: a mode, an alarm, a memory.
public struct ProgramSignal: Sendable, Equatable {
  /// The controller's name and the signal's: `PLC1.mode`.
  public var id: String
  /// The signal in its program.
  public var signal: String
  /// The controller's place.
  public var controller: Int
  /// The words of its values 0, 1, …: an operating mode's; empty where it has none.
  public var words: [String]
  /// The values that it takes, ascending; empty where it may take any.
  public var states: [Double]

  /// Makes a signal.
  public init(
    id: String, signal: String, controller: Int, words: [String] = [], states: [Double] = []
  ) {
    self.states = states
    self.id = id
    self.signal = signal
    self.controller = controller
    self.words = words
  }

  /// All signals of controllers' programs but those of tags, in the order of their blocks.
  public static func all(_ controllers: [LoopController], tags: [Tag]) -> [ProgramSignal] {
    controllers.enumerated().flatMap { index, controller -> [ProgramSignal] in
      var seen: Set<String> = []
      let blocks = (controller.program?.declared.tasks ?? []).flatMap { $0.blocks.map(\.block) }
      return blocks.flatMap { block in
        block.writes.enumerated().compactMap { place, name in
          let isDriven =
            ProgramWiring.tag(named: name, drives: controller.drives, tags: tags) != nil
          guard !isDriven, seen.insert(name).inserted else { return nil }
          // Who writes over a mode or a flag may give it any value.
          let isOwn = blocks.count { $0.writes.contains(name) } == 1
          let words = place == 0 ? block.words : []
          let states = block.flags.contains(name) ? [0, 1] : words.indices.map(Double.init)
          return ProgramSignal(
            id: "\(controller.id).\(name)", signal: name, controller: index, words: words,
            states: isOwn ? states : [])
        }
      }
    }
  }
}

extension [RunningLogic] {
  /// What programs have in signals now; NaN where an edited one has none of that name, or nothing is said yet.
  func values(of signals: [ProgramSignal]) -> [Double] {
    signals.map { signal in
      let own = first { !$0.isRules && $0.controller == signal.controller }
      return own?.program.value(of: signal.signal) ?? .nan
    }
  }
}
