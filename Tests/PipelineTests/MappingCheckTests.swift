import Foundation
import Hydraulics
import Ingest
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Tags against the network")
struct MappingCheckTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  // Riverbend's February by its own clock, six hours behind UTC in winter.
  private static func riverbend() throws -> (Network, [TagDeclaration], Frame) {
    let file = "\(root)/datasets/riverbend/2026-02.csv"
    let format = try CSVSniffer.sniff(file: file)
    var frame = try CSVReader(format: format, options: CSVReaderOptions()).read(file: file).frame
    frame.times = frame.times.map { $0 + TimeSpan(seconds: -6 * 3_600) }
    return (
      try Network(inp: "\(root)/Examples/riverbend/riverbend.inp"),
      try TagsFile.read("\(root)/Examples/riverbend/tags.csv"), frame
    )
  }

  private static func kinds(
    _ declarations: [TagDeclaration], _ frame: Frame, _ network: Network
  ) throws -> [MappingCheck.Finding] {
    try MappingCheck(network: network, declarations: declarations, frame: frame).findings
  }

  @Test("nothing is found on a true file")
  func trueFile() throws {
    let (network, declarations, frame) = try Self.riverbend()
    #expect(try Self.kinds(declarations, frame, network).map(\.text) == [])
  }

  @Test("two tanks that were swapped are found, by both names")
  func swapped() throws {
    var (network, declarations, frame) = try Self.riverbend()
    let (a, b) = (
      try #require(declarations.firstIndex { $0.tag == "L_T1" }),
      try #require(declarations.firstIndex { $0.tag == "L_T3" })
    )
    (declarations[a].element, declarations[b].element) = ("T3", "T1")
    let findings = try Self.kinds(declarations, frame, network)
    #expect(findings.contains { $0.kind == .element && $0.text.contains("T1") })
    #expect(findings.allSatisfy { $0.kind == .element && !$0.hint.isEmpty })
  }

  @Test(
    "numbers in another unit than declared are found",
    arguments: [
      ("P_J14", 1.422_334, MappingCheck.Finding.Kind.unit), ("F_PU3", 15.850_323, .unit),
      ("L_T2", 100 / 6.0, .unit),
    ])
  func unit(tag: String, factor: Double, kind: MappingCheck.Finding.Kind) throws {
    var (network, declarations, frame) = try Self.riverbend()
    let column = try #require(frame.tags.firstIndex { $0.id == tag })
    for row in 0..<frame.count { frame.values[row, column] *= factor }
    let findings = try Self.kinds(declarations, frame, network)
    #expect(findings.map(\.kind) == [kind])
    #expect(findings.first?.tag == tag)
  }

  @Test("metres that are declared as psi are found, of one gauge and of all of them")
  func psiForMetres() throws {
    let (network, declarations, frame) = try Self.riverbend()
    let gauges = declarations.filter { $0.tag.hasPrefix("P_") }.map(\.tag)
    for wrong in gauges.map({ [$0] }) + [gauges] {
      var declared = declarations
      for at in declared.indices where wrong.contains(declared[at].tag) {
        declared[at].unit = "psi"
      }
      let findings = try Self.kinds(declared, frame, network)
      #expect(findings.map(\.tag) == wrong && findings.allSatisfy { $0.kind == .unit })
    }
  }

  @Test(
    "a unit is known by all of its spellings, and one of another kind is told as not compared",
    arguments: [
      ("F_PU3", "gal/min", true), ("F_PU3", "m³/h", true), ("L_T2", "feet", true),
      ("P_J38", "psig", true), ("F_PU3", "lps", false), ("P_J38", "mWC", false),
    ])
  func spellings(tag: String, unit: String, isWrong: Bool) throws {
    var (network, declarations, frame) = try Self.riverbend()
    let at = try #require(declarations.firstIndex { $0.tag == tag })
    declarations[at].unit = unit
    let findings = try Self.kinds(declarations, frame, network)
    #expect(findings.map(\.kind) == (isWrong ? [.unit] : []), "\(findings)")
    declarations[at].unit = "kW"
    let check = try MappingCheck(network: network, declarations: declarations, frame: frame)
    #expect(check.notCompared == [tag] && check.findings == [])
  }

  @Test("the hint is the scale that mends the numbers")
  func scaleHint() throws {
    var (network, declarations, frame) = try Self.riverbend()
    let column = try #require(frame.tags.firstIndex { $0.id == "P_J38" })
    for row in 0..<frame.count { frame.values[row, column] *= 1.422_334 }
    let hint = try #require(try Self.kinds(declarations, frame, network).first?.hint)
    #expect(hint.hasPrefix("unit: psi, or scale: 0.703"), "\(hint)")
  }

  @Test("a level where a head is declared is below the bottom, with its sign")
  func levelForHead() throws {
    var (network, declarations, frame) = try Self.riverbend()
    let at = try #require(declarations.firstIndex { $0.tag == "L_T3" })
    declarations[at].quantity = .head
    let findings = try Self.kinds(declarations, frame, network)
    #expect(findings.map(\.kind) == [.head])
    #expect(findings.first?.text.contains("which makes -") == true, "\(findings)")
  }

  @Test("a head where a level is declared, and a status upside down, are found")
  func headAndInversion() throws {
    var (network, declarations, frame) = try Self.riverbend()
    let level = try #require(frame.tags.firstIndex { $0.id == "L_T3" })
    let tank = try #require(network.node("T3"))
    let bottom = network.nodes[tank].elevation * 0.3048
    for row in 0..<frame.count { frame.values[row, level] += bottom }
    #expect(try Self.kinds(declarations, frame, network).map(\.kind) == [.head])

    (network, declarations, frame) = try Self.riverbend()
    let pump = try #require(frame.tags.firstIndex { $0.id == "S_PU3" })
    for row in 0..<frame.count { frame.values[row, pump] = 1 - frame.values[row, pump] }
    let findings = try Self.kinds(declarations, frame, network)
    #expect(findings.map(\.kind) == [.inverted])
    #expect(findings.first?.tag == "S_PU3")
  }

  @Test("a clock an hour off is found, either way", arguments: [-1.0, 1.0])
  func clock(hours: Double) throws {
    var (network, declarations, frame) = try Self.riverbend()
    frame.times = frame.times.map { $0 + TimeSpan(seconds: hours * 3_600) }
    #expect(try Self.kinds(declarations, frame, network).map(\.kind) == [.clock])
  }
}

