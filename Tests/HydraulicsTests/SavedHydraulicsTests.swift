import Diagnostics
import Foundation
import Hydraulics
import TestSupport
import Testing

/// What EPANET 2.2 (`ENopen` of wntr 1.5.0's library) was seen to do is said per test.
@Suite("HYDRAULICS USE") struct SavedHydraulicsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The header of a file that EPANET 2.2 saves (`ENsavehydfile`): of Net1 it is 516114521, 201, 11, 13,
  /// 2, 1, 0, 86400.
  private static func header(_ sizes: [Int32]) -> Data {
    ([516_114_521, 201] + sizes).reduce(into: Data()) { bytes, word in
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  /// The fault of a small network with these lines of `[OPTIONS]`; "accepted" without one.
  private func outcome(_ options: String) throws -> String {
    let path = folder.file("town.inp")
    let text = """
      [JUNCTIONS]
      J1 10 5
      [RESERVOIRS]
      R 100
      [PIPES]
      P1 R J1 100 10 100
      [TIMES]
      DURATION 24:00
      [OPTIONS]
      \(options)
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    do throws(Faults) {
      _ = try Network(inp: path)
      return "accepted"
    } catch {
      return error.description.replacingOccurrences(of: folder.path + "/", with: "")
    }
  }

  @Test("a file that is not there is refused with EPANET's error 305, its line and column")
  func missing() throws {
    #expect(
      try outcome(" HYDRAULICS USE gone.hyd") == """
        error: cannot open the saved hydraulics 'gone.hyd' (EPANET error 305)
          at town.inp:10:17, [OPTIONS]
          hint: hydraulics are always computed here: without the line the network runs
        """)
  }

  @Test("bytes that EPANET did not save, none at all and a folder are refused with error 306")
  func foreign() throws {
    try Data("xxxxxxxxxx".utf8).write(to: URL(fileURLWithPath: folder.file("junk.hyd")))
    try Data().write(to: URL(fileURLWithPath: folder.file("empty.hyd")))
    try FileManager.default.createDirectory(
      atPath: folder.file("folder.hyd"), withIntermediateDirectories: false)
    for name in ["junk.hyd", "empty.hyd", "folder.hyd"] {
      #expect(
        try outcome("HYDRAULICS USE \(name)") == """
          error: the saved hydraulics '\(name)' are no file that EPANET 2.2 saved (EPANET error 306)
            at town.inp:10:16, [OPTIONS]
            hint: hydraulics are always computed here: without the line the network runs
          """)
    }
  }

  @Test("another duration is refused with both sizes; the network's own file is accepted")
  func sizes() throws {
    let file = URL(fileURLWithPath: folder.file("town.hyd"))
    try Self.header([2, 1, 1, 0, 0, 172_800]).write(to: file)
    #expect(
      try outcome("HYDRAULICS USE town.hyd") == """
        error: the saved hydraulics 'town.hyd' were saved from another network: 2 nodes, 1 links, 1 \
        tanks and reservoirs, 0 pumps, 0 valves, 172800 s, this one has 2 nodes, 1 links, 1 tanks and \
        reservoirs, 0 pumps, 0 valves, 86400 s (EPANET error 306)
          at town.inp:10:16, [OPTIONS]
          hint: hydraulics are always computed here: without the line the network runs
        """)
    try Self.header([2, 1, 1, 0, 0, 86_400]).write(to: file)
    #expect(try outcome("HYDRAULICS USE town.hyd") == "accepted")
    #expect(try outcome("HYDRAULICS USE \(file.path)") == "accepted")
  }

  @Test("the last line counts, SAVE needs no file, and USE without a name is passed over")
  func lastLine() throws {
    #expect(try outcome("HYDRAULICS USE gone.hyd\nHYDRAULICS SAVE new.hyd") == "accepted")
    #expect(try outcome("HYDRAULICS SAVE /gone/new.hyd") == "accepted")
    #expect(try outcome("HYDRAULICS USE") == "accepted")
    #expect(
      try outcome("HYDRAULICS SAVE new.hyd\nHYDRAULICS USE gone.hyd").contains("town.inp:11:16"))
  }
}
