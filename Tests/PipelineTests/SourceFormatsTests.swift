import Diagnostics
import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("What files of one source say of each other") struct SourceFormatsTests {
  private static func plant(_ data: String = "") throws -> TinyPlant {
    try TinyPlant(
      rows: 0..<1,
      configuration: """
        plant: tiny
        train: { normal: { wait: 0s } }
        evaluate: { from: 2023-04-26T00:00:00Z }
        data:
          telemetry: in*.csv
        \(data)
        """)
  }

  private static func csv(_ dates: [String]) -> String {
    "time,A\n"
      + dates.flatMap { date in (0..<9).map { "\(date) 00:0\($0),\($0).5\n" } }.joined()
  }

  private static func first(_ plant: TinyPlant) throws -> String {
    let span = try Store(opening: plant.folder.file("store/tiny")).manifest.span
    return span.map { "\($0.start)" } ?? ""
  }

  private static func setup(_ plant: TinyPlant, _ files: [String]) throws -> String {
    try PlantSetup(
      files: files.map { plant.folder.file($0) }, plant: "tiny",
      output: plant.folder.file("made.yaml"), now: Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    ).write().summary
  }

  @Test("a file that does not tell day from month is read again when a sibling comes that does")
  func siblings() throws {
    let plant = try Self.plant()
    try plant.write(Self.csv(["03/04/2023"]), to: "in-1.csv")
    try plant.run(only: .ingest)
    #expect(try Self.first(plant) == "2023-04-03T00:00:00Z")
    try plant.write(Self.csv(["04/25/2023"]), to: "in-2.csv")
    let listener = RecordingListener()
    try plant.run(only: .ingest, listener: listener)
    #expect(try Self.first(plant) == "2023-03-04T00:00:00Z")
    #expect(
      listener.all.contains {
        $0.contains(
          "day and month cannot be told apart in this file; the month is taken to come first, as in "
            + "in-2.csv")
      })
  }

  @Test("init reads files as their siblings say, and says so among its doubts")
  func siblingsInSetup() throws {
    let plant = try Self.plant()
    try plant.write(Self.csv(["03/04/2023"]), to: "a.csv")
    try plant.write(Self.csv(["25/04/2023"]), to: "b.csv")
    let summary = try Self.setup(plant, ["a.csv", "b.csv"])
    #expect(summary.contains("the day is taken to come first, as in b.csv"))
  }

  @Test("line ends in a column's name break no line of the doubts or the table")
  func lineEnds() throws {
    let plant = try Self.plant()
    let rows = (0..<9).map { "2024-01-01T00:00:0\($0),\($0),\"a\nb\"\n" }.joined()
    try plant.write("time,\"Flow\nrate\",state\n" + rows, to: "a.csv")
    let summary = try Self.setup(plant, ["a.csv"])
    #expect(summary.contains("Flow\u{FFFD}rate"))
    #expect(!summary.contains("Flow\n"))
    #expect(!summary.contains("a\nb"))
  }

  @Test("several files that count seconds from starts of their own cannot be put in order")
  func elapsed() throws {
    let plant = try Self.plant()
    for name in ["a.csv", "b.csv"] {
      try plant.write("t,A\n" + (0..<9).map { "\($0),5\n" }.joined(), to: name)
    }
    let fault = #expect(throws: Fault.self) { try Self.setup(plant, ["a.csv", "b.csv"]) }
    #expect(
      fault?.problem
        == "2 files of which some count seconds from a start of their own cannot be put in order")
    #expect(fault?.kind == .badData)
  }

  @Test("data.format.start says where a count of seconds begins")
  func start() throws {
    let plant = try Self.plant("  format: { start: 2024-03-01T12:00:00Z }")
    try plant.write("t,A\n" + (0..<9).map { "\($0),\($0).5\n" }.joined(), to: "in.csv")
    try plant.run(only: .ingest)
    #expect(try Self.first(plant) == "2024-03-01T12:00:00Z")
    let wrong = try Self.plant("  format: { start: noon }")
    try wrong.write("t,A\n0,1\n", to: "in.csv")
    let faults = #expect(throws: Faults.self) { try wrong.run(only: .ingest) }
    #expect(
      faults?.all.first?.problem
        == "'start' must be a moment like 2024-01-01T00:00:00Z, got 'noon'")
  }
}
