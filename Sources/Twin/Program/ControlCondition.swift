public import Diagnostics

/// A condition over signals: comparisons joined by `and`, `or`, `not` and brackets.
///
/// `L_T1 < 0.4 and not (mode is manual)`. A name alone holds where its signal is more than ½; `is`
/// compares with a word of a signal that has words. A comparison with a missing value does not hold.
/// `and` binds closer than `or`, `not` closest.
public struct ControlCondition: Sendable, Equatable {
  /// One step of the evaluation, which keeps a stack of truths.
  package enum Step: Sendable, Equatable {
    /// Compares two operands by their places in ``operands``.
    case compare(Int, Comparison, Int)
    /// Whether an operand is more than ½.
    case isSet(Int)
    case not, and, or
    case never
  }

  /// How two numbers are compared.
  package enum Comparison: String, Sendable, CaseIterable {
    case notMore = "<="
    case notLess = ">="
    case differs = "!="
    case less = "<"
    case more = ">"
    case equals = "="
    case named = "is"

    /// Whether it goes by more and less, and so changes once while an operand rises or falls.
    var isOrder: Bool {
      switch self {
      case .notMore, .notLess, .less, .more: true
      case .differs, .equals, .named: false
      }
    }

    /// Whether the comparison holds; false with a missing value on either side.
    package func holds(_ a: Double, _ b: Double) -> Bool {
      switch self {
      case .notMore: a <= b
      case .notLess: a >= b
      case .differs: a != b && !a.isNaN && !b.isNaN
      case .less: a < b
      case .more: a > b
      case .equals, .named: a == b
      }
    }
  }

  /// How conditions are written.
  package static let pattern = "like 'L_T1 < 0.4 and not PU2', 'mode is manual'"

  /// A condition that never holds.
  public static let never = ControlCondition(text: "never", operands: [], steps: [.never])

  /// The condition as it is written.
  public let text: String
  /// What it reads, in order; words behind `is` stand as signals named `signal is word`.
  public let operands: [ControlOperand]
  /// The evaluation, in order.
  package let steps: [Step]

  private init(text: String, operands: [ControlOperand], steps: [Step]) {
    self.text = text
    self.operands = operands
    self.steps = steps
  }

  /// Reads a condition.
  ///
  /// - Throws: ``Fault`` of kind `configuration` that says where reading stopped.
  public init(_ text: String) throws(Fault) {
    var reader = Reader(text)
    try reader.alternatives()
    if let rest = reader.next { throw reader.unexpected(rest) }
    self.init(text: text, operands: reader.operands, steps: reader.steps)
  }

  /// Whether it holds.
  ///
  /// - Parameter value: The value of the operand at a place in ``operands``.
  public func holds(_ value: (Int) -> Double) -> Bool {
    holds { step in
      switch step {
      case .compare(let a, let comparison, let b): comparison.holds(value(a), value(b))
      case .isSet(let a): value(a) > 0.5
      default: false
      }
    }
  }

  // Whether it holds, told the truth of each comparison in order.
  func holds(_ truth: (Step) -> Bool) -> Bool {
    // Deeper conditions than 64 truths are refused when read.
    var stack: UInt64 = 0
    for step in steps {
      switch step {
      case .compare, .isSet, .never: stack = stack << 1 | (truth(step) ? 1 : 0)
      case .not: stack ^= 1
      case .and: stack = stack >> 1 & (stack | ~1)
      case .or: stack = stack >> 1 | (stack & 1)
      }
    }
    return stack & 1 == 1
  }
}

extension ControlCondition {
  /// A descent through the words of a condition.
  struct Reader {
    let words: [String]
    var at = 0
    var operands: [ControlOperand] = []
    var steps: [Step] = []
    private var depth = 0

    init(_ text: String) { words = Self.words(text) }

    var next: String? { at < words.count ? words[at] : nil }

    /// Words, brackets and signs of comparison.
    static func words(_ text: String) -> [String] {
      var words: [String] = []
      var word = ""
      func isSign(_ character: Character) -> Bool { "<>=!".contains(character) }
      for character in text {
        if character.isWhitespace || character == "(" || character == ")" {
          if !word.isEmpty { words.append(word) }
          word = character.isWhitespace ? "" : String(character)
          if !character.isWhitespace {
            words.append(word)
            word = ""
          }
          continue
        }
        if let last = word.last, isSign(last) != isSign(character) {
          words.append(word)
          word = ""
        }
        word.append(character)
      }
      return word.isEmpty ? words : words + [word]
    }

    mutating func alternatives() throws(Fault) {
      try conjunction()
      while next == "or" {
        at += 1
        try conjunction()
        steps.append(.or)
      }
    }

    private mutating func conjunction() throws(Fault) {
      try term()
      while next == "and" {
        at += 1
        try term()
        steps.append(.and)
      }
    }

    private mutating func term() throws(Fault) {
      depth += 1
      defer { depth -= 1 }
      guard depth <= 16 else {
        throw Fault(
          .configuration, "the condition has more than 16 brackets and nots in each other")
      }
      guard let word = next else {
        throw Fault(
          .configuration, "the condition '\(words.joined(separator: " "))' ends too early",
          hint: pattern)
      }
      at += 1
      if word == "not" {
        try term()
        steps.append(.not)
      } else if word == "(" {
        try alternatives()
        guard next == ")" else {
          throw Fault(.configuration, "a bracket is opened and not closed", hint: pattern)
        }
        at += 1
      } else {
        try comparison(of: word)
      }
    }

    private mutating func comparison(of word: String) throws(Fault) {
      let left = try operand(word)
      guard let sign = next, let comparison = Comparison(rawValue: sign == "==" ? "=" : sign) else {
        steps.append(.isSet(left))
        return
      }
      at += 1
      guard let word = next else {
        throw Fault(.configuration, "nothing stands behind '\(sign)'", hint: pattern)
      }
      at += 1
      let right: Int
      if comparison == .named, case .signal(let name) = operands[left] {
        _ = try operand(word)
        right = operands.count - 1
        operands[right] = .signal("\(name) is \(word)")
      } else {
        right = try operand(word)
      }
      steps.append(.compare(left, comparison, right))
    }

    private mutating func operand(_ word: String) throws(Fault) -> Int {
      guard !["and", "or", "not", "is", "(", ")"].contains(word),
        Comparison(rawValue: word) == nil, !"<>=!".contains(word.first ?? "=")
      else { throw unexpected(word) }
      operands.append(ControlOperand(word))
      return operands.count - 1
    }

    func unexpected(_ word: String) -> Fault {
      Fault(
        .configuration,
        "'\(word)' does not belong where it stands in '\(words.joined(separator: " "))'",
        hint: pattern)
    }
  }
}
