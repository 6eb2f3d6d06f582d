/// The signals as one block sees them in one scan.
///
/// NaN is a value that is missing.
public struct BlockSignals: Sendable {
  /// All signals of the program.
  package var values: [Double]
  /// What readings are until the next solution, straight lines; empty where all stay as they are.
  var courses: [Course]
  /// The places of what all blocks read and write, and where this block's begin.
  let wires: [Int]
  var ports = ControlProgram.Ports(reads: 0, writes: 0)
  /// Seconds since the task's last scan that was run; 0 in its first.
  public var elapsed: Double
  /// Seconds since Monday 00:00 of the plant's clock.
  public var secondsOfWeek: Double
  /// So many seconds from this scan on, another would do the same: what blocks compare and wait for
  /// shortens it.
  private(set) var quiet = 0

  /// A signal's straight line: its value some seconds before the scan, and its change in a second.
  struct Course: Sendable {
    var start: Double
    var rise: Double
    /// Seconds from `start` to the scan.
    var since: Int

    /// The value some seconds after the scan.
    func value(after seconds: Int) -> Double { start + rise * Double(since + seconds) }
  }

  /// The signals of a program.
  init(values: [Double], wires: [Int]) {
    self.values = values
    self.wires = wires
    courses = values.map { _ in Course(start: 0, rise: 0, since: 0) }
    elapsed = 0
    secondsOfWeek = 0
  }

  /// The signals of one block alone: the places of what it reads, then of what it writes.
  package init(
    values: [Double], reads: [Int], writes: [Int], elapsed: Double, secondsOfWeek: Double
  ) {
    self.init(values: values, wires: reads + writes)
    ports.writes = reads.count
    self.elapsed = elapsed
    self.secondsOfWeek = secondsOfWeek
  }

  /// Begins a scan after which at most so many seconds are looked ahead.
  mutating func begin(ahead seconds: Int) { quiet = max(0, seconds) }

  /// The value of the operand at a place in ``ControlBlock/reads``.
  ///
  /// After a reading that rises or falls, the next scan must be run.
  public subscript(_ index: Int) -> Double {
    mutating get {
      let signal = wires[ports.reads + index]
      if courses[signal].rise != 0 { quiet = 0 }
      return values[signal]
    }
  }

  /// Whether two operands compare so, by their places in ``ControlBlock/reads``.
  ///
  /// - Parameter holds: Changes once at most while one of the two rises or falls.
  public mutating func compares(_ a: Int, _ b: Int, _ holds: (Double, Double) -> Bool) -> Bool {
    let (left, right) = (wires[ports.reads + a], wires[ports.reads + b])
    let now = holds(values[left], values[right])
    let (x, y) = (courses[left], courses[right])
    if x.rise != 0, y.rise != 0 {
      // Two lines may come near each other and round to and fro.
      quiet = 0
    } else if x.rise != 0 {
      let still = values[right]
      look(for: now) { holds(x.value(after: $0), still) }
    } else if y.rise != 0 {
      let still = values[left]
      look(for: now) { holds(still, y.value(after: $0)) }
    }
    return now
  }

  /// Whether a condition holds whose operands begin at a place in ``ControlBlock/reads``.
  public mutating func holds(_ condition: ControlCondition, from first: Int) -> Bool {
    condition.holds { step in
      switch step {
      case .compare(let a, let comparison, let b) where comparison.isOrder:
        return compares(first + a, first + b, comparison.holds)
      case .compare(let a, let comparison, let b):
        // Equal for a moment only: what rises or falls is scanned again.
        return comparison.holds(self[first + a], self[first + b])
      case .isSet(let a):
        let signal = wires[ports.reads + first + a]
        let now = values[signal] > 0.5
        let course = courses[signal]
        if course.rise != 0 { look(for: now) { course.value(after: $0) > 0.5 } }
        return now
      default: return false
      }
    }
  }

  // Shortens the quiet time to the last second at which a comparison that changes once is as it is now.
  private mutating func look(for now: Bool, _ later: (Int) -> Bool) {
    if later(quiet) == now { return }
    var (same, other) = (0, quiet)
    while other - same > 1 {
      let middle = (same + other) / 2
      if later(middle) == now { same = middle } else { other = middle }
    }
    quiet = same
  }

  /// Says that scans do the same until so many seconds from this one have gone by.
  public mutating func wait(_ seconds: Double) {
    guard seconds < Double(quiet) + 1 else { return }
    quiet = min(quiet, max(0, Int(seconds.rounded(.up)) - 1))
  }

  /// The value of the signal at a place in ``ControlBlock/writes``.
  public func written(_ index: Int) -> Double { values[wires[ports.writes + index]] }

  /// Writes the signal at a place in ``ControlBlock/writes``.
  public mutating func write(_ value: Double, to index: Int = 0) {
    values[wires[ports.writes + index]] = value
  }
}
