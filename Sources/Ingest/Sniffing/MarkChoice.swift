internal import Diagnostics

/// Decides whether the mark in a file's numbers stands before fractions or between thousands.
enum MarkChoice {
  /// Decides by the sample; where no sampled number tells, the whole file is left to do so.
  static func choose(
    _ table: SampledTable, format: inout CSVFormat, _ declared: FormatDeclaration, isWhole: Bool
  ) {
    guard declared.decimalMark == nil, declared.thousandsMark == nil else { return }
    var tally = tally(of: format)
    let columns = format.columns.indices.filter { isNumber(format.columns[$0]) }
    let mark = format.decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    func add(_ fields: [[UInt8]], _ areNumbers: [Bool]? = nil) {
      guard fields.count == table.width else { return }
      let key = key(fields, format)
      for index in columns where index < fields.count && !fields[index].isEmpty {
        let isPlain =
          areNumbers?[index] ?? (NumberText.value(of: fields[index], mark: mark) != nil)
        let cell =
          isPlain
          ? fields[index] : UnitSuffix.split(fields[index], format)?.number ?? fields[index]
        cell.withUnsafeBufferPointer { tally.add($0, column: index, key: key) }
      }
    }
    for record in table.head.dropFirst(format.hasHeader ? 1 : 0) {
      add(record.fields, record.areNumbers)
    }
    for fields in table.further { add(fields) }
    settle(&format, tally)
    if !isWhole, !tally.isShown, tally.verdict != .settled { format.marks = .open }
  }

  /// A tally for the mark in question: the decimal mark, or that between thousands where the file's own
  /// numbers were taken to show it.
  static func tally(of format: CSVFormat) -> MarkTally {
    let asked = format.marks == .open ? format.thousandsMark : nil
    return MarkTally(
      mark: (asked ?? format.decimalMark) == "," ? UInt8(ascii: ",") : UInt8(ascii: "."),
      columns: format.columns.count)
  }

  /// Whether a column's cells are numbers.
  static func isNumber(_ column: CSVFormat.Column) -> Bool {
    column.content == .number || column.content == .value
  }

  /// The tag that a record of the long form names.
  static func key(_ fields: [[UInt8]], _ format: CSVFormat) -> [UInt8] {
    guard format.shape == .long else { return [] }
    var key: [UInt8] = []
    for (index, column) in format.columns.enumerated()
    where column.content == .tag && index < fields.count {
      key += fields[index] + [0]
    }
    return key
  }

  /// Settles the marks of a format by what its file's numbers are.
  static func settle(_ format: inout CSVFormat, _ tally: MarkTally) {
    let mark = tally.mark == UInt8(ascii: ",") ? "," : "."
    // What the sample seemed to say is not what is read.
    forgetDoubt(&format, mark)
    switch tally.verdict {
    case .settled, .unseen:
      format.marks = nil
    case .decimal:
      take(&format, isThousands: false, mark)
      format.marks = .shown
    case .thousands:
      take(&format, isThousands: true, mark)
      format.marks = .shown
    case .continued:
      take(&format, isThousands: true, mark)
      format.marks = .continued
      for (column, numbers) in zip(format.columns, tally.columns) where numbers.goesOn {
        format.evidence.append(
          continuedEvidence(mark) + " of column "
            + "'\(CellText.cleaned(column.name))' reach \(Int(numbers.largest)), with it they go on "
            + "like '\(CellText.shown(numbers.example))'")
        format.notices.append(
          "column '\(CellText.cleaned(column.name))': whole numbers reach \(Int(numbers.largest)) and go on "
            + "like '\(CellText.shown(numbers.example))', so '\(mark)' is read as a mark between thousands; if "
            + "it stands before fractions, declare it: data.format: { decimal: \"\(mark)\" }")
      }
    case .open:
      take(&format, isThousands: false, mark)
      format.marks = .assumed
      if let evidence = FixedDecimals.evidence(format, tally) {
        format.evidence.append(evidence)
        return
      }
      for (column, numbers) in zip(format.columns, tally.columns)
      where numbers.groups > 0 && numbers.largest < 1_000 {
        let example = numbers.example
        let value = example.filter { $0 != tally.mark }
        let fraction = example.map { $0 == tally.mark ? UInt8(ascii: ".") : $0 }
        format.notices.append(
          "column '\(CellText.cleaned(column.name))' holds '\(CellText.shown(example))', which is read "
            + "as \(String(decoding: fraction, as: UTF8.self)) and may mean "
            + "\(String(decoding: value, as: UTF8.self)); if it does, declare it: data.format: "
            + "{ decimal: \"\(other(mark))\", thousands: \"\(mark)\" }")
      }
    }
  }

  /// Takes a mark for that between thousands, or for the decimal one.
  static func take(_ format: inout CSVFormat, isThousands: Bool, _ mark: String) {
    if isThousands {
      format.decimalMark = other(mark)
      format.thousandsMark = mark
    } else {
      format.decimalMark = mark
      if format.thousandsMark == mark { format.thousandsMark = nil }
    }
  }

  /// Forgets what was said of a mark that can be read both ways.
  static func forgetDoubt(_ format: inout CSVFormat, _ mark: String) {
    format.evidence.removeAll {
      $0.hasPrefix(continuedEvidence(mark)) || $0.hasPrefix(FixedDecimals.start)
    }
    format.notices.removeAll {
      $0.hasSuffix("{ decimal: \"\(other(mark))\", thousands: \"\(mark)\" }")
        || $0.hasSuffix("declare it: data.format: { decimal: \"\(mark)\" }")
    }
  }

  /// The other of the two decimal marks.
  static func other(_ mark: String) -> String { mark == "," ? "." : "," }

  private static func continuedEvidence(_ mark: String) -> String {
    "thousands mark '\(mark)': without it whole numbers"
  }
}
