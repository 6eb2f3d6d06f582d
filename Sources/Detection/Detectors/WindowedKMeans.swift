public import Diagnostics
internal import Learning
internal import LinearAlgebra

/// How far a row with those before it lies from the nearest of the places where normal ones crowd.
///
///     x = [zₜ, zₜ₋₁, …, zₜ₋ₗ],   score = √( min over centres ‖x − m‖² / (c (l + 1)) )
///
/// Where a plant has several ways of running, one covariance over all of them takes what lies between for normal;
/// centres do not. The centres come of at most `rows` complete windows, chosen by their moments (``SampledRows``), by a
/// k-means whose chance is fixed: the same windows give the same centres. The first `lags` rows after a gap cannot
/// be scored. Complexity: fit O(50 · rows · k · c (l + 1)), score O(n k c (l + 1)). Reference: KMeansAD of TSB-AD
/// (Liu & Paparrizos 2024, NeurIPS) after Yairi et al. (2001); there a window stands for all of its rows, here
/// for its last.
public struct WindowedKMeans: Detector {
  /// The id in configuration files.
  public static let id = "windowed-k-means"
  /// What it is.
  public static let summary =
    "distance of a row with those before it from the nearest place where normal ones crowd"

  /// How many earlier rows a window has, 0 to 48.
  public let lags: Int
  /// The number of centres, 1 to 1,000.
  public let centres: Int
  /// The most windows that are looked at, 100 to 1,000,000.
  public let rows: Int

  /// Reads `lags`, `centres` and `rows`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 3, in: 0...48)
    centres = fields.integer("centres", default: 20, in: 1...1_000)
    rows = fields.integer("rows", default: 10_000, in: 100...1_000_000)
  }

  /// All three.
  public var settings: [String: String] {
    ["lags": "\(lags)", "centres": "\(centres)", "rows": "\(rows)"]
  }

  /// A sample of windows.
  public func emptyStatistic(_ context: TrainingContext) -> SampledRows {
    SampledRows(tags: context.tags.count, lags: lags, most: rows)
  }

  /// Standardises the windows and finds their centres.
  public func model(
    from statistic: SampledRows, _ context: TrainingContext
  ) throws(Fault) -> WindowedKMeansModel {
    let count = context.tags.count
    var moments = LaggedMoments(lags: 0, pilot: context.pilot, incomplete: statistic.incomplete)
    moments.accumulate(statistic.frame(of: context.tags), context: 0)
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    var windows = statistic.windows
    for j in 0..<windows.columns {
      let (mean, scale) = (tags.mean[j % count], tags.scale[j % count])
      windows.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = (column[i] - mean) / scale }
      }
    }
    var generator = SeededGenerator(root: 1, stage: Self.id)
    return WindowedKMeansModel(
      tags: tags, lags: lags,
      centres: WindowCentres.find(
        in: windows, count: centres, iterations: 50, generator: &generator),
      interval: context.interval)
  }
}
