/// The order in which a program's blocks write signals, and so what is known of signals within one scan.
///
/// A signal that one block writes stands for what that block says of it in blocks behind it in the same task, where what
/// the block went by is still the same there.
struct ProgramOrder {
  private struct Block {
    var task: Int
    var reads: [String]
    var writes: [String]
    var possible: [String: BlockFacts.Settled]
  }

  /// The words of modes, by their signals' keys.
  let words: [String: [String]]
  /// All values of signals that one block alone gives a few numbers, by their keys.
  let values: [String: [Double]]
  private let key: (String) -> String
  private let blocks: [Block]
  /// The blocks that write a signal, by its key.
  private let writers: [String: [Int]]

  /// Looks at a program whose signals have one key for all their names.
  init(_ program: DeclaredProgram, key: @escaping (String) -> String) {
    self.key = key
    var words: [String: [String]] = [:]
    var values: [String: [Double]] = [:]
    var blocks: [Block] = []
    var writers: [String: [Int]] = [:]
    for (task, own) in program.tasks.enumerated() {
      for (block, _) in own.blocks {
        if let signal = block.writes.first, !block.words.isEmpty {
          words[key(signal)] = block.words
        }
        let reads = block.reads.compactMap { operand -> String? in
          if case .signal(let name) = operand { key(name) } else { nil }
        }
        let writes = block.writes.map(key)
        for (name, own) in block.knownFacts.values { values[key(name)] = own }
        for signal in Set(writes) { writers[signal, default: []].append(blocks.count) }
        var possible: [String: BlockFacts.Settled] = [:]
        for (name, own) in block.knownFacts.possible { possible[key(name)] = own }
        blocks.append(Block(task: task, reads: reads, writes: writes, possible: possible))
      }
    }
    self.words = words
    self.values = values.filter { writers[$0.key]?.count == 1 }
    self.blocks = blocks
    self.writers = writers
  }

  /// The keys of all signals that blocks write.
  var written: Set<String> { Set(writers.keys) }

  /// Whether one block alone writes a signal.
  func hasOneWriter(_ key: String) -> Bool { writers[key]?.count == 1 }

  /// Whether a signal is one of these, or goes into one of them through blocks.
  func decides(_ signal: String, any targets: Set<String>) -> Bool {
    var seen: Set<String> = [signal]
    var front: Set<String> = seen
    while !front.isEmpty {
      if !front.isDisjoint(with: targets) { return true }
      var next: Set<String> = []
      for block in blocks where block.reads.contains(where: front.contains) {
        next.formUnion(block.writes)
      }
      front = next.subtracting(seen)
      seen.formUnion(front)
    }
    return false
  }

  /// Signals as they may be when a block is scanned; those of which nothing is known are anything.
  func reading(before index: Int) -> Proposition.Reading {
    var known: [String: BlockFacts.Settled] = [:]
    for (earlier, block) in blocks[..<index].enumerated() where block.task == blocks[index].task {
      for (signal, own) in block.possible
      where hasOneWriter(signal) && isStanding(own.on, at: earlier)
        && isStanding(own.off, at: earlier)
      {
        known[signal] = own
      }
    }
    return Proposition.Reading(
      key: key, words: words, values: values, settled: known, casesOfUnknown: [[]])
  }

  /// Signals as anything, each the same wherever it is named.
  var free: Proposition.Reading {
    Proposition.Reading(key: key, words: words, values: values, casesOfUnknown: [[]])
  }

  /// Signals for what is said at a block together with what is said at others behind it: as they may be at the last of
  /// them, where all of it is of one scan; else as anything.
  func reading(
    of proposition: Proposition, at index: Int, with others: [(Proposition, Int)]
  ) -> Proposition.Reading {
    let all = [(proposition, index)] + others
    let last = all.map(\.1).max() ?? index
    let isOfOneScan = all.allSatisfy { own, place in
      blocks[place].task == blocks[last].task && isStanding(own, at: place)
    }
    return isOfOneScan
      ? reading(before: last) : free
  }

  // Whether what a proposition goes by at a block stays until the end of the scan: nothing writes it from there on.
  private func isStanding(_ proposition: Proposition, at index: Int) -> Bool {
    proposition.signals.allSatisfy { name in
      (writers[key(name)] ?? []).allSatisfy {
        $0 < index && blocks[$0].task == blocks[index].task
      }
    }
  }
}
