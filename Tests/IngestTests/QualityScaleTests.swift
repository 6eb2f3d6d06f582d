import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// What the numbers of a quality column count as good.
@Suite struct QualityScaleTests {
  private let scratch = Scratch()

  private func stamp(_ second: Int) -> String {
    "\(Timestamp(nanoseconds: Int64(second) * 1_000_000_000))"
  }

  private func file(
    _ codes: [String], _ column: String = "Quality", more: String = "", in name: String = "x.csv"
  ) throws -> String {
    try scratch.file(
      "TagName,DateTime,Value,\(column)\n"
        + codes.enumerated().map { "T1,\(stamp($0)),\($0 + 1),\($1)\(more)\n" }.joined(),
      name)
  }

  private static let measured = CellQuality.measured.rawValue
  private static let missing = CellQuality.missing.rawValue
  private static let suspect = CellQuality.suspect.rawValue

  @Test(
    "all of a column's numbers together tell which is good",
    arguments: [
      ("Quality", "zero-is-good", ["0", "1", "133", "16"], [measured, missing, missing, suspect]),
      ("Status", "zero-is-good", ["0", "-5"], [measured, missing]),
      (
        "StatusCode", "unified", ["0", "2147483648", "1073741824", "-2147483648", "0x80350000"],
        [measured, missing, suspect, missing, missing]
      ),
      ("Quality", "data-access", ["192", "0", "64"], [measured, missing, suspect]),
      ("Quality", "data-access", ["192.0", "0.0"], [measured, missing]),
      ("Validity", "flag", ["1", "0"], [measured, missing]),
      ("Quality", "percent", ["100", "0", "50"], [measured, missing, suspect]),
      ("PercentGood", "percent", ["98", "0", "87.5"], [suspect, missing, suspect]),
      ("Quality (%)", "percent", ["99", "0"], [suspect, missing]),
      ("Quality", "percent", ["99%", "0 %", "98%"], [suspect, missing, suspect]),
      ("Quality", "data-access", ["[192]", "[0]"], [measured, missing]),
    ])
  func scales(column: String, scale: String, codes: [String], expected: [UInt8]) throws {
    // The first is the commonest, each of the others stands once.
    let all = Array(repeating: codes[0], count: 30) + codes.dropFirst()
    let path = try file(all, column)
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.qualityScale?.rawValue == scale)
    #expect(format.notices.isEmpty)
    #expect(format.evidence.contains { $0.hasPrefix("quality: in column '\(column)'") })
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.quality[0] == expected[0])
    #expect(Array(read.quality.suffix(codes.count - 1)) == Array(expected.dropFirst()))
    for (row, quality) in read.quality.enumerated() {
      #expect(read.frame.values.column(0)[row].isNaN == (quality == Self.missing))
    }
  }

  @Test("a scale that is only likely raises a doubt that says what is taken")
  func doubts() throws {
    let zeros = try CSVSniffer.sniff(
      file: try file(Array(repeating: "0", count: 30) + ["7", "9"]))
    #expect(
      zeros.notices == [
        "column 'Quality': it is taken that 0 is good and other numbers are bad, because 30 of 32 are 0 in "
          + "the sample; where that is wrong, leave it out: data.format: { leave-out: [Quality] }"
      ])
  }

  @Test(
    "a column by which most values would be bad, or whose 0 and 1 come alike often, is not used and told",
    arguments: [
      Array(repeating: "3", count: 30) + ["2"], Array(repeating: "1", count: 30) + ["2"],
      (0..<40).map { "\($0 / 5 % 2)" },
    ])
  func unclear(codes: [String]) throws {
    let path = try file(codes)
    let format = try CSVSniffer.sniff(file: path)
    #expect(!format.columns.contains { $0.content == .quality })
    #expect(
      format.notices.contains {
        $0.hasPrefix("column 'Quality': ")
          && $0.hasSuffix(
            "in the sample, which is no quality that is known; it is not used. If it tells what values are "
              + "worth, declare it: data.format: { tag: TagName, value: Value, quality: Quality }")
      })
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.quality.allSatisfy { $0 == Self.measured })
  }

  @Test("the whole file decides where the sample shows another scale, and says so")
  func wholeFile() throws {
    // The other code stands between two pieces of the sample.
    let codes = (0..<120_000).map { $0 == 38_000 ? "192" : "1" }
    let path = try file(codes)
    let sniffed = try CSVSniffer.sniff(file: path)
    #expect(sniffed.qualityScale == .flag)
    let read = try CSVReader(format: sniffed).read(file: path)
    #expect(read.format.qualityScale == .dataAccess)
    #expect(
      read.format.notices.contains(
        "column 'Quality': in the whole file 119999 of 120000 are 1, so that 192 to 255 are good, 64 to 191 "
          + "doubtful and 0 to 63 bad, not as the sample seemed to say"))
    let good = try file((0..<120_000).map { $0 == 38_000 ? "133" : "0" })
    let zeros = try CSVReader(format: try CSVSniffer.sniff(file: good)).read(file: good)
    #expect(zeros.quality[38_000] == Self.missing)
    #expect(zeros.quality[0] == Self.measured)
  }

  @Test("a declared column of nothing but 0 is OPC's bad")
  func declared() throws {
    let zeros = try file(Array(repeating: "0", count: 30))
    var declared = FormatDeclaration()
    declared.tag = ["TagName"]
    declared.value = "Value"
    declared.quality = "Quality"
    let format = try CSVSniffer.sniff(file: zeros, declared: declared)
    #expect(format.qualityScale == nil)
    #expect(try CSVReader(format: format).read(file: zeros).quality[0] == Self.missing)
  }

  @Test("words in brackets mean what they mean without")
  func brackets() throws {
    let path = try file(
      (0..<30).map { _ in "[Good]" } + ["[Bad]", "(uncertain)", "[ Bad - no comm ]", "[]"])
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.notices.isEmpty)
    let read = try CSVReader(format: format).read(file: path)
    #expect(
      read.quality.suffix(5) == [
        Self.measured, Self.missing, Self.suspect, Self.missing, Self.suspect,
      ])
  }

  @Test(
    "a file whose numbers do not show their scale is read by that of a sibling, used or not before",
    arguments: [
      // Nothing but 0, which is good here and bad there.
      (Array(repeating: "0", count: 30), ["192", "192", "0"], missing),
      (Array(repeating: "0", count: 30), ["0", "0", "0", "133"], measured),
      // A day of outage.
      (Array(repeating: "0", count: 30) + ["9"], ["192", "192", "0"], missing),
      (Array(repeating: "3", count: 30) + ["2"], ["192", "192", "0"], missing),
    ])
  func siblings(codes: [String], sibling: [String], expected: UInt8) throws {
    let path = try file(codes)
    var format = try CSVSniffer.sniff(file: path)
    let other = try CSVSniffer.sniff(file: try file(sibling, in: "b.csv"))
    #expect(!format.isSettledAlone)
    #expect(other.isSettledAlone)
    var siblings = QualitySiblings()
    siblings.add(other, file: "b.csv")
    siblings.settle(&format)
    let scale = try #require(format.qualityScale)
    #expect(scale == other.qualityScale)
    #expect(format.notices.count == 1)
    #expect(
      format.notices[0].hasPrefix(
        "column 'Quality': its numbers do not show in this file what is good; ")
        && format.notices[0].hasSuffix(", as in b.csv"), "\(format.notices)")
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.quality[0] == expected)
    #expect(read.format.agrees(with: format))
    // Another column of qualities says nothing of this one, and files that contradict each other change nothing.
    var again = try CSVSniffer.sniff(file: path)
    var others = QualitySiblings()
    others.add(try CSVSniffer.sniff(file: try file(sibling, "Status", in: "c.csv")), file: "c.csv")
    others.settle(&again)
    #expect(try again == CSVSniffer.sniff(file: path))
    others.add(other, file: "b.csv")
    others.add(
      try CSVSniffer.sniff(file: try file(["100", "100", "100", "50"], in: "d.csv")), file: "d.csv")
    others.settle(&again)
    #expect(try again.qualityScale == CSVSniffer.sniff(file: path).qualityScale)
    #expect(
      again.notices.last?.hasPrefix("column 'Quality': other files contradict each other, ") == true
    )
  }

  @Test("of several quality columns OPC's own is used")
  func several() throws {
    let path = try file(
      (0..<30).map { $0 == 3 ? "1" : "0" }, "Quality,QualityDetail,OPCQuality", more: ",192,192")
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.columns.filter { $0.content == .quality }.map(\.name) == ["OPCQuality"])
    let read = try CSVReader(format: format).read(file: path)
    #expect(read.quality.allSatisfy { $0 == Self.measured })
  }
}
