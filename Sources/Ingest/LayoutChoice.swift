internal import Diagnostics

/// Chooses the dialect and the decimal mark: the pair under which rows agree and cells make sense.
struct LayoutChoice {
  /// The dialect's id.
  var dialectID: String
  /// The dialect.
  var dialect: any Dialect
  /// `.` or `,`.
  var decimalMark: String
  /// Why.
  var evidence: [String]

  /// Among how many records the header is looked for.
  private static let headerRecords = 20
  /// How many records are compared.
  static let records = 200

  private struct Candidate {
    var id: String
    var dialect: any Dialect
    var mark: String
    var width: Int
    var agreeing: Int
    var records: Int
    var score: Double

    /// Whether all rows have one width under a delimiter that no number or date is written with.
    var isUnanimous: Bool { agreeing == records && dialect.delimiter != UInt8(ascii: ",") }
  }

  /// The best-scoring candidate; ties go to the earlier in the catalog, one column is
  /// comma-separated.
  static func choose(
    _ text: SampledText, lineEnd: CSVFormat.LineEnd, comment: String? = nil,
    declared: FormatDeclaration = FormatDeclaration()
  ) throws(Fault) -> LayoutChoice {
    if let id = declared.dialect {
      let dialect = try DialectCatalog.catalog.product(named: id)
      let isQuoted =
        declared.decimalMark == nil && dialect.delimiter == UInt8(ascii: ",")
        && DecimalDoubt.isDecimalComma(in: sample(text, dialect, lineEnd, comment))
      return LayoutChoice(
        dialectID: id, dialect: dialect,
        decimalMark: declared.decimalMark ?? (isQuoted ? "," : "."),
        evidence: ["delimiter: declared"] + (isQuoted ? [quotedCommas] : []))
    }
    var best: Candidate?
    for (entry, dialect) in zip(DialectCatalog.catalog.entries, DialectCatalog.catalog.products) {
      let records = sample(text, dialect, lineEnd, comment)
      // A comma in a field of comma-separated text stands in quotes.
      let isUsual =
        dialect.delimiter != UInt8(ascii: ",") || declared.decimalMark == ","
        || DecimalDoubt.isDecimalComma(in: records)
      for mark in isUsual ? [".", ","] : ["."] where declared.decimalMark ?? mark == mark {
        let candidate = judge(entry.id, dialect, mark, records)
        // Blanks in names and numbers split rows too: a delimiter that all rows agree on comes first.
        if dialect.joinsBlanks, let best, !best.dialect.joinsBlanks, best.isUnanimous { continue }
        // A blank inside a stamp is none where what stands behind it is split by another delimiter.
        if dialect.joinsBlanks, let best, !best.dialect.joinsBlanks, best.agreeing == best.records,
          Self.holds(best.dialect.delimiter, records, mark)
        {
          continue
        }
        if candidate.width >= 2, candidate.score > (best?.score ?? 0) + 1e-9 { best = candidate }
      }
    }
    guard let best else {
      return LayoutChoice(
        dialectID: CommaSeparated.id, dialect: CommaSeparated(), decimalMark: ".",
        evidence: ["one column: no delimiter gives the rows two fields or more"])
    }
    var evidence = [
      "delimiter \(best.dialect.delimiterText): \(best.width) fields in "
        + "\(best.agreeing == best.records ? "each of" : "\(best.agreeing) of") "
        + "\(best.records) sampled rows"
    ]
    if best.mark == "," {
      evidence.append(
        best.dialect.delimiter == UInt8(ascii: ",")
          ? Self.quotedCommas : "decimal mark ',': more cells are numbers than with '.'")
    }
    return LayoutChoice(
      dialectID: best.id, dialect: best.dialect, decimalMark: best.mark, evidence: evidence)
  }

  private static let quotedCommas = "decimal mark ',': numbers with a comma stand in quotes"

