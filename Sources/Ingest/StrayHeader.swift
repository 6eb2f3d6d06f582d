internal import Diagnostics

/// Recognises another header between the rows: the rows below it belong to other names.
struct StrayHeader: Sendable {
  /// A header where rows were expected.
  struct Found: Sendable {
    /// Its names.
    var names: [String]
    /// The line it stands on, counted as those of refused rows are.
    var line: Int
    /// Its bytes in the window, the line end included, and how many line ends they hold.
    var bytes = 0..<0
    var lineBreaks = 0
  }

  private let names: [String]
  /// The names in small letters, and as a sorted list.
  private let own: Set<String>
  private let sortedNames: [String]
  private let times: Set<String>
  private let dialect: any Dialect
  private let lineEnd: CSVFormat.LineEnd
  private let format: CSVFormat

  /// A look-out for headers in files of a format; nil where files have no header.
  init?(_ format: CSVFormat) throws(Fault) {
    guard format.hasHeader else { return nil }
    self.format = format
    names = format.columns.map(\.name)
    sortedNames = names.map { $0.lowercased() }.sorted()
    own = Set(sortedNames)
    times = Set(
      format.columns.filter { $0.content.isTime }.map(\.name)
        // A unit like % may be the name of a column that was taken for time.
        .filter { $0.contains(where: \.isLetter) })
    dialect = try DialectCatalog.catalog.product(named: format.dialect)
    lineEnd = format.lineEnd
  }

  /// The names in a refused record, where it is a header of other columns than the file's, or of the
  /// same in another order.
  ///
  /// A header has no number and no time among its fields, and the name of the time or half of the
  /// names, at least two, are the file's: one word alone may stand in a row as well.
  func names(in text: some Collection<UInt8>) -> [String]? {
    guard text.count <= RowParser.longestQuotedField else { return nil }
    var splitter = RecordSplitter(Array(text), dialect: dialect, lineEnd: lineEnd)
    guard let fields = splitter.next()?.fields else { return nil }
    return names(of: fields)
  }

  /// The same of a record that is split already.
  func names(of fields: [[UInt8]]) -> [String]? {
    guard fields.count > 1 else { return nil }
    var fields = HeaderChoice.spread(fields, format)
    if format.hasTrailingDelimiter, fields.last == [] { fields.removeLast() }
    guard
      isPermutation(fields)
        || fields.allSatisfy({ field in
          field.isEmpty || CellKind(field, format) == .text && ClockOfDay.read(field) == nil
        })
    else { return nil }
    let written = fields.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    // A quote that nobody closed holds rows; names over several lines are the file's own.
    guard
      written.allSatisfy({
        !$0.utf8.contains(10) && !$0.utf8.contains(13) || own.contains($0.lowercased())
      })
    else { return nil }
    let known = written.filter { own.contains($0.lowercased()) }
    guard
      known.contains(where: { time in times.contains { $0.lowercased() == time.lowercased() } })
        || known.count >= max(2, (names.count + 1) / 2)
    else { return nil }
    let found = HeaderChoice.names(fields)
    return found == names || isTorn(fields) ? nil : found
  }

  /// Whether fields are the file's names in any order, numbers or not: tags may be called 101 and 102.
  private func isPermutation(_ fields: [[UInt8]]) -> Bool {
    // The first field alone tells of nearly every row that it is none.
    fields.count == names.count
      && own.contains(String(decoding: fields[0], as: UTF8.self).lowercased())
      && fields.map { String(decoding: $0, as: UTF8.self).lowercased() }.sorted() == sortedNames
  }

  /// Whether fields are the file's own header, cut off.
  ///
  /// Its rows go on under the same names, and rows of fewer fields are refused one by one. In the long
  /// form a header whose names are whole is another, as long as nothing but parts of the tag's name is cut.
  private func isTorn(_ fields: [[UInt8]]) -> Bool {
    guard var last = fields.last, fields.count <= names.count else { return false }
    // A table of an answer of InfluxDB that lacks the last columns is no accident.
    if format.shape == .long, Array(names[fields.count - 1].utf8) == last, isTable(fields.count) {
      return false
    }
    // The quote that opened the field which the cut went through.
    if last.first == UInt8(ascii: "\"") { last.removeFirst() }
    let whole = HeaderChoice.names(Array(fields.dropLast()))
    guard zip(names, whole).allSatisfy({ Self.endings(of: $0).contains($1) }) else { return false }
    let cut = String(decoding: last, as: UTF8.self)
    return Self.endings(of: names[fields.count - 1]).contains { $0.hasPrefix(cut) }
  }

  /// Whether what lies behind the first columns is nothing that every table of the long form has.
  private func isTable(_ count: Int) -> Bool {
    format.columns.dropFirst(count).allSatisfy { $0.content == .tag || $0.content == .text }
  }

  /// A name, and what is left of it without its first words: names over several records are joined, and
  /// a cut goes through one of them.
  private static func endings(of name: String) -> [String] {
    [name] + name.indices.filter { name[$0] == " " }.map { String(name[name.index(after: $0)...]) }
  }

  /// Says that a file has a second header.
  func fault(_ found: Found, file: String) -> Fault {
    let isReordered = found.names.sorted() == names.sorted()
    return Fault(
      .badData,
      "a second header with " + (isReordered ? "the columns in another order" : "other columns")
        + " stands among the rows: \(Self.shown(found.names)), the first is \(Self.shown(names))",
      at: Place(file: file, line: found.line),
      hint:
        "split the file before this line, or before the annotations above it; each part is read by "
        + "its own header")
  }

  private static func shown(_ names: [String]) -> String {
    "'" + CellText.cleaned(names.prefix(12).joined(separator: ",")) + (names.count > 12 ? ",…" : "")
      + "'"
  }
}
