import Diagnostics
import Foundation
import Learning
import ModelFiles
import Pipeline
import TestSupport
import Testing

@Suite("Rules that a plant's file declares, in training")
struct DeclaredRulesTrainingTests {
  /// What the trained detector's rules say.
  private static func rules(of plant: TinyPlant) throws -> [String] {
    try plant.run(only: .train)
    let stages = plant.folder.file("runs/tiny/.stages")
    let folders = try FileManager.default.contentsOfDirectory(atPath: stages)
      .filter { $0.hasPrefix("train-") }
    // The newest: a changed rule leads to another folder.
    let newest = try #require(
      try folders.max {
        try modified("\(stages)/\($0)") < modified("\(stages)/\($1)")
      })
    let artifact = try ArtifactFile.decode(
      [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(stages)/\(newest)/suite-0.safetensors"))))
    let model = try #require(artifact.parts.first?.parts.first)
    #expect(model.kind == "actuator-rules")
    return try model.list("rules")
  }

  private static func modified(_ path: String) throws -> Date {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.modificationDate] as? Date)
  }

  @Test("they are judged beside learned ones, and training is done again when they change")
  func beside() throws {
    let plant = try TinyPlant()
    try plant.configure(
      "train:", "twin: { process: { use: identified }, plant: plant.yaml, follow: none }\ntrain:")
    try plant.configure("    - use: default\n    - use: pca-residual\n", "    - actuator-rules\n")
    func declare(_ level: Double) throws {
      try plant.write(
        """
        controllers:
          - id: PLC1
            reads: [L_T1, L_T2, D_1, F_P1, P_J1, S_P1]
            drives: [{ actuator: S_P1, sensor: L_T2, on-below: \(level), off-above: 3 }]
        """, to: "plant.yaml")
    }
    try declare(1.5)
    try plant.run(only: .ingest)
    try plant.run(only: .calibrate)
    #expect(
      try Self.rules(of: plant).first
        == "S_P1 on below 1.5 and off above 3 of L_T2 (plant.yaml:4)")
    try declare(1.75)
    try plant.run(only: .calibrate)
    #expect(
      try Self.rules(of: plant).first
        == "S_P1 on below 1.75 and off above 3 of L_T2 (plant.yaml:4)")
  }
}
