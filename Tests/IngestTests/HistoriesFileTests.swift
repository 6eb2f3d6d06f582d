import Diagnostics
import Foundation
import Ingest
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite struct HistoriesFileTests {
  private let scratch = Scratch()
  private let units = "unit,start,end,outcome,asset\n"

  @Test("Ages count in days from the unit's start; rows of units may be mixed")
  func timed() throws {
    let path = try scratch.file(
      """
      unit,time,flow,state,text
      B,2026-01-03,1.5,0,x
      A,2026-01-02T12:00:00Z,2.5,1,y
      B,2026-01-04,,1,z
      A,2026-01-05 01:00:00+01:00,NaN,0,x

      """)
    let roster = try scratch.file(
      units + "A,2026-01-01,2026-01-06,failed,PU1\nB,2026-01-03,,running,\n", "u.csv")
    let table = try HistoriesFile.read(path, units: roster)
    #expect(table.histories.units.map(\.unit) == ["B", "A"])
    #expect(table.histories.units[0].ages == [0, 1])
    #expect(table.histories.units[1].ages == [1.5, 4])
    #expect(table.histories.units.map(\.end) == [1, 5])
    #expect(table.histories.units.map(\.outcome) == [.running, .failed])
    #expect(table.histories.columns.map(\.id) == ["flow", "state"])
    #expect(table.histories.columns.map(\.role) == [.sensor, .status])
    #expect(table.histories.clock == .days)
    #expect(table.histories.units[0].values[0, 0] == 1.5)
    #expect(table.histories.units[0].values[1, 0].isNaN)
    #expect(table.histories.units[1].values[1, 0].isNaN)
    #expect(table.assets == ["A": "PU1"])
    #expect(table.starts["A"] == Timestamp(iso8601: "2026-01-01"))
    #expect(table.lastSeen["A"] == Timestamp(iso8601: "2026-01-05"))
    #expect(table.firstLines == ["A": 3, "B": 2])
    #expect(table.counts == RowCounts(read: 4, stored: 4))
    #expect(
      table.notices.map(\.description) == [
        "warning: column 'text' holds text ('x') and is left out (\(path))"
      ])
  }

  @Test("Hours, another time column and a zone: an hour that comes twice is taken in order")
  func zoned() throws {
    let path = try scratch.file(
      """
      made,seen,unit,x
      2020-01-01,2026-10-25 01:30,A,1
      2020-01-01,2026-10-25 02:30,A,2
      2020-01-01,2026-10-25 02:30,A,3
      2020-01-01,2026-10-25 03:30,A,4

      """)
    let table = try HistoriesFile.read(
      path,
      options: HistoriesFileOptions(
        position: .time("seen"), clock: .hours, ends: .running, timeZone: "Europe/Berlin"))
    #expect(table.histories.units[0].ages == [0, 1, 2, 3])
    #expect(table.histories.units[0].end == 3)
    #expect(
      table.notices.map(\.text) == [
        "column 'made' holds times too and is left out; the rows' times are those of 'seen' "
          + "(its stamps vary)"
      ])
  }

  @Test(
    "Byte order mark, CRLF, lone CR, semicolons, quotes and blanks give the same table",
    arguments: [
      "unit,cycle,x\nA,1,2.5\nA,2,3\n", "\u{FEFF}unit,cycle,x\r\nA,1,2.5\r\nA,2,3\r\n",
      "unit,cycle,x\rA,1,2.5\rA,2,3\r", "unit;cycle;x\nA;1;2,5\nA;2;3,0\n",
      "\"unit\",cycle,x\n\"A\",1,2.5\n\n A , 2 , 3\n", "UNIT\tcycle\tx\nA\t1\t2.5\nA\t2\t3",
      "unit cycle x\n A  1 2.5 \nA 2  3 \n",
    ])
  func dialects(text: String) throws {
    let table = try HistoriesFile.read(
      try scratch.file(text),
      options: HistoriesFileOptions(position: .age("cycle"), clock: .cycles, ends: .failed))
    #expect(table.histories.units.map(\.unit) == ["A"])
    #expect(table.histories.units[0].ages == [1, 2])
    #expect(table.histories.units[0].values.elements == [2.5, 3])
    #expect(table.histories.units[0].end == 2)
    #expect(table.notices.isEmpty)
  }

  @Test("Unsorted rows are sorted with a notice; features keep the order in which they are named")
  func sorted() throws {
    let path = try scratch.file("unit,cycle,x,y,z\nA,3,1,2,3\nA,1,4,5,6\nA,2,7,8,9\n")
    let table = try HistoriesFile.read(
      path,
      options: HistoriesFileOptions(
        position: .age("cycle"), clock: .cycles, features: ["z", "x"], ends: .failed))
    #expect(table.histories.units[0].ages == [1, 2, 3])
    #expect(table.histories.units[0].values.elements == [6, 9, 3, 4, 7, 1])
    #expect(
      table.notices.map(\.description) == [
        "warning: unit 'A': 1 row is earlier than the row before; sorted by age (\(path):3)"
      ])
  }

  @Test(
    "Cells that are no numbers count as missing, rows without place are refused, all with lines")
  func quarantine() throws {
    var text = "unit,cycle,x,y\n"
    for i in 1...40 { text += "A,\(i),\(i),0.5\n" }
    text += "A,41,Worn out,0.5\nA,,1,1\nA,x,1,1\n,44,1,1\nA,45,1\n\"A\",46,1e999,n.a.\n"
    let path = try scratch.file(text)
    let table = try HistoriesFile.read(
      path, options: HistoriesFileOptions(position: .age("cycle"), clock: .cycles, ends: .failed))
    #expect(
      table.counts == RowCounts(read: 46, stored: 42, quarantined: 4))
    #expect(
      table.quarantine.map { "\($0.line) \($0.reason)" } == [
        "42 column 'x': 'Worn out' is not a number; the cell counts as missing",
        "43 column 'cycle': the age is empty", "44 column 'cycle': 'x' is not a number",
        "45 column 'unit': the unit is empty", "46 3 fields instead of 4",
        "47 column 'x': '1e999' is not a number; the cell counts as missing",
        "47 column 'y': 'n.a.' is not a number; the cell counts as missing",
      ])
    #expect(table.quarantine[4].text == "A,45,1")
    #expect(
      table.notices.map(\.description) == [
        "warning: 4 of 46 rows are refused, the first because: column 'cycle': the age is empty "
          + "(\(path):43)",
        "warning: column 'x': 2 cells are no numbers and count as missing: 'Worn out' on line 42, "
          + "'1e999' on line 47 (\(path))",
        "warning: column 'y': 1 cell is no number and counts as missing: 'n.a.' on line 47 "
          + "(\(path))",
      ])
    #expect(table.histories.units[0].ages.suffix(2) == [41, 46])
    #expect(table.histories.units[0].values[41, 1].isNaN)
  }

  @Test("Histories and units that disagree: every problem at once, with place and hint")
  func disagreement() throws {
    let path = try scratch.file(
      """
      unit,time,x
      A,2026-01-01,1
      A,2026-01-02,1
      A,2026-01-05,1
      B1,2026-01-01,1
      C,2026-01-03,1
      C,2026-01-03,2
      zzzz,2026-01-03,2

      """, "h.csv")
    let roster = try scratch.file(
      units
        + "A,2026-01-02,2026-01-04,failed,\nB,2026-01-01,2026-01-09,failed,\nC,,,running,\n",
      "u.csv")
    #expect(
      problems { () throws(Faults) in try HistoriesFile.read(path, units: roster) } == [
        "u.csv:3 unit 'B' has no rows in \(path)",
        "h.csv:5 unit 'B1' has 1 row, but does not stand in \(roster) | is 'B' meant?",
        "h.csv:8 unit 'zzzz' has 1 row, but does not stand in \(roster) | add a row for it: "
          + "unit,start,end,outcome",
        "h.csv:2 unit 'A': 1 row lies before its start 2026-01-02T00:00:00Z, the first at "
          + "2026-01-01T00:00:00Z | the start stands in \(roster):2",
        "u.csv:2 the end 2026-01-04T00:00:00Z of unit 'A' lies before its last row at "
          + "2026-01-05T00:00:00Z | 1 row comes after it, the last in \(path):4",
        "h.csv:7 unit 'C' has two rows at 2026-01-03T00:00:00Z | the other stands on line 6; keep "
          + "one row of each",
      ])
  }

  @Test("An age below 0 and ages that stand twice are problems; ends may be ages too")
  func ages() throws {
    let path = try scratch.file("unit,cycle,x\nA,-1,1\nA,2,1\nA,2,1\nA,2,1\nB,1,1\n", "h.csv")
    let options = HistoriesFileOptions(position: .age("cycle"), clock: .cycles)
    let roster = try scratch.file("unit,end,outcome\nA,1.5,replaced\nB,7,failed\n", "u.csv")
    #expect(
      problems { () throws(Faults) in
        try HistoriesFile.read(path, units: roster, options: options)
      } == [
        "h.csv:4 unit 'A' has two rows of age 2, and 1 more such pair | the other stands on line "
          + "3; keep one row of each",
        "h.csv:2 unit 'A': 1 row lies before its start 0, the first at -1 | ages count from 0",
        "u.csv:2 the end 1.5 of unit 'A' lies before its last row at 2 | 3 rows come after it, the "
          + "last in \(path):5",
      ])
    let good = try scratch.file("unit,cycle,x\nA,1,1\nB,1,1\n", "g.csv")
    let table = try HistoriesFile.read(good, units: roster, options: options)
    #expect(table.histories.units.map(\.end) == [1.5, 7])
    #expect(table.lastSeen.isEmpty)
  }

  @Test("Columns that are not there: each told with the likely one")
  func columns() throws {
    let path = try scratch.file("units,cycle,flow,head\nA,1,2,3\nA,2,2,3\n", "h.csv")
    let known = "columns: units, cycle, flow, head"
    #expect(
      problems { () throws(Faults) in
        try HistoriesFile.read(
          path,
          options: HistoriesFileOptions(
            position: .age("cycles"), clock: .cycles, features: ["flows", "zzz"],
            leaveOut: ["heat"], ends: .failed))
      } == [
        "h.csv:1 unit: column 'unit' is missing | did you mean 'units'? \(known)",
        "h.csv:1 age: column 'cycles' is missing | did you mean 'cycle'? \(known)",
        "h.csv:1 leave-out: column 'heat' is missing | did you mean 'head'? \(known)",
        "h.csv:1 features: column 'flows' is missing | did you mean 'flow'? \(known)",
        "h.csv:1 features: column 'zzz' is missing | \(known)",
      ])
    let bare = try scratch.file("1 1 2.5\n1 2 2.5\n", "b.txt")
    func reading(_ columns: [String]?) -> [String] {
      problems { () throws(Faults) in
        try HistoriesFile.read(
          bare,
          options: HistoriesFileOptions(
            position: .age("cycle"), clock: .cycles, columns: columns, ends: .failed))
      }
    }
    #expect(
      reading(nil) == [
        "b.txt:1 unit: column 'unit' is missing | the file has no header: say columns: [unit, …] "
          + "to name its columns",
        "b.txt:1 age: column 'cycle' is missing | the file has no header: say columns: [unit, …] "
          + "to name its columns",
      ])
    #expect(
      reading(["unit", "cycle"]) == ["b.txt:1 the file has 3 columns, but columns has 2 names"])
    #expect(
      reading(["unit", "cycle", "cycle"]) == [
        "- columns names 'cycle' twice | every column needs a name of its own"
      ])
    #expect(
      reading(["unit", "cycle", "x"]) == [])
  }

  @Test("Columns cannot be two things at once, text is no feature, times must read as times")
  func roles() throws {
    let path = try scratch.file("unit,time,word,x\nA,soon,w,1\nA,later,w,2\n", "h.csv")
    func reading(_ options: HistoriesFileOptions) -> [String] {
      problems { () throws(Faults) in try HistoriesFile.read(path, options: options) }
    }
    #expect(
      reading(
        HistoriesFileOptions(
          features: ["unit", "time", "word", "x", "x"], leaveOut: ["x"], ends: .failed)) == [
          "- column 'unit' is the unit and cannot be a feature too",
          "- column 'time' is the time and cannot be a feature too",
          "h.csv:1 column 'word' holds text and cannot be a feature",
          "- column 'x' stands in both features and leave-out",
          "- column 'x' stands in both features and leave-out",
        ])
    #expect(
      reading(HistoriesFileOptions(ends: .failed)) == [
        "h.csv:1 time: column 'time' does not read as times ('soon') | name the column of moments, "
          + "or give a column of ages: age: NAME"
      ])
    #expect(
      reading(HistoriesFileOptions(position: .age("x"), leaveOut: ["time"], ends: .failed)) == [
        "h.csv:1 no column of numbers is left to be a feature | columns: unit, time, word, x"
      ])
  }

  @Test("Settings that contradict each other are told together, before what the rows say")
  func settings() throws {
    let path = try scratch.file("unit,time,x\nA,2026-01-01,1\n", "h.csv")
    let roster = try scratch.file(units + "A,2026-01-02,,failed,\n", "u.csv")
    #expect(
      problems { () throws(Faults) in
        try HistoriesFile.read(path, options: HistoriesFileOptions(clock: .cycles))
      } == [
        "- the clock is cycles, but ages come from the times in column 'time' | clock: hours or "
          + "days with times; cycles need a column of ages",
        "- nothing says how the units' lives ended | name a file of units, or say ends: failed (or "
          + "running) for all of them",
      ])
    #expect(
      problems { () throws(Faults) in
        try HistoriesFile.read(path, options: HistoriesFileOptions(ends: .replaced))
      } == [
        "- ends must be failed or running, got 'replaced' | units that were replaced need a file "
          + "of units"
      ])
    #expect(
      problems { () throws(Faults) in
        try HistoriesFile.read(
          path, units: roster, options: HistoriesFileOptions(unit: "pump", ends: .failed))
      } == [
        "- both a file of units and ends say how the units' lives ended | keep one of them",
        "u.csv:2 the end is empty, but the unit failed | only a unit that is running may have no "
          + "end",
        "h.csv:1 unit: column 'pump' is missing | columns: unit, time, x",
      ])
  }

  @Test("Files that hold nothing to read say so")
  func unusable() throws {
    func reading(_ text: String) throws -> [String] {
      let path = try scratch.file(text, "h.csv")
      return problems { () throws(Faults) in
        try HistoriesFile.read(
          path, options: HistoriesFileOptions(position: .age("cycle"), ends: .failed))
      }
    }
    #expect(try reading("") == ["h.csv the file is empty"])
    #expect(
      try reading("unit,cycle,x\nA,x,1\nA,2,1\nA,3,1\n") == [
        "h.csv:2 1 of 3 rows cannot be used, at most 0 may be refused; the first because: column "
          + "'cycle': 'x' is not a number"
      ])
    #expect(
      try reading("\u{1f}\u{0}\u{0}") == [
        "h.csv the file is not text: a NUL byte stands at offset 1"
      ])
    #expect(
      problems { () throws(Faults) in
        try HistoriesFile.read("/nonexistent", options: HistoriesFileOptions(ends: .failed))
      } == ["nonexistent the file does not exist"])
  }

  @Test("Names that are hostile text stay what they are, and are shown without control characters")
  func hostileNames() throws {
    let path = try scratch.file(
      "unit,cycle,=x\n\"a,\"\"b\",1,2\n\"a,\"\"b\",2,2\n</script>,1,3\n"
        + "\u{1b}[31m,1,4\n\u{1b}[31m,1,4\n",
      "h.csv")
    let options = HistoriesFileOptions(position: .age("cycle"), clock: .cycles, ends: .failed)
    #expect(
      problems { () throws(Faults) in try HistoriesFile.read(path, options: options) } == [
        "h.csv:6 unit '\u{FFFD}[31m' has two rows of age 1 | the other stands on line 5; keep one "
          + "row of each"
      ])
    let good = try scratch.file("unit,cycle,=x\n\"a,\"\"b\",1,2\n\"a,\"\"b\",2,2\n</script>,1,3\n")
    let table = try HistoriesFile.read(good, options: options)
    #expect(table.histories.units.map(\.unit) == ["a,\"b", "</script>"])
    #expect(table.histories.columns.map(\.id) == ["=x"])
  }

  @Test("Many problems are told up to a hundred, and their number")
  func many() throws {
    var text = "unit,cycle,x\n"
    for i in 0..<150 { text += "A\(i),1,1\nA\(i),1,1\n" }
    let path = try scratch.file(text, "h.csv")
    let found = problems { () throws(Faults) in
      try HistoriesFile.read(
        path, options: HistoriesFileOptions(position: .age("cycle"), ends: .failed))
    }
    #expect(found.count == 101)
    #expect(found.last == "h.csv:301 50 more problems, the last: unit 'A149' has two rows of age 1")
  }

  @Test("Random bytes never crash, whatever they are read as", arguments: 0..<60)
  func noise(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("A1.,;\t \"\n\r-e\u{FEFF}é\u{0}".utf8)
    let head = Array("unit,cycle,x\nA,1,2\nB,2,3\n".utf8)
    let bytes = head + (0..<200).map { _ in alphabet[generator.index(below: alphabet.count)] }
    let path = try scratch.file(bytes)
    for columns in [nil, ["unit", "cycle", "x"]] {
      let options = HistoriesFileOptions(
        position: .age("cycle"), clock: .cycles, columns: columns, ends: .failed,
        maxQuarantined: 1)
      do throws(Faults) {
        let table = try HistoriesFile.read(path, options: options)
        #expect(table.counts.stored == table.histories.units.reduce(0) { $0 + $1.ages.count })
        #expect(table.counts.read == table.counts.stored + table.counts.quarantined)
      } catch {
        #expect(!error.all.isEmpty)
      }
    }
  }
}

/// The problems of a body: `file:line problem | hint`; `-` without a place.
func problems<T>(_ body: () throws(Faults) -> T) -> [String] {
  do throws(Faults) {
    _ = try body()
    return []
  } catch {
    return error.all.map { fault in
      let file = (fault.place?.file ?? "-").split(separator: "/").last ?? ""
      return file + (fault.place?.line.map { ":\($0)" } ?? "") + " \(fault.problem)"
        + (fault.hint.map { " | \($0)" } ?? "")
    }
  }
}
