import Diagnostics
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

/// Digital states beside measurements in the long form, as PI and InfluxDB export them.
@Suite struct LongWordsTests {
  private static func stamp(_ minute: Int) -> String {
    "2026-01-01 0\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):00"
  }

  /// A level, a filling's state, a valve with a third state and a pump, over some minutes.
  private static func records(_ minutes: Range<Int>) -> String {
    var text = "tag,time,value\n"
    for minute in minutes {
      text += "LIT,\(stamp(minute)),\(minute).5\n"
      text += "ST,\(stamp(minute)),\(["Idle", "Fill", "Drain"][minute / 5 % 3])\n"
      text +=
        "XV,\(stamp(minute)),\(minute % 20 == 19 ? "Travel" : minute % 2 == 0 ? "Closed" : "Open")\n"
      text += "PU,\(stamp(minute)),\(minute % 3 == 0 ? "ON" : "OFF")\n"
    }
    return text
  }

  @Test("a tag's words become categories beside tags of numbers, and none of them is refused")
  func states() throws {
    let plant = try TinyPlant.files(["in.csv": Self.records(0..<60)])
    try plant.run(only: .ingest)
    let store = try plant.store()
    let frame = try store.frame()
    #expect(frame.tags.map(\.id) == ["LIT", "ST", "XV", "PU"])
    #expect(frame.values.column(0).prefix(3) == [0.5, 1.5, 2.5])
    #expect([0, 5, 10, 15].map { frame.values[$0, 1] } == [0, 1, 2, 0])
    #expect([0, 1, 19].map { frame.values[$0, 2] } == [0, 1, 2])
    #expect(frame.values.column(3).prefix(4) == [1, 0, 0, 1])
    #expect(store.tags[1].reading?.categories == ["Idle", "Fill", "Drain"])
    #expect(store.tags[2].reading?.categories == ["Closed", "Open", "Travel"])
    #expect(store.tags[1].role == .status)
    #expect(store.manifest.sources[0].rowsQuarantined == 0)
  }

  @Test("words that begin beyond the sample are found by reading the whole file")
  func lateWords() throws {
    var text = "tag,time,value\n"
    for second in 0..<40_000 {
      let stamp = Timestamp(nanoseconds: Int64(second) * 1_000_000_000)
      text += "LIT,\(stamp),\(second % 100).25\n"
      // The state is exported from the last quarter on; the sample's pieces may miss it.
      if second == 39_990 { text += "ST,\(stamp),Idle\n" }
      if second == 39_995 { text += "ST,\(stamp),Fill\n" }
    }
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let store = try plant.store()
    #expect(store.tags[1].reading?.categories == ["Idle", "Fill"])
    #expect(store.manifest.sources[0].rowsQuarantined == 0)
    #expect(store.manifest.sources[0].rowsStored == 40_002)
  }

  @Test(
    "a word among a tag's numbers is refused with the tag's own rows counted, not all of the file's"
  )
  func strayWord() throws {
    var text = Self.records(0..<60)
    text += "LIT,\(Self.stamp(61)),hello\n"
    let plant = try TinyPlant.files(["in.csv": text])
    try plant.run(only: .ingest)
    let store = try plant.store()
    #expect(store.manifest.sources[0].rowsQuarantined == 1)
    let quarantine = try String(
      contentsOfFile: plant.folder.file("store/tiny/quarantine.csv"), encoding: .utf8)
    #expect(quarantine.contains("column 'value': 'hello' is not a number"))
  }

  @Test("a word has one number in all files, whichever of them holds it alone")
  func overFiles() throws {
    // The first file knows the valve as a switch; the second adds a state and begins with another word.
    let first = Self.records(0..<10)
    let second = Self.records(10..<60)
    let plant = try TinyPlant.files(["in-a.csv": first, "in-b.csv": second])
    try plant.run(only: .ingest)
    let together = try plant.store().frame()
    let whole = try TinyPlant.files(["in-a.csv": Self.records(0..<60)])
    try whole.run(only: .ingest)
    let alone = try whole.store().frame()
    #expect(together.values == alone.values)
    #expect(together.times == alone.times)
  }

  @Test("duplicates by mean keep the last state: there is none between two words")
  func meanOfStates() throws {
    var text = Self.records(0..<30)
    text += "ST,\(Self.stamp(0)),Drain\nPU,\(Self.stamp(0)),OFF\nLIT,\(Self.stamp(0)),1.5\n"
    for file in [["in-a.csv": text], ["in-a.csv": Self.records(0..<30), "in-b.csv": text]] {
      let plant = try TinyPlant.files(file, "  duplicates: mean\n")
      try plant.run(only: .ingest)
      let frame = try plant.store().frame()
      #expect(frame.values[0, 1] == 2)
      #expect(frame.values[0, 3] == 0)
      #expect(frame.values[0, 0] > 0.5 && frame.values[0, 0] < 1.5)
    }
  }

  @Test("a tag of words in one file and of numbers in another is named")
  func numbersElsewhere() throws {
    let numbers = Self.records(60..<120)
      .replacing("Idle", with: "0").replacing("Fill", with: "1").replacing("Drain", with: "2")
    let plant = try TinyPlant.files(["in-a.csv": Self.records(0..<60), "in-b.csv": numbers])
    let (a, b) = (plant.folder.file("in-a.csv"), plant.folder.file("in-b.csv"))
    let result = try PlantSetup(
      files: [a, b], plant: nil, output: plant.folder.file("new.yaml"),
      now: Timestamp(nanoseconds: 1_770_000_000_000_000_000)
    ).write()
    #expect(
      result.summary.contains(
        "ST holds numbers in \(b) and words in \(a): its numbers there are not those of the words, "
          + "export one or the other"))
  }
}
