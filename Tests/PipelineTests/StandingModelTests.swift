import Diagnostics
import Foundation
import ModelFiles
import Pipeline
import TestSupport
import Testing

@Suite("What an export finds of the models that stand")
struct StandingModelTests {
  private static func verified(_ plant: TinyPlant) -> Bool {
    guard let current = plant.current else { return false }
    let registry = ModelRegistry(root: plant.folder.file("models"))
    return (try? registry.verify(plant: "tiny", version: current)) != nil
  }

  @Test("a model or a link that is gone or damaged is made again, and is not called unchanged")
  func madeAgain() throws {
    let plant = try TinyPlant()
    let run = try plant.run().run
    let link = plant.folder.file("models/tiny/current")
    let model = plant.folder.file("models/tiny/\(run)")
    func again(_ word: String, _ damage: () throws -> Void) throws {
      try damage()
      #expect(!Self.verified(plant))
      let listener = RecordingListener()
      let outcome = try plant.run(listener: listener)
      #expect(outcome.gatePassed == true)
      #expect(listener.all.contains { $0.contains(word) && $0.contains("export is done again") })
      #expect(!listener.line("export").hasPrefix("unchanged"))
      #expect(listener.line("gate").hasPrefix("passed, now current"))
      #expect(plant.current == run)
      #expect(Self.verified(plant))
    }
    try again("no model of 'tiny' is current") {
      try FileManager.default.removeItem(atPath: link)
    }
    try again("detector.safetensors was changed") {
      let path = URL(fileURLWithPath: model + "/detector.safetensors")
      var bytes = try Data(contentsOf: path)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: path)
    }
    try again("model.json") { try FileManager.default.removeItem(atPath: model + "/model.json") }
    try again("detector.onnx") {
      #expect(truncate(model + "/detector.onnx", 100) == 0)
    }
    // Nothing is wrong now.
    let listener = RecordingListener()
    try plant.run(listener: listener)
    #expect(listener.line("export").hasPrefix("unchanged · "))
  }

  @Test("where somebody went back to an earlier model, a run says which one is current")
  func rolledBack() throws {
    let plant = try TinyPlant()
    let first = try plant.run()
    try plant.configure("false-alarms: 5", "false-alarms: 6")
    let second = try plant.run()
    #expect(plant.current == second.run && second.run != first.run)
    try ModelRegistry(root: plant.folder.file("models")).rollback(plant: "tiny")
    let listener = RecordingListener()
    try plant.run(listener: listener)
    #expect(plant.current == first.run)
    #expect(listener.line("gate") == "passed; current is \(first.run), which somebody chose")
  }

  @Test(
    "a champion that cannot be loaded lets no other model through, and the hint says what to do")
  func damagedChampion() throws {
    let plant = try TinyPlant()
    let champion = try plant.run().run
    let path = plant.folder.file("models/tiny/\(champion)/detector.safetensors")
    #expect(truncate(path, 100) == 0)
    try plant.configure("false-alarms: 5", "false-alarms: 6")
    let fault = #expect(throws: Fault.self) { try plant.run() }
    #expect(fault?.kind == .badData)
    #expect(
      fault?.problem.hasPrefix(
        "the current model cannot be compared with: detector.safetensors was changed") == true)
    #expect(fault?.hint?.contains("remove 'current' beside it") == true)
    #expect(plant.current == champion)
    // As the hint says.
    try FileManager.default.removeItem(atPath: plant.folder.file("models/tiny/current"))
    #expect(try plant.run().gatePassed == true)
  }

  @Test("a damaged trace does not excuse the new model from the champion's rehearsal")
  func damagedTrace() throws {
    let plant = try RehearsedPlant.make()
    let champion = try plant.run().run
    // Nothing is ever missing: this one catches nothing.
    try plant.configure("[default, mahalanobis]", "[missing-data, mahalanobis]")
    for stage in [StageName.train, .evaluate] { try plant.run(only: stage) }
    let stages = plant.folder.file("runs/tiny/.stages")
    let simulation = try #require(
      try FileManager.default.contentsOfDirectory(atPath: stages).first {
        $0.hasPrefix("simulate-")
      })
    let traces = "\(stages)/\(simulation)/traces"
    for name in try FileManager.default.contentsOfDirectory(atPath: traces)
    where name.hasSuffix(".arrow") {
      let path = URL(fileURLWithPath: "\(traces)/\(name)")
      var bytes = try Data(contentsOf: path)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: path)
    }
    let fault = #expect(throws: Fault.self) { try plant.run(only: .export) }
    #expect(fault?.kind == .badData)
    #expect(fault?.hint?.hasSuffix("\(simulation): 'tocsin simulate' makes it again") == true)
    #expect(plant.current == champion)
  }
}
