public import Diagnostics
public import Learning
public import LinearAlgebra
public import Telemetry

/// A way to learn what is normal: settings in, a model of another type out.
///
/// Learning is a fold: an empty ``Statistic``, accumulated over pieces of normal time and merged in order,
/// then turned into a model. Leaving a block out of a fit is leaving its partial out of the merge.
public protocol Detector: Sendable, Catalogued {
  /// What is accumulated over normal time.
  associatedtype Statistic: MergeableStatistic
  /// What comes out.
  associatedtype Model: DetectorModel

  /// Reads the settings; what is wrong is added to the fields' problems.
  init(_ fields: inout Fields)
  /// The settings with defaults filled in, as a configuration file would write them.
  var settings: [String: String] { get }
  /// A statistic that has seen nothing.
  func emptyStatistic(_ context: TrainingContext) -> Statistic
  /// Whether it learns from labelled traces, so that it cannot be fitted without.
  static var learnsFromAttacks: Bool { get }
  /// The limit where the score has a natural one, so that none is fitted and nothing is accumulated.
  var naturalLimit: Double? { get }
  /// What keeps it from being fitted to a plant, as far as that is known before rows are read; nil for nothing.
  ///
  /// - Parameters:
  ///   - tags: the names of the tags that there are; nil where they are not known.
  ///   - interval: the usual time between two rows; nil where it is not known.
  func obstacle(tags: [String]?, interval: TimeSpan?) -> Fault?
  /// The model that a statistic leads to.
  func model(from statistic: Statistic, _ context: TrainingContext) throws(Fault) -> Model
}

extension Detector {
  /// Most detectors learn from normal time alone.
  public static var learnsFromAttacks: Bool { false }

  /// Most scores have no natural limit.
  public var naturalLimit: Double? { nil }

  /// Most settings suit every plant.
  public func obstacle(tags: [String]?, interval: TimeSpan?) -> Fault? { nil }
}

/// What is known before training starts.
public struct TrainingContext: Sendable {
  /// The tags that models read, in order.
  public let tags: [Tag]
  /// The usual time between two rows.
  public let interval: TimeSpan
  /// A row of typical values that sums are taken about.
  public let pilot: [Double]
  /// The noise floor per tag, variance in engineering units squared.
  public let floor: [Double]
  /// Simulated telemetry with labels, the models' tags in order; empty where there is none.
  public let traces: [LabelledTrace]
  /// The controllers' two-point rules that files declare, by places of `tags`; empty where nothing is declared.
  public let rules: [DeclaredRule]

  /// Makes a context; pilot and floor have a value per tag.
  public init(
    tags: [Tag], interval: TimeSpan, pilot: [Double], floor: [Double],
    traces: [LabelledTrace] = [], rules: [DeclaredRule] = []
  ) {
    precondition(
      pilot.count == tags.count && floor.count == tags.count,
      "pilot and floor need a value for each of the \(tags.count) tags")
    self.tags = tags
    self.interval = interval
    self.pilot = pilot
    self.floor = floor
    self.traces = traces
    self.rules = rules
  }
}

/// A fitted detector: immutable, and blind to how rows are cut into calls.
public protocol DetectorModel: Sendable {
  /// Whatever crosses from one row to the next: lags, run lengths.
  associatedtype State: Codable & Sendable & Equatable

  /// The state before the first row.
  func initialState() -> State
  /// A score per row: 0 or more, higher is worse, NaN where the row cannot be scored.
  ///
  /// Any cut of the rows into calls gives the same bits. A score never depends on later rows.
  func scores(_ rows: Frame, state: inout State) -> [Double]
  /// What the model expected and which tags made the score, per row; nil if the model cannot say.
  ///
  /// `state` is the state before the first of the rows.
  func explain(_ rows: Frame, state: State) -> Explanation?
  /// The neutral form.
  var artifact: ModelArtifact { get }
  /// Restores a model of `tags` with the given usual time between two rows.
  init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault)
}

/// Why rows scored as they did: *rows × tags*.
public struct Explanation: Sendable {
  /// What the model expected each tag to be given the others (and the past), engineering units.
  public var expected: Matrix
  /// Each tag's share of the score, 0 to 1; a row's shares sum to 1 (to 0 where nothing stands out).
  public var shares: Matrix
  /// The rule or relation of each row that is furthest from holding, in words, nil where none is off; empty where the model
  /// has none that can be named.
  public var broken: [String?]

  /// Makes an explanation.
  public init(expected: Matrix, shares: Matrix, broken: [String?] = []) {
    self.expected = expected
    self.shares = shares
    self.broken = broken
  }

  /// Divides each row of non-negative parts by its sum.
  static func normalised(_ parts: Matrix) -> Matrix {
    var shares = parts
    for i in 0..<parts.rows {
      var sum = 0.0
      for j in 0..<parts.columns { sum += parts[i, j] }
      if sum > 0 { for j in 0..<parts.columns { shares[i, j] = parts[i, j] / sum } }
    }
    return shares
  }
}
