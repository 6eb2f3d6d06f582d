internal import Diagnostics
public import Telemetry

/// What was found wrong with one tag's cells: counts, each with its first example.
public struct TagFindings: Sendable, Equatable, Codable {
  /// How often something was found, and the first time.
  public struct Finding: Sendable, Equatable, Codable {
    /// How often.
    public private(set) var count = 0
    /// The first one's moment; of a gap, the last sample before it.
    public private(set) var first: Timestamp?
    /// The first one's value; of a gap, its length in seconds.
    public private(set) var value: Double?

    /// Nothing found.
    public init() {}

    mutating func count(_ time: Timestamp, _ value: Double) {
      if count == 0 {
        first = time
        // JSON knows no infinity.
        self.value = value.isFinite ? value : nil
      }
      count += 1
    }

    mutating func merge(_ other: Finding) {
      if count == 0 { (first, value) = (other.first, other.value) }
      count += other.count
    }
  }

  /// The tag's id.
  public var tag: String
  /// The unit of the values.
  public var unit: String?
  /// The line of `tags.csv`.
  public var line: Int?
  /// What happens where the contract is broken.
  public var onViolation: ViolationPolicy
  /// The smallest value that is expected.
  public var min: Double?
  /// The largest value that is expected.
  public var max: Double?
  /// The largest change per second that is expected.
  public var rate: Double?
  /// The longest silence that is expected.
  public var gap: TimeSpan?
  /// Numbers that stand for no value; no violation.
  public var sentinels = Finding()
  /// Values below ``min``.
  public var below = Finding()
  /// Values above ``max``.
  public var above = Finding()
  /// Values that changed faster than ``rate`` from the last one in order.
  public var fast = Finding()
  /// Silences longer than ``gap`` that no file fills.
  public var gaps = Finding()
  /// The unit that a file gives, where it is another one than is declared.
  public var fileUnit: String?
  /// Where the samples of each file and unit begin and end; empty without a limit on rate and gap.
  public var edges: [SampleEdges] = []

  init(tag: String, unit: String?, line: Int?, contract: TagContract) {
    self.tag = tag
    self.unit = unit
    self.line = line
    onViolation = contract.onViolation
    min = contract.min
    max = contract.max
    rate = contract.rate
    gap = contract.gap
  }

  /// All violations together; sentinels are none.
  public var violations: Int {
    below.count + above.count + fast.count + gaps.count + (fileUnit == nil ? 0 : 1)
  }

  /// Joins what was found in rows that follow.
  public mutating func merge(_ other: TagFindings) {
    sentinels.merge(other.sentinels)
    below.merge(other.below)
    above.merge(other.above)
    fast.merge(other.fast)
    gaps.merge(other.gaps)
    fileUnit = fileUnit ?? other.fileUnit
    edges += other.edges
  }

  /// Counts what only all files together show: silences that no file fills, the one from the last sample
  /// to the end of all data, and jumps from the end of one file to the beginning of the next.
  ///
  /// Cells keep their quality: those of earlier files are stored already. Units come and go, so their
  /// last silence is none.
  mutating func judgeBorders(until end: Timestamp?) {
    let unlisted = gaps
    gaps = Finding()
    let byUnit = Dictionary(grouping: edges, by: \.unit)
    for (unit, own) in byUnit.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
      SampleEdges.walk(own) { before, after in
        guard let rate, let a = before.lastValue, let b = after.firstValue, b.time > a.time else {
          return
        }
        if Self.isFast(from: a.value, to: b.value, allowed: rate * (b.time - a.time).seconds) {
          fast.count(b.time, b.value)
        }
      }
      let newest = SampleEdges.walkSilences(own) { count(silenceFrom: $0, to: $1) }
      if unit == nil, let newest, let end { count(silenceFrom: newest, to: end) }
    }
    gaps.merge(unlisted)
    edges = []
  }

  /// Whether a change is larger than allowed: |v − v₀| > allowed; what rounding leaves of a change that is
  /// exactly as large is not.
  @inline(__always)
  static func isFast(from before: Double, to value: Double, allowed: Double) -> Bool {
    (value - before).magnitude > allowed * (1 + 1e-9) + value.magnitude * 1e-15
  }

  private mutating func count(silenceFrom before: Timestamp, to after: Timestamp) {
    guard let gap, after > before, after - before > gap else { return }
    gaps.count(before, (after - before).seconds)
  }

  /// A sentence for each kind of violation, like `LIT_101: 3 values above 1000 mm, the first 1203 at
  /// 2026-01-01T00:10:00Z`.
  public var sentences: [String] {
    let name = CellText.cleaned(tag)
    let unit = self.unit.map { " \(CellText.cleaned($0))" } ?? ""
    var sentences: [String] = []
    func add(_ finding: Finding, _ noun: String, _ limit: String) {
      guard finding.count > 0, let first = finding.first else { return }
      let value = finding.value.map(FigureText.number) ?? "beyond any number"
      sentences.append(
        "\(name): \(FigureText.counted(finding.count, "value")) \(noun) \(limit), the first "
          + "\(value) at \(first)")
    }
    add(below, "below", FigureText.number(min ?? 0) + unit)
    add(above, "above", FigureText.number(max ?? 0) + unit)
    add(fast, "changing faster than", FigureText.number(rate ?? 0) + unit + "/s")
    if gaps.count > 0, let first = gaps.first, let gap {
      let silence = TimeSpan(seconds: gaps.value ?? 0)
      sentences.append(
        "\(name): \(FigureText.counted(gaps.count, "gap")) longer than \(gap), the first of "
          + "\(silence.text(against: gap)) after \(first)")
    }
    if let fileUnit {
      sentences.append(
        "\(name): the file gives the unit '\(CellText.shown(fileUnit.utf8))', declared is "
          + "'\(CellText.shown((self.unit ?? "").utf8))'")
    }
    return sentences
  }
}
