import Detection
import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Invariants")
struct InvariantsTests {
  /// A tank between two pumps: inflow IN by chance, outflow OUT by chance, LEVEL gathers a tenth of their difference
  /// by the trapezoidal rule and is rounded to a thousandth; POWER is 3 IN + 7 and a little noise, AIR is on its own.
  private static func tank(_ count: Int, seed: UInt64, from: Int = 0) -> Frame {
    var generator = SeededGenerator(root: seed, stage: "tank")
    var (inflow, outflow, level) = (5.0, 5.0, 50.0)
    let table = (0..<count).map { _ -> [Double] in
      let (before, after) = (inflow, outflow)
      inflow = 5 + 0.7 * (inflow - 5) + generator.normal()
      outflow = 5 + 0.7 * (outflow - 5) + generator.normal() + 0.02 * (level - 50)
      level += 0.1 * ((inflow + before) / 2 - (outflow + after) / 2)
      return [
        inflow, outflow, (level * 1_000).rounded() / 1_000,
        3 * inflow + 7 + 0.01 * generator.normal(), generator.normal(),
      ]
    }
    let frame = DetectionData.frame(table, from: from)
    return Frame(times: frame.times, tags: tags, values: frame.values)
  }

  private static let tags = ["IN", "OUT", "LEVEL", "POWER", "AIR"].map { Tag(id: $0) }
  private static let floor = [0, 0, 1e-6 / 12, 0, 0]

  private static func model(_ settings: [(String, String)] = []) throws -> any DetectorModel {
    try fit(detector("invariants", settings), tank(3_000, seed: 1), floor: floor)
  }

  @Test(
    "it finds the relation of a row and the balance of the tank, and nothing of what is on its own")
  func finds() throws {
    let relations = try #require(try Self.model().artifact.lists["relations"])
    #expect(relations.count == 2)
    let parts = relations.map { $0.split(separator: " ").map(String.init) }
    let row = try #require(parts.first { $0[0] != "change" })
    #expect(Set([row[0], row[3]]) == ["IN", "POWER"])
    let weight = try #require(Double(row[2]))
    #expect(abs(weight - (row[0] == "POWER" ? 3 : 1.0 / 3)) < 0.01)
    let balance = try #require(relations.first { $0.hasPrefix("change of LEVEL = ") })
    #expect(balance.contains("IN") || balance.contains("POWER"))
    #expect(balance.contains("−") && balance.contains("OUT") && !balance.contains("AIR"))
  }

  @Test("the relation that holds worst is named")
  func named() throws {
    let model = try Self.model()
    let relations = try #require(model.artifact.lists["relations"])
    let row = try #require(relations.first { !$0.hasPrefix("change of ") })
    let balance = try #require(relations.first { $0.hasPrefix("change of ") })
    let forged = Self.tank(60, seed: 4, from: 4_000).changing { i, j, value in
      i == 30 && j == 3 ? value + 5 : i == 50 && j == 2 ? value + 5 : value
    }
    let broken = try #require(model.scorer().explain(forged)).broken
    #expect(broken[0] == nil && broken[30] == row && broken[50] == balance)
  }

  @Test("a balance has the weights by which its stock was made")
  func weights() throws {
    // Without POWER, of which a third tells as much as IN.
    let whole = Self.tank(3_000, seed: 1)
    let frame = Frame(
      times: whole.times, tags: Array(Self.tags[..<3]),
      values: whole.values.selecting(rows: Array(0..<3_000), columns: [0, 1, 2]))
    let artifact = try fit(
      detector("invariants"), frame, floor: Array(Self.floor[..<3])
    ).artifact
    let relation = try #require(artifact.lists["relations"]?.first)
    let parts = relation.replacingOccurrences(of: "−", with: "-").split(separator: " ")
    #expect(parts.count == 9 && parts[0...3] == ["change", "of", "LEVEL", "="], "\(relation)")
    let weights = parts.compactMap { Double($0) }.map { abs($0) }
    #expect(weights.count == 2 && weights.allSatisfy { abs($0 - 0.1) < 0.001 }, "\(relation)")
  }

  @Test("a leak that no tag shows breaks the balance, in the row in which it begins")
  func leak() throws {
    let model = try Self.model()
    let usual = Self.tank(500, seed: 2)
    let leaking = usual.changing { i, j, value in
      j == 2 && i >= 200 ? value - 0.05 * Double(i - 199) : value
    }
    let normal = scores(model, usual).filter { !$0.isNaN }.max() ?? .nan
    let found = scores(model, leaking)
    #expect(normal < 3)
    #expect(found[200..<500].allSatisfy { $0 > 10 * normal })
    #expect(found[..<200].map(\.bitPattern) == scores(model, usual)[..<200].map(\.bitPattern))
    // The change is half of what the level's own noise is: no distance of one row sees its first hour.
    let distance = scores(
      try fit(detector("mahalanobis"), Self.tank(3_000, seed: 1), floor: Self.floor), leaking)
    #expect(distance[200] < 2)
    // The tank is among the tags that are named.
    let shares = try #require(model.explain(leaking)).shares.row(300)
    #expect(shares[2] > 0.2 && shares[4] == 0, "\(shares)")
  }

  @Test("tags of which none goes with another are refused, with what to do")
  func none() throws {
    let frame = DetectionData.frame((0..<50).map { [Double($0 % 7), 5] })
    let fault = #expect(throws: Fault.self) {
      try fit(detector("invariants"), frame, floor: [0, 1e-6])
    }
    #expect(
      fault
        == Fault(
          .badData,
          "no relation among tags: 1 of 2 vary in normal time, at least 2 that go together are needed",
          hint: "leave out detector 'invariants', or widen the training window"))
  }

  @Test("an artifact without a relation for each direction is refused")
  func damaged() throws {
    var artifact = try Self.model().artifact
    artifact.lists["relations"] = ["LEVEL"]
    let fault = #expect(throws: Fault.self) {
      try Detectors.restore(artifact, tags: Self.tags, interval: DetectionData.interval)
    }
    #expect(
      fault?.problem
        == "model 'invariants': 2 rows and a relation for each of 2 directions are needed, got 2 rows "
        + "and 1 relations")
  }
}

extension DetectorModel {
  fileprivate func explain(_ rows: Frame) -> Explanation? { explain(rows, state: initialState()) }
}
