internal import Diagnostics

/// On below one value, off above another; between the two it stays as it is.
///
/// With `on-above` and `off-below` the other way round. A missing reading changes nothing.
struct TwoPoint: ControlBlock {
  static let id = "two-point"
  static let summary = "on below one value and off above another, or the other way round"

  private let of: ControlOperand
  private let onAt: ControlOperand
  private let offAt: ControlOperand
  private let isInverse: Bool
  private let to: String

  init(_ fields: inout Fields) {
    of = fields.requiredOperand("of")
    to = fields.requiredString("to")
    isInverse = fields.has("on-above") || fields.has("off-below")
    if isInverse, fields.has("on-below") || fields.has("off-above") {
      fields.problems.add(
        "\(to.isEmpty ? "a two-point block" : "the two-point block of '\(to)'") is told both directions",
        at: fields.place,
        hint: "give on-below and off-above, or on-above and off-below")
      for key in ["on-below", "off-above"] { _ = fields.optionalString(key) }
    }
    onAt = fields.requiredOperand(isInverse ? "on-above" : "on-below")
    offAt = fields.requiredOperand(isInverse ? "off-below" : "off-above")
    if case .constant(let on) = onAt, case .constant(let off) = offAt,
      isInverse ? on <= off : on >= off
    {
      fields.problems.add(
        "\(to.isEmpty ? "a two-point block" : "'\(to)'") goes on \(isInverse ? "above" : "below") \(on) and off \(isInverse ? "below" : "above") "
          + "\(off): between the two it would do both", at: fields.place,
        hint: isInverse
          ? "on-above must be more than off-below" : "on-below must be less than off-above")
    }
  }

  var reads: [ControlOperand] { [of, onAt, offAt] }
  var writes: [String] { [to] }
  var commands: [String] { writes }
  var isRetentive: Bool { true }
  func begin() -> any RunningBlock { Running(isInverse: isInverse) }

  private struct Running: RunningBlock {
    let isInverse: Bool
    /// Its own state, whatever others write over its signal; nil before it is known.
    var state: Double?

    init(isInverse: Bool) { self.isInverse = isInverse }

    mutating func scan(_ signals: inout BlockSignals) {
      if state == nil, signals.written(0).isFinite { state = signals.written(0) }
      if signals.compares(0, 1, isInverse ? (>) : (<)) {
        state = 1
      } else if signals.compares(0, 2, isInverse ? (<) : (>)) {
        state = 0
      }
      if let state { signals.write(state) }
    }
  }
}

extension TwoPoint: FactualBlock {
  var facts: BlockFacts {
    let on = Proposition.compare(of, isInverse ? .more : .less, onAt)
    let off = Proposition.compare(of, isInverse ? .less : .more, offAt)
    return BlockFacts(
      comparisons: [.init(of: of, against: onAt), .init(of: of, against: offAt)],
      settled: [to: .init(on: on, off: off)],
      possible: [to: .init(on: .not(off), off: .not(on))])
  }
}
