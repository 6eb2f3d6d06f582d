import Foundation
import TestSupport
import Testing

/// Dictionaries and sets have another order in every process: what comes from it shows in two processes alone.
@Suite("Two processes", .timeLimit(.minutes(5)))
struct ProcessDeterminismTests {
  @Test("train every detector that needs no simulated attacks to the same bytes")
  func train() throws {
    let small = try TinyPlant(rows: 0..<1)
    let listed = try withExtendedLifetime(small) { try small.tool.run("list", "detectors").output }
    // What learns from attacks needs a campaign; its trees are grown by one thread in the rows' order.
    let ids = listed.split(separator: "\n").compactMap { $0.split(separator: " ").first }
      .filter { $0 != "attack-classifier" }
    #expect(ids.count >= 22 && ids.contains("mahalanobis"), "\(listed)")
    func trained() throws -> [String: Data] {
      let plant = try TinyPlant()
      try plant.configure(
        "    - use: default\n    - use: pca-residual\n", "    [\(ids.joined(separator: ", "))]\n")
      try plant.configure("detectors:\n    [", "detectors: [")
      return try withExtendedLifetime(plant) {
        for command in ["ingest", "train"] {
          let outcome = try plant.tool.run(command)
          #expect(outcome.status == 0, "\(outcome.errors)")
        }
        return plant.results
      }
    }
    let first = try trained()
    let suites = first.keys.filter { $0.contains("/suite-") }
    #expect(suites.count == ids.count)
    let second = try trained()
    #expect(first.keys.sorted() == second.keys.sorted())
    for name in first.keys.sorted() { #expect(first[name] == second[name], "\(name)") }
  }
}
