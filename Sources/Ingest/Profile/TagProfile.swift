public import Telemetry

/// What a tag's cells are like: counts, extremes, step, noise, dead band, flat line, spacing, course.
///
/// A mergeable statistic in bounded memory: one partial per batch, merged in the order of the
/// batches. Counts, extremes, step, runs, spacing (up to 1,024 different ones) and the samples that
/// noise and dead band come from are the same however the rows are cut; mean and deviation agree to
/// 1e-12 relative, the course to a 64th of the rows. Samples are the cells that are measured and
/// finite; carried, missing and suspect cells are counted and otherwise passed over.
///
/// With rows of several units the neighbour of a sample belongs to another unit, so spacing, runs,
/// noise, dead band and lines are not measured: ``isOneSequence`` says so.
public struct TagProfile: Sendable, Hashable, Codable {
  /// All cells.
  public internal(set) var cells = 0
  /// Cells that were read as they are and hold a finite number: the samples.
  public internal(set) var measured = 0
  /// Cells without a value.
  public internal(set) var missing = 0
  /// Cells that were read, but are doubtful.
  public internal(set) var suspect = 0
  /// Cells repeated from an earlier measurement.
  public internal(set) var carried = 0
  /// The smallest sample; nil without samples.
  public internal(set) var min: Double?
  /// The largest sample; nil without samples.
  public internal(set) var max: Double?
  /// The samples' mean; 0 without samples.
  public internal(set) var mean = 0.0
  /// The sum of squared deviations from the mean.
  var m2 = 0.0
  /// The first sample's moment.
  public internal(set) var first: Timestamp?
  /// The latest sample's moment.
  public internal(set) var newest: Timestamp?
  /// The tag's course.
  public internal(set) var sparkline = Sparkline()
  /// Whether the rows follow each other in time, being of one unit.
  public internal(set) var isOneSequence = true

  var distinctValues = DistinctValues()
  var decimalStep = DecimalStep()
  var sampleSpacing = SampleSpacing()
  var runs = FlatRuns()
  /// The unit of all rows; nil where there are no units.
  var unit: Int32?
  /// The first two and the last two samples, for what reaches over a border.
  var head = Ends()
  var tail = Ends()
  var changes = ChangeSample()
  /// Changes from one sample to the next that are not 0.
  var changeCount = 0
  /// Changes that are 0, and those of them at the smallest and the largest sample.
  var repeatCount = 0
  var repeatsAtMin = 0
  var repeatsAtMax = 0
  var triples = TripleSample()
  /// Triples of equal neighbours.
  var flatTripleCount = 0
  /// The other triples.
  var tripleCount = 0

  /// A value and its moment.
  struct Sample: Sendable, Hashable, Codable {
    var time: Timestamp
    var value: Double
  }

  /// Up to two samples that follow each other; without an array, for it changes with every row.
  struct Ends: Sendable, Hashable, Codable {
    var count = 0
    var first = Sample(time: Timestamp(nanoseconds: 0), value: 0)
    var second = Sample(time: Timestamp(nanoseconds: 0), value: 0)

    /// The later one; nil without any.
    var last: Sample? { count == 0 ? nil : count == 1 ? first : second }

    /// Adds a sample behind; of three the last two stay.
    @inline(__always)
    mutating func slide(_ sample: Sample) {
      if count == 0 {
        first = sample
        count = 1
        return
      }
      if count == 2 { first = second }
      second = sample
      count = 2
    }

    /// Adds a sample behind as long as there is room.
    @inline(__always)
    mutating func fill(_ sample: Sample) { if count < 2 { slide(sample) } }
  }

  /// The profile of no cells.
  public init() {}

  /// The standard deviation, by the number of samples; nil without samples.
  public var standardDeviation: Double? {
    measured == 0 ? nil : (Swift.max(0, m2) / Double(measured)).squareRoot()
  }

  /// The different values, ascending; nil where there are more than 64.
  public var distinct: [Double]? { distinctValues.isMany ? nil : distinctValues.values }

  /// The step that all samples are apart by, as 0.01 or 0.25; nil where there is none.
  ///
  /// Told apart are up to 9 decimals; nil too with fewer than two different values.
  public var step: Double? { decimalStep.step }

  /// Whether all samples are equal; false without samples.
  public var isConstant: Bool { measured > 0 && min == max }

  /// The longest run of equal samples, the earlier on a tie; nil without samples in one sequence.
  ///
  /// Missing cells in between do not end a run.
  public var flatLine: FlatLine? {
    guard isOneSequence, let run = runs.longest else { return nil }
    return FlatLine(start: run.start, length: run.end - run.start, rows: run.rows, value: run.value)
  }

  /// How far apart the samples are; nil with fewer than two in one sequence.
  public var spacing: Spacing? {
    var tally = sampleSpacing
    tally.flush()
    guard isOneSequence, let (distance, count) = tally.commonest else { return nil }
    return Spacing(
      commonest: TimeSpan(nanoseconds: distance), share: Double(count) / Double(tally.total),
      longest: TimeSpan(nanoseconds: tally.longest),
      longestStart: Timestamp(nanoseconds: tally.longestStart))
  }

  /// A stretch in which nothing changes.
  public struct FlatLine: Sendable, Hashable {
    /// The first sample.
    public var start: Timestamp
    /// From the first to the last sample.
    public var length: TimeSpan
    /// How many samples.
    public var rows: Int
    /// The value.
    public var value: Double
  }

  /// How far apart samples are.
  public struct Spacing: Sendable, Hashable {
    /// The commonest distance, the shorter on a tie.
    public var commonest: TimeSpan
    /// The share of distances that equal it, 0 to 1.
    public var share: Double
    /// The longest distance.
    public var longest: TimeSpan
    /// Where the longest distance begins.
    public var longestStart: Timestamp
  }
}
