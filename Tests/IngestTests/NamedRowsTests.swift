import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Rows that a number or a text names: a tag's in the long form, a machine's in the wide one.
@Suite("Rows that are named by numbers")
struct NamedRowsTests {
  private let scratch = Scratch()

  private func sniff(_ text: String) throws -> CSVFormat {
    try CSVSniffer.sniff(file: try scratch.file(text))
  }

  private func read(_ text: String) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
  }

  private func stamp(_ second: Int) -> String {
    "\(Timestamp(nanoseconds: (1_709_251_200 + Int64(second)) * 1_000_000_000))"
  }

  /// Rows of names in turn, each with stamps of its own.
  private func polled(_ names: [String], _ count: Int = 60, _ row: (String, Int) -> String)
    -> String
  {
    (0..<count).map { "\(stamp($0)),\(row(names[$0 % names.count], $0))\n" }.joined()
  }

  private func content(_ format: CSVFormat, _ name: String) -> CSVFormat.Content? {
    format.columns.first { $0.name == name }?.content
  }

  private let doubt = "is read as measured: where it names the machine"

  @Test("tags called by numbers at equal moments are tags, whatever stands beside their values")
  func equalMoments() throws {
    var text = "tag,time,value,quality\n"
    for minute in 0..<60 {
      for tag in [101, 102] { text += "\(tag),\(stamp(60 * minute)),\(minute).5,Good\n" }
    }
    let file = try read(text)
    #expect(file.frame.tags.map(\.id) == ["101", "102"])
    #expect(file.counts == RowCounts(read: 120, stored: 120))
    #expect(file.frame.count == 60)
  }

  @Test(
    "a word for tags beside a word for values is enough for a few whole numbers that come again",
    arguments: [
      "register", "tag", "TagName", "point", "sensor", "signal", "item", "channel", "Kanal",
    ])
  func ownMoments(name: String) throws {
    let file = try read(
      "time,\(name),value\n" + polled(["40001", "40003", "40005"]) { "\($0),\($1).25" })
    #expect(file.frame.tags.map(\.id) == ["40001", "40003", "40005"])
    #expect(file.frame.count == 60)
    // One tag after the other, and one alone.
    let blocks = try read(
      "time,\(name),value\n"
        + (0..<60).map { "\(stamp($0 % 30)),\($0 < 30 ? 1 : 2),\($0)\n" }.joined())
    #expect(blocks.frame.tags.map(\.id) == ["1", "2"])
    #expect(blocks.frame.count == 30)
  }

  @Test("numbers that are measured are no tags")
  func measured() throws {
    // Not whole, of many values, and beside another measurement.
    for text in [
      "time,channel,value\n" + polled([""]) { "\(Double($1 % 5) / 2),\($1)" },
      "time,channel,value\n" + polled([""]) { "\($1 * 3),\($1)" },
      "time,channel,value,temp\n" + polled([""]) { "\($1 / 20),\($1),\(Double($1) / 3)" },
      "time,channel 1,channel 2,value\n" + polled([""]) { "\($1 / 20),\($1 / 10),\($1)" },
      "time,channel,pv\n" + polled([""]) { "\($1 / 20),\($1)" },
    ] {
      #expect(try sniff(text).shape == .wide, "\(text.prefix(40))")
    }
  }

  @Test("a column that may be measured is no tag's name without rows that show it")
  func measuredWords() throws {
    for name in ["signal", "sensor", "register", "item", "point", "series", "parameter", "Tag"] {
      for column in [
        { 12 + ($0 * $0 * 31 + $0 / 3) % 11 }, { $0 / 7 % 2 }, { $0 / 40 }, { _ in 3 },
        { [0, 4, 12, 516][$0 / 9 % 4] },
      ] as [(Int) -> Int] {
        let text =
          "time,value,\(name)\n"
          + (0..<400).map { "\(stamp(60 * $0)),\($0).5,\(column($0))\n" }.joined()
        #expect(try sniff(text).shape == .wide, "\(name): \(text.prefix(120))")
      }
    }
    // A word that says that tags are numbered is enough.
    #expect(
      try sniff("time,TagID,value\n" + (0..<60).map { "\(stamp($0)),7,\($0)\n" }.joined()).shape
        == .long)
  }

  @Test("of two columns of machines one names the units, and a decimal number none")
  func oneUnit() throws {
    let both = try read(
      "time,machine,pump,flow\n"
        + (0..<100).map { "\(stamp(60 * $0)),\($0 % 3 + 1),\($0 % 3 + 7),20.\($0 % 10)\n" }.joined()
    )
    #expect(both.frame.tags.map(\.id) == ["pump", "flow"])
    #expect(both.counts == RowCounts(read: 100, stored: 100))
    let measured = try read(
      "time,Motor,flow\n"
        + ([0, 1, 2, 2] + Array(3..<60)).map { "\(stamp(60 * $0)),47.\($0)\($0),\($0)\n" }.joined())
    #expect(measured.frame.tags.map(\.id) == ["Motor", "flow"])
  }

  @Test("units that come in turn are told, with the way to have them measured")
  func toldUnits() throws {
    let text = "time,pump,flow\n" + polled(["1", "2"]) { "\($0),\($1)" }
    #expect(
      try sniff(text).notices == [
        "column 'pump' is taken for the names of units, for they come in turn; where it is measured, "
          + "data.format: { unit: '' }"
      ])
    var declared = FormatDeclaration()
    declared.unit = ""
    let format = try CSVSniffer.sniff(file: try scratch.file(text), declared: declared)
    #expect(content(format, "pump") == .number)
    #expect(format.notices.isEmpty)
  }

  @Test("a word that says only that something is named needs rows in turn, and leaves a doubt")
  func generic() throws {
    for name in ["id", "address", "Nr"] {
      let format = try sniff("time,\(name),value\n" + polled(["7", "8"]) { "\($0),\($1)" })
      #expect(format.shape == .long)
      #expect(
        format.notices.contains { $0.hasPrefix("column '\(name)' is taken for the tags' names") })
      let mixed = try sniff(
        "time,\(name),value\n" + polled(["7", "8", "8", "9", "7", "7", "9"]) { "\($0),\($1)" })
      #expect(mixed.shape == .wide)
      #expect(
        mixed.notices.contains { $0.contains(doubt) && $0.contains("{ tag: \(name), value:") })
    }
    // What is declared is followed.
    var declared = FormatDeclaration()
    declared.unit = "id"
    let path = try scratch.file("time,id,value\n" + polled(["7", "8"]) { "\($0),\($1)" })
    let format = try CSVSniffer.sniff(file: path, declared: declared)
    #expect(format.shape == .wide)
    #expect(try CSVReader(format: format).read(file: path).frame.tags.map(\.id) == ["value"])
    #expect(format.notices.isEmpty)
  }

  @Test(
    "machines and places called by numbers tell tags apart beside their names", arguments: [0, 1])
  func machines(apart: Int) throws {
    func text(_ column: String, _ names: [String]) -> String {
      var text = "\(column),tag,time,value\n"
      for minute in 0..<60 {
        for (index, machine) in names.enumerated() {
          for (other, tag) in ["TT1", "PT1"].enumerated() {
            text +=
              "\(machine),\(tag),\(stamp(60 * minute + apart * (2 * index + other))),\(minute).5\n"
          }
        }
      }
      return text
    }
    for names in [["1", "2"], ["M1", "M2"]] {
      let file = try read(text("machine", names))
      #expect(file.frame.tags.map(\.id) == ["TT1", "PT1"])
      #expect(content(try sniff(text("machine", names)), "machine") == .unit)
      #expect(file.counts == RowCounts(read: 240, stored: 240))
    }
    #expect(
      Set(try read(text("line", ["1", "2"])).frame.tags.map(\.id))
        == ["1.TT1", "1.PT1", "2.TT1", "2.PT1"])
  }

  @Test(
    "machines that are polled one after another are units",
    arguments: [
      "machine", "turbine_id", "machine_id", "device_id", "unit", "pump", "station", "Pump No",
      "Maschine",
    ])
  func polledMachines(name: String) throws {
    for names in [["1", "2", "3"], ["a", "b", "c"]] {
      let text = "time,\(name),temp\n" + polled(names) { "\($0),\($1).5" }
      let file = try read(text)
      #expect(file.frame.tags.map(\.id) == ["temp"])
      #expect(content(try sniff(text), name) == .unit)
      #expect(file.counts == RowCounts(read: 60, stored: 60))
      // A poll that fails now and then changes nothing.
      let lines = text.split(separator: "\n")
      let lossy = lines.enumerated().filter { $0.offset % 17 != 9 }.map { "\($0.element)\n" }
      #expect(content(try sniff(lossy.joined()), name) == .unit)
    }
  }

  @Test("a column named for machines that changes often is doubted, and a state is not")
  func doubted() throws {
    let mixed = ["1", "3", "3", "2", "1", "2", "2"]
    func doubts(_ name: String, _ names: [String]) throws -> Bool {
      try sniff("time,\(name),temp\n" + polled(names) { "\($0),\($1).5" }).notices
        .contains { $0.hasPrefix("column '\(name)'") && $0.contains(doubt) }
    }
    #expect(try doubts("machine", mixed))
    #expect(try doubts("machine", mixed.map { "M\($0)" }))
    #expect(try doubts("line", ["1", "2", "3"]))
    #expect(try doubts("pump", ["0", "1"]))
    #expect(try !doubts("pump", ["0", "0", "1", "1", "1", "0", "1"]))
    #expect(
      try !doubts("pump", Array(repeating: "1", count: 20) + Array(repeating: "2", count: 20)))
    #expect(try !doubts("temp2", ["1", "2", "3"]))
    var declared = FormatDeclaration()
    declared.unit = ""
    let path = try scratch.file("time,machine,temp\n" + polled(mixed) { "\($0),\($1).5" })
    #expect(try CSVSniffer.sniff(file: path, declared: declared).notices.isEmpty)
  }
}
