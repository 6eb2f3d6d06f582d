internal import Diagnostics

/// What a block of a control program reads: a signal by its name, or a number.
public enum ControlOperand: Sendable, Equatable {
  /// A tag, or what another block writes.
  case signal(String)
  /// A number.
  case constant(Double)

  /// Reads a number or a name.
  init(_ text: String) {
    if let number = Double(text), number.isFinite {
      self = .constant(number)
    } else {
      self = .signal(text)
    }
  }
}

extension Fields {
  /// A number or the name of a signal, which must be there.
  mutating func requiredOperand(_ key: String) -> ControlOperand {
    ControlOperand(requiredString(key))
  }

  /// A number or the name of a signal; nil where absent.
  mutating func optionalOperand(_ key: String) -> ControlOperand? {
    optionalString(key).map { ControlOperand($0) }
  }

  /// A condition over signals; what is wrong with it is a problem, and reads as one that never holds.
  mutating func condition(_ key: String) -> ControlCondition {
    guard let text = optionalString(key) else {
      problems.add(
        "'\(key)' is missing: under which condition?", at: place, hint: ControlCondition.pattern)
      return .never
    }
    do throws(Fault) {
      return try ControlCondition(text)
    } catch {
      problems.add("'\(key)': \(error.problem)", at: place, hint: error.hint)
      return .never
    }
  }

  /// A condition that may be absent.
  mutating func optionalCondition(_ key: String) -> ControlCondition? {
    has(key) ? condition(key) : nil
  }

  /// Signals with the values that they are given.
  mutating func assignments(_ key: String) -> [ControlAssignment] {
    guard let value = settings(key) else { return [] }
    guard case .mapping(let entries) = value.content else {
      problems.add(
        "'\(key)' must be a mapping of signals to values, got \(value.kindName)", at: value.place,
        hint: "like { PU1: 0, V1: 1 }")
      return []
    }
    return entries.compactMap { entry in
      guard case .scalar(let text, _) = entry.value.content else {
        problems.add(
          "'\(entry.key)' must be a number or a signal, got \(entry.value.kindName)",
          at: entry.value.place)
        return nil
      }
      return ControlAssignment(signal: entry.key, value: ControlOperand(text))
    }
  }
}

/// A signal and the value that it is given.
public struct ControlAssignment: Sendable, Equatable {
  /// The signal's name.
  public var signal: String
  /// The value.
  public var value: ControlOperand
}
