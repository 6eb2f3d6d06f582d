internal import Telemetry

/// One unit's samples of one tag, followed as they come: their spans, and which changed too fast.
///
/// Values are compared with the last one in order, so that one spike is one violation and a true jump is
/// believed once enough time has passed for it. A first value with nothing before it may be the spike
/// itself: it gives way to three values in a row that agree with each other and not with it.
struct SampleCourse: Sendable {
  /// A value, and where its cell is, for as long as it can be reached.
  struct Cell: Sendable {
    var sample: SampleEdges.Sample
    /// The batch's number, and the row in it.
    var batch = -1
    var row = -1
    /// What it was worth before it was judged.
    var quality: UInt8 = 0
  }

  /// What a value is when it has come, and what it makes of those before it.
  enum Verdict {
    /// The value is in order, or too fast, which may be taken back.
    case slow, fast
    /// The value is in order and so are the doubtful ones before it; the first one was a spike.
    case refutes(spike: Cell, doubtful: [Cell])
  }

  /// How many silences and steps back are kept for each tag, unit and file; later ones are not compared
  /// with other files.
  static let mostSpans = 500
  private static let enough = 3

  private var spans: [SampleEdges.Span] = []
  private var before: SampleEdges.Sample?
  private var firstValue: SampleEdges.Sample?
  private var reference: Cell?
  private var isProven = false
  private var doubts: [Cell] = []
  /// Values that were too fast beyond doubt, in the order of time.
  private(set) var fast = TagFindings.Finding()

  /// Whether a sample has come.
  var isSeen: Bool { !spans.isEmpty }

  /// Takes a value of another file from before the first sample.
  mutating func begin(after value: SampleEdges.Sample?) {
    before = value
    reference = value.map { Cell(sample: $0) }
    isProven = value != nil
  }

  /// Takes a sample's moment; gives the moment before a silence that is too long to be remembered for
  /// other files to fill, else nil.
  @inline(__always)
  mutating func extend(to time: Timestamp, gap: Int64) -> Timestamp? {
    guard let last = spans.indices.last else {
      spans.append(.init(first: time, last: time))
      return nil
    }
    let end = spans[last].last
    if time > end {
      if time.nanoseconds &- end.nanoseconds <= gap {
        spans[last].last = time
      } else if spans.count < Self.mostSpans {
        spans.append(.init(first: time, last: time))
      } else {
        spans[last].last = time
        return end
      }
    } else if time < spans[last].first {
      if spans.count < Self.mostSpans {
        spans.append(.init(first: time, last: time))
      } else {
        spans[last].first = time
      }
    }
    return nil
  }

  /// Compares a value with those before it; `rate` is per nanosecond.
  @inline(__always)
  mutating func judge(_ cell: Cell, rate: Double, isInRange: Bool) -> Verdict {
    if let reference, cell.sample.time > reference.sample.time,
      Self.isFast(from: reference, to: cell, rate)
    {
      if isProven || !isInRange {
        fast.count(cell.sample.time, cell.sample.value)
        return .fast
      }
      return doubt(cell, against: reference, rate)
    }
    if !doubts.isEmpty { countDoubts() }
    if isInRange { accept(cell) }
    return .slow
  }

  private static func isFast(from before: Cell, to cell: Cell, _ rate: Double) -> Bool {
    TagFindings.isFast(
      from: before.sample.value, to: cell.sample.value,
      // |v − v₀| > rate · (t − t₀)
      allowed: rate * Double(cell.sample.time.nanoseconds &- before.sample.time.nanoseconds))
  }

  private mutating func accept(_ cell: Cell) {
    if firstValue == nil {
      firstValue = cell.sample
    } else {
      isProven = true
    }
    reference = cell
  }

  private mutating func doubt(_ cell: Cell, against first: Cell, _ rate: Double) -> Verdict {
    if let last = doubts.last, Self.isFast(from: last, to: cell, rate) { countDoubts() }
    doubts.append(cell)
    guard doubts.count == Self.enough else { return .fast }
    fast.count(first.sample.time, first.sample.value)
    let earlier = Array(doubts.dropLast())
    firstValue = doubts[0].sample
    (reference, isProven, doubts) = (cell, true, [])
    return .refutes(spike: first, doubtful: earlier)
  }

  /// What is in doubt was too fast.
  private mutating func countDoubts() {
    for cell in doubts { fast.count(cell.sample.time, cell.sample.value) }
    doubts = []
  }

  /// What was too fast when nothing follows.
  var finallyFast: TagFindings.Finding {
    var course = self
    course.countDoubts()
    return course.fast
  }

  /// Where the samples begin and end; nil without samples.
  func edges(of unit: String?) -> SampleEdges? {
    guard isSeen else { return nil }
    let isOwn = firstValue != nil
    return SampleEdges(
      unit: unit, spans: spans, firstValue: firstValue,
      lastValue: isOwn ? reference?.sample : nil, before: before)
  }
}
