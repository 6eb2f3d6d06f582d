internal import Diagnostics

/// The greatest step that all numbers of a tag are apart by: 0.01, 0.25, 5; what they are rounded to.
///
/// Numbers are read as whole multiples of 10⁻ᵈ, d as small as fits all of them (at most 9); the step
/// is the greatest common divisor of their differences. Exact, whatever the order of the numbers.
struct DecimalStep: Sendable, Hashable, Codable {
  /// The most decimals that are told apart.
  static let mostDecimals = 9
  private static let scales: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
  private static let powers: [Int64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// Decimals needed so far; ``mostDecimals`` + 1 where no step fits.
  private var decimals = 0
  /// The first number, in units of 10⁻ᵈ.
  private var pilot: Int64?
  /// The greatest common divisor of the differences from ``pilot``, in units of 10⁻ᵈ; 0 for none.
  private var divisor: Int64 = 0

  /// Whether no step fits any more.
  var isHopeless: Bool { decimals > Self.mostDecimals }

  /// The step; nil where there is none, or fewer than two different numbers.
  var step: Double? {
    guard !isHopeless, divisor > 0 else { return nil }
    // One rounding: 1 / 100, not 1 · 0.01.
    return Double(divisor) / Self.scales[decimals]
  }

  /// Takes a finite number.
  @inline(__always)
  mutating func add(_ value: Double) {
    if isHopeless { return }
    if let whole = Self.whole(value, decimals) {
      join(whole)
    } else {
      refine(value)
    }
  }

  /// Whether a finite number changes nothing; false too where that takes longer to tell.
  @inline(__always)
  func holds(_ value: Double) -> Bool {
    if isHopeless { return true }
    guard let pilot, divisor > 0, let whole = Self.whole(value, decimals) else { return false }
    return divisor == 1 || (whole - pilot) % divisor == 0
  }

  @inline(__always)
  private mutating func join(_ whole: Int64) {
    guard let pilot else {
      self.pilot = whole
      return
    }
    if divisor == 1 { return }
    // Both are below 2^53: no overflow.
    let difference = (whole - pilot).magnitude
    if difference != 0 { divisor = Self.gcd(divisor, Int64(difference)) }
  }

  @inline(never)
  private mutating func refine(_ value: Double) {
    for finer in decimals...Self.mostDecimals {
      guard let whole = Self.whole(value, finer) else { continue }
      if scale(to: finer) { join(whole) }
      return
    }
    giveUp()
  }

  private mutating func giveUp() {
    decimals = Self.mostDecimals + 1
    pilot = nil
    divisor = 0
  }

  /// Goes over to finer units; false where the numbers become too large.
  private mutating func scale(to finer: Int) -> Bool {
    let factor = Self.powers[finer - decimals]
    let (first, isFar) = (pilot ?? 0).multipliedReportingOverflow(by: factor)
    let (common, isLarge) = divisor.multipliedReportingOverflow(by: factor)
    guard !isFar, !isLarge, first.magnitude <= 1 << 53 else {
      giveUp()
      return false
    }
    if pilot != nil { pilot = first }
    divisor = common
    decimals = finer
    return true
  }

  /// Joins the step of other numbers.
  mutating func merge(_ other: DecimalStep) {
    if isHopeless { return }
    if other.isHopeless { return giveUp() }
    guard let others = other.pilot else { return }
    var other = other
    if decimals < other.decimals, !scale(to: other.decimals) { return }
    if other.decimals < decimals, !other.scale(to: decimals) { return giveUp() }
    join(other.pilot ?? others)
    if other.divisor > 0 { divisor = Self.gcd(divisor, other.divisor) }
  }

  /// The number in units of 10⁻ᵈ; nil where it is no whole multiple but for what arithmetic leaves.
  @inline(__always)
  private static func whole(_ value: Double, _ decimals: Int) -> Int64? {
    let multiples = value * scales[decimals]
    // Beyond 2^53 every double is whole; beyond 2^40 four units in the last place near 0.001.
    guard multiples.magnitude <= (decimals == 0 ? 0x1p53 : 0x1p40) else { return nil }
    // Adding and taking off 1.5 · 2^52 rounds to the nearest whole number below 2^51, without a call.
    let whole =
      multiples.magnitude <= 0x1p50
      ? (multiples + 0x1.8p52) - 0x1.8p52 : multiples.rounded(.towardZero)
    let tolerance = decimals == 0 ? 0 : max(multiples.magnitude * 0x1p-50, 1e-9)
    guard (multiples - whole).magnitude <= tolerance else { return nil }
    return Int64(whole)
  }

  private enum CodingKeys: String, CodingKey { case decimals, pilot, divisor }

  /// The step of no numbers.
  init() {}

  /// Decodes a step; numbers that no step has are damaged data.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    decimals = try container.decode(Int.self, forKey: .decimals)
    pilot = try container.decodeIfPresent(Int64.self, forKey: .pilot)
    divisor = try container.decode(Int64.self, forKey: .divisor)
    guard (0...Self.mostDecimals + 1).contains(decimals), (pilot ?? 0).magnitude <= 1 << 53,
      (0...1 << 62).contains(divisor)
    else {
      throw Fault(
        .badData,
        "a step has \(decimals) decimals (0 to \(Self.mostDecimals + 1)) and a divisor "
          + "of \(divisor) (0 to 2^62)")
    }
  }

  private static func gcd(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
