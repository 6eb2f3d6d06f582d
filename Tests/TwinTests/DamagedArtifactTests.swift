import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("A damaged artifact")
struct DamagedArtifactTests {
  /// A record with every kind of logic: rules, a timer for the regression, chance, and a pump at rest.
  static let twin: Result<IdentifiedTwin, any Error> = Result {
    let record = SimulatedTanks(rows: 800, seed: 3).record
    var values = record.values
    // Two hours on, two hours off: the day's sixth harmonic.
    for i in 0..<800 {
      values[i, SimulatedTanks.random] = Double(record.times[i].secondOfDay / 7_200 % 2)
    }
    let tags = record.tags + [Tag(id: "S_PU5", role: .status)]
    let chance = record.values.columns(SimulatedTanks.random...SimulatedTanks.random)
    return try identified(
      ProcessRecord(
        tags: tags, interval: record.interval, times: record.times,
        values: values.appendingColumns(of: chance), follows: record.follows))
  }

  /// What stands in an artifact: the parts on the way to it, and its name.
  struct Entry: CustomStringConvertible {
    enum Kind { case number, list, array, part }
    var path: [Int]
    var kind: Kind
    var name: String
    var description: String { "\(kind) '\(name)' at \(path)" }
  }

  static func entries(_ artifact: ModelArtifact, _ path: [Int] = []) -> [Entry] {
    artifact.numbers.keys.sorted().map { Entry(path: path, kind: .number, name: $0) }
      + artifact.lists.keys.sorted().map { Entry(path: path, kind: .list, name: $0) }
      + artifact.arrays.keys.sorted().map { Entry(path: path, kind: .array, name: $0) }
      + artifact.parts.indices.flatMap { index in
        [Entry(path: path, kind: .part, name: "\(index)")]
          + entries(artifact.parts[index], path + [index])
      }
  }

  static func changing(
    _ artifact: ModelArtifact, at path: [Int], _ change: (inout ModelArtifact) -> Void
  ) -> ModelArtifact {
    var artifact = artifact
    guard let first = path.first else {
      change(&artifact)
      return artifact
    }
    artifact.parts[first] = changing(artifact.parts[first], at: Array(path.dropFirst()), change)
    return artifact
  }

  /// What a damaged artifact gives: a fault of bad data, or a twin that runs without a trap.
  private func survives(_ artifact: ModelArtifact, _ tags: [Tag], _ what: String) {
    do {
      let twin = try IdentifiedTwin(artifact: artifact, tags: tags)
      #expect(twin.run(3, OpenLine()).times.count == 3)
    } catch {
      #expect(error.kind == .badData, "\(what): \(error)")
    }
  }

