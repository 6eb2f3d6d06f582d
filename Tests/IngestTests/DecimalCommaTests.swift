import Diagnostics
import Ingest
import LinearAlgebra
import Telemetry
import Testing

/// Commas in quoted numbers, and blanks in stamps.
@Suite struct DecimalCommaTests {
  private let scratch = Scratch()

  private func read(
    _ text: String, _ declared: FormatDeclaration = FormatDeclaration()
  ) throws -> IngestedFile {
    let path = try scratch.file(text)
    return try CSVReader(format: try CSVSniffer.sniff(file: path, declared: declared))
      .read(file: path)
  }

  private static func rows(_ cells: [String], stamp: String = "2024-01-01T00:00:") -> String {
    cells.enumerated().map { "\(stamp)\(10 + $0),\($1)\n" }.joined()
  }

  @Test("quoted numbers with a comma that can be no thousands mark are decimal fractions")
  func quoted() throws {
    for cells in [
      ["\"0,5\",\"2,0\""], ["\"0,5\",\"2,0\"", "\"1,037\",3", "\"-0,250\",\"1.234,5\""],
    ] {
      let file = try read("time,A,B\n" + Self.rows(cells))
      #expect(file.format.decimalMark == "," && file.format.dialect == "comma-separated")
      #expect(file.frame.tags.map(\.id) == ["A", "B"])
      #expect(file.frame.values[0, 0] == 0.5 && file.frame.values[0, 1] == 2)
      #expect(file.notices.isEmpty)
      guard cells.count > 1 else { continue }
      #expect(file.frame.values[1, 0] == 1.037 && file.frame.values[2, 0] == -0.25)
      #expect(file.frame.values[2, 1] == 1_234.5)
    }
  }

  @Test("quoted thousands stay thousands, with a doubt where no number tells")
  func thousands() throws {
    let open = try read("time,A\n" + Self.rows(["\"1,037\"", "\"2,500\"", "999"]))
    #expect(open.frame.values.column(0) == [1_037, 2_500, 999])
    #expect(
      open.notices.map(\.text) == [
        "column 'A' holds '1,037', which is read as 1037 and may mean 1.037; if it does, declare it: "
          + "data.format: { decimal: \",\" }"
      ])
    let told = try read("time,A\n" + Self.rows(["\"1,037\"", "\"2,500.5\"", "999"]))
    #expect(told.frame.values.column(0) == [1_037, 2_500.5, 999])
    #expect(told.notices.isEmpty)
  }

  @Test("a declared decimal comma needs no declared delimiter, and settles what is open")
  func declared() throws {
    var declared = FormatDeclaration()
    declared.decimalMark = ","
    let file = try read("time,A\n" + Self.rows(["\"1,037\"", "\"2,500\"", "999"]), declared)
    #expect(file.frame.values.column(0) == [1.037, 2.5, 999])
    #expect(file.notices.isEmpty)
    var delimited = FormatDeclaration()
    delimited.dialect = "comma-separated"
    #expect(
      try read("time,A\n" + Self.rows(["\"0,5\"", "\"2,0\""]), delimited).frame.values.column(0)
        == [0.5, 2])
  }

  @Test("three decimals behind a comma between semicolons are a doubt, others are none")
  func semicolons() throws {
    let open = try read("time;A\n2024-01-01 00:00;1,500\n2024-01-01 00:01;2,250\n")
    #expect(open.frame.values.column(0) == [1.5, 2.25])
    #expect(
      open.notices.map(\.text) == [
        "column 'A' holds '1,500', which is read as 1.500 and may mean 1500; if it does, declare it: "
          + "data.format: { decimal: \".\", thousands: \",\" }"
      ])
    var declared = FormatDeclaration()
    declared.decimalMark = "."
    declared.thousandsMark = ","
    #expect(
      try read("time;A\n2024-01-01 00:00;1,500\n2024-01-01 00:01;2,250\n", declared)
        .frame.values.column(0) == [1_500, 2_250])
    let told = try read("time;A;B\n2024-01-01 00:00;1,500;0,5\n2024-01-01 00:01;2,250;1\n")
    #expect(told.notices.isEmpty)
  }

  @Test(
    "a blank in stamps is no delimiter where another one splits the rows",
    arguments: [
      ("time,P1,V1", "On,closed", "Off,open"), ("time,P1,V1", "Fault,idle", "Run,idle"),
      ("time,P1,V1", "\"500,0\",\"2,3\"", "\"501,0\",\"2,4\""),
    ])
  func blankInStamps(header: String, first: String, second: String) throws {
    let file = try read(
      header + "\n" + Self.rows([first, second, first, second], stamp: "2024-01-01 00:00:"))
    #expect(file.format.dialect == "comma-separated")
    #expect(file.frame.tags.map(\.id) == ["P1", "V1"])
    #expect(file.frame.count == 4)
    #expect(file.frame.values.column(0)[0] != file.frame.values.column(0)[1])
  }
}
