package import Learning

/// The contract of an `actuator-rules` artifact in plain loops, one row at a time.
package struct NaiveRules {
  private let model: ModelArtifact
  private let interval: Int64
  private var before: (row: [Double], time: Int64)?

  /// A scorer before its first row; an array that is missing reads as empty.
  package init(_ model: ModelArtifact, interval: Int64) {
    self.model = model
    self.interval = interval
  }

  /// The score of the next row.
  package mutating func score(_ row: [Double], at time: Int64) -> Double {
    defer { before = (row, time) }
    let scale = array("scale")
    if scale.isEmpty { return row.allSatisfy(\.isNaN) ? .nan : 0 }
    guard let before, time > before.time,
      Double(time - before.time) <= 1.5 * Double(interval)
    else { return .nan }
    var worst = Double.nan
    for k in scale.indices {
      let (actuator, sensor) = (Int(array("actuator")[k]), Int(array("sensor")[k]))
      let states = [before.row[actuator], row[actuator]]
      let readings = [before.row[sensor], row[sensor]]
      let (off, on) = (array("off")[k], array("on")[k])
      guard states.allSatisfy({ $0 == off || $0 == on }), !readings.contains(where: \.isNaN)
      else { continue }
      let (onAt, offAt) = (array("on-at")[k], array("off-at")[k])
      // The threshold that tells what the pump is to be, and whether readings must lie below it.
      let wantsOn = row[actuator] == off
      let switched = states[0] != states[1]
      let threshold = wantsOn == switched ? offAt : onAt
      let isBelow = wantsOn == (onAt < offAt)
      let distances = readings.map { isBelow ? threshold - $0 : $0 - threshold }
      let score = min(max(distances.min() ?? 0, 0) / scale[k], 1e9)
      worst = worst.isNaN ? score : max(worst, score)
    }
    return worst
  }

  private func array(_ name: String) -> [Double] { model.arrays[name]?.values ?? [] }
}
