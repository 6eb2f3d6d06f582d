import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Files that were once read wrongly without a word.
@Suite struct ReviewedFilesTests {
  private let scratch = Scratch()

  private func rows(_ count: Int, _ row: (Int) -> String) -> String {
    (0..<count).map { "2024-03-01T00:\($0 < 10 ? "0" : "")\($0):00,\(row($0))\n" }.joined()
  }

  private func fault(_ text: String) throws -> Fault? {
    let path = try scratch.file(text)
    do throws(Fault) {
      let format = try CSVSniffer.sniff(file: path)
      _ = try CSVReader(format: format).read(file: path)
      return nil
    } catch {
      return error
    }
  }

  private func read(_ text: String) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
  }

  @Test("rows of a narrower table above another header are no titles")
  func rowsAbove() throws {
    let text =
      "time,A\n" + rows(30) { "\($0)" } + "time,A,B,C\n" + rows(50) { "\($0),1,2" }
    let fault = try fault(text)
    #expect(fault?.kind == .badData)
    #expect(fault?.problem == "30 rows of another table stand above the header on line 32")
    #expect(fault?.place?.line == 2)
  }

  @Test("a tag whose name begins like a comment is a tag")
  func commentedTag() throws {
    var text = "tag,time,value\n"
    for minute in 10..<40 {
      text += "#1 Pump,2024-03-01T00:\(minute):00,\(minute)\nLIT,2024-03-01T00:\(minute):00,2\n"
    }
    let file = try read(text)
    #expect(file.frame.tags.map(\.id) == ["#1 Pump", "LIT"])
    #expect(file.counts.stored == 60)
  }

  @Test("another header is seen where tags are called by numbers, and where its case differs")
  func numberedHeader() throws {
    let swapped = try read(
      "time,101,102\n" + rows(30) { "\($0),-1" } + "time,102,101\n"
        + rows(30) { "-1,\($0 + 30)" }
        .replacing("2024-03-01", with: "2024-03-02"))
    #expect(swapped.frame.values.column(1).allSatisfy { $0 == -1 })
    let other = try fault(
      "time,A,B\n" + rows(30) { "\($0),-1" } + "Time,b,a\n" + rows(30) { "-1,\($0)" })
    #expect(other?.problem.hasPrefix("a second header with") == true)
  }

  @Test("a column that names the tags' units names no entity")
  func units() throws {
    var text = "tag,time,value,unit\n"
    for minute in 10..<40 {
      text += "P,2024-03-01T00:\(minute):00,\(minute),bar\n"
      text += "T,2024-03-01T00:\(minute):00,\(minute),\(minute < 20 ? "degC" : "degF")\n"
    }
    let path = try scratch.file(text)
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.tagUnits == ["P": "bar"])
    #expect(
      format.notices.contains(
        "tag 'T' comes in several units (degC, degF), which are not converted: export it in one"))
    let file = try CSVReader(format: format).read(file: path)
    #expect(file.frame.count == 30)
  }

  @Test("words for qualities of other languages, and a status of nothing but 0")
  func qualities() throws {
    var text = "Messstelle;Zeitstempel;Messwert;Qualität\n"
    var zeros = "tag,time,value,status\n"
    for minute in 10..<40 {
      text += "T1;2024-03-01T00:\(minute):00;\(minute);\(minute % 2 == 0 ? "gut" : "schlecht")\n"
      zeros += "T1,2024-03-01T00:\(minute):00,\(minute),0\n"
    }
    let german = try read(text)
    #expect(german.quality[0] == CellQuality.measured.rawValue)
    #expect(german.quality[1] == CellQuality.missing.rawValue)
    let path = try scratch.file(zeros)
    let format = try CSVSniffer.sniff(file: path)
    #expect(
      format.notices.contains { $0.hasPrefix("column 'status' is 0 in every sampled record") })
    let file = try CSVReader(format: format).read(file: path)
    #expect(file.frame.values.column(0).allSatisfy { !$0.isNaN })
  }

  @Test("flags beside the values and tags called by numbers make no wide table")
  func flags() throws {
    var flags = "tag,time,value,questionable,substituted,annotated\n"
    var numbers = "TagID,time,value\n"
    for minute in 10..<40 {
      for tag in 1...2 {
        let stamp = "2024-03-01T00:\(minute):00"
        flags +=
          "T\(tag),\(stamp),\(minute + tag),\(minute % 9 == 0 ? "True" : "False"),False,False\n"
        numbers += "\(tag),\(stamp),\(minute + tag)\n"
      }
    }
    let path = try scratch.file(flags)
    let format = try CSVSniffer.sniff(file: path)
    #expect(
      format.notices == [
        "column 'questionable' is a switch beside the values and is left out; where it says what they are "
          + "worth, declare it, data.format: { tag: tag, value: value, quality: questionable }"
      ])
    let file = try CSVReader(format: format).read(file: path)
    #expect(file.frame.tags.map(\.id) == ["T1", "T2"])
    #expect(file.frame.values.column(1).prefix(2) == [12, 13])
    let other = try read(numbers)
    #expect(other.frame.tags.map(\.id) == ["1", "2"])
    #expect(other.frame.count == 30)
  }

  @Test("a quality beside a tag, a time that is none and digits that may be a date are named")
  func unused() throws {
    func notices(_ text: String) throws -> [String] {
      try CSVSniffer.sniff(file: try scratch.file(text)).notices
    }
    #expect(
      try notices("time,A,A_quality\n" + rows(30) { "\($0),\($0 % 2 == 0 ? "Good" : "Bad")" })
        .contains { $0.hasPrefix("column 'A_quality' seems to tell what 'A' is worth") })
    let hours = "Time [h],A\n" + (0..<30).map { "\(Double($0) / 4),\($0)\n" }.joined()
    #expect(
      try notices(hours).contains { $0.hasPrefix("column 'Time [h]' is named for a time") })
    let compact = "time,A\n" + (10..<24).map { "2403010\($0 % 10)\($0)00,\($0)\n" }.joined()
    #expect(try notices(compact).contains { $0.contains("could be yymmddHHMMSS") })
  }

  @Test("the tags of a long file are known where its words stand outside the sample")
  func lateWords() throws {
    var text = "tag,time,value\n"
    for second in 0..<100_000 {
      let stamp = Timestamp(nanoseconds: Int64(second) * 1_000_000_000)
      text += second == 55_555 ? "P,\(stamp),Trip\n" : "A,\(stamp),\(second)\n"
    }
    let path = try scratch.file(text)
    let reader = CSVReader(format: try CSVSniffer.sniff(file: path))
    #expect(try reader.tagNames(of: path) == ["A", "P"])
    #expect(try reader.read(file: path).frame.tags.map(\.id) == ["A", "P"])
  }
}
