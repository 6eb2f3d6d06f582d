internal import Diagnostics
internal import Telemetry

/// Names of signals on their way to places.
struct ProgramWiring {
  private let controller: String
  private let tags: [Tag]
  private let hears: Set<Int>
  private let drives: [Int]
  private let problems: Problems
  /// The signals before the first scan.
  private(set) var values: [Double] = []
  private(set) var inputs: [ControlProgram.Wire] = []
  private(set) var outputs: [ControlProgram.Wire] = []
  private(set) var places: [String: Int] = [:]
  private var words: [String: Double] = [:]
  /// Who writes a signal other than over others, by its place.
  private var writers: [Int: Place] = [:]
  /// The names of all signals that are written.
  private var names: Set<String> = []

  init(
    controller: String, tags: [Tag], hears: Set<Int>, drives: [Int], problems: Problems
  ) {
    // A name that is missing was told where it was read.
    self.controller = controller.isEmpty ? "a controller" : "'\(controller)'"
    self.tags = tags
    self.hears = hears
    self.drives = drives
    self.problems = problems
  }

  /// Gives what a block writes its places.
  mutating func declare(_ block: any ControlBlock, at place: Place) {
    let names = block.writes
    for name in names {
      let signal = declare(name, at: place, isAlarm: block.alarm == name)
      guard !block.isOverriding, !name.isEmpty else { continue }
      if let other = writers[signal] {
        problems.add(
          "'\(name)' is written by two blocks, this one and that on line \(other.line ?? 0)",
          at: place,
          hint: "let one write it; an interlock or a trip may write over it")
      }
      writers[signal] = writers[signal] ?? place
    }
    if let signal = names.first {
      for (index, word) in block.words.enumerated() {
        words["\(signal) is \(word)"] = Double(index)
      }
    }
  }

  // The place of a signal that is written; an actuator's tag and its element are one signal.
  private mutating func declare(_ name: String, at place: Place, isAlarm: Bool) -> Int {
    if let known = places[name] { return known }
    names.insert(name)
    if let tag = driven(name) {
      let known = outputs.first { $0.tag == tag }
      let signal = known?.signal ?? add()
      if known == nil { outputs.append(ControlProgram.Wire(signal: signal, tag: tag)) }
      places[name] = signal
      return signal
    }
    // A status that telemetry has of an alarm shows what the program makes of it.
    let known = tags.first { $0.id == name } ?? actuator(at: name)
    if let tag = known, !isAlarm || tag.role != .status {
      problems.add(
        "\(controller) writes '\(name)', which it does not drive", at: place,
        hint: "add { actuator: \(name) } to its drives, or give the signal another name")
    }
    let signal = add()
    places[name] = signal
    return signal
  }

  // The actuator at an element, which nobody would call memory by; of an element's own reading anybody may.
  private func actuator(at element: String) -> Tag? {
    tags.first {
      ($0.role == .status || $0.role == .actuator)
        && $0.element?.uppercased() == element.uppercased()
    }
  }

  /// Tells of actuators that nothing but interlocks and trips write.
  func checkWriters(at place: Place?) {
    for output in outputs {
      let names = places.filter { $0.value == output.signal }.map(\.key).sorted()
      guard writers[output.signal] == nil, let name = names.first, !name.isEmpty else { continue }
      problems.add(
        "nothing but interlocks and trips writes '\(name)' in the program of \(controller)",
        at: place,
        hint: "add the block that drives it, like { use: two-point, …, to: \(name) }")
    }
  }

