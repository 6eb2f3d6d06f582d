/// One signal is less than another, or at most as large, by some bound: left − right < bound.
///
/// A signal that is nil is 0.
struct SignalDifference: Sendable, Equatable {
  /// A signal and a number that is added to it.
  struct Term: Sendable, Equatable {
    var signal: String?
    var offset: Double

    init(signal: String?, offset: Double) {
      self.signal = signal
      self.offset = offset
    }

    init(_ operand: ControlOperand, _ key: (String) -> String) {
      switch operand {
      case .constant(let value): self.init(signal: nil, offset: value)
      case .signal(let name): self.init(signal: key(name), offset: 0)
      }
    }
  }

  var left: String?
  var right: String?
  var bound: Double
  /// Whether equal is too much.
  var isStrict: Bool
  /// Whether it also holds where one of the two is missing.
  var holdsWhereMissing: Bool

  /// The difference that says that one term is less than another.
  init(_ less: Term, _ more: Term, isStrict: Bool, holdsWhereMissing: Bool) {
    (left, right) = (less.signal, more.signal)
    bound = more.offset - less.offset
    self.isStrict = isStrict
    self.holdsWhereMissing = holdsWhereMissing
  }

  /// The signals that it names.
  var signals: [String] { [left, right].compactMap { $0 } }
}

/// Differences that hold together: whether any values satisfy all of them, and which do.
///
/// Shortest paths over the differences (Floyd and Warshall); a negative circle is a contradiction. O(signals³).
/// Source: Cormen et al., Introduction to Algorithms, "Difference constraints and shortest paths".
struct DifferenceBounds {
  /// How much one signal may be above another, at most.
  private struct Bound: Comparable {
    var value: Double
    var isStrict: Bool

    static func < (a: Bound, b: Bound) -> Bool {
      a.value == b.value ? a.isStrict && !b.isStrict : a.value < b.value
    }

    static func + (a: Bound, b: Bound) -> Bound {
      Bound(value: a.value + b.value, isStrict: a.isStrict || b.isStrict)
    }
  }

  /// The signals; place 0 is the number 0.
  private let names: [String?]
  private var bounds: [[Bound]]

  /// Brings the differences together; nil where no values satisfy all of them.
  init?(_ differences: [SignalDifference]) {
    let names: [String?] = [nil] + Set(differences.flatMap(\.signals)).sorted()
    self.names = names
    bounds = names.indices.map { i in
      names.indices.map { Bound(value: i == $0 ? 0 : .infinity, isStrict: false) }
    }
    for difference in differences {
      guard let i = names.firstIndex(of: difference.left),
        let j = names.firstIndex(of: difference.right)
      else { continue }
      bounds[i][j] = min(
        bounds[i][j], Bound(value: difference.bound, isStrict: difference.isStrict))
    }
    for k in names.indices {
      for i in names.indices {
        for j in names.indices { bounds[i][j] = min(bounds[i][j], bounds[i][k] + bounds[k][j]) }
      }
    }
    if names.indices.contains(where: { bounds[$0][$0] < Bound(value: 0, isStrict: false) }) {
      return nil
    }
  }

  /// Values that satisfy all of them, in the order of the signals' names.
  var example: [(signal: String, value: Double)] {
    var values = [0.0]
    for (i, name) in names.enumerated() where name != nil {
      // Those before it stand: the shortest paths leave room between them.
      var low = Bound(value: .infinity, isStrict: false)
      var high = Bound(value: .infinity, isStrict: false)
      for (j, value) in values.enumerated() {
        let still = Bound(value: value, isStrict: false)
        high = min(high, bounds[i][j] + still)
        low = min(low, bounds[j][i] + Bound(value: -value, isStrict: false))
      }
      values.append(
        Self.between((-low.value, low.isStrict), (high.value, high.isStrict)))
    }
    return zip(names, values).compactMap { name, value in name.map { ($0, value) } }
  }

  // A short number between two ends.
  private static func between(
    _ low: (value: Double, isOpen: Bool), _ high: (value: Double, isOpen: Bool)
  ) -> Double {
    func fits(_ x: Double) -> Bool {
      (low.isOpen ? x > low.value : x >= low.value)
        && (high.isOpen ? x < high.value : x <= high.value)
    }
    // What is asked whether it is more than ½ is a switch.
    if low.value == 0.5, fits(1) { return 1 }
    if high.value == 0.5, fits(0) { return 0 }
    func beside(_ end: Double, _ sign: Double) -> Double { end + sign * 0.1 * max(1, abs(end)) }
    let wanted: Double =
      switch (low.value.isFinite, high.value.isFinite) {
      case (true, true): (low.value + high.value) / 2
      case (true, false): beside(low.value, 1)
      case (false, true): beside(high.value, -1)
      case (false, false): 0
      }
    var scale = 1.0
    for _ in 0..<9 {
      let short = (wanted * scale).rounded() / scale
      if fits(short), abs(short - wanted) <= 0.02 * max(1, abs(wanted)) { return short }
      scale *= 10
    }
    return wanted
  }
}
