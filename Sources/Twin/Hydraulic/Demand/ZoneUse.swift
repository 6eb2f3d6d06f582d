internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// What a zone used from row to row of a record: inflow less what its tanks gained.
///
///     q(t) = Σ (f(t−1) + f(t)) / 2 − Σ A · (h(t) − h(t−1)) / Δt
struct ZoneUse {
  /// The use over the time before each row, m³/s; NaN where it cannot be told.
  let use: [Double]
  /// Whether no flow over the border started, stopped or jumped in that time: where one did, the mean of
  /// its two readings is not what flowed.
  let isSteady: [Bool]

  /// A flow that changes by a larger part of itself was switched.
  private static let largestChange = 0.2

  init(_ record: ProcessRecord, _ zone: BalancedZones.Zone) {
    let flows = zone.borders.map { record.column($0.tag) }
    let levels = zone.tanks.map { record.column($0.tag) }
    let seconds = record.interval.seconds
    var use = [Double](repeating: .nan, count: record.count)
    var steady = [Bool](repeating: false, count: record.count)
    for row in record.times.indices.dropFirst() where record.follows[row] {
      var sum = 0.0
      var isSteady = true
      for (border, flow) in zip(zone.borders, flows) {
        let (a, b) = (flow[row - 1], flow[row])
        sum += border.inflow * (a + b) / 2
        if abs(a - b) > Self.largestChange * max(abs(a), abs(b)) { isSteady = false }
      }
      for (tank, level) in zip(zone.tanks, levels) {
        sum -= tank.volume * (level[row] - level[row - 1]) / seconds
      }
      use[row] = sum
      steady[row] = isSteady && sum.isFinite
    }
    self.use = use
    isSteady = steady
  }
}
