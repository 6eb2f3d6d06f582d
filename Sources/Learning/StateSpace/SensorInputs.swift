internal import LinearAlgebra

/// What moves sensors that nothing shuts: the inputs of their state-space model, from a row.
///
/// States, stocks and gated flows f have a past that is asked; products of states, the time of the week and f ·
/// |f| act at once. They are the terms of ``FlowModel`` without the sensor's own last value.
public struct SensorInputs: Sendable, Equatable {
  private let actuators: Int
  private let stocks: Int
  private let flows: [Int]
  private let shared: Int

  /// The inputs beside some equations.
  public init(_ model: FlowModel) {
    actuators = model.actuators.count
    stocks = model.stocks.count
    flows = model.flows
    shared = model.count
  }

  /// How many inputs there are.
  public var count: Int { shared + 2 * flows.count }

  /// How many of them, the first ones, have a past.
  public var lagged: Int { actuators + stocks + flows.count }

  /// Writes the inputs of a row whose shared terms are known; `inputs` must have ``count`` places.
  public func write(_ row: [Double], terms: [Double], into inputs: inout [Double]) {
    let products = actuators * (actuators - 1) / 2
    var next = 0
    func put(_ value: Double) {
      inputs[next] = value
      next += 1
    }
    for k in 0..<actuators { put(terms[k]) }
    for k in 0..<stocks { put(terms[actuators + products + k]) }
    for tag in flows { put(row[tag]) }
    for k in 0..<products { put(terms[actuators + k]) }
    for k in (actuators + products + stocks)..<shared { put(terms[k]) }
    for tag in flows { put(row[tag] * abs(row[tag])) }
  }
}
