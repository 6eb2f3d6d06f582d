internal import Learning
internal import Telemetry

/// What a tag's simulated course is compared by.
///
/// - `wasserstein` = ∫ |F − G| dx / σ, σ the recorded standard deviation.
/// - `autocorrelationGap` = mean over lags l of |ρ(l) − ρ̂(l)|: every lag up to a day, at most 48 of them.
/// - `spectrumDistance` = √(1 − Σ √(p q)) of the shares of variance per frequency (``WelchSpectrum``), segments of
///   the largest power of two that is at most two weeks and a quarter of the rows.
struct TagLikeness {
  let recorded: ProcessRecord
  let simulated: ProcessRecord

  /// The most lags.
  private static let mostLags = 48

  /// The likeness of one tag.
  func of(_ tag: Int) -> Fidelity.Likeness {
    let (real, own) = (recorded.column(tag), simulated.column(tag))
    var likeness = Fidelity.Likeness(
      tag: recorded.tags[tag].id,
      ks: Measured(
        DistributionDistance.kolmogorovSmirnov(real, own), or: "nothing was recorded of it"),
      wasserstein: .undefined("nothing was recorded of it"),
      autocorrelationGap: .undefined("nothing was recorded of it"),
      spectrumDistance: .undefined("nothing was recorded of it"))
    guard let distance = DistributionDistance.wasserstein(real, own) else { return likeness }
    let deviation = Self.deviation(real)
    likeness.wasserstein = Measured(
      deviation > 0 ? distance / deviation : nil, or: "its recorded value never changes")
    guard MarginalComparison.varies(real) && MarginalComparison.varies(own) else {
      let which = MarginalComparison.varies(real) ? "simulated" : "recorded"
      likeness.autocorrelationGap = .undefined("its \(which) value never changes")
      likeness.spectrumDistance = likeness.autocorrelationGap
      return likeness
    }
    likeness.autocorrelationGap = autocorrelationGap(real, own)
    likeness.spectrumDistance = spectrumDistance(real, own)
    return likeness
  }

  private func autocorrelationGap(_ real: [Double], _ own: [Double]) -> Measured {
    let day = max(1, Int((86_400 / recorded.interval.seconds).rounded()))
    let lags = Autocorrelation.lags(upTo: day, most: Self.mostLags)
    guard let a = Autocorrelation.of(real, follows: recorded.follows, lags: lags),
      let b = Autocorrelation.of(own, follows: simulated.follows, lags: lags)
    else { return .undefined("its value never changes") }
    let gaps = zip(a, b).map { abs($0 - $1) }.filter { !$0.isNaN }
    return Measured(
      gaps.isEmpty ? nil : gaps.reduce(0, +) / Double(gaps.count),
      or: "no two rows follow one another")
  }

  private func spectrumDistance(_ real: [Double], _ own: [Double]) -> Measured {
    let longest = min(
      recorded.count / 4, Int(14 * 86_400 / recorded.interval.seconds))
    guard longest >= 16 else {
      return .undefined("\(recorded.count) unseen rows are too few, 64 are needed")
    }
    var length = 16
    while length * 2 <= longest { length *= 2 }
    guard
      let p = WelchSpectrum.shares(real, follows: recorded.follows, length: length),
      let q = WelchSpectrum.shares(own, follows: simulated.follows, length: length)
    else { return .undefined("no \(length) rows without a gap vary") }
    return Measured(WelchSpectrum.hellinger(p, q), or: "its spectrum is not finite")
  }

  static func deviation(_ x: [Double]) -> Double {
    let present = x.filter { !$0.isNaN }
    guard MarginalComparison.varies(x) else { return 0 }
    let mean = present.reduce(0, +) / Double(present.count)
    let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(present.count)).squareRoot()
  }
}
