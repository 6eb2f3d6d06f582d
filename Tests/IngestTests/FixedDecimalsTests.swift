import Diagnostics
import Ingest
import Telemetry
import Testing

/// Numbers with three decimals throughout raise no doubt where more than one thing says that they are such.
@Suite struct FixedDecimalsTests {
  private let scratch = Scratch()

  private func file(_ header: String, _ row: (Int) -> [Int], name: String = "x.csv") throws
    -> String
  {
    func text(_ thousandths: Int) -> String {
      let rest = "\(thousandths % 1_000)"
      return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
    let rows = (0..<40).map { index in
      "\(Timestamp(nanoseconds: Int64(index) * 60_000_000_000)),"
        + row(index).map(text).joined(separator: ",") + "\n"
    }
    return try scratch.file("time,\(header)\n" + rows.joined(), name)
  }

  private func wave(_ index: Int, _ size: Int) -> Int { size + index * 37 % 11 * size / 100 }

  @Test("tags of different sizes that go up and down are no whole numbers above 1,000 all the time")
  func sizes() throws {
    let path = try file("A,B,C") { [wave($0, 2_000), wave($0, 45_000), wave($0, 310_000)] }
    let format = try CSVSniffer.sniff(file: path)
    #expect(format.decimalMark == "." && format.marks == .assumed)
    #expect(format.notices.isEmpty)
    #expect(
      format.evidence.contains(
        "three decimals: all 120 numbers of these columns have them, from 2 to 341; whole ones would be "
          + "below 1000 somewhere"))
    // A sibling that shows the mark between thousands says more.
    var siblings = MarkSiblings()
    let rows = (0..<20).map { "2024-01-01 00:\(10 + $0);1.234.\(500 + $0)\n" }.joined()
    let other = try CSVSniffer.sniff(file: try scratch.file("time;A\n" + rows, "b.csv"))
    #expect(other.marks == .shown)
    siblings.add(other, file: "b.csv")
    var settled = format
    siblings.settle(&settled)
    #expect(settled.thousandsMark == "." && settled.marks == .siblings)
    #expect(!settled.evidence.contains { $0.hasPrefix("three decimals: ") })
  }

  @Test(
    "a unit of which there are no thousands tells",
    arguments: ["Temp [°C]", "Level [%]", "pH", "P [bar]"])
  func units(name: String) throws {
    let format = try CSVSniffer.sniff(file: try file(name) { [wave($0, 12_300)] })
    #expect(format.notices.isEmpty)
    #expect(format.evidence.contains { $0.hasPrefix("three decimals: '12.300' in column '") })
  }

  @Test("counters, tags of one size, few tags and units that go into thousands stay in doubt")
  func doubts() throws {
    for (header, row) in [
      ("A,B,C", { [2_000 + $0, 45_000 + $0 * 9, 310_000 + $0 * 70] }),
      ("A,B,C", { [wave($0, 2_000), wave($0, 3_000), wave($0, 5_000)] }),
      ("A,B", { [wave($0, 2_000), wave($0, 310_000)] }),
      ("Flow [l/h]", { [wave($0, 12_300)] }), ("T [°C]", { [wave($0, 1_200)] }),
    ] as [(String, (Int) -> [Int])] {
      let format = try CSVSniffer.sniff(file: try file(header, row))
      #expect(format.marks == .assumed)
      #expect(!format.notices.isEmpty, "\(header)")
    }
  }
}
