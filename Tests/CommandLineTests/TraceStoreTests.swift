import Foundation
import Telemetry
import TestSupport
import Testing

@Suite("Simulated traces as a store", .timeLimit(.minutes(2)))
struct TraceStoreTests {
  private static func plant() throws -> TinyPlant {
    try RehearsedPlant.make(
      RehearsedPlant.plant
        + "twin: { process: identified }\nattacks: { scenarios: 5, look-alikes: 2, injected: 3 }\n"
        + RehearsedPlant.train)
  }

  private static func simulated(_ plant: TinyPlant) throws -> String {
    let stages = plant.folder.file("runs/tiny/.stages")
    let name = try FileManager.default.contentsOfDirectory(atPath: stages).first {
      $0.hasPrefix("simulate-")
    }
    return "\(stages)/\(try #require(name))"
  }

  @Test("a partition per trace, each of its own unit, which 'store info' and 'store verify' read")
  func store() throws {
    let plant = try Self.plant()
    let none = try plant.tool.run("store", "info", "--traces")
    #expect(none.status == 66)
    #expect(
      none.errors == """
        error: there are no simulated traces
          at runs/tiny/.stages
          hint: run 'tocsin simulate' first

        """)
    for command in ["ingest", "calibrate", "simulate"] {
      let outcome = try plant.tool.run(command)
      #expect(outcome.status == 0, "\(command): \(outcome.errors)")
    }
    let store = try Store(opening: try Self.simulated(plant) + "/traces")
    let manifest = store.manifest
    let ids = (1...10).map { "000\($0 < 10 ? "0" : "")\($0)" }
    #expect(manifest.partitions.map(\.unit) == ids)
    #expect(manifest.sources.map(\.name) == ids)
    #expect(manifest.plant == "tiny")
    #expect(Array(manifest.tags.map(\.id).suffix(4)) == ["label", "step", "phase", "consequence"])
    for tag in RehearsedPlant.tags {
      for view in ["", ".true", ".controller"] {
        #expect(manifest.tags.contains { $0.id == tag + view })
      }
    }
    #expect(try store.verify(threads: 2).isEmpty)
    // The same rows by time and unit as trace by trace.
    let whole = try store.frame()
    #expect(whole.count == manifest.partitions.reduce(0) { $0 + $1.rows })

    let info = try plant.tool.run("store", "info", "--traces")
    #expect(info.status == 0)
    #expect(info.output.hasPrefix("tiny: "))
    #expect(info.output.contains("\ntrace  "))
    let told = try plant.tool.run("store", "info", "--traces", "--json")
    #expect(
      try StoreManifest(json: Array(told.output.utf8), file: "told") == manifest)
    #expect(
      try plant.tool.run("store", "verify", "--traces").output
        == "10 partitions, every digest fits\n")
    #expect(try plant.tool.run("store", "verify").output.hasSuffix("every digest fits\n"))
  }

  @Test("a changed bit is found, named, never learned from; removing the folder mends it")
  func damaged() throws {
    let plant = try Self.plant()
    for command in ["ingest", "calibrate", "simulate"] { _ = try plant.tool.run(command) }
    let folder = try Self.simulated(plant)
    let before = try Store(opening: folder + "/traces").manifest
    let name = before.partitions[3].file
    let url = URL(fileURLWithPath: "\(folder)/traces/\(name)")
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: url)
    let relative = "runs/tiny/.stages/" + URL(fileURLWithPath: folder).lastPathComponent
    for command in [["store", "verify", "--traces"], ["train"]] {
      let outcome = try plant.tool.start(command).wait()
      #expect(outcome.status == 65, "\(command)")
      #expect(outcome.errors.contains("  at \(relative)/traces/\(name)\n"), "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "  hint: remove the folder \(relative): 'tocsin simulate' makes it again\n"),
        "\(outcome.errors)")
    }
    try FileManager.default.removeItem(atPath: folder)
    #expect(try plant.tool.run("simulate").status == 0)
    #expect(try Store(opening: folder + "/traces").manifest == before)
    // A folder whose store.json is gone is none: it is made again without being asked.
    try FileManager.default.removeItem(atPath: folder + "/traces/store.json")
    let again = try plant.tool.run("simulate")
    #expect(again.status == 0)
    #expect(!again.output.contains("unchanged ·"))
    #expect(try Store(opening: folder + "/traces").manifest == before)
  }
}
