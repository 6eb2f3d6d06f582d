/// ONNX's operators by the names of arithmetic; each adds a node at most.
extension GraphBuilder {
  mutating func add(_ a: GraphValue, _ b: GraphValue) -> GraphValue { node("Add", [a, b], a.type) }

  mutating func subtract(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Sub", [a, b], a.type)
  }

  mutating func multiply(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Mul", [a, b], a.type)
  }

  /// Division; of whole numbers towards zero.
  mutating func divide(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Div", [a, b], a.type)
  }

  /// The matrix product, over the last two extents.
  mutating func product(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("MatMul", [a, b], a.type)
  }

  /// The nearest whole number; of two, the even one.
  mutating func rounded(_ a: GraphValue) -> GraphValue { node("Round", [a], a.type) }

  mutating func squareRoot(_ a: GraphValue) -> GraphValue { node("Sqrt", [a], a.type) }

  /// The larger ones, element by element.
  mutating func maximum(_ values: [GraphValue]) -> GraphValue {
    values.count == 1 ? values[0] : node("Max", values, values[0].type)
  }

  /// The smaller ones, element by element.
  mutating func minimum(_ values: [GraphValue]) -> GraphValue {
    values.count == 1 ? values[0] : node("Min", values, values[0].type)
  }

  /// The values held within `low` and `high`; NaN stays NaN.
  mutating func held(_ a: GraphValue, from low: Double, to high: Double) -> GraphValue {
    minimum([maximum([a, scalar(low)]), scalar(high)])
  }

  /// The larger of a and −a, which needs no operator of its own.
  mutating func absolute(_ a: GraphValue) -> GraphValue {
    maximum([a, multiply(a, scalar(-1.0))])
  }

  /// The natural logarithm.
  mutating func logarithm(_ a: GraphValue) -> GraphValue { node("Log", [a], a.type) }

  mutating func cosine(_ a: GraphValue) -> GraphValue { node("Cos", [a], a.type) }

  /// The place of the smallest along one extent, which goes; the first of equal ones.
  mutating func placeOfSmallest(_ a: GraphValue, axis: Int) -> GraphValue {
    node("ArgMin", [a], .int64, ["axis": .int(axis), "keepdims": .int(0)])
  }

  /// The sum over one extent, which goes; over all of them where `axis` is nil.
  mutating func sum(_ a: GraphValue, axis: Int?) -> GraphValue {
    let axes = axis.map { [vector([$0])] } ?? []
    return node("ReduceSum", [a] + axes, a.type, ["keepdims": .int(0)])
  }

  /// The largest over one extent, which goes.
  mutating func largest(_ a: GraphValue, axis: Int) -> GraphValue {
    node("ReduceMax", [a], a.type, ["axes": .ints([axis]), "keepdims": .int(0)])
  }

  mutating func isNaN(_ a: GraphValue) -> GraphValue { node("IsNaN", [a], .bool) }

  mutating func not(_ a: GraphValue) -> GraphValue { node("Not", [a], .bool) }

  mutating func and(_ a: GraphValue, _ b: GraphValue) -> GraphValue { node("And", [a, b], .bool) }

  mutating func or(_ a: GraphValue, _ b: GraphValue) -> GraphValue { node("Or", [a, b], .bool) }

  mutating func greater(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Greater", [a, b], .bool)
  }

  mutating func less(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Less", [a, b], .bool)
  }

  mutating func equal(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Equal", [a, b], .bool)
  }

  /// Chooses `a` where the condition holds and `b` elsewhere.
  ///
  /// ONNX Runtime has none for booleans.
  mutating func choose(_ condition: GraphValue, _ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Where", [condition, a, b], a.type)
  }

  mutating func cast(_ a: GraphValue, to type: ElementType) -> GraphValue {
    a.type == type ? a : node("Cast", [a], type, ["to": .int(Int(type.rawValue))])
  }

  mutating func concatenate(_ values: [GraphValue], axis: Int) -> GraphValue {
    node("Concat", values, values[0].type, ["axis": .int(axis)])
  }

  /// The elements from `start` to before `end` along an extent; negative ones count from its end,
  /// nil is the end itself.
  mutating func slice(_ a: GraphValue, from start: Int, to end: Int?, axis: Int = 0) -> GraphValue {
    slice(a, from: vector([start]), to: vector([end ?? Int.max]), axis: axis)
  }

  /// The same with positions that the graph computes, as vectors of one.
  mutating func slice(
    _ a: GraphValue, from start: GraphValue, to end: GraphValue, axis: Int
  ) -> GraphValue {
    node("Slice", [a, start, end, vector([axis])], a.type)
  }

  /// The elements at the given positions of an extent.
  mutating func gather(_ a: GraphValue, _ indices: GraphValue, axis: Int = 0) -> GraphValue {
    node("Gather", [a, indices], a.type, ["axis": .int(axis)])
  }

  /// Adds an extent of one at a place.
  mutating func unsqueeze(_ a: GraphValue, axis: Int) -> GraphValue {
    node("Unsqueeze", [a, vector([axis])], a.type)
  }

  /// Takes away an extent of one.
  mutating func squeeze(_ a: GraphValue, axis: Int = 0) -> GraphValue {
    node("Squeeze", [a, vector([axis])], a.type)
  }

  /// The value repeated to the shape of another.
  mutating func expand(_ a: GraphValue, like other: GraphValue) -> GraphValue {
    let shape = node("Shape", [other], .int64)
    return node("Expand", [a, shape], a.type)
  }
}
