internal import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A twin identified from telemetry alone.
///
/// Equations of stocks (``StockModel``), of what follows at once (``FlowModel``) and of sensors that a common
/// state moves (``SensorDynamics``), the logic of every actuator, and the innovations that normal operation
/// left: what the equations did not foresee, row by row. Memory O(rows · tags).
public struct IdentifiedTwin: Sendable {
  /// The tags, in order.
  public let tags: [Tag]
  /// The time between two rows.
  public let interval: TimeSpan
  /// What kind of thing each tag is.
  public let structure: ProcessStructure
  /// The equations of the stocks.
  public let stocks: StockModel
  /// The equations of everything that follows at once.
  public let flows: FlowModel
  /// The sensors that a common state moves; nil where an equation each does as well.
  public let dynamics: SensorDynamics?
  /// The regimes that surprises tell and no tag shows; nil where there are none.
  public let regimes: OperatingRegimes?
  /// The logic of each of the structure's actuators.
  public let logic: [ActuatorLogic]
  /// What is usual for each tag.
  public let profiles: [TagProfile]
  /// How many rows of innovations are replayed together.
  public let blockRows: Int
  /// Recorded rows with their innovations.
  let memory: InnovationMemory
  /// Which controller moves which actuator; empty where all are told the same.
  public internal(set) var controllers: [LoopController]
  /// What stands between the true course and the record.
  public internal(set) var instruments = Instruments.none
  /// Where runs begin; nil: at recorded states.
  var now: ProcessBeginning?

  /// Makes a twin that is known.
  init(
    tags: [Tag], interval: TimeSpan, structure: ProcessStructure, stocks: StockModel,
    flows: FlowModel, dynamics: SensorDynamics?, regimes: OperatingRegimes?, logic: [ActuatorLogic],
    profiles: [TagProfile], blockRows: Int, memory: InnovationMemory,
    controllers: [LoopController] = []
  ) {
    self.tags = tags
    self.interval = interval
    self.structure = structure
    self.stocks = stocks
    self.flows = flows
    self.dynamics = dynamics
    self.regimes = regimes
    self.logic = logic
    self.profiles = profiles
    self.blockRows = blockRows
    self.memory = memory
    self.controllers = controllers
  }

  /// The rules that were recovered.
  public var rules: [HysteresisRule] {
    logic.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
  }

  /// Identifies a twin from a record of normal operation.
  ///
  /// - Parameters:
  ///   - ridge: λ of all regressions, on standardised terms.
  ///   - block: how long a stretch of innovations is replayed together.
  ///   - margin: how far beyond the values seen a stock may go, in parts of their span.
  ///   - threads: how many threads work; the same bits on any number.
  /// - Throws: ``Fault`` of kind `badData` where there are too few rows, with both numbers.
  public init(
    _ record: ProcessRecord, ridge: Double, block: TimeSpan, margin: Double, threads: Int
  ) throws {
    let discrete = ProcessStructure.discreteTags(record)
    let continuous = record.tags.indices.filter { !discrete.contains($0) }
    let search = HysteresisSearch(record)
    let rules = try ParallelMap(threads: threads)(discrete.count) { index in
      search.rule(of: discrete[index], by: continuous)
    }
    let structure = ProcessStructure(
      record, actuators: discrete, controlling: Set(rules.compactMap { $0?.sensor }))
    let logic = try ParallelMap(threads: threads)(discrete.count) { index in
      ActuatorLogic.learn(
        record, actuator: discrete[index], rule: rules[index], sensors: structure.stocks,
        ridge: ridge)
    }
    let (switched, offStates) = ProcessStructure.switched(record, discrete: discrete)
    let terms = StockTerms(
      stocks: structure.stocks, flows: structure.flows, actuators: switched,
      offStates: offStates, isObserver: false)
    let stocks = try StockModel(record, terms: terms, ridge: ridge, margin: margin)
    var flows = try FlowModel(
      record, structure: structure, actuators: switched, offStates: offStates, ridge: ridge,
      threads: threads)
    let dynamics = try SensorDynamics.fit(
      record, structure: structure, flows: flows, ridge: ridge, threads: threads)
    if let dynamics { flows.equations.removeAll { dynamics.tags.contains($0.tag) } }
    let controlling = Set(rules.compactMap { $0?.sensor })
    let memory = try InnovationMemory(
      record, structure: structure, stocks: stocks, flows: flows, dynamics: dynamics)
    let regimes = OperatingRegimes.fit(
      memory.innovations, follows: memory.follows,
      tags: structure.stocks.isEmpty ? structure.driven : structure.stocks,
      longest: max(1, Int(TimeSpan.hours(6).seconds / record.interval.seconds)))
    self.init(
      tags: record.tags, interval: record.interval, structure: structure, stocks: stocks,
      flows: flows, dynamics: dynamics, regimes: regimes, logic: logic,
      profiles: record.tags.indices.map { tag in
        TagProfile(
          of: record.column(tag), isDiscrete: discrete.contains(tag),
          isControlling: controlling.contains(tag))
      },
      blockRows: max(1, Int(block.seconds / record.interval.seconds)),
      memory: memory.labelled(by: regimes))
  }

  /// The equations of the stocks with an observer's terms, for following a plant whose inputs are known.
  public static func observer(
    _ record: ProcessRecord, stocks: [Int], flows: [Int], ridge: Double, margin: Double
  ) throws -> StockModel {
    let discrete = ProcessStructure.discreteTags(record)
    let (switched, offStates) = ProcessStructure.switched(record, discrete: discrete)
    return try StockModel(
      record,
      terms: StockTerms(
        stocks: stocks, flows: flows, actuators: switched, offStates: offStates, isObserver: true),
      ridge: ridge, margin: margin)
  }
}

extension TagProfile {
  /// What is usual in a column of normal operation; zeros where it holds nothing.
  init(of column: [Double], isDiscrete: Bool, isControlling: Bool) {
    let sorted = column.filter { !$0.isNaN }.sorted()
    guard let first = sorted.first else {
      self.init(low: 0, high: 0, mean: 0, deviation: 0, isDriven: false, isControlling: false)
      return
    }
    let n = Double(sorted.count)
    let mean = sorted.reduce(0, +) / n
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    var states: [Double] = []
    if isDiscrete {
      states = [first]
      for value in sorted where value != states[states.count - 1] { states.append(value) }
    }
    self.init(
      low: sorted[Int(0.001 * (n - 1))], high: sorted[Int(0.999 * (n - 1))], mean: mean,
      deviation: variance.squareRoot(), states: states,
      isDriven: isDiscrete && states.count >= 2, isControlling: isControlling)
  }
}