  /// Whether every record has a field that is text because of another delimiter in it, which does not
  /// part a number's thousands; the first record may hold names.
  private static func holds(
    _ delimiter: UInt8, _ records: [[[UInt8]]], _ mark: String
  ) -> Bool {
    let rows = records.dropFirst(records.count > 1 ? 1 : 0)
    return !rows.isEmpty
      && rows.allSatisfy { fields in
        fields.contains {
          $0.contains(delimiter) && CellKind($0, decimalMark: mark) == .text
            && !ThousandsChoice.isGrouped($0, decimalMark: mark)
        }
      }
  }

  /// The first records that are not empty; the last one only where it is whole.
  private static func sample(
    _ text: SampledText, _ dialect: any Dialect, _ lineEnd: CSVFormat.LineEnd, _ comment: String?
  ) -> [[[UInt8]]] {
    var splitter = RecordSplitter(
      text.head, dialect: dialect, lineEnd: lineEnd, comment: comment)
    var records: [[[UInt8]]] = []
    while records.count < Self.records, let record = splitter.next() {
      if record.fields.isEmpty || record.isDamaged || (record.isUnfinished && !text.isWhole) {
        continue
      }
      records.append(record.fields)
    }
    return records
  }

  /// Score = share of rows with the commonest width × (share of their cells that make sense +
  /// 0.01).
  private static func judge(
    _ id: String, _ dialect: any Dialect, _ mark: String, _ records: [[[UInt8]]]
  ) -> Candidate {
    var counts: [Int: Int] = [:]
    for record in records { counts[record.count, default: 0] += 1 }
    let commonest = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    let width = commonest?.key ?? 0
    let agreeing = commonest?.value ?? 0
    var cells = 0
    var sensible = 0
    // The first record may hold names, which say nothing about the delimiter.
    for record in records.dropFirst(records.count > 1 ? 1 : 0) where record.count == width {
      for field in record {
        cells += 1
        if CellKind(field, decimalMark: mark) != .text {
          sensible += 2
        } else if ClockOfDay.read(field) != nil
          || UnitSuffix.isMeasured(field, decimalMark: mark)
        {
          sensible += 2
        } else if ThousandsChoice.isGrouped(field, decimalMark: mark) {
          // Less than a plain number: "1,234" may be 1234 or 1.234.
          sensible += 1
        }
      }
    }
    let sense = cells == 0 ? 0 : Double(sensible) / Double(2 * cells)
    // A header that is split otherwise than the rows tells that these are split wrongly.
    let names = records.prefix(Self.headerRecords).first { record in
      record.count > 1 && record.allSatisfy { CellKind($0, decimalMark: mark) == .text }
    }
    let fit = names.map { $0.count == width ? 1.4 : abs($0.count - width) <= 1 ? 1 : 0.7 } ?? 1
    let agreement = records.isEmpty ? 0 : Double(agreeing) / Double(records.count)
    return Candidate(
      id: id, dialect: dialect, mark: mark, width: width, agreeing: agreeing,
      records: records.count, score: agreement * fit * (sense + 0.01))
  }
}

/// What one sampled cell looks like.
enum CellKind: Equatable {
  case missing
  case number
  case time
  case text

  /// Judges a trimmed cell of a file with a known format.
  init(_ field: [UInt8], _ format: CSVFormat) {
    self.init(field, decimalMark: format.decimalMark)
    guard self == .text, let mark = format.thousandsMark else { return }
    let decimal = format.decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    if ThousandsChoice.number(field, decimal, mark) { self = .number }
  }

  /// Judges a trimmed cell.
  init(_ field: [UInt8], decimalMark: String) {
    let mark = decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    if field.isEmpty {
      self = .missing
    } else if NumberText.value(of: field, mark: mark) != nil {
      self = .number
    } else if MissingMarkers.contain(field) {
      self = .missing
    } else if field.count <= 40, Self.formats.contains(where: { $0.read(field) != nil }) {
      self = .time
    } else {
      self = .text
    }
  }

  /// Formats that words or separators of dates show; counts of seconds or days are numbers.
  private static let formats = zip(
    TimeFormatCatalog.catalog.entries, TimeFormatCatalog.catalog.products
  ).filter { !$0.0.id.hasPrefix("epoch") && !$0.0.id.hasPrefix("excel") }.map(\.1)
}
