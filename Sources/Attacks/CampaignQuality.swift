internal import Foundation
internal import LinearAlgebra
internal import Twin

/// How good the traces of a campaign are as data: whether they read back, are plausible, are labelled rightly
/// and differ from each other.
///
/// How near they come to real telemetry is the twin's fidelity, measured on held-back time.
public struct CampaignQuality: Sendable, Codable, Equatable {
  /// The traces.
  public var traces: Int
  /// Those whose file gave back what was written.
  public var readBack: Int
  /// Stored values that are infinite.
  public var brokenValues: Int
  /// The share of true values of continuous tags in untouched time that are usual; nil where there are none.
  public var usualShare: Double?
  /// The share of rows of balances that close in attacked true values as they do untouched; nil where nothing
  /// keeps account.
  public var closedShare: Double?
  /// The traces in which something differs from the untouched run before the first tampered row.
  public var leaking: Int
  /// The attacks whose trigger fired and in which the historian stored nothing else than without them, and no
  /// other alarm stood.
  public var withoutEffect: Int
  /// The attacks whose trigger fired.
  public var attacks: Int
  /// How many different pairs of a kind of attack and a tag there are among them.
  public var pairs: Int
  /// The attacks whose effect, tag by tag, is that of an earlier one within 1 % of a span.
  public var repeated: Int
  /// The entropy of the targets in parts of the greatest possible: 1 where all are hit alike, 0 for one alone.
  public var evenness: Double?

  /// What one trace adds.
  public struct Item: Sendable {
    /// What the check found.
    public var check: TraceCheck
    /// Whether it is an attack whose trigger fired.
    public var isAttack: Bool
    /// The kind of attack in plain words.
    public var title: String
    /// The tags that were tampered with.
    public var tags: [String]
    /// Whether other alarms of controllers' programs stood than without the attack.
    public var changesAlarms: Bool
    /// Whether its file gave back what was written.
    public var isReadBack: Bool

    /// Whether anybody is shown something else than without the attack.
    var hasEffect: Bool { check.hasEffect || changesAlarms }

    /// What a trace adds, given whether its file gave back what was written.
    public init(_ trace: AttackTrace, isReadBack: Bool) {
      check = trace.check
      isAttack = trace.scenario.isAttack && trace.hasFired
      title = trace.scenario.title
      tags = trace.scenario.tags
      let (own, other) = (trace.alarms.states, trace.untouchedAlarms.states)
      changesAlarms = trace.alarms.ids.indices.contains { index in
        (0..<own.rows).contains { own[$0, index] != other[$0, index] }
      }
      self.isReadBack = isReadBack
    }
  }

  /// The quality of a campaign's traces, in their order; O(attacks² · tags).
  public init(_ items: [Item]) {
    let attacks = items.filter(\.isAttack)
    traces = items.count
    readBack = items.count(where: \.isReadBack)
    brokenValues = items.reduce(0) { $0 + $1.check.brokenValues }
    let values = items.reduce(0) { $0 + $1.check.values }
    let usual = items.reduce(0) { $0 + $1.check.usualValues }
    usualShare = values > 0 ? Double(usual) / Double(values) : nil
    let balances = attacks.reduce(0) { $0 + $1.check.balances }
    let closed = attacks.reduce(0) { $0 + $1.check.closedBalances }
    closedShare = balances > 0 ? Double(closed) / Double(balances) : nil
    leaking = items.count { !$0.check.isUntouchedBefore }
    self.attacks = attacks.count
    withoutEffect = attacks.count { !$0.hasEffect }
    pairs = Set(attacks.flatMap { item in item.tags.map { "\(item.title)\u{0}\($0)" } }).count
    let effects = attacks.filter(\.check.hasEffect).map(\.check.effect)
    repeated = effects.indices.count { index in
      effects[..<index].contains { Self.isSame($0, effects[index]) }
    }
    evenness = Self.evenness(attacks.flatMap(\.tags))
  }

  private static func isSame(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) <= 0.01 }
  }

  // H = −Σ p ln p over the targets, divided by ln of their number (Shannon 1948).
  private static func evenness(_ targets: [String]) -> Double? {
    var counts: [String: Int] = [:]
    for target in targets { counts[target, default: 0] += 1 }
    guard !counts.isEmpty else { return nil }
    guard counts.count > 1 else { return 0 }
    let total = Double(targets.count)
    let entropy = counts.sorted { $0.key < $1.key }.reduce(0.0) { sum, entry in
      let share = Double(entry.value) / total
      return sum - share * log(share)
    }
    return entropy / log(Double(counts.count))
  }
}
