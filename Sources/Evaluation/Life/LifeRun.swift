public import Diagnostics

/// What life metrics judge: told remaining lives and the truth, one of each per unit; never a model.
///
/// With a `cap`, lives are told apart only up to it: truth, prediction and interval are all cut there.
/// Units of which nothing was told (NaN) are left out and counted.
public struct LifeRun: Sendable, Equatable {
  /// The true remaining lives, cut at the cap.
  public let truth: [Double]
  /// The told remaining lives, cut at the cap.
  public let told: [Double]
  /// Both ends of the told intervals, cut at the cap; nil where none were told.
  public let intervals: [Interval]?
  /// Where lives were cut; nil for nowhere.
  public let cap: Double?
  /// How many units nothing was told of.
  public let untold: Int

  /// A told interval.
  public struct Interval: Sendable, Equatable {
    /// The lower end.
    public var low: Double
    /// The upper end; at least `low`.
    public var high: Double
    /// Whether the upper end means *at least that*.
    public var isOpen: Bool

    /// Makes an interval.
    public init(low: Double, high: Double, isOpen: Bool = false) {
      self.low = low
      self.high = high
      self.isOpen = isOpen
    }

    /// Whether a life lies in it, both ends included.
    public func holds(_ life: Double) -> Bool { low <= life && (life <= high || isOpen) }
  }

  /// Puts told lives and truth together.
  ///
  /// - Parameters:
  ///   - truth: finite, one per unit.
  ///   - told: as many; NaN where nothing was told.
  ///   - intervals: as many; nil where none were told.
  ///   - cap: above 0; nil cuts nothing.
  /// - Throws: bad data with every problem's first row: numbers that differ, a life that is not finite, an
  ///   interval upside down, a cap that is not above 0.
  public init(
    truth: [Double], told: [Double], intervals: [Interval]? = nil, cap: Double? = nil
  ) throws(Faults) {
    var faults: [Fault] = []
    func refuse(_ problem: String) { faults.append(Fault(.badData, problem)) }
    if told.count != truth.count {
      refuse("\(truth.count) true lives but \(told.count) told; each unit needs one")
    }
    if let intervals, intervals.count != truth.count {
      refuse("\(truth.count) true lives but \(intervals.count) intervals; each unit needs one")
    }
    if let row = truth.firstIndex(where: { !$0.isFinite }) {
      refuse("the true life of unit \(row + 1) must be a finite number, got \(truth[row])")
    }
    if let row = told.firstIndex(where: { $0.isInfinite }) {
      refuse("the told life of unit \(row + 1) must be a finite number or NaN, got \(told[row])")
    }
    if let cap, !(cap > 0 && cap.isFinite) { refuse("the cap must be above 0, got \(cap)") }
    let known = truth.indices.filter { $0 < told.count && !told[$0].isNaN }
    if let intervals,
      let row = known.first(where: {
        $0 < intervals.count && !(intervals[$0].low <= intervals[$0].high)
      })
    {
      refuse(
        "the interval of unit \(row + 1) must ascend, got \(intervals[row].low) to "
          + "\(intervals[row].high)")
    }
    if !faults.isEmpty { throw Faults(faults) }
    func cut(_ life: Double) -> Double { min(life, cap ?? .infinity) }
    self.truth = known.map { cut(truth[$0]) }
    self.told = known.map { cut(told[$0]) }
    self.intervals = intervals.map { intervals in
      known.map {
        Interval(
          low: cut(intervals[$0].low), high: cut(intervals[$0].high), isOpen: intervals[$0].isOpen)
      }
    }
    self.cap = cap
    untold = truth.count - known.count
  }

  /// The number of units that count.
  public var count: Int { truth.count }

  /// Told less true life of each unit: above 0 is late, the dangerous side.
  public var errors: [Double] { zip(told, truth).map { $0 - $1 } }
}
