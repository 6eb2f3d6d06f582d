import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Numbers whose mark may stand before a fraction or between thousands.
@Suite struct MarkChoiceTests {
  private let scratch = Scratch()

  private func stamp(_ minute: Int) -> String {
    let time = Timestamp(nanoseconds: Int64(minute) * 60_000_000_000)
    return String("\(time)".prefix(16)).replacing("T", with: " ")
  }

  /// A whole number with a mark between its thousands.
  private func grouped(_ number: Int, _ mark: String = ".") -> String {
    guard number >= 1_000 else { return "\(number)" }
    let rest = "\(number % 1_000)"
    return "\(number / 1_000)\(mark)\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  private func file(
    _ values: [String], _ header: String = "Zeit;Q", rest: String = "", name: String = "x.csv"
  ) throws -> String {
    let rows = values.enumerated().map { "\(stamp($0));\($1)\(rest)\n" }.joined()
    return try scratch.file("\(header)\n" + rows, name)
  }

  private func settled(_ path: String) throws -> CSVFormat {
    try MarkSiblings.settled(try CSVSniffer.sniff(file: path), file: path)
  }

  @Test(
    "whole numbers that go on with a mark from 999 have it between thousands",
    arguments: [".", ","])
  func goesOn(mark: String) throws {
    let values = (0..<200).map { 900 + 7 * $0 }
    let path = try file(values.map { grouped($0, mark) }, "Zeit;Durchfluss;Ventil", rest: ";Auf")
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.thousandsMark == mark)
    #expect(format.marks == .continued)
    #expect(
      format.evidence.contains(
        "thousands mark '\(mark)': without it whole numbers of column 'Durchfluss' reach 998, with it they "
          + "go on like '1\(mark)005'"))
    let read = try CSVReader(format: format).read(file: path)
    #expect(Array(read.frame.values.column(0)) == values.map(Double.init))
  }

  @Test("in the long form each tag's own numbers go on")
  func long() throws {
    var text = "Tag;Zeit;Wert\n"
    for index in 0..<200 {
      text += "A;\(stamp(index));\(grouped(900 + 7 * index))\nB;\(stamp(index));1\n"
    }
    let path = try scratch.file(text)
    let read = try CSVReader(format: try CSVSniffer.sniff(file: path)).read(file: path)
    #expect(read.frame.values.column(0)[20] == 1_040)
  }

  @Test(
    "numbers that can be read both ways raise a doubt that names both readings",
    arguments: [
      (0..<60).map { "1.\(300 + $0)" }, (0..<60).map { $0 % 3 == 0 ? "100" : "45.\(230 + $0)" },
    ])
  func doubt(values: [String]) throws {
    let format = try CSVSniffer.sniff(file: try file(values))
    let example = values.first { $0.contains(".") } ?? ""
    #expect(format.marks == .assumed)
    #expect(
      format.notices.contains(
        "column 'Q' holds '\(example)', which is read as \(example) and may mean "
          + "\(example.replacing(".", with: "")); if it does, declare it: data.format: "
          + "{ decimal: \",\", thousands: \".\" }"))
    var declared = FormatDeclaration()
    declared.decimalMark = ","
    declared.thousandsMark = "."
    let told = try CSVSniffer.sniff(file: try file(values), declared: declared)
    #expect(told.marks == nil)
    #expect(told.notices.isEmpty)
  }

  @Test(
    "one number that can be read one way only tells, and nothing is asked",
    arguments: [
      ("0.123", nil), ("12.5", nil), ("1234.567", nil), ("1.234.567", "."), ("1.234,5", "."),
    ]
      as [(String, String?)])
  func shown(number: String, mark: String?) throws {
    let format = try CSVSniffer.sniff(
      file: try file((0..<60).map { "1.\(300 + $0)" } + [number]))
    #expect(format.marks == .shown)
    #expect(format.thousandsMark == mark)
    #expect(!format.notices.contains { $0.contains("may mean") })
  }

  @Test("a mark that comes long after the sample is read by the whole file")
  func late() throws {
    let values = (0..<300_000).map {
      $0 < 290_000 ? $0 * 999 / 290_000 : 999 + ($0 - 290_000) / 100
    }
    let path = try file(values.map { grouped($0) })
    let sniffed = try CSVSniffer.sniff(file: path)
    let read = try CSVReader(format: sniffed).read(file: path)
    #expect(read.format.marks == .continued)
    #expect(read.frame.values.column(0)[299_999] == 1_098)
    let fractions = try file(
      (0..<300_000).map { $0 < 250_000 ? "1.\(100 + $0 % 900)" : "2.5" }, name: "late.csv")
    let told = try settled(fractions)
    #expect(told.marks == .shown)
    #expect(told.notices.isEmpty)
  }

  @Test("a file that tells nothing is read as its siblings' numbers say, and says so")
  func siblings() throws {
    let open = try file((0..<60).map { "1.\(300 + $0)" }, name: "b.csv")
    let german = try settled(try file((0..<60).map { "1.2\($0 + 10),\($0 % 10)" }, name: "a.csv"))
    let english = try settled(try file((0..<60).map { "1.\($0 + 10)" }, name: "c.csv"))
    var siblings = MarkSiblings()
    siblings.add(german, file: "a.csv")
    var format = try settled(open)
    siblings.add(format, file: "b.csv")
    siblings.settle(&format)
    #expect(format.marks == .siblings)
    #expect(
      format.notices == [
        "'.' in numbers can be read both ways in this file; it stands between thousands, as in a.csv"
      ])
    #expect(try CSVReader(format: format).read(file: open).frame.values.column(0)[0] == 1_300)
    siblings.add(english, file: "c.csv")
    var torn = try settled(open)
    siblings.settle(&torn)
    #expect(torn.decimalMark == ".")
    #expect(
      torn.notices.last
        == "'.' in numbers: other files contradict each other, it is the decimal mark in c.csv and stands "
        + "between thousands in a.csv")
    var others = MarkSiblings()
    others.add(english, file: "c.csv")
    var decimal = try settled(open)
    others.settle(&decimal)
    #expect(decimal.decimalMark == ".")
    #expect(
      decimal.notices == [
        "'.' in numbers can be read both ways in this file; it is the decimal mark, as in c.csv"
      ])
  }

  @Test("one number for no value among fractions makes no thousands, in a file or beside it")
  func sentinel() throws {
    let fractions = (5..<95).map { "1.0\($0 < 10 ? "0" : "")\($0)" }
    for sentinel in ["999", "-999", "990"] {
      let format = try settled(try file(fractions + [sentinel] + fractions))
      #expect(format.thousandsMark == nil)
      #expect(format.notices.contains { $0.contains("is read as 1.005 and may mean 1005") })
    }
  }

  @Test(
    "numbers that go on in one file tell of the next one, and are asked where a sibling says otherwise"
  )
  func continuedSiblings() throws {
    let first = try settled(try file((0..<200).map { grouped(900 + 7 * $0) }, name: "1.csv"))
    var siblings = MarkSiblings()
    siblings.add(first, file: "1.csv")
    var next = try settled(try file((0..<60).map { grouped(2_300 + 7 * $0) }, name: "2.csv"))
    siblings.settle(&next)
    #expect(next.thousandsMark == ".")
    siblings.add(
      try settled(try file((0..<60).map { "1.\($0 + 10)" }, name: "3.csv")), file: "3.csv")
    var asked = first
    siblings.settle(&asked)
    #expect(asked.thousandsMark == ".")
    #expect(
      asked.notices == [
        "column 'Q': whole numbers reach 998 and go on like '1.005', so '.' is read as a mark between "
          + "thousands; if it stands before fractions, declare it: data.format: { decimal: \".\" }",
        "'.' in numbers: in 3.csv it is the decimal mark, here whole numbers below 1000 go on with it; is "
          + "this file written otherwise?",
      ])
  }
}
