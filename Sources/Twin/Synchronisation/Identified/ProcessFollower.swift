internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// A Kalman filter along recorded rows: an identified twin's stocks with the lasting part of their unknown inputs,
/// its sensors' common state and its regime.
///
///     xₜ = f(xₜ₋₁, uₜ) + dₜ,   dₜ = φ dₜ₋₁ + …,   yₜ = xₜ + rₜ
///
/// f is the twin's own equation, which is linear in the stocks, so the filter is exact for it; u are recorded flows,
/// states and the time of the week. Readings are taken in one by one, since their errors are independent.
/// Source: Anderson & Moore, Optimal Filtering, 3.1 and 6.2. O(stocks³) a row.
struct ProcessFollower {
  /// What a row showed: recorded less expected and the expected deviation of that, for each stock.
  struct Outcome {
    var innovations: [Double]
    var spreads: [Double]
    var isRefused: Bool
  }

  private let twin: IdentifiedTwin
  private let stocks: [Int]
  private let inputs: [UnknownInput]
  private let settings: SynchronisationSettings
  private let transition: Matrix
  private var moment: StockTerms.Moment
  private var stockTerms: [Double]
  private var flowTerms: [Double]
  private(set) var state: ProcessState?

  /// Rows that are missing are passed over one by one, up to so long.
  private static let longestGap = TimeSpan.hours(24)

  init(_ twin: IdentifiedTwin, _ earlier: ProcessState?, _ settings: SynchronisationSettings) {
    self.twin = twin
    self.settings = settings
    stocks = twin.stocks.terms.stocks
    inputs = twin.unknownInputs
    state = earlier
    let count = stocks.count
    // F = [ I + Wₓ   diag φ ; 0   diag φ ]; the stocks are the first terms of their equations.
    var transition = Matrix(rows: 2 * count, columns: 2 * count)
    for k in 0..<count {
      for i in 0..<count {
        transition[k, i] = (i == k ? 1 : 0) + twin.stocks.fit.weights[i, k]
      }
      transition[k, count + k] = inputs[k].persistence
      transition[count + k, count + k] = inputs[k].persistence
    }
    self.transition = transition
    moment = StockTerms.Moment(
      before: [], now: [], week: [Double](repeating: 0, count: TimeOfWeek.count),
      sinceSwitch: [Int](repeating: 0, count: twin.stocks.terms.actuators.count))
    stockTerms = [Double](repeating: 0, count: twin.stocks.terms.count)
    flowTerms = [Double](repeating: 0, count: twin.flows.count)
  }

  /// Takes the next row in; nil where the state begins with it.
  mutating func follow(_ time: Timestamp, _ raw: [Double]) -> Outcome? {
    let unseen = [Double](repeating: .nan, count: raw.count)
    while let before = state, time - before.time <= Self.longestGap,
      before.refused < settings.patience, before.time + twin.interval < time
    {
      _ = advance(before, to: before.time + twin.interval, unseen)
    }
    guard let before = state, time - before.time <= Self.longestGap,
      before.refused < settings.patience
    else {
      begin(time, raw)
      return nil
    }
    return advance(before, to: time, raw)
  }

  // The first row, or the first after something that nobody could follow: stocks as they are recorded, or
  // anywhere. What is known of the regime stays.
  private mutating func begin(_ time: Timestamp, _ raw: [Double]) {
    let recorded = twin.memory.recorded
    var row = state?.row ?? recorded.column(recorded.columns - 1)
    for tag in raw.indices where raw[tag].isFinite { row[tag] = raw[tag] }
    let count = stocks.count
    var mean = [Double](repeating: 0, count: 2 * count)
    var variances = mean
    var doubts = state?.doubts ?? GaugeDoubts(count: count)
    doubts.begin(stocks.map { raw[$0] }, isUsual: stocks.map { isUsual(raw[$0], $0) })
    for (k, tag) in stocks.enumerated() {
      let usual = twin.profiles[tag]
      let isKnown = raw[tag].isFinite && doubts.believes(k)
      mean[k] = isKnown ? raw[tag] : usual.mean
      variances[k] = isKnown ? inputs[k].reading : usual.deviation * usual.deviation
      variances[count + k] = inputs[k].lasting
      row[tag] = mean[k]
    }
    TimeOfWeek.write(time, into: &moment.week, at: 0)
    twin.flows.write(row, week: moment.week, into: &flowTerms)
    var sensors = twin.dynamics.map { FollowedSensors($0) }
    sensors?.begin(row, terms: flowTerms)
    _ = sensors?.follow(raw, filled: row, terms: flowTerms)
    state = ProcessState(
      time: time, row: row, mean: mean, covariance: .diagonal(variances),
      sensors: sensors?.state ?? [],
      regimes: state?.regimes ?? twin.regimes?.chain.initial ?? [],
      surprises: [Double](repeating: 0, count: twin.regimes?.tags.count ?? 0), blockRows: 0,
      refused: 0, doubts: doubts)
  }

