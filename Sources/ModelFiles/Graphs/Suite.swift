internal import Diagnostics
internal import Learning

/// A suite of detectors as one graph.
///
/// Inputs `rows [n, tags]` float64 in engineering units with NaN for missing cells, `time [n]`
/// int64 nanoseconds, and the states; outputs `score [n]` float64 (1 is the limit, NaN where no
/// chain has a score), `alarm [n]` bool and the next states. Everything is computed in double.
enum Suite: ModelGraph {
  static func write(_ suite: ModelArtifact) throws(Fault) -> WrittenGraph {
    let tags = try suite.list("tags")
    let interval = try suite.nanoseconds("interval-ns", from: 1)
    let hold = try suite.nanoseconds("hold-ns", from: 0)
    let merge = try suite.nanoseconds("merge-ns", from: 0)
    let clear = suite.numbers["clear"] == nil ? 1 : try suite.number("clear", above: 0, upTo: 1)
    let cooldown =
      suite.numbers["cooldown-ns"] == nil ? 0 : try suite.nanoseconds("cooldown-ns", from: 0)
    guard !tags.isEmpty, !suite.parts.isEmpty else {
      throw Fault(
        .badData,
        "model 'suite' has \(tags.count) tags and \(suite.parts.count) chains, at least 1 of each "
          + "is needed")
    }
    var graph = SuiteGraph(tagCount: tags.count, interval: interval)
    var names = UniqueNames(taken: ["suite"])
    var alone: [GraphValue] = []
    var fused: [(ratio: GraphValue, weight: Double)] = []
    for chain in suite.parts {
      let name = try chain.text("name")
      graph.states.part = names.name(for: name)
      do throws(Fault) {
        let own = try ratio(of: chain, in: &graph)
        if let weight = own.weight {
          fused.append((own.ratio, weight))
        } else {
          alone.append(own.ratio)
        }
      } catch {
        throw error.at(Place(path: "chain \(name)"))
      }
    }
    graph.states.part = "suite"
    let mean = fused.isEmpty ? nil : weightedMean(fused, in: &graph.builder)
    let score = largest((mean.map { [$0] } ?? []) + alone, in: &graph.builder)
    let alarm = graph.alarm(
      score, hold: hold, merge: merge, clear: clear, cooldown: cooldown)

    let inputs = [
      GraphPort(graph.rows, [.named("n"), .fixed(tags.count)]),
      GraphPort(graph.time, [.named("n")]),
    ]
    let outputs = [
      GraphPort(graph.builder.copy(score, named: "score"), [.named("n")]),
      GraphPort(graph.builder.copy(alarm, named: "alarm"), [.named("n")]),
    ]
    return WrittenGraph(
      graph: graph.builder.graph(
        name: "detector", inputs: inputs + graph.states.inputs,
        outputs: outputs + graph.states.outputs),
      states: graph.states.descriptors,
      metadata: [
        ("tocsin.interval-ns", "\(interval)"),
        ("tocsin.tags", JSONValue.array(tags.map(JSONValue.string)).text),
      ],
      summary: "Anomaly scores (1 is the limit) and alarms of rows in engineering units.")
  }

  /// `[n]`: a chain's score in units of its limit; its weight where it is fused with others.
  private static func ratio(
    of chain: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> (ratio: GraphValue, weight: Double?) {
    let limit = try chain.number("limit", above: 0, upTo: .infinity)
    let center = try chain.finite("center")
    let isFused = chain.parts.count == 3
    let parts = try chain.parts(
      isFused ? 3 : 2, "a detector\(isFused ? ", evidence" : "") and an accumulator")
    let weight = isFused ? try chain.number("weight", above: 0, upTo: .infinity) : nil
    var score = try GraphCatalog.detector(parts[0].kind).score(parts[0], in: &graph)
    if isFused { score = try graph.evidence(of: score, parts[2]) }
    let gathered = try GraphCatalog.accumulator(parts[1].kind)
      .accumulate(score, parts[1], center: center, in: &graph)
    return (graph.builder.divide(gathered, graph.builder.scalar(limit)), weight)
  }

  /// `[n]`: the weighted mean of the values that are not NaN; NaN where all are.
  private static func weightedMean(
    _ parts: [(ratio: GraphValue, weight: Double)], in b: inout GraphBuilder
  ) -> GraphValue {
    let nothing = b.scalar(0.0)
    var sum: GraphValue?
    var total: GraphValue?
    for part in parts {
      let missing = b.isNaN(part.ratio)
      let weight = b.scalar(part.weight)
      let value = b.choose(missing, nothing, b.multiply(weight, part.ratio))
      let own = b.choose(missing, nothing, weight)
      sum = sum.map { b.add($0, value) } ?? value
      total = total.map { b.add($0, own) } ?? own
    }
    guard let sum, let total else { return b.scalar(Double.nan) }
    // 0 / 0 is NaN where no chain has a value.
    return b.divide(sum, total)
  }

  /// `[n]`: the largest of the chains' values that are not NaN; NaN where all are.
  private static func largest(
    _ ratios: [GraphValue], in b: inout GraphBuilder
  ) -> GraphValue {
    if ratios.count == 1 { return ratios[0] }
    let lowest = b.scalar(-Double.infinity)
    var floored: [GraphValue] = []
    var allMissing: GraphValue?
    for ratio in ratios {
      let missing = b.isNaN(ratio)
      floored.append(b.choose(missing, lowest, ratio))
      allMissing = allMissing.map { b.and($0, missing) } ?? missing
    }
    let largest = b.maximum(floored)
    guard let allMissing else { return largest }
    return b.choose(allMissing, b.scalar(Double.nan), largest)
  }
}
