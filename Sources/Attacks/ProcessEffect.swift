internal import LinearAlgebra
internal import Telemetry
package import Twin

/// What an attack, or something that looks like one, may do to the process.
public enum ProcessEffect: String, Sendable, Codable, CaseIterable {
  /// A level above its usual range.
  case overflow
  /// A level below its usual range.
  case lowStock = "low-stock"
  /// A pressure below its usual range.
  case lowPressure = "low-pressure"
  /// Less is drawn at a demand than in the untouched run; a flow through a pump or a pipe tells nothing of it.
  case unmetDemand = "unmet-demand"
  /// An actuator switched more often than in the untouched run.
  case wear
  /// Any continuous value beyond its usual range.
  case hoursLost = "hours-lost"

  /// Its bit in a row's number.
  var bit: UInt8 { 1 << UInt8(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// Several effects, as of one row.
public struct ProcessEffects: OptionSet, Sendable, Hashable {
  /// The effects' bits, in the order of ``ProcessEffect``.
  public let rawValue: UInt8

  /// Effects by their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// One effect alone.
  init(_ effect: ProcessEffect) { rawValue = effect.bit }

  /// Whether an effect is among them.
  public func contains(_ effect: ProcessEffect) -> Bool { rawValue & effect.bit != 0 }

  /// The effects, in their order.
  public var list: [ProcessEffect] { ProcessEffect.allCases.filter { contains($0) } }
}

/// How much of an effect there was at a tag.
public struct EffectAmount: Sendable, Codable, Equatable {
  /// What.
  public var effect: ProcessEffect
  /// Where.
  public var tag: String
  /// Hours; of wear the switches more than in the untouched run.
  public var amount: Double

  /// Makes an amount.
  public init(effect: ProcessEffect, tag: String, amount: Double) {
    self.effect = effect
    self.tag = tag
    self.amount = amount
  }
}

/// The effects of each row of a run, against the same run without what was done, by the same chance.
///
/// Nothing counts that the untouched run has in the same row too, and nothing before the first tampering.
public struct EffectRows: Sendable, Equatable {
  /// Each row's effects.
  public let rows: [ProcessEffects]
  /// Whether some continuous value is beyond its usual range in a row and 5 % of its span or more from the
  /// untouched run: the process is not back yet.
  public let isAway: [Bool]
  /// How much there was, by effect and by the plant's order of tags; none that did not occur.
  public let amounts: [EffectAmount]

  /// Compares two runs; no effects where they do not match or nothing was tampered with.
  ///
  /// O(rows · tags).
  ///
  /// - Parameter first: The first row in which something was tampered with; nil where nothing was.
  package init(
    of attacked: LoopTrace, against untouched: LoopTrace, from first: Int?,
    _ surface: AttackSurface
  ) {
    let (truth, other) = (attacked.truth, untouched.truth)
    var rows = [ProcessEffects](repeating: [], count: truth.rows)
    var isAway = [Bool](repeating: false, count: truth.rows)
    var amounts: [EffectAmount] = []
    guard let first, truth.rows == other.rows, truth.columns == other.columns,
      truth.columns == surface.tags.count
    else {
      (self.rows, self.isAway, self.amounts) = (rows, isAway, [])
      return
    }
    func note(_ effect: ProcessEffect, _ tag: Int, _ found: [Int], amount: Double) {
      if found.isEmpty { return }
      for row in found { rows[row].insert(ProcessEffects(effect)) }
      amounts.append(EffectAmount(effect: effect, tag: surface.tags[tag].id, amount: amount))
    }
    let range = first..<truth.rows
    for tag in surface.tags.indices {
      let profile = surface.profiles[tag]
      if profile.isDriven, profile.states.count > 1 {
        let (found, more) = Self.switches(truth.column(tag), other.column(tag), from: first)
        note(.wear, tag, found, amount: Double(more))
      }
      guard let usual = profile.usual else { continue }
      for row in range where !usual.contains(truth[row, tag]) {
        if abs(truth[row, tag] - other[row, tag]) >= 0.05 * profile.span { isAway[row] = true }
      }
      // A missing value is neither usual nor beyond.
      func found(_ holds: (_ value: Double, _ reference: Double) -> Bool) -> [Int] {
        range.filter { holds(truth[$0, tag], other[$0, tag]) }
      }
      func hours(_ rows: [Int]) -> Double { Double(rows.count) * surface.interval.hours }
      let above = found { $0 > usual.upperBound && $1 <= usual.upperBound }
      let below = found { $0 < usual.lowerBound && $1 >= usual.lowerBound }
      switch surface.quantity(of: tag) {
      case .level:
        note(.overflow, tag, above, amount: hours(above))
        note(.lowStock, tag, below, amount: hours(below))
      case .pressure: note(.lowPressure, tag, below, amount: hours(below))
      case .demand:
        let short = found { $0 < $1 - 0.05 * profile.span }
        note(.unmetDemand, tag, short, amount: hours(short))
      default: break
      }
      let beyond = found { !$0.isNaN && !usual.contains($0) && usual.contains($1) }
      note(.hoursLost, tag, beyond, amount: hours(beyond))
    }
    self.rows = rows
    self.isAway = isAway
    self.amounts = ProcessEffect.allCases.flatMap { effect in
      amounts.filter { $0.effect == effect }
    }
  }

  // The rows with a switch that makes more of them than the other run has had by then, and how many more
  // there are in the end.
  private static func switches(
    _ own: [Double], _ other: [Double], from first: Int
  ) -> (rows: [Int], more: Int) {
    func hasSwitched(_ values: [Double], _ row: Int) -> Bool {
      row > 0 && !values[row].isNaN && !values[row - 1].isNaN && values[row] != values[row - 1]
    }
    var (mine, theirs) = (0, 0)
    var rows: [Int] = []
    for row in first..<own.count {
      if hasSwitched(other, row) { theirs += 1 }
      guard hasSwitched(own, row) else { continue }
      mine += 1
      if mine > theirs { rows.append(row) }
    }
    return mine > theirs ? (rows, mine - theirs) : ([], 0)
  }
}
