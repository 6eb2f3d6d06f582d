/// A problem told to a person: what is wrong, where, and what to do next.
///
/// Printed as
///
///     error: unknown detector 'pca-resid'
///       at tocsin.yaml:14:12, train.detectors[0].use
///       hint: did you mean 'pca-residual'?
public struct Fault: Error, Sendable, Equatable {
  /// What went wrong, with the offending value and the valid range.
  public var problem: String
  /// Where it went wrong, as exactly as is known.
  public var place: Place?
  /// What to do next.
  public var hint: String?
  /// The family the problem belongs to; decides the exit code.
  public var kind: FaultKind

  /// Makes a fault of one kind.
  public init(_ kind: FaultKind, _ problem: String, at place: Place? = nil, hint: String? = nil) {
    self.kind = kind
    self.problem = problem
    self.place = place
    self.hint = hint
  }

  /// The same fault with a place, where it has none yet.
  public func at(_ place: Place) -> Fault {
    var copy = self
    copy.place = self.place ?? place
    return copy
  }
}

extension Fault: CustomStringConvertible {
  /// Problem, place and hint on lines of their own.
  public var description: String {
    var lines = ["error: \(problem)"]
    if let place, !place.description.isEmpty { lines.append("  at \(place)") }
    if let hint { lines.append("  hint: \(hint)") }
    return lines.joined(separator: "\n")
  }
}

/// The families of problems, each with its exit code (sysexits).
public enum FaultKind: Int32, Sendable, Equatable {
  /// The gate refused a new model; the champion stays.
  case gate = 1
  /// The command line is wrong.
  case usage = 64
  /// The data are wrong.
  case badData = 65
  /// An input does not exist or cannot be opened.
  case missingInput = 66
  /// A system package is missing.
  case missingPackage = 69
  /// A defect of Tocsin.
  case ourBug = 70
  /// Reading or writing failed.
  case io = 74
  /// Too old, deferred or locked: try later.
  case tryLater = 75
  /// The configuration is wrong.
  case configuration = 78
}

/// Several faults found in one pass, so that a person mends them in one go.
public struct Faults: Error, Sendable, Equatable, CustomStringConvertible {
  /// The faults in the order found; never empty.
  public let all: [Fault]

  /// Collects faults; `all` must not be empty.
  public init(_ all: [Fault]) {
    precondition(!all.isEmpty, "Faults needs at least one fault")
    self.all = all
  }

  /// The exit code of the first fault.
  public var kind: FaultKind { all[0].kind }

  /// The faults one after the other, then their number where there are several.
  public var description: String {
    let texts = all.map(\.description)
    return all.count == 1 ? texts[0] : (texts + ["\(all.count) problems"]).joined(separator: "\n")
  }
}
