import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("tocsin check of detectors")
struct DetectorCheckTests {
  private static func plant(_ detector: String, interval: String = "") throws -> TinyPlant {
    let plant = try TinyPlant()
    try plant.configure("- use: pca-residual", "- \(detector)")
    if !interval.isEmpty { try plant.configure("data:", "data:\n  interval: \(interval)") }
    return plant
  }

  // What a training says that cannot begin.
  private static func trained(_ plant: TinyPlant) throws -> String {
    do {
      return "trained \(try plant.run(only: .train).run)"
    } catch {
      return "\(error)".replacingOccurrences(of: plant.folder.path + "/", with: "")
    }
  }

  @Test("a tag that regimes are declared by is held against the files' headers, and the store")
  func unknownTag() throws {
    let plant = try Self.plant("{ use: regime-mahalanobis, by: S_P2 }")
    let problem = """
      error: no tag 'S_P2' among those that models read
        at tocsin.yaml:9:7, train.detectors[1]
        hint: did you mean 'S_P1'? known: D_1, F_P1, L_T1, L_T2, P_J1, S_P1
      """
    #expect(try plant.checked() == problem)
    try plant.run(only: .ingest)
    #expect(try plant.checked() == problem)
    #expect(try Self.trained(plant) == problem)
    try plant.configure("by: S_P2", "by: S_P1")
    #expect(try plant.checked().contains("no problem found"))
  }

  @Test("a run of the twin that is shorter than two rows is told once rows' interval is known")
  func shortRun() throws {
    let detector = "{ name: a, together: [mahalanobis, { use: twin-free-run, run: 1s }] }"
    let plant = try Self.plant(detector)
    let problem = """
      error: 'run' of 1s is less than 2 rows, which come every 10min
        at tocsin.yaml:9:42, train.detectors[1].together[1]
        hint: run: 20min or longer
      """
    // The files' interval is found by reading them.
    #expect(try plant.checked().contains("no problem found"))
    try plant.run(only: .ingest)
    #expect(try plant.checked() == problem)
    #expect(try Self.trained(plant) == problem)
    let told = try Self.plant(detector, interval: "10min")
    #expect(
      try told.checked()
        == problem.replacing("yaml:9", with: "yaml:10"))
    try plant.configure("run: 1s", "run: 20min")
    #expect(try plant.checked().contains("no problem found"))
  }
}
