internal import Diagnostics
internal import Telemetry

/// What in a controller's program cannot be meant, as its conditions show without running it.
///
/// - Conditions that no values satisfy.
/// - Interlocks and trips that force one actuator to different values under conditions that hold at once for some
///   values. Signals that blocks write count as what they come to rest at (a logic signal as its condition, a timer as
///   its input, an alarm as beyond its limit, a two-point as beyond its levels); where that cannot be said (a set point, a
///   step, what an interlock writes over), nothing is shown and nothing told. A trip counts by its condition, not by
///   how long it stays tripped.
/// - Two-points that may be on, or off, only where an interlock or a trip holds their signal the other way.
struct ProgramContradictions {
  private struct Block {
    var facts: BlockFacts
    var name: String
    var place: Place
    var writes: [String]
  }

  /// A signal that is held at a number while a condition holds.
  private struct Force {
    var block: Int
    var key: String
    var signal: String
    var value: Double
    var condition: ControlCondition
  }

  private let blocks: [Block]
  private let forces: [Force]
  /// Signals as what they come to rest at.
  private let resting: Proposition.Reading
  /// Signals as anything that they might be.
  private let free: Proposition.Reading

  /// Looks at a program of a controller that drives some tags, as indices.
  init(_ program: DeclaredProgram, tags: [Tag], drives: [Int]) {
    func key(_ name: String) -> String {
      ProgramWiring.tag(named: name, drives: drives, tags: tags).map { tags[$0].id } ?? name
    }
    let declared = program.tasks.flatMap(\.blocks)
    let blocks = declared.map { block, place in
      Block(
        facts: block.knownFacts, name: block.named(at: place), place: place,
        writes: block.writes.map(key))
    }
    var words: [String: [String]] = [:]
    for (block, _) in declared {
      if let signal = block.writes.first, !block.words.isEmpty { words[key(signal)] = block.words }
    }
    let writers = Dictionary(
      blocks.flatMap { Set($0.writes).map { ($0, 1) } }, uniquingKeysWith: +)
    var settled: [String: BlockFacts.Settled] = [:]
    for block in blocks {
      for (name, own) in block.facts.settled where writers[key(name)] == 1 {
        settled[key(name)] = own
      }
    }
    self.blocks = blocks
    free = Proposition.Reading(key: key, words: words, casesOfUnknown: [[]])
    resting = Proposition.Reading(
      key: key, words: words, settled: settled, unknown: Set(writers.keys).subtracting(settled.keys)
    )
    forces = blocks.enumerated().flatMap { index, block -> [Force] in
      guard let condition = block.facts.holdsWhile else { return [] }
      return block.facts.gives.compactMap { given in
        guard case .constant(let value) = given.value,
          ProgramWiring.tag(named: given.signal, drives: drives, tags: tags) != nil
        else { return nil }
        return Force(
          block: index, key: key(given.signal), signal: given.signal, value: value,
          condition: condition)
      }
    }
  }

  /// Tells all of it.
  func tell(_ problems: Problems) {
    for block in blocks {
      for own in block.facts.conditions where !canHold(own.condition) {
        problems.add(
          "'\(own.key)' of \(block.name) can never hold: \(own.condition.text)", at: block.place,
          hint: "no value satisfies all of it: correct a sign or a number")
      }
    }
    for (index, later) in forces.enumerated() {
      for earlier in forces[..<index]
      where earlier.key == later.key && earlier.block != later.block
        && earlier.value != later.value
      {
        tell(earlier, later, problems)
      }
    }
    for block in blocks { tellLocked(block, problems) }
  }

  // A missing value satisfies what says `not`; one that something else asks for is there.
  private func canHold(_ condition: ControlCondition) -> Bool {
    let proposition = condition.proposition
    // One that could not be read was told.
    if proposition == .never { return true }
    return proposition.cases(free).contains { differences in
      let present = Set(differences.filter { !$0.holdsWhereMissing }.flatMap(\.signals))
      let needed = differences.filter {
        !$0.holdsWhereMissing || $0.signals.allSatisfy(present.contains)
      }
      return DifferenceBounds(needed) != nil
    }
  }

  private func tell(_ earlier: Force, _ later: Force, _ problems: Problems) {
    let both = Proposition.and(earlier.condition.proposition, later.condition.proposition)
    guard let bounds = both.cases(resting).lazy.compactMap({ DifferenceBounds($0) }).first
    else { return }
    let example = bounds.example.map { signal, value in
      let word = resting.words[signal].flatMap { words in
        words.indices.first { Double($0) == value }.map { words[$0] }
      }
      return word.map { "\(signal) is \($0)" } ?? "\(signal) = \(value)"
    }
    problems.add(
      "'\(later.signal)' is held at \(earlier.value) by \(blocks[earlier.block].name) (\(earlier.condition.text)) and at "
        + "\(later.value) by \(blocks[later.block].name) (\(later.condition.text)): both hold "
        + (example.isEmpty ? "always" : "at \(example.joined(separator: ", "))"),
      at: blocks[later.block].place,
      hint: "the last in the scan would have its way; add 'and not (…)' of the one to the other")
  }

  private func tellLocked(_ block: Block, _ problems: Problems) {
    guard let mayBe = block.facts.mayBe, let key = block.writes.first else { return }
    for (state, region) in [("on", mayBe.on), ("off", mayBe.off)] {
      // What holds it the other way.
      let against = forces.filter { $0.key == key && ($0.value > 0.5) == (state == "off") }
      guard let first = against.first else { continue }
      let room = against.reduce(region) { .and($0, .not($1.condition.proposition)) }
      if room.cases(free).contains(where: { DifferenceBounds($0) != nil }) { continue }
      let names = against.map { "\(blocks[$0.block].name) (\($0.condition.text))" }
      problems.add(
        "\(block.name) can never switch '\(first.signal)' \(state): wherever it would be, it is held at "
          + "\(first.value) by \(names.joined(separator: " and "))", at: block.place,
        hint: "correct the levels, or the condition that holds it")
    }
  }
}
