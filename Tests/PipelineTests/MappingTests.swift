import Foundation
import Hydraulics
import Ingest
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("From a site's tags to elements") struct MappingTests {
  @Test("the assignment is the cheapest of all")
  func assignment() {
    var random = SplitMix(state: 7)
    for _ in 0..<300 {
      let rows = 1 + Int(random.next() % 5)
      let columns = rows + Int(random.next() % 3)
      let costs = (0..<rows).map { _ in
        (0..<columns).map { _ in Double(random.next() % 20) - 5 }
      }
      let found = OneToOneAssignment.cheapest(costs)
      #expect(Set(found).count == rows)
      #expect(OneToOneAssignment.total(found, costs) == Self.cheapest(costs[...], []))
    }
  }

  private static func cheapest(_ rows: ArraySlice<[Double]>, _ taken: Set<Int>) -> Double {
    guard let first = rows.first else { return 0 }
    return first.indices.filter { !taken.contains($0) }
      .map { first[$0] + cheapest(rows.dropFirst(), taken.union([$0])) }.min() ?? .infinity
  }

  @Test(
    "C-Town: nine in ten right as first choice, all after five anchors",
    .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"), arguments: [1, 2, 3])
  func ctown(seed: UInt64) throws {
    let network = try Network(inp: Datasets.path("batadal/CTOWN.INP"))
    let site = try RenamedSite(
      files: [Datasets.path("batadal/BATADAL_dataset03.csv")], time: MappedPlants.batadalTime,
      stations: MappedPlants.ctownStations, seed: seed)
    var mapping = try ElementMapping(network: network, frame: site.frame)
    let wrong = site.wrong(mapping.proposals)
    let count = site.drivesAndTanks.count
    print("mapping seed \(seed): \(count - wrong.count) of \(count) right as first choice")
    #expect(Double(count - wrong.count) >= 0.9 * Double(count))
    // What is not asked is right, pressures among them, which stand anywhere in a zone.
    let sure = mapping.proposals.filter { $0.question == nil && $0.quantity == .pressure }
    let mistaken = sure.filter { proposal in
      site.truths.contains { $0.tag == proposal.tag && $0.element != proposal.element }
    }
    #expect(mistaken.isEmpty, "\(mistaken)")
    var anchors: [ElementMapping.Anchor] = []
    for _ in 0..<5 {
      let asked = mapping.proposals.filter { proposal in
        !proposal.isAnchor && site.drivesAndTanks.contains { $0.tag == proposal.tag }
      }.min { $0.confidence < $1.confidence }
      let truth = try #require(site.truths.first { $0.tag == asked?.tag })
      anchors.append(.init(tag: truth.tag, element: truth.element, quantity: truth.quantity))
      mapping = try ElementMapping(network: network, frame: site.frame, anchors: anchors)
    }
    #expect(site.wrong(mapping.proposals).isEmpty)
  }

  @Test(
    "riverbend: every tank, pump and valve is right without ids, whatever the site is called",
    arguments: ["WTP1", "S", "ST", "P", "F"])
  func riverbend(called name: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let site = try RenamedSite(
      files: [root.appendingPathComponent("datasets/riverbend/2026-01.csv").path],
      time: MappedPlants.isoTime, site: name, seed: 1)
    let network = try Network(
      inp: root.appendingPathComponent("Examples/riverbend/riverbend.inp").path)
    let mapping = try ElementMapping(network: network, frame: site.frame)
    #expect(site.wrong(mapping.proposals).isEmpty)
  }
}
