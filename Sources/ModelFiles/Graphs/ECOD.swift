internal import Diagnostics
internal import Learning

/// Where each value lies among the sorted ones of its tag: −ln of the rarer side.
enum ECOD: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let count = try model.columns(of: "sorted", rows: c)
    guard count > 0, count <= Int(Int32.max) / (2 * c) else {
      throw Fault(
        .badData, "model '\(model.kind)': 'sorted' needs 1 value a tag or more, got \(count)")
    }
    let sorted = try model.values("sorted", shape: [c, count])
    // The search goes by halves of 2ᵏ − 1 places, the last of which nothing reaches.
    var width = 1
    while width < count + 1 { width *= 2 }
    let padding = [Double](repeating: .infinity, count: width - count)
    var table: [Double] = []
    for tag in 0..<c { table += sorted[tag * count..<(tag + 1) * count] + padding }
    let search = TableSearch(
      table: graph.builder.constant(table, shape: [c * width]),
      starts: graph.builder.constant((0..<c).map { Int64($0 * width) }, shape: [c]),
      width: width, count: count)
    let values = graph.rows
    let notAbove = search.places(of: values, in: &graph.builder) { $0.not($0.greater($1, $2)) }
    let below = search.places(of: values, in: &graph.builder) { $0.less($1, $2) }
    let atLeast = graph.builder.subtract(graph.builder.scalar(Int64(count)), below)
    let rarer = graph.builder.minimum([notAbove, atLeast])
    let share = graph.builder.divide(
      graph.builder.cast(
        graph.builder.add(rarer, graph.builder.scalar(Int64(1))), to: .double),
      graph.builder.scalar(Double(count + 1)))
    let parts = graph.builder.multiply(
      graph.builder.logarithm(share), graph.builder.scalar(-1.0))
    return graph.scaledToAllTags(
      graph.builder.choose(graph.present, parts, graph.builder.scalar(0.0)))
  }
}

/// Ascending tables, one per tag, searched by halves; O(log width) operators.
private struct TableSearch {
  /// The tables one after the other, padded with ∞.
  let table: GraphValue
  /// Where each table begins.
  let starts: GraphValue
  /// 2ᵏ.
  let width: Int
  /// How many values of a table are no padding.
  let count: Int

  /// `[n, c]`: how many of a tag's values come before a value by the given order.
  func places(
    of values: GraphValue, in b: inout GraphBuilder,
    precedes: (inout GraphBuilder, GraphValue, GraphValue) -> GraphValue
  ) -> GraphValue {
    // starts, in the shape of the values: what begins nowhere is 0 places on.
    let none = b.cast(b.isNaN(values), to: .int64)
    var place = b.multiply(none, b.scalar(Int64(0)))
    var half = width / 2
    while half > 0 {
      let next = b.add(place, b.scalar(Int64(half)))
      let last = b.add(b.subtract(next, b.scalar(Int64(1))), starts)
      let isBefore = precedes(&b, b.gather(table, last), values)
      place = b.choose(isBefore, next, place)
      half /= 2
    }
    return b.minimum([place, b.scalar(Int64(count))])
  }
}
