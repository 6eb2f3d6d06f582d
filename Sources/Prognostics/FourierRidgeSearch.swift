internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// Chooses window, bandwidth, ridge and cap by leaving folds of failed units out.
///
/// Window and bandwidth are chosen with few waves on every second row; ridge and cap, which need no new
/// sums, with all of them. Ties go to the first candidate.
struct FourierRidgeSearch: Sendable {
  let prognoser: FourierRidge
  let rows: LifeRows
  let seed: UInt64
  let threads: Int
  let progress: any Progress

  /// What was chosen, with the sums at hand.
  struct Choice: Sendable {
    let statistics: WindowStatistics
    let basis: FourierBasis
    let bandwidth: Double
    let ridge: Double
    let horizon: Double
    let cap: Double
    /// Root of the mean squared error of units left out, remaining life capped at the horizon.
    let error: Double
    let regression: LifeRegression
  }

  private static let ridges = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001]
  private static let searchWaves = 256

  func choose() throws -> Choice {
    let horizon = prognoser.horizon ?? prognoser.cap ?? 0.6 * rows.medianLife
    let ridges = prognoser.ridge.map { [$0] } ?? Self.ridges
    let caps = prognoser.cap.map { [$0] } ?? [1, 1.04, 1.1, 1.2, 1.35].map { $0 * horizon }
    let step = max(1, (rows.count + prognoser.rows - 1) / prognoser.rows)

    let windows = prognoser.window.map { [$0] } ?? candidateWindows
    let bandwidths = prognoser.bandwidth.map { [$0] } ?? [0.5, 0.8, 1.2]
    let total = windows.count * bandwidths.count + 1
    var best: (window: Int, bandwidth: Double, error: Double)?
    if windows.count * bandwidths.count > 1 {
      for (w, window) in windows.enumerated() {
        let features = try rows.features(
          WindowStatistics(window: window), stride: 2 * step, threads: threads)
        let moments = FourierBasis.moments(of: features.map(\.features))
        for (b, bandwidth) in bandwidths.enumerated() {
          let basis = basis(moments, waves: Self.searchWaves, bandwidth: bandwidth)
          let regression = try LifeRegression(
            rows, features: features, basis: basis, withCensored: false, threads: threads)
          let errors = try regression.errors(
            ridges: ridges, caps: [prognoser.cap ?? horizon], horizon: horizon, threads: threads)
          let error = errors.map { $0[0] }.min() ?? .infinity
          if error < best?.error ?? .infinity { best = (window, bandwidth, error) }
          progress.advance("prognose", done: w * bandwidths.count + b + 1, of: total)
        }
      }
    }
    let window = best?.window ?? windows[0]
    let bandwidth = best?.bandwidth ?? bandwidths[0]
    let statistics = WindowStatistics(window: window)
    let features = try rows.features(statistics, stride: step, threads: threads)
    let basis = basis(
      FourierBasis.moments(of: features.map(\.features)), waves: prognoser.features,
      bandwidth: bandwidth)
    let regression = try LifeRegression(
      rows, features: features, basis: basis, withCensored: true, threads: threads)
    let errors = try regression.errors(
      ridges: ridges, caps: caps, horizon: horizon, threads: threads)
    var chosen = (ridge: 0, cap: 0)
    for r in ridges.indices {
      for k in caps.indices where errors[r][k] < errors[chosen.ridge][chosen.cap] {
        chosen = (r, k)
      }
    }
    progress.advance("prognose", done: total, of: total)
    return Choice(
      statistics: statistics, basis: basis, bandwidth: bandwidth, ridge: ridges[chosen.ridge],
      horizon: horizon, cap: caps[chosen.cap],
      error: errors[chosen.ridge][chosen.cap].squareRoot(), regression: regression)
  }

  /// A tenth to four tenths of a life, 4 to 240 rows.
  private var candidateWindows: [Int] {
    var windows: [Int] = []
    for share in [0.1, 0.2, 0.3, 0.4] {
      let window = min(max(Int(share * Double(rows.medianRows)), 4), 240)
      if !windows.contains(window) { windows.append(window) }
    }
    return windows
  }

  private func basis(
    _ moments: (mean: [Double], scale: [Double]), waves: Int, bandwidth: Double
  ) -> FourierBasis {
    var generator = SeededGenerator(root: seed, stage: "prognose.waves", index: waves)
    return FourierBasis.draw(
      mean: moments.mean, scale: moments.scale, count: waves, bandwidth: bandwidth,
      generator: &generator)
  }
}
