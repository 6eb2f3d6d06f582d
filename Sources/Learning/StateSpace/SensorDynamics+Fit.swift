internal import LinearAlgebra
internal import Telemetry

extension SensorDynamics {
  /// The lengths of the past that are tried, in rows.
  static let pasts = [2, 4, 8]
  /// The greatest order that is tried.
  static let greatestOrder = 24
  /// The most values of a row's sums: beyond it a plant keeps its regressions.
  static let greatestWidth = 1_200
  /// What a state must spare of the regressions' mean squared error on unseen rows, as a factor.
  static let leastGain = 0.95

  /// Finds a common state of the sensors without a gate, where it foretells them better than an equation each.
  ///
  /// Both are fitted on the first 80 % of the rows and run free over the rest (``SensorFreeRun``); length of
  /// the past and order are those of least error. The model is taken for all sensors or for none: sensors that
  /// show the same thing must have their memory from the same equations, or they part in a simulation. It is
  /// then fitted again to all rows.
  ///
  /// - Parameter flows: The equations of all sensors, fitted on all rows.
  /// - Returns: Nil where the mean error does not fall by 5 %, rows are too few, or tags too many
  ///   (``greatestWidth``).
  public static func fit(
    _ record: ProcessRecord, structure: ProcessStructure, flows: FlowModel, ridge: Double,
    threads: Int
  ) throws -> SensorDynamics? {
    let varying = structure.driven.filter { tag in
      flows.equations.contains { $0.tag == tag && $0.high > $0.low }
    }
    let cut = record.count * 8 / 10
    guard !varying.isEmpty, cut > 0 else { return nil }
    let early = try FlowModel(
      record.rows(0..<cut), structure: structure, actuators: flows.actuators,
      offStates: flows.offStates, ridge: ridge, threads: threads)
    let unseen = SensorFreeRun(record, flows: early, outputs: varying, from: cut)
    let usual = mean(unseen.errors(of: early, varying))
    let inputs = SensorInputs(flows)
    let found = try ParallelMap(threads: threads)(pasts.count) { index in
      try best(of: varying, past: pasts[index], inputs: inputs, before: cut, unseen: unseen, ridge)
    }
    guard let least = found.compactMap({ $0 }).min(by: { $0.error < $1.error }),
      least.error < leastGain * usual,
      let whole = identification(
        of: varying, past: least.past, inputs: inputs, in: unseen.course.stretches,
        of: unseen.course, ridge)
    else { return nil }
    // An order that is not stable on all rows gives way to the next lower one.
    for order in (1...least.order).reversed() {
      guard let model = try whole.model(order: order) else { continue }
      return SensorDynamics(
        tags: varying, inputs: inputs, model: model,
        low: varying.map { tag in flows.equations.first { $0.tag == tag }?.low ?? 0 })
    }
    return nil
  }

  // The best order of some past, and its mean error on unseen rows.
  private struct Found {
    var past: Int
    var order: Int
    var error: Double
  }

  private static func best(
    of tags: [Int], past: Int, inputs: SensorInputs, before cut: Int, unseen: SensorFreeRun,
    _ ridge: Double
  ) throws -> Found? {
    guard
      let identification = identification(
        of: tags, past: past, inputs: inputs, in: unseen.course.split(at: cut).early,
        of: unseen.course, ridge)
    else { return nil }
    var best: Found?
    for order in 1..<(min(identification.greatestOrder, greatestOrder) + 1) {
      guard let model = try identification.model(order: order) else { continue }
      let error = mean(unseen.errors(of: model, tags))
      if error < best?.error ?? .infinity { best = Found(past: past, order: order, error: error) }
    }
    return best
  }

  // Nil for too few rows, too many tags, and for cells whose squares are beyond the range of numbers: equations
  // go without them, a common state cannot.
  private static func identification(
    of tags: [Int], past: Int, inputs: SensorInputs, in stretches: [Range<Int>],
    of course: SensorCourse, _ ridge: Double
  ) -> SubspaceIdentification? {
    let layout = SubspaceMoments.Layout(
      outputs: tags.count, inputs: inputs.count, lagged: inputs.lagged, past: past)
    guard layout.width <= greatestWidth else { return nil }
    return try? SubspaceIdentification(
      course.moments(of: tags, lagged: inputs.lagged, past: past, in: stretches), ridge: ridge)
  }

  private static func mean(_ errors: [Double]) -> Double {
    errors.reduce(0, +) / Double(max(errors.count, 1))
  }
}