  @Test("holds every kind of logic before it is damaged")
  func whole() throws {
    let twin = try Self.twin.get()
    let kinds = Set(twin.artifact.parts.map(\.kind))
    #expect(
      kinds == [
        "rule", "regression", "recorded", "constant", "flow", "profile", "sensor-dynamics",
      ])
  }

  @Test("gives a fault wherever something is missing")
  func removed() throws {
    let twin = try Self.twin.get()
    let artifact = twin.artifact
    for entry in Self.entries(artifact) {
      let damaged = Self.changing(artifact, at: entry.path) { part in
        switch entry.kind {
        case .number: part.numbers[entry.name] = nil
        case .list: part.lists[entry.name] = nil
        case .array: part.arrays[entry.name] = nil
        case .part: part.parts.remove(at: Int(entry.name) ?? 0)
        }
      }
      let found = fault { try IdentifiedTwin(artifact: damaged, tags: twin.tags) }
      #expect(found?.kind == .badData, "without \(entry)")
    }
  }

  @Test("gives a fault wherever an array has another shape")
  func shapes() throws {
    let twin = try Self.twin.get()
    let artifact = twin.artifact
    for entry in Self.entries(artifact) where entry.kind == .array {
      let part = entry.path.reduce(artifact) { $0.parts[$1] }
      let array = try #require(part.arrays[entry.name])
      var others: [ModelArtifact.Array] = [
        // The same values with a dimension more.
        .init(shape: [1] + array.shape, values: array.values)
      ]
      // A value more or fewer; a matrix turned, where that is another shape.
      others.append(.init(array.values + [0]))
      if !array.values.isEmpty { others.append(.init(Array(array.values.dropLast()))) }
      if array.shape.count == 2, array.shape[0] != array.shape[1] {
        others.append(.init(shape: array.shape.reversed(), values: array.values))
      }
      // Lists of tags and of states may have any length: only the dimension is theirs.
      let isList =
        entry.name == "states" || entry.name == "driven" || entry.name == "constant"
      for (index, other) in others.enumerated() where index == 0 || !isList {
        let damaged = Self.changing(artifact, at: entry.path) { $0.arrays[entry.name] = other }
        let found = fault { try IdentifiedTwin(artifact: damaged, tags: twin.tags) }
        #expect(found?.kind == .badData, "\(entry) of shape \(other.shape)")
      }
    }
  }

  @Test(
    "never traps, whatever number stands in it",
    arguments: [
      Double.nan, .infinity, -.infinity, -1, -0.0, 0, 0.5, 1, 12, 1e9, 9e18, 1e300, -1e300,
    ])
  func numbers(value: Double) throws {
    let twin = try Self.twin.get()
    let artifact = twin.artifact
    for entry in Self.entries(artifact) {
      switch entry.kind {
      case .number:
        survives(
          Self.changing(artifact, at: entry.path) { $0.numbers[entry.name] = value }, twin.tags,
          "\(entry) = \(value)")
      case .array:
        let part = entry.path.reduce(artifact) { $0.parts[$1] }
        let array = try #require(part.arrays[entry.name])
        for places in [0..<min(1, array.values.count), 0..<array.values.count] {
          var values = array.values
          for i in places { values[i] = value }
          survives(
            Self.changing(artifact, at: entry.path) {
              $0.arrays[entry.name] = .init(shape: array.shape, values: values)
            }, twin.tags, "\(entry) = \(value)")
        }
      case .list, .part: continue
      }
    }
  }

  @Test("gives a fault for counts and tags that are no whole numbers in their range")
  func counts() throws {
    let twin = try Self.twin.get()
    let artifact = twin.artifact
    for value in [Double.nan, -1, 0.5, 12, 1e300] {
      for name in ["actuators", "stocks", "gated", "driven", "switched"] {
        let array = try #require(artifact.arrays[name])
        guard !array.values.isEmpty else { continue }
        var values = array.values
        values[0] = value
        var damaged = artifact
        damaged.arrays[name] = .init(values)
        #expect(
          fault { try IdentifiedTwin(artifact: damaged, tags: twin.tags) }?.kind == .badData,
          "\(name) = \(value)")
      }
      for name in ["interval-ns", "block-rows"] where value != 12 {
        var damaged = artifact
        damaged.numbers[name] = value
        #expect(
          fault { try IdentifiedTwin(artifact: damaged, tags: twin.tags) }?.kind == .badData,
          "\(name) = \(value)")
      }
    }
  }

  @Test("never traps after random damage", arguments: 1...40)
  func fuzz(seed: UInt64) throws {
    let twin = try Self.twin.get()
    var artifact = twin.artifact
    var chance = SeededGenerator(seed: seed)
    for _ in 0..<4 {
      let entries = Self.entries(artifact)
      let entry = entries[chance.index(below: entries.count)]
      let value = [.nan, -1, 0, 3, 1e18, .infinity][chance.index(below: 6)]
      let other = chance.index(below: 6)
      artifact = Self.changing(artifact, at: entry.path) { part in
        switch entry.kind {
        case .number: part.numbers[entry.name] = other == 0 ? nil : value
        case .list: part.lists[entry.name]?.removeLast()
        case .array:
          guard let array = part.arrays[entry.name], !array.values.isEmpty else { return }
          var values = array.values
          values[chance.index(below: values.count)] = value
          part.arrays[entry.name] = .init(shape: array.shape, values: values)
        case .part:
          let index = Int(entry.name) ?? 0
          if other < 2 {
            part.parts.remove(at: index)
          } else {
            part.parts.swapAt(index, chance.index(below: part.parts.count))
          }
        }
      }
    }
    survives(artifact, twin.tags, "seed \(seed)")
  }
}
