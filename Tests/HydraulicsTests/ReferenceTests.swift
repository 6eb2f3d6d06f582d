import Diagnostics
import Foundation
import Hydraulics
import Testing

@Suite struct ReferenceTests {
  /// Accepted by EPANET and refused here, for a reason that stands beside each.
  private static let stricter: [String: String] = [
    "pipe-roughness": "EPANET takes a negative C and calculates NaN"
  ]

  /// What is wrong with our reading of one file; empty where it agrees with EPANET.
  private func disagreements(_ item: ReferenceFile.Case) -> [String] {
    do throws(Faults) {
      let network = try Network(inp: item.bytes, file: item.name)
      guard item.code == 0, let dump = item.dump else {
        return ["\(item.name): accepted, EPANET says \(item.code) \(item.errors)"]
      }
      return NetworkComparison(network, dump).differences.map { "\(item.name): \($0)" }
    } catch {
      if item.code == 0, Self.stricter[item.name] != nil { return [] }
      if item.code == 0 { return ["\(item.name): refused: \(error)"] }
      // EPANET crashes, or says no more than a number for the file as a whole.
      if item.code < 0 { return [] }
      let ours = error.all.map(Self.code)
      let first = item.errors.first ?? item.code
      if ours.first != first { return ["\(item.name): \(ours), EPANET says \(first)"] }
      return []
    }
  }

  /// EPANET's number in a fault's text.
  private static func code(_ fault: Fault) -> Int {
    guard let range = fault.problem.range(of: "(EPANET error ") else { return 0 }
    return Int(fault.problem[range.upperBound...].prefix { $0.isNumber }) ?? 0
  }

  @Test("Every small case is accepted or refused as by EPANET 2.2, with its first error and values")
  func cases() throws {
    let file = try ReferenceFile.committed()
    #expect(file.cases.count > 250)
    let found = file.cases.flatMap(disagreements)
    #expect(found.isEmpty, "\(found.prefix(40).joined(separator: "\n"))")
  }

  @Test(
    "Every network of the folders is read as by EPANET 2.2",
    .enabled(
      if: ProcessInfo.processInfo.environment["TOCSIN_INP_REFERENCE"] != nil,
      "TOCSIN_INP_REFERENCE is not set"))
  func folders() throws {
    let path = ProcessInfo.processInfo.environment["TOCSIN_INP_REFERENCE"] ?? ""
    let file = try ReferenceFile(path)
    let found = file.cases.flatMap(disagreements)
    let accepted = file.cases.count { $0.code == 0 }
    #expect(
      found.isEmpty,
      "\(file.cases.count) files, \(accepted) accepted by EPANET\n\(found.prefix(60).joined(separator: "\n"))"
    )
  }
}