  /// In parts of a level's usual span, how far beyond it a first reading is believed.
  private static let unusual = 0.5

  private func isUsual(_ value: Double, _ tag: Int) -> Bool {
    let usual = twin.profiles[tag]
    let margin = max(Self.unusual * (usual.high - usual.low), settings.limit / 2 * usual.deviation)
    return margin == 0 || (usual.low - margin...usual.high + margin).contains(value)
  }

  // Moves on by a row and takes it in, unless it is impossible.
  private mutating func advance(
    _ before: ProcessState, to time: Timestamp, _ raw: [Double]
  ) -> Outcome {
    let count = stocks.count
    TimeOfWeek.write(time, into: &moment.week, at: 0)
    var row = inputs(of: raw, after: before.row)
    moment.before = before.row
    moment.now = row
    var expected = row
    twin.stocks.advance(moment, scratch: &stockTerms, into: &expected)
    for tag in stocks where !expected[tag].isFinite { expected[tag] = before.row[tag] }

    // x⁻ = f(x) + φ d,  P⁻ = F P Fᵀ + Q
    var mean = before.mean
    for (k, tag) in stocks.enumerated() {
      let lasting = inputs[k].persistence * before.mean[count + k]
      mean[count + k] = lasting
      mean[k] = twin.stocks.held(expected[tag] + lasting, stock: k)
    }
    var covariance = transition.times(before.covariance).timesTranspose(transition)
    let kind = kind(of: raw, after: before.row)
    for (k, input) in inputs.enumerated() {
      let fresh = (1 - input.persistence * input.persistence) * input.lasting
      covariance[k, k] += fresh + input[keyPath: kind]
      covariance[k, count + k] += fresh
      covariance[count + k, k] += fresh
      covariance[count + k, count + k] += fresh
    }

    var outcome = Outcome(innovations: [], spreads: [], isRefused: false)
    var shown: [GaugeDoubts.Reading] = []
    let isSwitched = kind != \.steady
    for (k, tag) in stocks.enumerated() {
      let variance = covariance[k, k] + inputs[k].reading
      let innovation = raw[tag].isFinite ? raw[tag] - mean[k] : .nan
      outcome.innovations.append(innovation)
      outcome.spreads.append(variance.squareRoot())
      let usual = twin.profiles[tag].deviation / 4
      shown.append(
        GaugeDoubts.Reading(
          value: raw[tag], innovation: innovation, spread: variance.squareRoot(),
          allowed: settings.limit * (variance + usual * usual).squareRoot(), isPossible: true,
          isExpected: true, isSwitched: isSwitched))
    }
    outcome.isRefused = before.doubts.denyState(shown)
    var doubts = before.doubts
    // A row that most deny tells nothing; one gauge that is not believed tells nothing alone.
    var taken = outcome.isRefused ? [Double](repeating: .nan, count: raw.count) : raw
    if outcome.isRefused {
      doubts.pass()
    } else {
      let placed = doubts.judge(
        shown, GaugeDoubts.Patience(settings, interval: twin.interval))
      for (k, tag) in stocks.enumerated() where !doubts.believes(k) { taken[tag] = .nan }
      for k in placed {
        mean[k] = raw[stocks[k]]
        for i in mean.indices { (covariance[i, k], covariance[k, i]) = (0, 0) }
        covariance[k, k] = inputs[k].reading
        taken[stocks[k]] = .nan
      }
    }
    for (k, tag) in stocks.enumerated() where taken[tag].isFinite {
      Self.take(taken[tag], of: k, error: inputs[k].reading, &mean, &covariance)
    }
    for (k, tag) in stocks.enumerated() {
      mean[k] = twin.stocks.held(mean[k], stock: k)
      row[tag] = mean[k]
    }
    conclude(
      before, time, row: row, taken: taken, expected: expected, mean: mean,
      covariance: covariance, isSeen: stocks.contains { raw[$0].isFinite },
      isRefused: outcome.isRefused, doubts: doubts)
    return outcome
  }

