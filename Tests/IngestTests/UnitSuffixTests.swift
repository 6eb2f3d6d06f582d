import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Cells that hold a unit behind their number.
@Suite struct UnitSuffixTests {
  private let scratch = Scratch()

  private func read(_ text: String) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(
      format: try CSVSniffer.sniff(file: path), options: CSVReaderOptions(maxQuarantined: 1)
    ).read(file: path)
  }

  private static func table(_ cells: [String], delimiter: String = ",") -> String {
    "time\(delimiter)A\n"
      + cells.enumerated().map { "2024-01-01T00:00:\(10 + $0)\(delimiter)\($1)\n" }.joined()
  }

  private func values(_ file: IngestedFile) -> [Double] {
    (0..<file.frame.count).map { file.frame.values[$0, 0] }
  }

  @Test(
    "numbers with one unit behind them are numbers in that unit",
    arguments: [
      (["10%", "12.5%", "0 %"], "%", [10, 12.5, 0]),
      (["3 mm", "-4.5 mm", "1e2 mm"], "mm", [3, -4.5, 100]),
      (["12.5 °C", "13 °C", "-1°C"], "°C", [12.5, 13, -1]),
      (["7 Nm³/h", "8 Nm³/h"], "Nm³/h", [7, 8]),
      (["1'234.5 kWh", "2'000 kWh"], "kWh", [1_234.5, 2_000]),
      (["5m³/h", "6m³/h"], "m³/h", [5, 6]),
    ])
  func oneUnit(cells: [String], unit: String, expected: [Double]) throws {
    let file = try read(Self.table(cells))
    #expect(values(file) == expected)
    #expect(file.format.columns[1].unit == unit)
    #expect(
      file.format.evidence.contains(
        "unit: '\(unit)' stands behind the numbers of column 'A' in \(cells.count) of \(cells.count) "
          + "sampled cells"))
    #expect(file.format.notices.isEmpty == (unit != "Nm³/h"))
  }

  @Test("decimal commas, quotes and missing cells stand beside units")
  func decimalComma() throws {
    let file = try read(
      Self.table(["12,5 °C", "\"13,25 °C\"", "", "n/a", "1.014,5 °C"], delimiter: ";"))
    #expect(values(file).map { $0.isNaN ? -999 : $0 } == [12.5, 13.25, -999, -999, 1_014.5])
    #expect(file.counts.quarantined == 0)
  }

  @Test("different units in a column are named, and it is not read as numbers")
  func differentUnits() throws {
    let cells = (0..<12).map { $0 % 3 == 0 ? "0.3 cm" : "3 mm" }
    let format = try CSVSniffer.sniff(file: try scratch.file(Self.table(cells)))
    #expect(format.columns[1].content == .category)
    #expect(
      format.notices == [
        "column 'A' holds numbers in different units ('mm' in 8, 'cm' in 4 of 12 sampled cells) and is "
          + "not read as numbers; write them in one unit"
      ])
  }

  @Test("a cell in another unit than the sampled ones refuses its row")
  func otherUnit() throws {
    var format = try CSVSniffer.sniff(file: try scratch.file(Self.table(["1 mm", "2 mm"])))
    let path = try scratch.file(Self.table(["1 mm", "2 cm", "3", "4 mm"]))
    let file = try CSVReader(format: format, options: CSVReaderOptions(maxQuarantined: 1)).read(
      file: path)
    #expect(values(file) == [1, 3, 4])
    #expect(file.quarantine.map(\.reason) == ["column 'A': '2 cm' is not a number in mm"])
    format = try CSVSniffer.sniff(file: try scratch.file(Self.table(["1 mm", "2", "3 mm"])))
    #expect(
      format.notices == [
        "column 'A': 'mm' behind the numbers is taken for their unit; 1 of 3 sampled cells have none "
          + "and are read in it, too"
      ])
  }

  @Test(
    "texts that begin with a number are no measurements",
    arguments: [
      ["101A-x", "102A-x"], ["9 of 10", "8 of 10"], ["1st", "2nd"], ["1:30 h x", "2:30 h x"],
    ])
  func noUnits(cells: [String]) throws {
    let format = try CSVSniffer.sniff(file: try scratch.file(Self.table(cells)))
    #expect(format.columns[1].suffix == nil)
    #expect(format.columns[1].content != .number)
  }
}
