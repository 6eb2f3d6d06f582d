import Diagnostics
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Alarms of a run")
struct AlarmListTests {
  /// A plant with finished runs of one moment; the later in the list was finished later.
  private static func plant(_ runs: [String]) throws -> (TinyPlant, Configuration) {
    let plant = try TinyPlant.files(["in.csv": TinyPlant.csv(0..<20)])
    for (index, run) in runs.enumerated() {
      let folder = plant.folder.file("runs/tiny/\(run)")
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try plant.write("", to: "runs/tiny/\(run)/alerts.jsonl")
      try plant.write(
        """
        {"schemaVersion": 1, "plant": "tiny", "run": "\(run)", "asOf": "2026-01-01T00:20:00Z", "seed": 1,
         "versions": {}, "inputs": {}, "stages": {}, "files": {}}
        """, to: "runs/tiny/\(run)/manifest.json")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000 + Double(index) * 0.01)],
        ofItemAtPath: "\(folder)/manifest.json")
    }
    return (plant, try Configuration.read(plant.folder.file("tocsin.yaml")))
  }

  // Ids of one moment end with a digest, whose order says nothing.
  @Test("of several runs of one moment the one that was finished last is the newest")
  func sameMoment() throws {
    for runs in [["20260101T0020-b", "20260101T0020-a"], ["20260101T0020-a", "20260101T0020-b"]] {
      let (plant, configuration) = try Self.plant(runs)
      #expect(try AlarmList(configuration).table() == "no alarms in run \(runs[1])\n")
      #expect(
        try AlarmList(configuration, run: runs[0]).table() == "no alarms in run \(runs[0])\n")
      withExtendedLifetime(plant) {}
    }
  }

  @Test("without a finished run, and of one that is not there, the fault says what to do")
  func none() throws {
    let (plant, configuration) = try Self.plant([])
    let missing = fault { try AlarmList(configuration) }
    #expect(missing?.kind == .missingInput)
    #expect(missing?.problem == "there is no finished run of 'tiny'")
    let (other, two) = try Self.plant(["20260101T0020-a"])
    #expect(
      fault { try AlarmList(two, run: "20260101T0020-b") }?.problem
        == "there is no finished run '20260101T0020-b'")
    withExtendedLifetime((plant, other)) {}
  }
}
