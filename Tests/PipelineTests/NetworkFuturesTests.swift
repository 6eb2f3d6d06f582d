import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Many futures of a network") struct NetworkFuturesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let riverbend = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Examples/riverbend/riverbend.inp").path

  private func futures(
    _ output: String, _ draws: NetworkFutures.Draws, select: [String] = ["*.level", "PU1.flow"],
    threads: Int? = nil, memory: Int? = nil
  ) -> NetworkFutures {
    NetworkFutures(
      network: Self.riverbend, output: output, draws: draws, select: select, duration: .hours(24),
      interval: .hours(1), threads: threads, memory: memory)
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  private func rows(_ path: String) throws -> (names: [String], rows: [[Double]]) {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    return (
      lines[0].split(separator: ",").map(String.init),
      lines.dropFirst().map { $0.split(separator: ",").map { Double($0) ?? .nan } }
    )
  }

  @Test("quantiles are those of the runs, each made alone by its own demand factor")
  func quantiles() throws {
    let draws = NetworkFutures.Draws(futures: 5, spread: 0.2, seed: 7)
    let output = folder.file("futures.csv")
    _ = try futures(output, draws).write()
    let found = try rows(output)
    #expect(found.rows.count == 25)
    #expect(found.names[1...3] == ["T1.level.p05", "T1.level.p50", "T1.level.p95"])

    var alone: [[[Double]]] = []
    let text = try String(contentsOfFile: Self.riverbend, encoding: .utf8)
    for number in 0..<5 {
      let inp = folder.file("\(number).inp")
      let factor = draws.demandFactor(ofFuture: number)
      try text.replacing("[OPTIONS]", with: "[OPTIONS]\nDEMAND MULTIPLIER \(factor)\n")
        .write(toFile: inp, atomically: true, encoding: .utf8)
      let csv = folder.file("\(number).csv")
      _ = try NetworkRun(
        network: inp, output: csv, select: ["*.level", "PU1.flow"], duration: .hours(24),
        interval: .hours(1)
      ).write()
      alone.append(try rows(csv).rows)
    }
    for row in found.rows.indices {
      for column in 1..<alone[0][row].count {
        let cell = alone.map { $0[row][column] }.sorted()
        // Of five sorted numbers: 0.05 · 4 = 0.2 of the way from the first to the second.
        let expected = [
          cell[0] + 0.2 * (cell[1] - cell[0]), cell[2], cell[3] + 0.8 * (cell[4] - cell[3]),
        ]
        for (index, value) in expected.enumerated() {
          let difference = found.rows[row][3 * column - 2 + index] - value
          #expect(difference.magnitude < 1e-9, "\(row) \(column) \(index)")
        }
      }
    }
  }

  @Test("the same seed gives the same bytes on any number of threads; another seed others")
  func determinism() throws {
    func bytes(_ seed: UInt64, _ threads: Int) throws -> Data {
      let output = folder.file("\(seed)-\(threads).csv")
      let draws = NetworkFutures.Draws(futures: 19, seed: seed)
      _ = try futures(output, draws, threads: threads).write()
      return try Data(contentsOf: URL(fileURLWithPath: output))
    }
    #expect(try bytes(1, 1) == (try bytes(1, 2)))
    #expect(try bytes(1, 1) != (try bytes(2, 1)))
  }

  @Test("without spread every quantile is the run of the file; Arrow holds the same")
  func withoutSpread() throws {
    let csv = folder.file("run.csv")
    _ = try NetworkRun(
      network: Self.riverbend, output: csv, select: ["T1.level"], duration: .hours(24),
      interval: .hours(1)
    ).write()
    let arrow = folder.file("futures.arrow")
    let result = try futures(
      arrow, NetworkFutures.Draws(futures: 9, spread: 0), select: ["T1.level"]
    ).write()
    #expect(result.summary.contains("9, demands times 1 to 1"), "\(result.summary)")
    #expect(result.summary.contains("25 rows × 3 columns"), "\(result.summary)")
    let frame = try FrameArrow.read(from: arrow)
    let level = try rows(csv).rows.map { $0[1] }
    // The first column counts the seconds.
    for column in 1...3 { #expect(frame.values.column(column) == level) }
  }

  @Test("what makes no sense, or does not fit into memory, is refused before anything runs")
  func refused() throws {
    let output = folder.file("x.csv")
    func refusal(_ draws: NetworkFutures.Draws, memory: Int? = nil) -> String {
      problem { _ = try futures(output, draws, memory: memory).write() }
    }
    #expect(refusal(.init(futures: 0)).contains("--futures must be from 1 to 1000000, got 0"))
    #expect(
      refusal(.init(futures: 1, spread: -0.1)).contains("--spread must be from 0 to 2, got -0.1"))
    #expect(refusal(.init(futures: 1, spread: .nan)).contains("--spread must be from 0 to 2"))
    #expect(
      refusal(.init(futures: 1_000), memory: 1_000_000).contains("with --select '*.level'"))
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  private struct Told: Decodable {
    struct Memory: Decodable {
      var perLane: Int
      var estimated: Int
      var limit: Int
      var groupsAtOnce: Int
    }
    struct Quantiles: Decodable {
      var p05: Double
      var p50: Double
      var p95: Double
    }
    struct Pump: Decodable {
      var id: String
      var energy: Quantiles
    }
    struct Tank: Decodable {
      var id: String
      var low: Double
      var high: Double
    }
    var futures: Int
    var failed: Int
    var memory: Memory
    var pumps: [Pump]
    var tanks: [Tank]
  }

  private func told(_ result: NetworkRun.Result) throws -> Told {
    try JSONDecoder().decode(Told.self, from: Data(try result.json().utf8))
  }

  @Test("groups under way are cut to what memory holds, and change no byte")
  func cutToFit() throws {
    let draws = NetworkFutures.Draws(futures: 40)
    let (wide, narrow) = (folder.file("wide.csv"), folder.file("narrow.csv"))
    let free = try told(try futures(wide, draws, threads: 4).write())
    #expect(free.memory.groupsAtOnce == 4)
    #expect(free.memory.estimated <= free.memory.limit)
    // Room for two groups and a half beside everything else.
    let limit = free.memory.estimated - 12 * free.memory.perLane
    let cut = try told(try futures(narrow, draws, threads: 4, memory: limit).write())
    #expect(cut.memory.groupsAtOnce == 2)
    #expect(cut.memory.limit == limit && cut.memory.estimated <= limit)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: wide))
        == (try Data(contentsOf: URL(fileURLWithPath: narrow))))
  }

  @Test("--json tells levels and energy over the futures; without spread those of the one run")
  func asJSON() throws {
    let draws = NetworkFutures.Draws(futures: 9, spread: 0)
    let futures = try told(
      try futures(folder.file("f.csv"), draws, select: ["T1.level"]).write())
    #expect(futures.futures == 9 && futures.failed == 0)
    #expect(futures.tanks.map(\.id) == ["T1"])
    struct Run: Decodable {
      struct Pump: Decodable {
        var id: String
        var energy: Double
        var hoursOnLine: Double
        var utilisation: Double
        var averagePower: Double
      }
      var pumps: [Pump]
      var seconds: Int
    }
    let result = try NetworkRun(
      network: Self.riverbend, output: folder.file("r.csv"), duration: .hours(24)
    ).write()
    let run = try JSONDecoder().decode(Run.self, from: Data(try result.json().utf8))
    #expect(run.seconds == 86_400)
    #expect(run.pumps.map(\.id) == futures.pumps.map(\.id))
    for (pump, quantiles) in zip(run.pumps, futures.pumps.map(\.energy)) {
      #expect(
        [quantiles.p05, quantiles.p50, quantiles.p95] == [Double](repeating: pump.energy, count: 3))
      // Rounding only: the same sums, divided and multiplied again.
      #expect(abs(pump.averagePower * pump.hoursOnLine - pump.energy) <= 1e-12 * pump.energy)
      #expect(abs(pump.utilisation - pump.hoursOnLine / 0.24) < 1e-9)
    }
  }

  @Test("warnings say in how many futures")
  func warnings() throws {
    let result = try futures(
      folder.file("dry.csv"), NetworkFutures.Draws(futures: 16, spread: 2)
    ).write()
    #expect(
      result.notices.contains {
        $0.text.hasPrefix("negative pressure at a junction with demand in ")
          && $0.text.hasSuffix(" of 16 futures")
      }, "\(result.notices)")
  }
}