  // x⁺ = x + g (y − x_k),  P⁺ = P − g P_k,  g = P_k / (P_kk + ρ)
  private static func take(
    _ reading: Double, of k: Int, error: Double, _ mean: inout [Double],
    _ covariance: inout Matrix
  ) {
    let column = covariance.column(k)
    let gains = column.map { $0 / (column[k] + error) }
    let surprise = reading - mean[k]
    for i in mean.indices { mean[i] += gains[i] * surprise }
    for j in mean.indices {
      for i in mean.indices { covariance[i, j] -= gains[i] * column[j] }
    }
    // Rounding takes no variance below 0 and keeps both sides of the diagonal alike.
    for j in mean.indices {
      covariance[j, j] = max(covariance[j, j], 0)
      for i in 0..<j {
        let both = (covariance[i, j] + covariance[j, i]) / 2
        covariance[i, j] = both
        covariance[j, i] = both
      }
    }
  }

  // What the equations read of a row besides stocks: as recorded; a flow that is missing as its equation expects
  // it, anything else as it was.
  private mutating func inputs(of raw: [Double], after before: [Double]) -> [Double] {
    var row = before
    for tag in raw.indices where raw[tag].isFinite && !stocks.contains(tag) { row[tag] = raw[tag] }
    twin.flows.write(row, week: moment.week, into: &flowTerms)
    for (k, equation) in twin.flows.equations.enumerated() where !raw[equation.tag].isFinite {
      let value = twin.flows.expected(
        k, terms: flowTerms, row: row, last: before[equation.tag])
      guard value.isFinite else { continue }
      row[equation.tag] = equation.low >= 0 ? max(value, 0) : value
    }
    return row
  }

  // How much chance the row has.
  private func kind(of raw: [Double], after before: [Double]) -> KeyPath<UnknownInput, Double> {
    let known = twin.structure.actuators.filter { before[$0].isFinite }
    if known.contains(where: { !raw[$0].isFinite }) { return \.unseen }
    return known.contains { raw[$0] != before[$0] } ? \.switched : \.steady
  }

  private mutating func conclude(
    _ before: ProcessState, _ time: Timestamp, row: [Double], taken: [Double],
    expected: [Double], mean: [Double], covariance: Matrix, isSeen: Bool, isRefused: Bool,
    doubts: GaugeDoubts
  ) {
    twin.flows.write(row, week: moment.week, into: &flowTerms)
    var surprises = [Double](repeating: 0, count: row.count)
    for tag in stocks where taken[tag].isFinite { surprises[tag] = taken[tag] - expected[tag] }
    for (k, equation) in twin.flows.equations.enumerated() where taken[equation.tag].isFinite {
      let value = twin.flows.expected(
        k, terms: flowTerms, row: row, last: before.row[equation.tag])
      if value.isFinite { surprises[equation.tag] = taken[equation.tag] - value }
    }
    var sensors = twin.dynamics.map { FollowedSensors($0, state: before.sensors) }
    for (tag, surprise) in sensors?.follow(taken, filled: row, terms: flowTerms) ?? [] {
      surprises[tag] = surprise
    }
    var (sums, rows, shares) = (before.surprises, before.blockRows, before.regimes)
    if let regimes = twin.regimes, isSeen, !isRefused {
      for (j, tag) in regimes.tags.enumerated() { sums[j] += regimes.factors[j] * surprises[tag] }
      rows += 1
      if rows >= regimes.blockRows {
        shares = regimes.chain.taking(sums.map { $0 / Double(rows) }, after: shares)
        (sums, rows) = ([Double](repeating: 0, count: sums.count), 0)
      }
    }
    state = ProcessState(
      time: time, row: row, mean: mean, covariance: covariance, sensors: sensors?.state ?? [],
      regimes: shares, surprises: sums, blockRows: rows,
      // A row without a reading of a stock tells nothing about whether the next ones can be believed.
      refused: isRefused ? before.refused + 1 : (isSeen ? 0 : before.refused), doubts: doubts)
  }
}
