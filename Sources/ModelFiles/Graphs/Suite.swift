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
    guard !tags.isEmpty, !suite.parts.isEmpty else {
      throw Fault(
        .badData,
        "model 'suite' has \(tags.count) tags and \(suite.parts.count) chains, at least 1 of each "
          + "is needed")
    }
    var graph = SuiteGraph(tagCount: tags.count, interval: interval)
    var names = UniqueNames(taken: ["suite"])
    var ratios: [GraphValue] = []
    for chain in suite.parts {
      let name = try chain.text("name")
      graph.states.part = names.name(for: name)
      do throws(Fault) {
        ratios.append(try ratio(of: chain, in: &graph))
      } catch {
        throw error.at(Place(path: "chain \(name)"))
      }
    }
    graph.states.part = "suite"
    let score = largest(ratios, in: &graph.builder)
    let alarm = graph.alarm(score, hold: hold, merge: merge)

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

  /// `[n]`: a chain's score in units of its limit.
  private static func ratio(
    of chain: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let limit = try chain.number("limit", above: 0, upTo: .infinity)
    let center = try chain.finite("center")
    let parts = try chain.parts(2, "a detector and an accumulator")
    let raw = try GraphCatalog.detector(parts[0].kind).score(parts[0], in: &graph)
    let score = try GraphCatalog.accumulator(parts[1].kind)
      .accumulate(raw, parts[1], center: center, in: &graph)
    return graph.builder.divide(score, graph.builder.scalar(limit))
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