@Suite(
  "C-Town's tags against its network",
  .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
struct CTownMappingCheckTests {
  private let network: Network
  private var site: RenamedSite
  private var declarations: [TagDeclaration]

  init() throws {
    let network = try Network(inp: Datasets.path("batadal/CTOWN.INP"))
    site = try RenamedSite(
      files: [Datasets.path("batadal/BATADAL_dataset03.csv")], time: MappedPlants.batadalTime,
      stations: MappedPlants.ctownStations, seed: 1, isUS: false)
    let units: [MeasuredQuantity: String] = [.level: "m", .pressure: "m", .flow: "L/s"]
    declarations = site.truths.map { truth in
      // BATADAL writes V2 as the network's v2.
      let isKnown = network.node(truth.element) != nil || network.link(truth.element) != nil
      return TagDeclaration(
        tag: truth.tag, unit: units[truth.quantity],
        element: isKnown ? truth.element : truth.element.lowercased(), quantity: truth.quantity)
    }
    self.network = network
  }

  private func findings() throws -> [MappingCheck.Finding] {
    try MappingCheck(network: network, declarations: declarations, frame: site.frame).findings
  }

  private func tag(_ element: String, _ quantity: MeasuredQuantity) throws -> String {
    try #require(site.truths.first { $0.element == element && $0.quantity == quantity }).tag
  }

  private mutating func change(_ tag: String, _ body: (Double) -> Double) throws {
    let column = try #require(site.frame.tags.firstIndex { $0.id == tag })
    for row in 0..<site.frame.count {
      site.frame.values[row, column] = body(site.frame.values[row, column])
    }
  }

  @Test("nothing is found on the true file")
  func trueFile() throws { #expect(try findings().map(\.text) == []) }

  @Test("two tanks that were swapped are found", arguments: [("T1", "T3"), ("T4", "T6")])
  func swapped(_ first: String, _ second: String) throws {
    var plant = self
    for at in plant.declarations.indices where plant.declarations[at].quantity == .level {
      if plant.declarations[at].element == first {
        plant.declarations[at].element = second
      } else if plant.declarations[at].element == second {
        plant.declarations[at].element = first
      }
    }
    let findings = try plant.findings()
    #expect(!findings.isEmpty && findings.allSatisfy { $0.kind == .element }, "\(findings)")
    let both = [try tag(first, .level), try tag(second, .level)]
    #expect(findings.contains { both.contains($0.tag ?? "") }, "\(findings)")
  }

  @Test(
    "psi for metres, gpm for litres, and a level in percent are found",
    arguments: [
      ("J269", MeasuredQuantity.pressure, 1.422_334), ("J302", .pressure, 1.422_334),
      ("J280", .pressure, 1.422_334),
      ("PU1", .flow, 15.850_323), ("PU10", .flow, 15.850_323), ("T2", .level, 0.0),
      ("T7", .level, 0.0),
    ])
  func unit(_ element: String, _ quantity: MeasuredQuantity, _ factor: Double) throws {
    var plant = self
    let name = try tag(element, quantity)
    var factor = factor
    if quantity == .level {
      let node = try #require(network.node(element))
      let tank = try #require(network.tanks.first { $0.node == node })
      factor = 100 / ((tank.maxHead - network.nodes[node].elevation) * 0.3048)
    }
    try plant.change(name) { $0 * factor }
    let findings = try plant.findings()
    #expect(findings.map(\.kind) == [.unit] && findings.first?.tag == name, "\(findings)")
  }

  @Test("metres that are declared as psi are found, of one gauge and of all of them")
  func psiForMetres() throws {
    let gauges = site.truths.filter { $0.quantity == .pressure }.map(\.tag)
    for wrong in gauges.map({ [$0] }) + [gauges] {
      var plant = self
      for at in declarations.indices where wrong.contains(declarations[at].tag) {
        plant.declarations[at].unit = "psi"
      }
      let findings = try plant.findings()
      #expect(findings.map(\.kind) == wrong.map { _ in .unit }, "\(findings)")
      #expect(Set(findings.compactMap(\.tag)) == Set(wrong))
    }
  }

  @Test("gallons for litres are found at a pump that never runs in the model, by its sister's flow")
  func idlePump() throws {
    var plant = self
    let (idle, runs) = (try tag("PU3", .flow), try tag("PU2", .flow))
    let columns = (
      try #require(site.frame.tags.firstIndex { $0.id == idle }),
      try #require(site.frame.tags.firstIndex { $0.id == runs })
    )
    let status = try #require(
      site.frame.tags.firstIndex { $0.id == (try? tag("PU3", .status)) })
    for (factor, kinds) in [(1.0, [MappingCheck.Finding.Kind]()), (15.850_323, [.unit])] {
      for row in 0..<site.frame.count {
        let flow = site.frame.values[row, columns.1]
        plant.site.frame.values[row, columns.0] = flow * factor
        plant.site.frame.values[row, status] = flow > 0 ? 1 : 0
      }
      let findings = try plant.findings().filter { $0.tag == idle }
      #expect(findings.map(\.kind) == kinds, "\(findings)")
    }
  }

  @Test("a head where a level is declared is found", arguments: ["T1", "T5"])
  func head(_ element: String) throws {
    var plant = self
    let name = try tag(element, .level)
    let node = try #require(network.node(element))
    try plant.change(name) { $0 + network.nodes[node].elevation * 0.3048 }
    let findings = try plant.findings()
    #expect(findings.map(\.kind) == [.head] && findings.first?.tag == name, "\(findings)")
  }

  @Test("a status upside down is found", arguments: ["PU2", "PU10"])
  func inverted(_ element: String) throws {
    var plant = self
    let name = try tag(element, .status)
    try plant.change(name) { 1 - $0 }
    let findings = try plant.findings()
    #expect(findings.map(\.kind) == [.inverted] && findings.first?.tag == name, "\(findings)")
  }

  @Test("a clock an hour off is found, either way", arguments: [-1.0, 1.0])
  func clock(hours: Double) throws {
    var plant = self
    plant.site.frame.times = site.frame.times.map { $0 + .hours(hours) }
    #expect(try plant.findings().map(\.kind) == [.clock])
  }
}
