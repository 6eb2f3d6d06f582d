internal import Telemetry

extension TagLimits {
  /// The limits that follow from what a tag was like.
  ///
  /// - raw and interpolated: stuck after three times the run of equal samples that 999 of 1,000
  ///   runs do not exceed (to a power of two; at least 10 samples); a gap after three times the
  ///   commonest distance, or the distance that 99 of 100 do not exceed where that is more. Of a tag
  ///   that rests at its smallest or largest value, the runs are estimated from how often it repeats
  ///   elsewhere: p of the samples, so that a run of n has the chance pⁿ.
  ///   The longest two distances set no limit where they are ten times as long as all others: a stamp
  ///   far in the future makes one, or two.
  /// - exception: silence is normal, so both after three times what 999 of 1,000 stretches without
  ///   a change do not exceed.
  /// - state and unknown: no stuck value; a gap as for raw tags where samples come at one pace.
  init(of profile: TagProfile, kind: ExportKind, _ figures: ExportFigures) {
    self.init()
    guard profile.isOneSequence, let spacing = figures.spacing,
      profile.measured >= ExportClass.fewestSamples
    else { return }
    var tally = profile.sampleSpacing
    tally.flush()
    func quantile(_ share: Double) -> TimeSpan {
      guard let whole = tally.quantile(share), let usual = tally.quantile(share, leavingOut: 2)
      else { return spacing.commonest }
      return TimeSpan(nanoseconds: whole / 10 > usual ? usual : whole)
    }
    let even = Swift.max(spacing.commonest * 3, quantile(0.99))
    let rows = Self.usualRun(profile)
    switch kind {
    case .raw, .interpolated:
      stuckAfter = spacing.commonest * Swift.max(10, 3 * rows)
      gapAfter = even
      noise = kind == .raw ? figures.noise : nil
      restsAt = profile.restingValues
    case .exception:
      stuckAfter = Swift.max(quantile(0.999), spacing.commonest * rows) * 3
      gapAfter = figures.isEven ? even : quantile(0.999) * 3
      noise = figures.band.map { $0.isVisible ? $0.low : $0.smallest }
      restsAt = profile.restingValues
    case .state, .unknown:
      gapAfter = figures.isEven ? even : nil
    }
  }

  /// The run of equal samples that one in 1,000 exceeds.
  private static func usualRun(_ profile: TagProfile) -> Int {
    guard !profile.restingValues.isEmpty else { return profile.runs.rows(ofShare: 0.999) ?? 1 }
    let p = profile.repeatShare
    // pⁿ = 1/1000 by multiplication: no logarithm, so the same bits everywhere.
    var chance = p
    var rows = 1
    while chance > 0.001, rows < 100_000 {
      chance *= p
      rows += 1
    }
    return rows
  }
}
