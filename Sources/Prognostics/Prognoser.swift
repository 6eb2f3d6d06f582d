public import Diagnostics
public import Learning
public import LinearAlgebra
public import Telemetry

/// A way to learn from the lives of like units how long one that still runs will last.
///
/// Settings in, a model of another type out; "not fitted" cannot be written.
public protocol Prognoser: Sendable, Catalogued {
  /// What comes out.
  associatedtype Model: PrognosticModel

  /// Reads the settings; what is wrong is added to the fields' problems.
  init(_ fields: inout Fields)
  /// The settings with defaults filled in, as a configuration file would write them.
  var settings: [String: String] { get }
  /// Learns from histories, censored ones among them.
  ///
  /// The same bits on any number of threads.
  ///
  /// - Throws: ``Faults`` with everything that is wrong with the histories.
  func fit(
    _ histories: UnitHistories, seed: UInt64, threads: Int, progress: any Progress
  ) throws -> Model
}

/// A fitted prognoser: immutable, and blind to how rows are cut into calls.
public protocol PrognosticModel: Sendable {
  /// Whatever crosses from one row of a unit to its next.
  associatedtype State: Sendable

  /// The state before a unit's first row.
  func initialState() -> State
  /// The remaining life after each row of one unit; nil where it cannot be told.
  ///
  /// `rows` is *rows × columns* in engineering units (NaN = missing) with the columns that the model
  /// was fitted to or restored with; `ages` has an age per row. Any cut of the rows into calls gives
  /// the same bits, and a life never depends on later rows.
  func remainingLife(_ rows: Matrix, ages: [Double], state: inout State) -> [SurvivalCurve?]
  /// The neutral form.
  var artifact: ModelArtifact { get }
  /// Restores a model that reads rows of `columns`, which may be more than it needs, in any order.
  init(artifact: ModelArtifact, columns: [Tag]) throws(Fault)
}

/// A model and its running state of one unit behind one face.
public protocol RunningPrognosis: Sendable {
  /// The remaining life after each of the unit's next rows.
  mutating func next(_ rows: Matrix, ages: [Double]) -> [SurvivalCurve?]
}

struct RunningPrognosticModel<Model: PrognosticModel>: RunningPrognosis {
  let model: Model
  var state: Model.State

  mutating func next(_ rows: Matrix, ages: [Double]) -> [SurvivalCurve?] {
    model.remainingLife(rows, ages: ages, state: &state)
  }
}

extension PrognosticModel {
  /// A prognosis of a new unit, before its first row.
  public func prognosis() -> any RunningPrognosis {
    RunningPrognosticModel(model: self, state: initialState())
  }

  /// The remaining life after each row of a unit.
  public func remainingLife(of history: UnitHistory) -> [SurvivalCurve?] {
    var state = initialState()
    return remainingLife(history.values, ages: history.ages, state: &state)
  }
}

extension Prognoser {
  /// Restores a model of this prognoser's kind.
  func restore(_ artifact: ModelArtifact, columns: [Tag]) throws(Fault) -> any PrognosticModel {
    try Model(artifact: artifact, columns: columns)
  }
}
