internal import Diagnostics
internal import Learning

extension ZoneDemand {
  var artifact: ModelArtifact {
    ModelArtifact(
      kind: "zone-demand",
      numbers: [
        "persistence": persistence, "day-deviation": dayDeviation,
        "day-persistence": dayPersistence,
        "week-deviation": weekDeviation, "leak-flow": leak.flow,
        "leak-coefficient": leak.coefficient,
      ],
      arrays: [
        "junctions": .init(junctions.map(Double.init)), "profile": .init(profile),
        "within": .init(within),
        "deviation": .init(deviation),
      ])
  }

  /// Restores a zone of a network with so many junctions.
  init(artifact: ModelArtifact, junctions count: Int) throws(Fault) {
    let places = try artifact.vector(
      "junctions", count: artifact.arrays["junctions"]?.values.count ?? 0)
    let known = places.compactMap { Int(exactly: $0) }.filter { (0..<count).contains($0) }
    guard known.count == places.count else {
      throw Fault(
        .badData, "a zone of the twin has junctions that its network does not have",
        hint: "the file is damaged or was written by another version")
    }
    let parts = artifact.arrays["within"]?.values.count ?? 0
    guard parts.isMultiple(of: 24) else {
      throw Fault(
        .badData,
        "a zone of the twin has \(parts) parts of a day, which are no whole number in each hour",
        hint: "the file is damaged or was written by another version")
    }
    self.init(
      junctions: known, profile: try artifact.vector("profile", count: 168),
      within: try artifact.vector("within", count: parts),
      deviation: try artifact.vector("deviation", count: 168),
      persistence: try artifact.number("persistence"),
      dayDeviation: try artifact.number("day-deviation"),
      dayPersistence: try artifact.number("day-persistence"),
      weekDeviation: try artifact.number("week-deviation"),
      leak: ZoneLeak(
        flow: try artifact.number("leak-flow"), coefficient: try artifact.number("leak-coefficient")
      ))
    let numbers =
      profile + within + deviation
      + [persistence, dayDeviation, dayPersistence, weekDeviation, leak.flow, leak.coefficient]
    guard numbers.allSatisfy({ $0.isFinite && $0 >= 0 }), persistence < 1, dayPersistence < 1
    else {
      throw Fault(
        .badData, "a zone of the twin has a number that is none or negative",
        hint: "the file is damaged or was written by another version")
    }
  }
}
