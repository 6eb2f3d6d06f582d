public import Diagnostics
internal import Learning
internal import LinearAlgebra

/// How few random cuts it takes to part a row from others.
///
/// A comparator: others are better on plants.
///
///     score = Σ over trees ( the tree's longest path − the row's path )
///
/// Each tree cuts `sample` rows at random places of random tags until every row is alone, or ⌈log₂ sample⌉
/// cuts deep; a leaf with n rows counts c(n) cuts more, as many as it would take on average. The order of rows is that
/// of Liu's 2^(−E(h)/c); sums of paths need no function that runtimes round differently. Chance is fixed: the same rows
/// give the same trees. Scores are bounded. Complexity: fit O(trees · sample · log sample), score O(trees · log sample)
/// per row. Reference: Liu, Ting & Zhou (2008), ICDM.
public struct IsolationForest: Detector {
  /// The id in configuration files.
  public static let id = "isolation-forest"
  /// What it is.
  public static let summary =
    "comparator: how few random cuts part a row from normal ones"

  /// How many trees, 1 to 2,000.
  public let trees: Int
  /// How many rows a tree sees, 8 to 65,536.
  public let sample: Int

  /// Reads `trees` and `sample`.
  public init(_ fields: inout Fields) {
    trees = fields.integer("trees", default: 100, in: 1...2_000)
    sample = fields.integer("sample", default: 256, in: 8...65_536)
  }

  /// Both settings.
  public var settings: [String: String] { ["trees": "\(trees)", "sample": "\(sample)"] }

  /// A sample of the rows.
  public func emptyStatistic(_ context: TrainingContext) -> SampledRows {
    SampledRows(tags: context.tags.count, most: max(20_000, sample))
  }

  /// Grows the trees.
  public func model(
    from statistic: SampledRows, _ context: TrainingContext
  ) throws(Fault) -> TreeScoreModel {
    let frame = statistic.frame(of: context.tags)
    var moments = LaggedMoments(lags: 0, pilot: context.pilot, incomplete: statistic.incomplete)
    moments.accumulate(frame, context: 0)
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let cases = TreeScoreModel.cases(tags.standardised(frame).z)
    let rows = (0..<cases.rows).map { cases.row($0) }
    let grown = (0..<trees).map { number in
      var generator = SeededGenerator(root: 1, stage: Self.id, index: number)
      return IsolationTree(
        rows, chosen: Self.draw(min(sample, rows.count), of: rows.count, &generator), &generator
      ).nodes
    }
    return TreeScoreModel(
      kind: Self.id, tags: tags,
      trees: TreeEnsemble(features: cases.columns, base: 0, trees: grown).withExactSums())
  }

  // Some of the rows, each at most once (Fisher and Yates).
  private static func draw(
    _ count: Int, of total: Int, _ generator: inout SeededGenerator
  ) -> [Int] {
    var places = Array(0..<total)
    for k in 0..<count { places.swapAt(k, k + generator.index(below: total - k)) }
    return Array(places[..<count])
  }
}
