public import Diagnostics
internal import Learning
internal import LinearAlgebra

/// How thinly the histogram of each tag is filled where its value lies.
///
/// A comparator: others are better on plants.
///
///     score = Σ over tags ( max over bins log₂(h + 0.1) − log₂(h(x) + 0.1) )
///
/// h are the densities of standardised tags in `bins` bins of equal width between the least and the greatest of at most
/// 20,000 values of training, chosen by their moments (``SampledRows``). A value up to half a bin outside counts to
/// the outermost bin, any farther one as the emptiest of all. A value on an edge belongs above it, where
/// PyOD fills it above and looks it up below, so that a tag that stands still is an outlier to itself. Else it is PyOD's score of standardised rows less the least one
/// that there can be, so that scores begin at 0. A missing cell has no part, the rest is scaled to all tags. Scores
/// are bounded. Complexity: fit O(c n bins), score O(c bins) per row. Reference: Goldstein & Dengel (2012), KI-2012 poster track, as PyOD 3.6
/// has it with its defaults (`alpha` 0.1, `tol` 0.5).
public struct HBOS: Detector {
  /// The id in configuration files.
  public static let id = "hbos"
  /// What it is.
  public static let summary =
    "comparator: how thinly the histogram of each tag is filled where its value lies"

  /// How many bins each tag has, 2 to 100.
  public let bins: Int

  /// What is added to a density, so that its logarithm exists.
  static let added = 0.1
  /// How many widths of a bin outside the outermost one a value still belongs to it.
  static let tolerance = 0.5

  /// Reads `bins`.
  public init(_ fields: inout Fields) {
    bins = fields.integer("bins", default: 10, in: 2...100)
  }

  /// The one setting.
  public var settings: [String: String] { ["bins": "\(bins)"] }

  /// A sample of the rows.
  public func emptyStatistic(_ context: TrainingContext) -> SampledRows {
    SampledRows(tags: context.tags.count, most: 20_000)
  }

  /// Standardises the rows and fills the histograms.
  public func model(
    from statistic: SampledRows, _ context: TrainingContext
  ) throws(Fault) -> HBOSModel {
    let frame = statistic.frame(of: context.tags)
    var moments = LaggedMoments(lags: 0, pilot: context.pilot, incomplete: statistic.incomplete)
    moments.accumulate(frame, context: 0)
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let z = tags.standardised(frame).z
    let histograms = context.tags.indices.map { StepHistogram(z.column($0), bins: bins) }
    return HBOSModel(
      tags: tags, cuts: histograms.map(\.cuts), levels: histograms.map(\.levels))
  }
}
