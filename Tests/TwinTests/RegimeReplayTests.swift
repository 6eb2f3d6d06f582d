import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

/// A tank from which somebody draws for days on end whom no tag shows, an hour a row.
private struct HiddenConsumer {
  static let tags = [
    Tag(id: "L", role: .sensor), Tag(id: "F", role: .sensor), Tag(id: "S", role: .status),
  ]

  static func record(_ rows: Int, drawn: Double, seed: UInt64 = 1) -> ProcessRecord {
    made(rows, drawn: drawn, seed: seed).record
  }

  /// The record, and in which rows somebody draws.
  static func made(
    _ rows: Int, drawn: Double, seed: UInt64 = 1
  ) -> (record: ProcessRecord, isThere: [Bool]) {
    var those: [Bool] = []
    var generator = SeededGenerator(root: seed, stage: "consumer")
    var (level, pump, isThere, left) = (3.0, 0.0, false, 100)
    let cells = (0..<rows).map { _ -> [Double] in
      if left == 0 { (isThere, left) = (!isThere, 60 + generator.index(below: 120)) }
      left -= 1
      those.append(isThere)
      let flow = pump * (2 + 0.02 * generator.gaussian())
      level += 0.2 * (flow - 0.6 - (isThere ? drawn : 0)) + 0.01 * generator.gaussian()
      if level < 2 { pump = 1 }
      if level > 4 { pump = 0 }
      return [level, pump * (2 + 0.02 * generator.gaussian()), pump]
    }
    let record = ProcessRecord(
      tags: tags, interval: .hours(1), times: (0..<rows).map { newYear + .hours(1) * $0 },
      values: Matrix(rowMajor: cells), follows: (0..<rows).map { $0 > 0 })
    return (record, those)
  }
}

@Suite("Regimes in a closed loop")
struct RegimeReplayTests {
  /// How many hours the pump rests, each time: half as long while somebody draws.
  private func rests(_ pump: [Double]) -> [Double] {
    var (rests, hours) = ([Double](), 0.0)
    for state in pump {
      if state == 0 { hours += 1 } else if hours > 0 { rests.append(hours) }
      if state != 0 { hours = 0 }
    }
    return rests
  }

  private func memory(_ x: [Double]) -> Double {
    let mean = x.reduce(0, +) / Double(x.count)
    let squares = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return zip(x.dropFirst(), x).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } / squares
  }

  @Test("a consumer whom no tag shows lasts in the simulation as long as in the plant")
  func lasting() throws {
    let record = HiddenConsumer.record(9_000, drawn: 0.6)
    let twin = try identified(record)
    let regimes = try #require(twin.regimes)
    #expect(regimes.count == 2)
    let plant = memory(rests(record.column(2)))
    let own = memory(rests(twin.run(9_000, OpenLine()).truth.column(2)))
    var artifact = twin.artifact
    artifact.parts.removeLast()
    artifact.numbers["regimes"] = 0
    let blind = try IdentifiedTwin(artifact: artifact, tags: twin.tags)
    let without = memory(rests(blind.run(9_000, OpenLine()).truth.column(2)))
    // Measured 0.64 in the plant, 0.53 in the twin.
    #expect(plant > 0.5 && own > 0.7 * plant, "\(own) of \(plant)")
    #expect(without < 0.7 * own, "\(without) without regimes, \(own) with them")
  }

  @Test("a twin that follows its plant knows the regime, and runs begin in it")
  func followed() throws {
    let (record, isThere) = HiddenConsumer.made(8_000, drawn: 0.6)
    let twin = try identified(record.rows(0..<6_000))
    let regimes = try #require(twin.regimes)
    let drawn = regimes.chain.means[0, 0] < regimes.chain.means[1, 0] ? 0 : 1
    let block = regimes.blockRows
    var (state, right, asked): (ProcessState?, Int, Int) = (nil, 0, 0)
    for end in stride(from: 6_000 + 2 * block, through: 8_000, by: 2 * block) {
      let next = try twin.synchronised(with: record.rows((end - 2 * block)..<end), after: state)
      state = next.state
      // Who came or went within the last block is not known yet.
      guard Set(isThere[(end - 2 * block)..<end]).count == 1 else { continue }
      asked += 1
      let shares = next.state.regimes
      if (shares[drawn] > 0.5) == isThere[end - 1] { right += 1 }
    }
    #expect(asked > 30 && Double(right) > 0.9 * Double(asked), "\(right) of \(asked)")
  }

  @Test("a plant without one has none")
  func none() throws {
    #expect(try identified(HiddenConsumer.record(6_000, drawn: 0)).regimes == nil)
  }

  @Test("regimes come back from the artifact, and the run with them")
  func artifact() throws {
    let twin = try identified(HiddenConsumer.record(6_000, drawn: 0.6))
    let again = try IdentifiedTwin(artifact: twin.artifact, tags: twin.tags)
    #expect(again.regimes == twin.regimes && twin.regimes != nil)
    #expect(again.run(400, OpenLine()).agrees(with: twin.run(400, OpenLine()), on: 0..<400))
    var damaged = twin.artifact
    damaged.parts[damaged.parts.count - 1].arrays["variances"] = .init(Matrix(rows: 2, columns: 1))
    #expect(
      fault { try IdentifiedTwin(artifact: damaged, tags: twin.tags) }?.problem
        == "the twin's 2 regimes of 1 tags hold no shares and variances")
  }
}
