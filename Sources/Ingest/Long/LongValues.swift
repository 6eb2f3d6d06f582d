internal import Diagnostics

/// The values of a block's records in the long form, by the block's own numbers of tags.
struct LongValues: Sendable {
  /// What each tag's values are.
  private(set) var tallies: [ValueTally] = []
  /// The words of the tags that are read as words.
  private(set) var words: [Int: TextCodes] = [:]
  /// Whether each tag is read as one of words.
  private var isOfWords: [Bool] = []

  /// Takes a tag that the block has not met.
  mutating func meet(isOfWords: Bool) {
    tallies.append(ValueTally())
    self.isOfWords.append(isOfWords)
    if isOfWords { words[tallies.count - 1] = TextCodes() }
  }

  /// Settles what stands in a cell: a number, the number of a word, or NaN for nothing.
  ///
  /// - Parameters:
  ///   - number: the text as a number, NaN where it is none.
  ///   - isMissing: whether the text says that nothing was measured.
  /// - Returns: false where the tag is one of numbers and the text is none.
  mutating func settle(
    _ number: inout Double, _ text: UnsafeBufferPointer<UInt8>, tag: Int, isMissing: Bool
  ) -> Bool {
    var state: Double?
    var isWord = false
    if !number.isNaN {
      tallies[tag].addNumber()
    } else if isMissing {
      return true
    } else {
      state = tallies[tag].add(text)
      isWord = state == nil
    }
    if isOfWords[tag] {
      number = Double(words[tag, default: TextCodes()].code(of: text))
      return true
    }
    if let state { number = state }
    return !isWord
  }
}
