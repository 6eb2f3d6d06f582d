import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// Two tanks in a row, ten minutes a row: a pump fills the first, another empties the second, and what flows
/// from the first to the second nobody shuts.
struct TwoTanks {
  /// Tags in order: levels, flows, a pressure, states of the two pumps.
  static let level1 = 0
  static let level2 = 1
  static let flow1 = 2
  static let flow2 = 3
  static let pressure = 4
  static let pump1 = 5
  static let pump2 = 6
  static let ids = ["L1", "L2", "F1", "F2", "P1", "S1", "S2"]

  static var tags: [Tag] {
    ids.map { Tag(id: $0, role: $0.hasPrefix("S") ? .status : .sensor, resolution: nil) }
  }

  /// Rows of normal operation; 144 make a day.
  static func cells(_ rows: Int, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(root: seed, stage: "tanks")
    var (level1, level2, pump1, pump2, mood) = (3.0, 2.5, 0.0, 0.0, 0.0)
    return (0..<rows).map { row in
      let day = Double(row % 144) / 144
      mood = 0.9 * mood + 0.05 * generator.gaussian()
      let demand = 1 + 0.4 * (day < 0.5 ? day : 1 - day) + mood
      let flow1 = pump1 * (3 - 0.2 * level1)
      let flow2 = pump2 * 2.2
      level1 += 0.06 * (flow1 - demand)
      level2 += 0.05 * (0.8 * demand - flow2)
      if level1 < 2 { pump1 = 1 }
      if level1 > 4 { pump1 = 0 }
      if level2 > 3.5 { pump2 = 1 }
      if level2 < 1.5 { pump2 = 0 }
      let read1 = pump1 * (3 - 0.2 * level1) + pump1 * 0.01 * generator.gaussian()
      let read2 = pump2 * (2.2 + 0.01 * generator.gaussian())
      let pressure = 10 * level1 - 0.3 * read1 * read1 + 0.02 * generator.gaussian()
      return [level1, level2, read1, read2, pressure, pump1, pump2]
    }
  }

  static func record(_ cells: [[Double]], tags: [Tag]? = nil) -> ProcessRecord {
    ProcessRecord(
      tags: tags ?? Self.tags, interval: DetectionData.interval,
      times: DetectionData.times(cells.count), values: Matrix(rowMajor: cells),
      follows: cells.indices.map { $0 > 0 })
  }

  /// The twin that most tests share the recipe of: six weeks, defaults.
  static func twin(threads: Int = 1, seed: UInt64 = 1) throws -> IdentifiedTwin {
    try twin(record(cells(6_048, seed: seed)), threads: threads)
  }

  static func twin(_ record: ProcessRecord, threads: Int = 1) throws -> IdentifiedTwin {
    try IdentifiedTwin(record, ridge: 1e-4, block: .hours(24), margin: 0.15, threads: threads)
  }
}

extension IdentifiedTwin {
  /// A run of some rows with a tap.
  func trace(_ steps: Int, seed: UInt64 = 1, tap: some LoopTap = OpenLine()) -> LoopTrace {
    var tap = tap
    var generator = SeededGenerator(root: seed, stage: "test")
    return started { () throws(Fault) in
      try run(from: DetectionData.time(0), steps: steps, tap: &tap, generator: &generator)
    }
  }
}

/// A run that begins at recorded states, which throws nothing; a fault fails the test.
func started(_ run: () throws(Fault) -> LoopTrace) -> LoopTrace {
  do {
    return try run()
  } catch {
    Issue.record("\(error)")
    let nothing = Matrix(rows: 0, columns: 0)
    return LoopTrace(times: [], truth: nothing, controller: nothing, historian: nothing)
  }
}

extension LoopTrace {
  /// The bits of all three matrices.
  var bits: [[UInt64]] { [truth, controller, historian].map(\.cells.bits) }
}

/// A tap that does to some tags what a test wants, from a row on.
struct TestTap: LoopTap {
  var from = 0
  var until = Int.max
  var disturbing: [Int: Double] = [:]
  var telling: [Int: Double] = [:]
  var driving: [Int: Double] = [:]
  var storing: [Int: Double] = [:]
  private var isOn = false

  init(
    from: Int = 0, until: Int = .max, disturbing: [Int: Double] = [:],
    telling: [Int: Double] = [:], driving: [Int: Double] = [:], storing: [Int: Double] = [:]
  ) {
    self.from = from
    self.until = until
    self.disturbing = disturbing
    self.telling = telling
    self.driving = driving
    self.storing = storing
  }

  mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {
    isOn = (from..<until).contains(step)
  }
  mutating func disturb(_ innovations: inout [Double]) {
    if isOn { for (tag, value) in disturbing { innovations[tag] += value } }
  }
  mutating func tell(_ values: inout [Double]) { set(telling, &values) }
  mutating func drive(_ values: inout [Double]) { set(driving, &values) }
  mutating func store(_ values: inout [Double]) { set(storing, &values) }

  private func set(_ changes: [Int: Double], _ values: inout [Double]) {
    if isOn { for (tag, value) in changes { values[tag] = value } }
  }
}

extension Matrix {
  /// All cells, column by column.
  var cells: [Double] { (0..<columns).flatMap { column($0) } }
}

/// Swift Testing has tags of its own.
typealias Tag = Telemetry.Tag
