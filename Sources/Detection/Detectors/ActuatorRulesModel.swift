public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``ActuatorRules`` detector; it remembers what the rules saw of the row before.
public struct ActuatorRulesModel: DetectorModel {
  /// What each rule saw of the last row, and its moment.
  public struct State: Codable, Sendable, Equatable {
    var moments: [TwoPointRule.Moment]
    var last: Int64?
  }

  let rules: [TwoPointRule]
  /// What each rule says, in words.
  let texts: [String]
  let tagCount: Int
  let interval: TimeSpan

  /// Nothing seen.
  public func initialState() -> State {
    State(moments: [TwoPointRule.Moment](repeating: .unknown, count: rules.count), last: nil)
  }

  /// A score per row; NaN in a row without cells, and where there are rules but none can be judged: in
  /// the first row, after a gap, with the readings or states missing.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    judged(rows, state: &state).map(\.score)
  }

  /// The leading rule's actuator and sensor by halves.
  ///
  /// An actuator that departs further than is tolerated was expected to be in its other state, one that
  /// does not in its own; nothing is expected of other tags.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let unknown = [Double](repeating: .nan, count: rows.count * tagCount)
    var expected = Matrix(rows: rows.count, columns: tagCount, columnMajor: unknown)
    var shares = Matrix(rows: rows.count, columns: tagCount)
    var broken = [String?](repeating: nil, count: rows.count)
    for (i, row) in judged(rows, state: &state).enumerated() {
      for (rule, score) in zip(rules, row.scores) {
        guard let score else { continue }
        let other = rows.values[i, rule.actuator] == rule.on ? rule.off : rule.on
        expected[i, rule.actuator] = score > 1 ? other : rows.values[i, rule.actuator]
      }
      guard row.score > 0, let leading = row.scores.firstIndex(of: row.score) else { continue }
      shares[i, rules[leading].actuator] = 0.5
      shares[i, rules[leading].sensor] = 0.5
      broken[i] = texts[leading]
    }
    return Explanation(expected: expected, shares: shares, broken: broken)
  }

  private struct JudgedRow {
    /// Per rule; nil where it cannot be judged.
    var scores: [Double?]
    /// The row's.
    var score: Double
  }

  private func judged(_ rows: Frame, state: inout State) -> [JudgedRow] {
    (0..<rows.count).map { i in
      let time = rows.times[i]
      let follows =
        state.last.map {
          Frame.isContiguous(Timestamp(nanoseconds: $0), time, interval: interval)
        } ?? false
      state.last = time.nanoseconds
      let scores = rules.indices.map { k in
        let rule = rules[k]
        let now = rule.moment(
          state: rows.values[i, rule.actuator], reading: rows.values[i, rule.sensor])
        let score = follows ? rule.score(from: state.moments[k], to: now) : nil
        state.moments[k] = now
        return score
      }
      let largest = scores.compactMap(\.self).max()
      let isEmpty = (0..<tagCount).allSatisfy { rows.values[i, $0].isNaN }
      return JudgedRow(
        scores: scores, score: largest ?? (rules.isEmpty && !isEmpty ? 0 : .nan))
    }
  }

  /// An entry per rule in each array and in the list of what they say; tags by their place.
  public var artifact: ModelArtifact {
    func array(_ value: (TwoPointRule) -> Double) -> ModelArtifact.Array {
      ModelArtifact.Array(rules.map(value))
    }
    return ModelArtifact(
      kind: ActuatorRules.id, lists: ["rules": texts],
      arrays: [
        "actuator": array { Double($0.actuator) }, "sensor": array { Double($0.sensor) },
        "off": array(\.off), "on": array(\.on), "on-at": array(\.onAt),
        "off-at": array(\.offAt), "scale": array(\.scale),
      ])
  }

  init(rules: [TwoPointRule], texts: [String], tagCount: Int, interval: TimeSpan) {
    self.rules = rules
    self.texts = texts
    self.tagCount = tagCount
    self.interval = interval
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let count = artifact.arrays["scale"]?.values.count ?? 0
    func numbers(_ name: String) throws(Fault) -> [Double] {
      let values = try artifact.vector(name, count: count)
      if let bad = values.first(where: { !$0.isFinite }) {
        throw Fault(.badData, "model 'actuator-rules': '\(name)' must be finite, got \(bad)")
      }
      return values
    }
    func places(_ name: String) throws(Fault) -> [Int] {
      var places: [Int] = []
      for value in try numbers(name) {
        guard let place = Int(exactly: value), tags.indices.contains(place) else {
          throw Fault(
            .badData,
            "model 'actuator-rules': '\(name)' must be the places of tags, 0 to "
              + "\(tags.count - 1), got \(value)")
        }
        places.append(place)
      }
      return places
    }
    let scale = try numbers("scale")
    let (actuator, sensor) = (try places("actuator"), try places("sensor"))
    let (off, on) = (try numbers("off"), try numbers("on"))
    let (onAt, offAt) = (try numbers("on-at"), try numbers("off-at"))
    for k in 0..<count {
      guard scale[k] > 0 else {
        throw Fault(.badData, "model 'actuator-rules': 'scale' must be > 0, got \(scale[k])")
      }
      guard actuator[k] != sensor[k], off[k] != on[k], onAt[k] != offAt[k] else {
        throw Fault(
          .badData,
          "model 'actuator-rules': a rule needs two tags, two states and two thresholds, got tags "
            + "\(actuator[k]) and \(sensor[k]), states \(off[k]) and \(on[k]), thresholds "
            + "\(onAt[k]) and \(offAt[k])")
      }
    }
    rules = (0..<count).map {
      TwoPointRule(
        actuator: actuator[$0], sensor: sensor[$0], off: off[$0], on: on[$0], onAt: onAt[$0],
        offAt: offAt[$0], scale: scale[$0])
    }
    texts = try artifact.list("rules")
    guard texts.count == count else {
      throw Fault(
        .badData,
        "model 'actuator-rules' says \(texts.count) rules in words, it has \(count)")
    }
    tagCount = tags.count
    self.interval = interval
  }
}
