public import Diagnostics
internal import Learning
internal import LinearAlgebra
public import Telemetry

/// How far a row lies from the way of running that it fits best, each with a mean and a covariance of its own.
///
///     score = min over regimes √( (z − mₖ) Σₖ⁻¹ (z − mₖ)ᵀ / p ),   Σₖ = (nₖ Sₖ + ν S + (nₖ + ν) F) / (nₖ + ν)
///
/// Where pumps are on or off, or a batch goes through its phases, one covariance of all rows takes for usual what lies
/// between two ways of running, and what only one of them allows. Regimes are found by k-means of
/// standardised rows, whose chance is fixed, or with `by` declared: one for each value of that tag, and a row is judged under the nearest
/// of them, under the best where the cell is missing. S is the pooled covariance within regimes, with the weight of ν =
/// `tags` + 2 rows, so that a regime of few rows leans on it; F the noise floor. At most 20,000 rows are looked
/// at, chosen by their moments (``SampledRows``). Missing cells are what the row's others lead one to expect in
/// each regime, so that distances are those of the cells that are there. Nothing crosses from row to row. Complexity: fit O(n k c + n c² + k c³), score O(n k c²). References:
/// Friedman (1989), J. American Statistical Association 84(405), regularised covariances of classes; regimes in
/// monitoring: Zhao, Zhang & Xu (2004), Industrial & Engineering Chemistry Research 43(22).
public struct RegimeMahalanobis: Detector {
  /// The id in configuration files.
  public static let id = "regime-mahalanobis"
  /// What it is.
  public static let summary =
    "distance from the way of running that a row fits best, each with its own covariance"

  /// How many regimes are sought, 1 to 20.
  public let regimes: Int
  /// The tag whose values are the regimes; empty where they are sought.
  public let by: String

  /// The most values of a declared tag.
  static let mostValues = 20

  /// Reads `regimes` or `by`.
  public init(_ fields: inout Fields) {
    regimes = fields.integer("regimes", default: 4, in: 1...20)
    by = fields.string("by", default: "")
  }

  /// Both settings; `by` where it is declared.
  public var settings: [String: String] {
    var settings = ["regimes": "\(regimes)"]
    if !by.isEmpty { settings["by"] = by }
    return settings
  }

  /// A sample of the rows.
  public func emptyStatistic(_ context: TrainingContext) -> SampledRows {
    SampledRows(tags: context.tags.count, most: 20_000)
  }

  /// Finds the regimes, their means and covariances.
  public func model(
    from statistic: SampledRows, _ context: TrainingContext
  ) throws(Fault) -> RegimeMahalanobisModel {
    let frame = statistic.frame(of: context.tags)
    var moments = LaggedMoments(lags: 0, pilot: context.pilot, incomplete: statistic.incomplete)
    moments.accumulate(frame, context: 0)
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let z = tags.standardised(frame).z
    var values: [Double] = []
    var mode: Int?
    let labels: [Int]
    if by.isEmpty {
      var generator = SeededGenerator(root: 1, stage: Self.id)
      let centres = WindowCentres.find(
        in: z, count: regimes, iterations: 100, generator: &generator)
      labels = WindowCentres.nearest(of: z, centres)
    } else {
      let place = try declared(context.tags)
      values = Set(frame.values.column(place)).sorted()
      guard values.count <= Self.mostValues else {
        throw Fault(
          .configuration,
          "tag '\(by)' has \(values.count) values in normal time, at most \(Self.mostValues) can be "
            + "regimes",
          hint: "choose a tag of states, or leave out 'by' so that regimes are sought")
      }
      mode = place
      labels = frame.values.column(place).map { value in values.place { $0 >= value } }
    }
    let floor = (0..<tags.mean.count).map {
      context.floor[$0] / (tags.scale[$0] * tags.scale[$0])
    }
    let found = RegimeCovariances(
      z, labels: labels, count: values.isEmpty ? regimes : values.count, floor: floor)
    return RegimeMahalanobisModel(
      tags: tags, mode: mode, values: values, centres: found.centres,
      covariances: found.covariances,
      whiteners: try found.covariances.map { covariance throws(Fault) in
        try whitener(of: covariance)
      })
  }

  /// A declared tag that is none.
  public func obstacle(tags: [String]?, interval: TimeSpan?) -> Fault? {
    guard let tags, !by.isEmpty, !tags.contains(by) else { return nil }
    return Fault(
      .configuration, "no tag '\(by)' among those that models read",
      hint: Suggestion.hint(for: by, in: tags))
  }

  private func declared(_ tags: [Tag]) throws(Fault) -> Int {
    if let fault = obstacle(tags: tags.map(\.id), interval: nil) { throw fault }
    return tags.firstIndex { $0.id == by } ?? 0
  }
}
