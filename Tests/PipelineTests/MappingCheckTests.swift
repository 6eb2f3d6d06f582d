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
