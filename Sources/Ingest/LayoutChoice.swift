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
  }

  /// The best-scoring candidate; ties go to the earlier in the catalog, one column is
  /// comma-separated.
  static func choose(_ text: SampledText, lineEnd: CSVFormat.LineEnd) -> LayoutChoice {
    var best: Candidate?
    for (entry, dialect) in zip(DialectCatalog.catalog.entries, DialectCatalog.catalog.products) {
      let records = sample(text, dialect, lineEnd)
      for mark in dialect.delimiter == UInt8(ascii: ",") ? ["."] : [".", ","] {
        let candidate = judge(entry.id, dialect, mark, records)
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
      evidence.append("decimal mark ',': more cells are numbers than with '.'")
    }
    return LayoutChoice(
      dialectID: best.id, dialect: best.dialect, decimalMark: best.mark, evidence: evidence)
  }

  /// The first records that are not empty; the last one only where it is whole.
  private static func sample(
    _ text: SampledText, _ dialect: any Dialect, _ lineEnd: CSVFormat.LineEnd
  ) -> [[[UInt8]]] {
    var splitter = RecordSplitter(text.head, dialect: dialect, lineEnd: lineEnd)
    var records: [[[UInt8]]] = []
    while records.count < Self.records, let record = splitter.next() {
      if record.fields.isEmpty || (record.isUnfinished && !text.isWhole) { continue }
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
        if CellKind(field, decimalMark: mark) != .text { sensible += 1 }
      }
    }
    let sense = cells == 0 ? 0 : Double(sensible) / Double(cells)
    let agreement = records.isEmpty ? 0 : Double(agreeing) / Double(records.count)
    return Candidate(
      id: id, dialect: dialect, mark: mark, width: width, agreeing: agreeing,
      records: records.count, score: agreement * (sense + 0.01))
  }
}

/// What one sampled cell looks like.
enum CellKind: Equatable {
  case missing
  case number
  case time
  case text

  /// Judges a trimmed cell.
  init(_ field: [UInt8], decimalMark: String) {
    let mark = decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    if field.isEmpty {
      self = .missing
    } else if NumberText.value(of: field, mark: mark) != nil {
      self = .number
    } else if field.count <= 4,
      MissingMarkers.standard.contains(where: {
        $0.lowercased() == String(decoding: field, as: UTF8.self).lowercased()
      })
    {
      self = .missing
    } else if field.count <= 40, Self.formats.contains(where: { $0.read(field) != nil }) {
      self = .time
    } else {
      self = .text
    }
  }

  private static let formats = TimeFormatCatalog.catalog.products
}
