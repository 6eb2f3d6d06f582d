/// What the values of a tag are: numbers, words of a switch, other words.
///
/// In the long form tags of numbers and of words share a column: a tag is one of words when a word that names no switch's state is among its values and numbers are no
/// more than texts are. One with a few words among more numbers is one of numbers; one of nothing but a
/// switch's words is a switch.
struct ValueTally: Sendable {
  /// Values that are numbers.
  private(set) var numbers = 0
  /// Values that are texts, words of a switch among them; those that say that nothing was measured are
  /// not counted.
  private(set) var texts = 0
  /// Texts that are no word of a switch.
  private(set) var words = 0
  /// The words for off and on, each as it stands first, whatever its case otherwise.
  private(set) var states: [[String]] = [[], []]
  /// The words for off and on as they are written, so that each is looked at once.
  private var spellings = TextCodes()

  /// Counts a number.
  mutating func addNumber() { numbers += 1 }

  /// Counts a text and tells which state of a switch it names, if any.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    texts += 1
    guard let state = SwitchWords.value(of: text) else {
      words += 1
      return nil
    }
    let known = spellings.count
    if spellings.code(of: text) == known { note(String(decoding: text, as: UTF8.self), state) }
    return state
  }

  /// Adds what later values of the tag are.
  mutating func merge(_ later: ValueTally) {
    numbers += later.numbers
    texts += later.texts
    words += later.words
    for (state, words) in later.states.enumerated() {
      for word in words { note(word, Double(state)) }
    }
  }

  private mutating func note(_ word: String, _ state: Double) {
    let isNew = states[Int(state)].allSatisfy { $0.lowercased() != word.lowercased() }
    if isNew { states[Int(state)].append(word) }
  }

  /// The names of 0 and 1; `off` and `on` where no value has a word for one.
  var stateNames: [String] {
    zip(states, ["off", "on"]).map { words, usual in words.first ?? usual }
  }

  /// Whether words of a switch are among the texts, with one spelling for each state at most: two words
  /// for one state are told apart, a start is not a run.
  var hasStates: Bool { texts > words && states.allSatisfy { $0.count <= 1 } }

  /// Whether all texts are words of a switch.
  var isSwitch: Bool { texts > 0 && words == 0 }

  /// The words with which the tag's numbers begin; nil where the tag is none of words.
  ///
  /// - Parameter known: the tag's words in other files, which have their numbers already.
  func beginning(known: [String]?) -> [String]? {
    guard texts > 0, numbers <= texts else { return nil }
    if let known {
      let isSwitchAlone = known.count == 2 && CategoryNumbers.keepsSwitch(known)
      return words > 0 || !isSwitchAlone ? known : nil
    }
    guard words > 0 else { return nil }
    return hasStates ? stateNames : []
  }
}
