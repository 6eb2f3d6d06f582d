internal import Diagnostics
internal import Telemetry

/// What in a controller's program cannot be meant, as its conditions show without running it.
///
/// - Conditions that no values satisfy, and resets that hold only while their trip's condition does.
/// - A trip that sets one actuator to two values; interlocks and trips that force one actuator, or a memory that decides
///   one, to different values under conditions that hold at once for some values. Signals that blocks write count as what
///   they come to rest at (a logic signal as its condition, a timer as its input, an alarm as beyond its limit, a
///   two-point as beyond its levels); where that cannot be said (a set point that goes by signals, a step, what an interlock writes over),
///   nothing is shown and nothing told. A trip counts by its condition, not by how long it stays tripped.
///   The numbers of a schedule are all that its signal can be.
/// - Blocks whose signal may be on, or off, only where an interlock or a trip holds it the other way.
///
/// What may be is asked of signals as they stand in a scan (``ProgramOrder``): an edge (`high and not was`) never holds at
/// rest, and is meant.
struct ProgramContradictions {
  private struct Block {
    var facts: BlockFacts
    var name: String
    var place: Place
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
  private let order: ProgramOrder
  /// Signals as what they come to rest at.
  private let resting: Proposition.Reading

  /// Looks at a program of a controller that drives some tags, as indices.
  init(_ program: DeclaredProgram, tags: [Tag], drives: [Int]) {
    func key(_ name: String) -> String {
      ProgramWiring.tag(named: name, drives: drives, tags: tags).map { tags[$0].id } ?? name
    }
    let order = ProgramOrder(program, key: key)
    let declared = program.tasks.flatMap(\.blocks)
    let blocks = declared.map { block, place in
      Block(facts: block.knownFacts, name: block.named(at: place), place: place)
    }
    var settled: [String: BlockFacts.Settled] = [:]
    for block in blocks {
      for (name, own) in block.facts.settled where order.hasOneWriter(key(name)) {
        settled[key(name)] = own
      }
    }
    let driven = Set(drives.map { tags[$0].id })
    self.blocks = blocks
    self.order = order
    resting = Proposition.Reading(
      key: key, words: order.words, values: order.values, settled: settled,
      unknown: order.written.subtracting(settled.keys).subtracting(order.values.keys))
    forces = blocks.enumerated().flatMap { index, block -> [Force] in
      guard let condition = block.facts.holdsWhile else { return [] }
      return block.facts.gives.compactMap { given in
        guard case .constant(let value) = given.value, !given.signal.isEmpty,
          order.decides(key(given.signal), any: driven)
        else { return nil }
        return Force(
          block: index, key: key(given.signal), signal: given.signal, value: value,
          condition: condition)
      }
    }
  }

  /// Tells all of it.
  func tell(_ problems: Problems) {
    for (index, block) in blocks.enumerated() {
      for own in block.facts.conditions where !canHold(own.condition, at: index) {
        problems.add(
          "'\(own.key)' of \(block.name) can never hold: \(own.condition.text)", at: block.place,
          hint: "no value satisfies all of it: correct a sign or a number")
      }
      tellReset(block, at: index, problems)
    }
    for (index, later) in forces.enumerated() {
      for earlier in forces[..<index]
      where earlier.key == later.key && earlier.value != later.value {
        if earlier.block == later.block {
          tellTwice(earlier, later, problems)
        } else {
          tell(earlier, later, problems)
        }
      }
    }
    for index in blocks.indices { tellLocked(index, problems) }
  }

  private func canHold(_ condition: ControlCondition, at block: Int) -> Bool {
    // One that could not be read was told.
    let proposition = condition.proposition
    // What a block's memory leaves open is still one value where it is named twice: `PU1 and not PU1`.
    return proposition == .never
      || canHold(proposition, order.free) && canHold(proposition, order.reading(before: block))
  }

  // A missing value satisfies what says `not`; one that something else asks for is there.
  private func canHold(_ proposition: Proposition, _ reading: Proposition.Reading) -> Bool {
    proposition.cases(reading).contains { differences in
      let present = Set(differences.filter { !$0.holdsWhereMissing }.flatMap(\.signals))
      let needed = differences.filter {
        !$0.holdsWhereMissing || $0.signals.allSatisfy(present.contains)
      }
      return DifferenceBounds(needed) != nil
    }
  }

  // A trip is reset where its condition has gone.
  private func tellReset(_ block: Block, at index: Int, _ problems: Problems) {
    guard let when = block.facts.holdsWhile,
      let reset = block.facts.conditions.first(where: { $0.key == "reset" })?.condition,
      canHold(reset, at: index), when.proposition != .never, reset.proposition != .never,
      !canHold(
        .and(reset.proposition, .not(when.proposition)), order.reading(before: index))
    else { return }
    problems.add(
      "'reset' of \(block.name) (\(reset.text)) holds only where 'when' (\(when.text)) does: it is never reset",
      at: block.place, hint: "let reset hold where when has gone, or leave it out")
  }

  private func tellTwice(_ earlier: Force, _ later: Force, _ problems: Problems) {
    let block = blocks[later.block]
    let same = earlier.signal == later.signal ? "" : " '\(later.signal)', the same,"
    problems.add(
      "\(block.name) sets '\(earlier.signal)' to \(earlier.value) and\(same) to \(later.value)",
      at: block.place, hint: "keep one of them")
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

  private func tellLocked(_ index: Int, _ problems: Problems) {
    let block = blocks[index]
    for (name, possible) in block.facts.possible.sorted(by: { $0.key < $1.key }) {
      for (state, region) in [("on", possible.on), ("off", possible.off)] {
        // What holds it the other way.
        let against = forces.filter {
          $0.key == resting.key(name) && ($0.value > 0.5) == (state == "off")
        }
        guard let first = against.first else { continue }
        let reading = order.reading(
          of: region, at: index, with: against.map { ($0.condition.proposition, $0.block) })
        let room = against.reduce(region) { .and($0, .not($1.condition.proposition)) }
        func isThere(_ proposition: Proposition) -> Bool {
          proposition.cases(reading).contains { DifferenceBounds($0) != nil }
        }
        // What can never be anyway was told.
        if isThere(room) || !isThere(region) { continue }
        let names = against.map { "\(blocks[$0.block].name) (\($0.condition.text))" }
        problems.add(
          "\(block.name) can never switch '\(first.signal)' \(state): wherever it would be, it is held at "
            + "\(first.value) by \(names.joined(separator: " and "))", at: block.place,
          hint: "correct the levels, or the condition that holds it")
      }
    }
  }
}
