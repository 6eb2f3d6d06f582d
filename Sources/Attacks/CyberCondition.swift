internal import Diagnostics
internal import Telemetry
internal import Twin

/// When an epanetCPA attack starts or ends: comparisons of elements and `TIME`, joined by `&&`, `||`, `~`.
///
/// `(TIME>50)&&(PU2>0)`. As in MATLAB `~` binds closest, `&&` closer than `||`; a name alone holds where its value
/// is not 0.
indirect enum CyberCondition: Sendable, Equatable {
  case compare(Operand, ControlCondition.Comparison, Operand)
  case not(CyberCondition)
  case and(CyberCondition, CyberCondition)
  case or(CyberCondition, CyberCondition)

  /// What is compared.
  enum Operand: Sendable, Equatable {
    case number(Double)
    case name(String)
  }

  /// What counts the hours since the run's start.
  static let time = "TIME"

  /// Reads a condition.
  ///
  /// - Throws: ``Fault`` of kind `configuration` that says where reading stopped.
  init(_ text: String) throws(Fault) {
    var reader = CyberConditionReader(words: try CyberConditionReader.words(text), text: text)
    self = try reader.alternatives()
    if let rest = reader.next { throw reader.unexpected(rest) }
  }

  /// The parts that `&&` joins.
  var conjuncts: [CyberCondition] {
    if case .and(let a, let b) = self { return a.conjuncts + b.conjuncts }
    return [self]
  }

  /// The names in their order.
  var names: [String] {
    switch self {
    case .compare(let a, _, let b):
      [a, b].compactMap { if case .name(let name) = $0 { name } else { nil } }
    case .not(let a): a.names
    case .and(let a, let b), .or(let a, let b): a.names + b.names
    }
  }

  /// A comparison of `TIME` with hours; nil where it is anything else.
  var hours: (sign: ControlCondition.Comparison, hours: Double)? {
    switch self {
    case .compare(.name(Self.time), let sign, .number(let hours)): (sign, hours)
    case .compare(.number(let hours), let sign, .name(Self.time)): (sign.turned, hours)
    default: nil
    }
  }

  /// The condition over tags as ``ControlCondition`` reads it.
  ///
  /// - Parameter tag: The id of the tag that a name stands for.
  func text(_ tag: (String) -> String) -> String {
    func word(_ operand: Operand) -> String {
      switch operand {
      case .number(let number): shortest(number)
      case .name(let name): tag(name)
      }
    }
    func part(_ condition: CyberCondition) -> String {
      if case .or = condition { return "(\(condition.text(tag)))" }
      return condition.text(tag)
    }
    return switch self {
    case .compare(let a, let sign, let b): "\(word(a)) \(sign.rawValue) \(word(b))"
    case .not(let a): "not (\(a.text(tag)))"
    case .and(let a, let b): "\(part(a)) and \(part(b))"
    case .or(let a, let b): "\(a.text(tag)) or \(b.text(tag))"
    }
  }
}

extension ControlCondition.Comparison {
  /// The comparison with its sides exchanged.
  fileprivate var turned: Self {
    switch self {
    case .notMore: .notLess
    case .notLess: .notMore
    case .less: .more
    case .more: .less
    case .differs, .equals, .named: self
    }
  }
}

/// A descent through the words of an epanetCPA condition.
struct CyberConditionReader {
  let words: [String]
  let text: String
  private var at = 0
  private var depth = 0

  init(words: [String], text: String) {
    self.words = words
    self.text = text
  }

  // Longer ones first.
  private static let signs = [
    "&&", "||", "==", "~=", "!=", "<=", ">=", "<", ">", "(", ")", "~", "!", "&", "|",
  ]
  private static let comparisons: [String: ControlCondition.Comparison] = [
    "==": .equals, "~=": .differs, "!=": .differs, "<=": .notMore, ">=": .notLess, "<": .less,
    ">": .more,
  ]
  static let pattern = "like TIME==30 or (TIME>50)&&(PU2>0)"

  /// The word to come.
  var next: String? { at < words.count ? words[at] : nil }

  /// Names, numbers with their sign, brackets and operators.
  static func words(_ text: String) throws(Fault) -> [String] {
    var words: [String] = []
    var rest = text[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
        continue
      }
      var word = signs.first { rest.hasPrefix($0) } ?? ""
      if word.isEmpty {
        let isSigned = first == "-" || first == "+"
        word = String(
          (isSigned ? rest.dropFirst() : rest).prefix {
            $0.isLetter || $0.isNumber || $0 == "_" || $0 == "."
          })
        guard !word.isEmpty else { throw unexpected("\(first)", in: text) }
        if isSigned { word = "\(first)\(word)" }
      }
      words.append(word)
      rest = rest.dropFirst(word.count)
    }
    return words
  }

  /// Parts joined by `||`.
  mutating func alternatives() throws(Fault) -> CyberCondition {
    var left = try conjunction()
    while next == "||" || next == "|" {
      at += 1
      left = .or(left, try conjunction())
    }
    return left
  }

  private mutating func conjunction() throws(Fault) -> CyberCondition {
    var left = try term()
    while next == "&&" || next == "&" {
      at += 1
      left = .and(left, try term())
    }
    return left
  }

  private mutating func term() throws(Fault) -> CyberCondition {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 16 else {
      throw Fault(.configuration, "the condition has more than 16 brackets and nots in each other")
    }
    let word = try take()
    if word == "~" || word == "!" { return .not(try term()) }
    if word == "(" {
      let inner = try alternatives()
      guard try take() == ")" else { throw unexpected(words[at - 1]) }
      return inner
    }
    let left = try operand(word)
    guard let sign = next.flatMap({ Self.comparisons[$0] }) else {
      return .compare(left, .differs, .number(0))
    }
    at += 1
    return .compare(left, sign, try operand(try take()))
  }

  private mutating func take() throws(Fault) -> String {
    guard let word = next else {
      throw Fault(
        .configuration,
        text.isEmpty ? "the condition is empty" : "the condition '\(text)' ends too early",
        hint: Self.pattern)
    }
    at += 1
    return word
  }

  private func operand(_ word: String) throws(Fault) -> CyberCondition.Operand {
    if let number = Double(word), number.isFinite { return .number(number) }
    guard let first = word.first, first.isLetter || first == "_" else { throw unexpected(word) }
    return .name(word)
  }

  /// A word that stands where it must not.
  func unexpected(_ word: String) -> Fault { Self.unexpected(word, in: text) }

  private static func unexpected(_ word: String, in text: String) -> Fault {
    Fault(
      .configuration, "'\(word)' does not belong where it stands in '\(text)'", hint: pattern)
  }
}
