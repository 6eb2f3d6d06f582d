internal import Foundation
internal import Telemetry

/// The terms of the equations of stocks: lags, flows, status, time of the week.
///
/// For the row t: stocks xₜ₋₁; flows fₜ₋₁, fₜ and fₜ²; states sₜ₋₁; time of the week. An *observer* adds what
/// the inputs give away about a level that nobody reads: sₜ, fₜ·sₜ, and how long ago each actuator switched,
/// since a controller switches at known levels. A twin that is attacked must not have these terms: a forged
/// command would move water by itself.
public struct StockTerms: Sendable, Equatable, Codable {
  /// The stocks, by tag.
  public var stocks: [Int]
  /// The flows, by tag.
  public var flows: [Int]
  /// The two-valued actuators, by tag, with the value that counts as off.
  public var actuators: [Int]
  /// The value of each actuator that counts as off.
  public var offStates: [Double]
  /// Whether the observer's terms are there.
  public var isObserver: Bool

  /// Rows since a switch that have a term of their own; later ones share a logarithm.
  public static let ownRows = 8
  private static let longestRows = 48

  /// Makes the terms of some tags.
  public init(
    stocks: [Int], flows: [Int], actuators: [Int], offStates: [Double], isObserver: Bool
  ) {
    self.stocks = stocks
    self.flows = flows
    self.actuators = actuators
    self.offStates = offStates
    self.isObserver = isObserver
  }

  /// How many terms there are.
  public var count: Int {
    let plain = stocks.count + 3 * flows.count + actuators.count + TimeOfWeek.count
    if !isObserver { return plain }
    return plain + actuators.count + flows.count * actuators.count
      + actuators.count * 2 * (Self.ownRows + 1)
  }

  /// What a row's terms are made of.
  public struct Moment {
    /// All tags, one row before.
    public var before: [Double]
    /// All tags, of this row; stocks are not looked at.
    public var now: [Double]
    /// ``TimeOfWeek`` of this row.
    public var week: [Double]
    /// For each actuator, how many rows ago it switched; 0 in the row of the switch.
    public var sinceSwitch: [Int]

    /// Makes a moment.
    public init(before: [Double], now: [Double], week: [Double], sinceSwitch: [Int]) {
      self.before = before
      self.now = now
      self.week = week
      self.sinceSwitch = sinceSwitch
    }
  }

  /// Writes the terms of a moment; `terms` must have ``count`` places.
  public func write(_ moment: Moment, into terms: inout [Double]) {
    var next = 0
    func put(_ value: Double, _ terms: inout [Double]) {
      terms[next] = value
      next += 1
    }
    for tag in stocks { put(moment.before[tag], &terms) }
    for tag in flows { put(moment.before[tag], &terms) }
    for tag in flows { put(moment.now[tag], &terms) }
    for tag in flows { put(moment.now[tag] * moment.now[tag], &terms) }
    for (k, tag) in actuators.enumerated() { put(isOn(moment.before[tag], k), &terms) }
    for value in moment.week { put(value, &terms) }
    guard isObserver else { return }
    for (k, tag) in actuators.enumerated() { put(isOn(moment.now[tag], k), &terms) }
    for (k, tag) in actuators.enumerated() {
      let on = isOn(moment.now[tag], k)
      for flow in flows { put(moment.now[flow] * on, &terms) }
    }
    for (k, tag) in actuators.enumerated() {
      let on = isOn(moment.now[tag], k)
      let since = min(moment.sinceSwitch[k], Self.longestRows)
      for side in [0.0, 1] {
        let own = on == side ? 1.0 : 0
        for row in 0..<Self.ownRows { put(since == row ? own : 0, &terms) }
        put(own * log(1 + Double(since)), &terms)
      }
    }
  }

  private func isOn(_ value: Double, _ actuator: Int) -> Double {
    value.isNaN ? .nan : value == offStates[actuator] ? 0 : 1
  }
}

/// How many rows ago actuators switched, counted along a record or a simulation.
public struct SwitchClock: Sendable {
  /// The rows since the last switch of each actuator.
  public private(set) var rows: [Int]
  private var last: [Double]
  private let tags: [Int]

  /// A clock for some tags, that have all stood still for long.
  public init(tags: [Int]) {
    self.tags = tags
    rows = [Int](repeating: 1_000, count: tags.count)
    last = [Double](repeating: .nan, count: tags.count)
  }

  /// Takes the next row; a missing state counts as unchanged.
  public mutating func advance(_ row: [Double]) {
    for (k, tag) in tags.enumerated() {
      let value = row[tag]
      let isSame = value.isNaN || last[k].isNaN || value == last[k]
      rows[k] = isSame ? min(rows[k] + 1, 1_000) : 0
      if !value.isNaN { last[k] = value }
    }
  }
}