  /// Tells of commands that nobody obeys.
  ///
  /// They are names that nobody drives, that no block reads, and that only blocks write whose signals are for somebody to
  /// obey. Names of tags that are not driven were told.
  func checkCommands(of blocks: [(block: any ControlBlock, place: Place)]) {
    let driven = Set(outputs.map(\.signal))
    let read = Set(
      blocks.flatMap(\.block.reads).compactMap { operand -> Int? in
        if case .signal(let name) = operand { places[name] } else { nil }
      })
    let others = Set(
      blocks.flatMap { block, _ in block.writes.filter { !block.commands.contains($0) } })
    var told: Set<String> = []
    for (block, place) in blocks {
      for name in block.commands {
        guard let signal = places[name], !driven.contains(signal), !read.contains(signal),
          !name.isEmpty, !others.contains(name), !tags.contains(where: { $0.id == name }),
          actuator(at: name) == nil, told.insert(name).inserted
        else { continue }
        let known = drives.flatMap { [tags[$0].element, tags[$0].id] }.compactMap { $0 }
        problems.add(
          "\(block.named(at: place)) writes '\(name)', which \(controller) does not drive and no block reads",
          at: place, hint: Suggestion.hint(for: name, in: Set(known).sorted()))
      }
    }
  }

  /// Tells of numbers that are written to a state: a pump that is on or off cannot run at 0.47 of it.
  func checkContinuous(_ blocks: [(block: any ControlBlock, place: Place)]) {
    for (block, place) in blocks where block.isContinuous {
      for name in block.writes {
        guard let tag = driven(name).map({ tags[$0] }),
          tag.quantity == .status || tag.quantity == nil && tag.role == .status
        else { continue }
        problems.add(
          "\(block.named(at: place)) writes any number to '\(tag.id)', which is a state: on or off, open or closed",
          at: place,
          hint:
            "drive a tag of quantity speed or setting at \(tag.element ?? "its element"), or switch it by a two-point block"
        )
      }
    }
  }

  /// The place of what a block writes.
  func written(_ name: String) -> Int { places[name] ?? 0 }

  /// The place of what a block reads.
  mutating func operand(_ operand: ControlOperand, at place: Place) -> Int {
    switch operand {
    case .constant(let value):
      let index = add()
      values[index] = value
      return index
    case .signal(let name):
      if let known = places[name] { return known }
      if let tag = driven(name), let output = outputs.first(where: { $0.tag == tag }) {
        places[name] = output.signal
        return output.signal
      }
      let index = add()
      places[name] = index
      if let value = words[name] {
        values[index] = value
        return index
      }
      if let tag = tags.firstIndex(where: { $0.id == name }) ?? driven(name) {
        if !hears.contains(tag) {
          problems.add(
            "the program of \(controller) goes by '\(name)', which it neither reads nor polls",
            at: place,
            hint: "add it to reads, or to polls with the controller that reads it")
        }
        inputs.append(ControlProgram.Wire(signal: index, tag: tag))
        return index
      }
      unknown(name, at: place)
      return index
    }
  }

  private func unknown(_ name: String, at place: Place) {
    if name.isEmpty { return }
    if let range = name.firstRange(of: " is ") {
      let signal = String(name[..<range.lowerBound])
      let known = words.keys.filter { $0.hasPrefix("\(signal) is ") }.map {
        String($0[range.upperBound...])
      }
      problems.add(
        known.isEmpty
          ? "'\(signal)' has no words: no operating mode writes it"
          : "'\(signal)' is never '\(name[range.upperBound...])'",
        at: place,
        hint: known.isEmpty
          ? nil : Suggestion.hint(for: String(name[range.upperBound...]), in: known.sorted()))
      return
    }
    let known = names.union(hears.map { tags[$0].id })
    problems.add(
      "unknown signal '\(name)' in the program of \(controller)", at: place,
      hint: Suggestion.hint(for: name, in: known.sorted()))
  }

  // A driven tag by its own name or its element's; an element means its status where it has one.
  private func driven(_ name: String) -> Int? {
    Self.tag(named: name, drives: drives, tags: tags)
  }

  /// The driven tag of a name: its own or its element's.
  static func tag(named name: String, drives: [Int], tags: [Tag]) -> Int? {
    if let tag = drives.first(where: { tags[$0].id == name }) { return tag }
    let own = drives.filter { tags[$0].element?.uppercased() == name.uppercased() }
    return own.first { tags[$0].quantity == .status } ?? own.first { tags[$0].quantity == nil }
      ?? own.first
  }

  private mutating func add() -> Int {
    values.append(.nan)
    return values.count - 1
  }
}
