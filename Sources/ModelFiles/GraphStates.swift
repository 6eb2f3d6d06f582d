/// The states of a graph: inputs `state.<part>.<name>`, outputs `next.<part>.<name>`, first values.
struct GraphStates {
  /// The part whose states are declared now.
  var part: String
  /// The descriptors in the order of declaration.
  private(set) var descriptors: [StateTensor] = []
  /// The inputs in the same order.
  private(set) var inputs: [GraphPort] = []
  /// The outputs in the order in which they were carried on.
  private(set) var outputs: [GraphPort] = []

  /// Declares a state of the part with its values before the first row.
  mutating func declare(
    _ name: String, _ type: ElementType, shape: [Int], initial: [Double]
  ) -> GraphValue {
    let value = GraphValue(name: "state.\(part).\(name)", type: type)
    inputs.append(GraphPort(value, shape.map(Extent.fixed)))
    descriptors.append(
      StateTensor(
        name: value.name, next: "next.\(part).\(name)",
        type: type == .double ? "float64" : "int64", shape: shape, initial: initial))
    return value
  }

  /// Tells what a declared state of the part is after the last row.
  mutating func carry(_ name: String, _ value: GraphValue, in builder: inout GraphBuilder) {
    let input = "state.\(part).\(name)"
    guard let port = inputs.first(where: { $0.value.name == input }) else {
      preconditionFailure("state '\(input)' was not declared")
    }
    outputs.append(GraphPort(builder.copy(value, named: "next.\(part).\(name)"), port.shape))
  }
}
