extension Fidelity {
  /// How like its plant an untouched run is in one tag; unseen time against as much simulated time.
  public struct Likeness: Sendable, Codable, Equatable {
    /// The tag.
    public var tag: String
    /// Kolmogorov and Smirnov's statistic of the two distributions, 0 to 1.
    public var ks: Measured
    /// Wasserstein's distance of order 1, in the recorded tag's standard deviations.
    public var wasserstein: Measured
    /// Mean |ρ_recorded(l) − ρ_simulated(l)| over lags up to a day, 0 to 2.
    public var autocorrelationGap: Measured
    /// Hellinger's distance of the two normalised Welch spectra, 0 to 1.
    public var spectrumDistance: Measured
  }

  /// The account of water of a part of the plant, or of what else a stock gathers.
  public struct Balance: Sendable, Codable, Equatable {
    /// The zone, by its first junction, or the stock's tag.
    public var of: String
    /// What the closed loop's own flows and levels miss of the use that it was given: root mean square over
    /// rows without a switch, without noise, in parts of the mean use.
    public var residual: Measured
    /// How far unseen time departs from what is expected: root mean square, in parts of the mean use of a
    /// zone, or of the standard deviation of a stock's recorded change.
    public var departureRecorded: Measured
    /// The same of the untouched run.
    public var departureSimulated: Measured
  }

  /// How well a classifier tells simulated days from recorded ones (C2ST).
  public struct Telling: Sendable, Codable, Equatable {
    /// Area under its operating curve, mean of folds and seeds: 0.5 = it cannot, 1 = it always does.
    public var auroc: Measured
    /// Standard deviation over the seeds; nil where undefined.
    public var deviation: Double?
    /// How many days of each kind.
    public var days: Int
  }

  /// One line of the summary.
  public struct Figure: Sendable, Codable, Equatable {
    /// Its name for programs, like `one-step-r2`.
    public var id: String
    /// What it is, in plain words.
    public var what: String
    /// The unit; nil for a share or a number without one.
    public var unit: String?
    /// The figure.
    public var figure: Measured
    /// What would be perfect.
    public var perfect: Double
  }
}
