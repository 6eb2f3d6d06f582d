/// Graphs inside a graph: conditions, loops and folds over rows.
extension GraphBuilder {
  /// One of two values; only the branch that is needed is computed.
  mutating func when(
    _ condition: GraphValue, shape: [Extent],
    then: (inout GraphBuilder) -> GraphValue, otherwise: (inout GraphBuilder) -> GraphValue
  ) -> GraphValue {
    let name = nextName("If")
    var type = ElementType.double
    func branch(
      _ branch: String, _ write: (inout GraphBuilder) -> GraphValue
    ) -> Onnx_AttributeProto {
      var body = GraphBuilder(scope: "\(name)/\(branch)/")
      let value = write(&body)
      type = value.type
      let output = body.copy(value, named: "\(name)/\(branch)/output")
      return Self.attribute(
        "\(branch)_branch",
        body.graph(name: "\(name)/\(branch)", inputs: [], outputs: [GraphPort(output, shape)]))
    }
    // ONNX's order of the attributes does not matter; ours is fixed.
    let attributes = [branch("then", then), branch("else", otherwise)]
    let output = GraphValue(name: name, type: type)
    append("If", name: name, inputs: [condition], outputs: [output], attributes: attributes)
    return output
  }

  /// Runs a body `count` times; its results are its next inputs.
  mutating func loop(
    _ count: GraphValue, from start: [GraphPort],
    _ body: (inout GraphBuilder, GraphValue, [GraphValue]) -> [GraphValue]
  ) -> [GraphValue] {
    loop(count, while: Self.absent, from: start) { builder, iteration, condition, carried in
      (condition, body(&builder, iteration, carried))
    }
  }

  /// Runs a body while a condition holds, which the body gives with its results.
  mutating func loop(
    while condition: GraphValue, from start: [GraphPort],
    _ body: (inout GraphBuilder, [GraphValue]) -> (goOn: GraphValue, carried: [GraphValue])
  ) -> [GraphValue] {
    loop(Self.absent, while: condition, from: start) { builder, _, _, carried in
      body(&builder, carried)
    }
  }

  /// An input that an operator may do without.
  private static let absent = GraphValue(name: "", type: .bool)

  private mutating func loop(
    _ count: GraphValue, while first: GraphValue, from start: [GraphPort],
    _ body: (inout GraphBuilder, GraphValue, GraphValue, [GraphValue]) -> (
      GraphValue, [GraphValue]
    )
  ) -> [GraphValue] {
    let name = nextName("Loop")
    var builder = GraphBuilder(scope: "\(name)/")
    let iteration = GraphValue(name: "\(name)/iteration", type: .int64)
    let condition = GraphValue(name: "\(name)/condition", type: .bool)
    let carried = start.enumerated().map {
      GraphPort(GraphValue(name: "\(name)/carried.\($0)", type: $1.value.type), $1.shape)
    }
    let (goesOn, results) = body(&builder, iteration, condition, carried.map(\.value))
    let goOn = builder.copy(goesOn, named: "\(name)/go-on")
    let outputs = zip(results, start).enumerated().map { index, pair in
      GraphPort(builder.copy(pair.0, named: "\(name)/next.\(index)"), pair.1.shape)
    }
    let graph = builder.graph(
      name: name,
      inputs: [GraphPort(iteration, []), GraphPort(condition, [])] + carried,
      outputs: [GraphPort(goOn, [])] + outputs)
    let values = start.enumerated().map {
      GraphValue(name: "\(name).\($0)", type: $1.value.type)
    }
    append(
      "Loop", name: name, inputs: [count, first] + start.map(\.value), outputs: values,
      attributes: [Self.attribute("body", graph)])
    return values
  }

  /// Goes through rows in order with a state.
  ///
  /// - Parameters:
  ///   - states: the states before the first row.
  ///   - rows: tensors whose first extent is the row; the shape is that of one row.
  ///   - body: the states and what it gives for a row, from the states and the row.
  /// - Returns: the states after the last row, and the rows that the body gave.
  mutating func scan(
    states: [GraphPort], rows: [GraphPort],
    _ body: (inout GraphBuilder, [GraphValue], [GraphValue]) -> (
      states: [GraphValue], rows: [GraphPort]
    )
  ) -> (states: [GraphValue], rows: [GraphValue]) {
    let name = nextName("Scan")
    var builder = GraphBuilder(scope: "\(name)/")
    let stateInputs = states.enumerated().map {
      GraphPort(GraphValue(name: "\(name)/state.\($0)", type: $1.value.type), $1.shape)
    }
    let rowInputs = rows.enumerated().map {
      GraphPort(GraphValue(name: "\(name)/row.\($0)", type: $1.value.type), $1.shape)
    }
    let results = body(&builder, stateInputs.map(\.value), rowInputs.map(\.value))
    let nextStates = zip(results.states, states).enumerated().map { index, pair in
      GraphPort(builder.copy(pair.0, named: "\(name)/next.\(index)"), pair.1.shape)
    }
    let given = results.rows.enumerated().map {
      GraphPort(builder.copy($1.value, named: "\(name)/given.\($0)"), $1.shape)
    }
    let graph = builder.graph(
      name: name, inputs: stateInputs + rowInputs, outputs: nextStates + given)
    let lastStates = states.enumerated().map {
      GraphValue(name: "\(name).state.\($0)", type: $1.value.type)
    }
    let givenRows = results.rows.enumerated().map {
      GraphValue(name: "\(name).row.\($0)", type: $1.value.type)
    }
    append(
      "Scan", name: name, inputs: (states + rows).map(\.value), outputs: lastStates + givenRows,
      attributes: [
        Self.attribute("body", graph),
        GraphAttribute.int(rows.count).proto(named: "num_scan_inputs"),
      ])
    return (lastStates, givenRows)
  }

  private static func attribute(_ name: String, _ graph: Onnx_GraphProto) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .graph
    attribute.g = graph
    return attribute
  }
}
