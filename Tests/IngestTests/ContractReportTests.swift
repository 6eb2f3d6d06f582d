import Diagnostics
import Foundation
import Ingest
import Telemetry
import Testing

@Suite struct ContractReportTests {
  private let declarations = [
    TagDeclaration(
      tag: "A", unit: "m", line: 2, contract: TagContract(max: 1, onViolation: .error)),
    TagDeclaration(tag: "B", unit: "m3/h", line: 3, contract: TagContract(rawUnit: "gpm")),
    TagDeclaration(tag: "C", line: 4, contract: TagContract(onViolation: .error)),
    TagDeclaration(tag: "D", line: 5),
  ]

  private func report(
    _ tags: [String], units: [String?] = [], values: [Double] = []
  ) throws -> ContractReport {
    var rules = try CellRules(
      tags: tags, declarations: declarations, fileUnits: units, file: "tags.csv")
    var values = values
    var quality = [UInt8](repeating: 0, count: values.count)
    let rows = values.count / max(1, tags.count)
    let times = (0..<rows).map { Timestamp(nanoseconds: Int64($0) * 1_000_000_000) }
    values.withUnsafeMutableBufferPointer { values in
      quality.withUnsafeMutableBufferPointer {
        rules.apply(times: times, units: nil, values: values, quality: $0)
      }
    }
    return rules.report()
  }

  @Test("violations are faults where the contract says error, else notices, each with its line")
  func policies() throws {
    let report = try report(["A", "B", "x", "y"], values: [0, 2, 3, 4, 0, 0, 0, 0])
    #expect(
      report.faults.map(\.description) == [
        "error: A: 1 value above 1 m, the first 2 at 1970-01-01T00:00:01Z\n  at tags.csv:2\n  "
          + "hint: mend the data, widen the limit, or declare on-violation: flag",
        "error: C: declared, but no file has such a column\n  at tags.csv:4\n  "
          + "hint: mend the data, widen the limit, or declare on-violation: flag",
      ])
    #expect(report.faults.allSatisfy { $0.kind == .badData })
    #expect(
      report.notices.map(\.description) == [
        "warning: D: declared, but no file has such a column (tags.csv:5)",
        "warning: 2 columns not declared: 'x', 'y' (tags.csv)",
      ])
    #expect(report.absent == ["C", "D"])
    #expect(report.unexpected == ["x", "y"])
    #expect(report.violations == 3)
  }

  @Test("a unit of the file that is not the declared one is told; another spelling is not")
  func units() throws {
    let report = try report(["A", "B"], units: ["ft", "GPM"])
    #expect(report.tags.map(\.fileUnit) == ["ft", nil])
    #expect(
      report.faults.first?.problem
        == "A: the file gives the unit 'ft', declared is 'm'")
    #expect(
      try self.report(["A", "B"], units: ["Metre", "m3/h"]).tags.map(\.fileUnit) == [nil, "m3/h"])
  }

  @Test("a tag is absent only where no file has it, and counts of files add up")
  func merging() throws {
    var report = try report(["A", "x"], values: [2, 3, 0, 0])
    report.merge(try self.report(["C", "A", "y"], values: [0, 0, 5, 0, 0, 0]))
    report.merge(try self.report(["D"]))
    #expect(report.absent == ["B"])
    #expect(report.unexpected == ["x", "y"])
    #expect(report.tags.map(\.tag) == ["A", "x", "C", "y", "D"])
    #expect(report.tags[0].above.count == 3)
    #expect(report.tags[0].above.value == 2)
    var empty = ContractReport()
    empty.merge(report)
    #expect(empty == report)
  }

  @Test("a report survives being written and read")
  func coding() throws {
    let report = try report(["A", "B"], units: ["ft"], values: [.infinity, 0, 0, 0])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(report)
    #expect(try JSONDecoder().decode(ContractReport.self, from: data) == report)
  }

  @Test("without declarations nothing is expected")
  func nothing() throws {
    let rules = try CellRules(tags: ["x"], declarations: [], fileUnits: ["m"])
    #expect(rules.report().notices.isEmpty)
    #expect(rules.report().violations == 0)
  }

  @Test("a unit that cannot be converted is told with the line of its declaration")
  func conversion() {
    var text = ""
    do throws(Fault) {
      _ = try CellRules(
        tags: ["A"],
        declarations: [
          TagDeclaration(tag: "A", unit: "m", line: 7, contract: TagContract(rawUnit: "psi"))
        ], file: "tags.csv")
    } catch {
      text = error.description
    }
    #expect(
      text == "error: 'psi' is a unit of pressure, 'm' one of length\n  at tags.csv:7\n  "
        + "hint: both must measure the same thing")
  }

  @Test("names and units of hostile files cannot break the message")
  func hostile() throws {
    let name = "A\u{1B}[31m\nB"
    var rules = try CellRules(
      tags: [name],
      declarations: [
        TagDeclaration(tag: name, unit: "m\u{7}", contract: TagContract(max: 0))
      ])
    var values = [1.0]
    var quality: [UInt8] = [0]
    values.withUnsafeMutableBufferPointer { values in
      quality.withUnsafeMutableBufferPointer {
        rules.apply(
          times: [Timestamp(nanoseconds: 0)], units: [-5], values: values, quality: $0)
      }
    }
    let text = try #require(rules.report().notices.first?.text)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 32 })
  }
}
