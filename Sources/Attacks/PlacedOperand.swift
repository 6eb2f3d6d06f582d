internal import Diagnostics
internal import Telemetry
internal import Twin

/// What a condition reads, on a plant: a tag's true value, a signal of a controller's program or a number.
enum PlacedOperand: Sendable, Hashable {
  case tag(Int)
  case signal(Int)
  case constant(Double)

  /// The operand on a plant; nil where it names nothing there, and a problem is added.
  ///
  /// A word behind `is` is a number, or one of the words of what stands before.
  init?(_ operand: ControlOperand, _ use: TriggerUse) {
    switch operand {
    case .constant(let number): self = .constant(number)
    case .signal(let name):
      // The parser names a word behind `is` by what it is a word of.
      if use.surface.index(of: name) == nil, let cut = name.firstRange(of: " is ") {
        // An unknown name is told where it is read itself.
        guard let read = use.surface.operands(named: String(name[..<cut.lowerBound])).first,
          let value = read.value(
            of: String(name[cut.upperBound...]), called: String(name[..<cut.lowerBound]), use)
        else { return nil }
        self = .constant(value)
        return
      }
      guard let read = use.operand(named: name) else { return nil }
      self = read
    }
  }

  /// The value in a row; NaN where it is missing.
  func value(in moment: TriggerMoment) -> Double {
    switch self {
    case .constant(let number): number
    case .tag(let index): index < moment.truth.count ? moment.truth[index] : .nan
    case .signal(let index): index < moment.signals.count ? moment.signals[index] : .nan
    }
  }

  /// What a number or a word means as its value; nil where it has no such word, and a problem is added.
  func value(of word: String, called name: String, _ use: TriggerUse) -> Double? {
    if let number = Double(word), number.isFinite { return number }
    let words = words(on: use.surface)
    if let state = words.firstIndex(of: word) { return Double(state) }
    // Before telemetry has been read nobody knows the texts of its source.
    if case .tag = self, words.isEmpty, !use.surface.isCalibrated { return nil }
    let states = states(on: use.surface)
    use.problems.add(
      "'\(name)' has no state '\(word)'", at: use.place,
      hint: words.isEmpty
        ? states.isEmpty
          ? "it has numbers"
          : "its states are numbers: " + states.map(shortest).joined(separator: ", ")
        : Suggestion.hint(for: word, in: words))
    return nil
  }

  /// The words of its values 0, 1, …; empty where it has none.
  func words(on surface: AttackSurface) -> [String] {
    switch self {
    case .constant: []
    case .tag(let index): surface.tags[index].reading?.categories ?? []
    case .signal(let index): surface.signals[index].words
    }
  }

  /// The values that it takes, ascending; empty where it may take any number.
  func states(on surface: AttackSurface) -> [Double] {
    switch self {
    case .constant(let number): [number]
    case .tag(let index): surface.profiles[index].states
    case .signal(let index): surface.signals[index].states
    }
  }

  /// What it may reach beyond what is usual; infinite where nothing is known.
  func reach(on surface: AttackSurface) -> (low: Double, high: Double) {
    switch self {
    case .constant(let number): (number, number)
    case .tag(let index): surface.profiles[index].reach
    case .signal: (-.infinity, .infinity)
    }
  }
}

extension AttackSurface {
  /// What is known of the values of what is read, for a hint; nil for nothing.
  func ranges(of read: [PlacedOperand]) -> String? {
    let texts = read.compactMap { operand -> String? in
      switch operand {
      case .constant: nil
      case .tag(let index): ranges(of: [index])
      case .signal(let index):
        range(of: signals[index])
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: ", ")
  }

  private func range(of signal: ProgramSignal) -> String {
    if signal.states.isEmpty { return "'\(signal.id)' may have any value" }
    return signal.words.isEmpty
      ? "'\(signal.id)' takes the states \(signal.states.map(shortest).joined(separator: ", "))"
      : "'\(signal.id)' takes the modes \(signal.words.joined(separator: ", "))"
  }

  /// What a name may stand for: a tag; else signals of programs, by their ids or their own names.
  func operands(named name: String) -> [PlacedOperand] {
    if let tag = index(of: name) { return [.tag(tag)] }
    if let signal = signals.firstIndex(where: { $0.id == name }) { return [.signal(signal)] }
    return signals.indices.filter { signals[$0].signal == name }.map { .signal($0) }
  }
}

extension TriggerUse {
  /// What a name stands for; nil where that is nothing or not one thing, and a problem is added.
  func operand(named name: String) -> PlacedOperand? {
    let found = surface.operands(named: name)
    if found.count == 1 { return found[0] }
    // What declares the controllers is wrong: nobody knows their signals.
    if found.isEmpty, !surface.knowsControllers { return nil }
    if found.isEmpty {
      problems.add(
        surface.signals.isEmpty ? "unknown tag '\(name)'" : "unknown tag or signal '\(name)'",
        at: place,
        hint: Suggestion.hint(for: name, in: surface.tags.map(\.id) + surface.signals.map(\.id)))
      return nil
    }
    let ids = surface.signals.filter { $0.signal == name }.map(\.id)
    problems.add(
      "\(ids.count) controllers have a signal '\(name)'", at: place,
      hint: "say which: \(ids.joined(separator: ", "))")
    return nil
  }
}
