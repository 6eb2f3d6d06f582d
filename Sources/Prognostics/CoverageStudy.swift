public import Diagnostics
public import Telemetry

/// Whether intervals keep their promise: fitted without a share of the units and judged on them.
///
/// Each split leaves a fold of the failed units out, fits anew on all others (choices of settings too) and
/// judges one row, drawn at random, of each unit left out. After all folds of one shuffle comes another
/// shuffle: repeated cross-validation by units. Units that did not fail are always learned from.
public struct CoverageStudy: Sendable {
  /// One split of the units.
  public struct Split: Sendable, Equatable, Codable {
    /// Judged units of which something was told.
    public let units: Int
    /// Those whose true remaining life lies in the interval.
    public let covered: Int
    /// Mean width of the intervals, in units of the clock; 0 without units.
    public let width: Double
    /// Root of the mean squared error of the median, both capped as far as the model looks; 0 without units.
    public let error: Double

    /// The share of units covered; 0 without units.
    public var coverage: Double { units > 0 ? Double(covered) / Double(units) : 0 }
  }

  /// What a study found.
  public struct Result: Sendable, Equatable, Codable {
    /// The nominal coverage.
    public let nominal: Double
    /// The splits, in order.
    public let splits: [Split]

    /// The mean of the splits' coverages.
    public var coverage: Double { mean(\.coverage) }
    /// The mean of the splits' widths, in units of the clock.
    public var width: Double { mean(\.width) }
    /// The mean of the splits' errors, in units of the clock.
    public var error: Double { mean(\.error) }

    private func mean(_ value: (Split) -> Double) -> Double {
      splits.isEmpty ? 0 : splits.reduce(0) { $0 + value($1) } / Double(splits.count)
    }
  }

  /// How many splits.
  public var splits: Int
  /// The share of failed units that is judged in each, above 0 and at most ½; rounded to 1 / folds.
  public var judgedShare: Double
  /// The nominal coverage of the intervals, above 0 and below 1.
  public var nominal: Double

  /// A study; 20 splits, a fifth judged, 90 % intervals unless said otherwise.
  public init(splits: Int = 20, judgedShare: Double = 0.2, nominal: Double = 0.9) {
    precondition(splits >= 1, "a study needs a split, got \(splits)")
    precondition(
      judgedShare > 0 && judgedShare <= 0.5, "a share in (0, ½] is judged, got \(judgedShare)")
    precondition(nominal > 0 && nominal < 1, "a coverage lies in (0, 1), got \(nominal)")
    self.splits = splits
    self.judgedShare = judgedShare
    self.nominal = nominal
  }

  /// Runs the study; the same bits on any number of threads.
  ///
  /// - Throws: ``Faults`` where the units that are left are not enough to learn from.
  /// - Complexity: `splits` fits.
  public func run(
    _ prognoser: any Prognoser, _ histories: UnitHistories, seed: UInt64, threads: Int,
    progress: any Progress
  ) throws -> Result {
    let failed = histories.units.indices.filter {
      histories.units[$0].outcome == .failed && !histories.units[$0].ages.isEmpty
    }
    let folds = max(2, Int((1 / judgedShare).rounded()))
    var results: [Split] = []
    // Fits side by side on one thread each: less idle than one fit after the other on all of them.
    let width = max(1, threads)
    for start in stride(from: 0, to: splits, by: width) {
      let batch = start..<min(start + width, splits)
      results += try ParallelMap(threads: threads)(batch.count) { index in
        let number = batch.lowerBound + index
        // All folds of one shuffle come one after the other, so that units are judged equally often.
        var generator = SeededGenerator(
          root: seed, stage: "prognose.coverage", index: number / folds)
        var order = failed
        for i in stride(from: order.count - 1, to: 0, by: -1) {
          order.swapAt(i, generator.index(below: i + 1))
        }
        let judged = order.indices.filter { $0 % folds == number % folds }.map { order[$0] }
        generator = SeededGenerator(root: seed, stage: "prognose.cuts", index: number)
        let cut = judged.map { unit in
          let history = histories.units[unit]
          return history.prefix(generator.index(below: history.ages.count) + 1)
        }
        let rest = histories.units.indices.filter { !judged.contains($0) }
        let model = try prognoser.fit(
          histories.selecting(rest), seed: generator.next(), threads: 1, progress: NoProgress())
        return split(
          try model.lastPrognoses(
            UnitHistories(columns: histories.columns, clock: histories.clock, units: cut),
            threads: 1))
      }
      progress.advance("judge lives", done: batch.upperBound, of: splits)
    }
    return Result(nominal: nominal, splits: results)
  }

  private func split(_ prognoses: [UnitPrognosis]) -> Split {
    var covered = 0
    var width = 0.0
    var squares = 0.0
    var units = 0
    for prognosis in prognoses {
      guard let curve = prognosis.curve else { continue }
      let (low, high) = curve.interval(nominal)
      let error = curve.median - min(prognosis.remaining, curve.cap)
      units += 1
      covered += curve.covers(prognosis.remaining, coverage: nominal) ? 1 : 0
      width += high - low
      squares += error * error
    }
    guard units > 0 else { return Split(units: 0, covered: 0, width: 0, error: 0) }
    return Split(
      units: units, covered: covered, width: width / Double(units),
      error: (squares / Double(units)).squareRoot())
  }
}
