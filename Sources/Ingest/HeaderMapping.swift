/// Reads the rows below another header of a file by its names.
///
/// In a wide table such a header may name the same columns in another order. In the long form it must
/// name the time, the value and a tag's name of the first one; columns that the first header lacks
/// are further parts of the tag's name, as the tables of one answer of InfluxDB have them.
struct HeaderMapping: Sendable {
  private let format: CSVFormat
  private let layout: RowLayout
  /// What tells of the query that a table answers, not of the plant.
  private static let bookkeeping: Set<String> = ["result", "table", "_start", "_stop"]

  /// A mapping to the columns of a file's first header.
  init(_ format: CSVFormat, _ layout: RowLayout) {
    self.format = format
    self.layout = layout
  }

  /// The format and the layout of the rows below a header; nil where its names do not tell them.
  func mapped(_ names: [String]) -> (format: CSVFormat, layout: RowLayout)? {
    format.shape == .long ? long(names) : wide(names)
  }

  private func wide(_ names: [String]) -> (format: CSVFormat, layout: RowLayout)? {
    guard names.sorted() == format.columns.map(\.name).sorted() else { return nil }
    let places = names.compactMap { name in format.columns.firstIndex { $0.name == name } }
    var own = format
    own.columns = places.map { format.columns[$0] }
    own.fixedColumns = nil
    return (
      own,
      RowLayout(
        slots: places.map { layout.slots[$0] }, texts: layout.texts, width: layout.width)
    )
  }

  private func long(_ names: [String]) -> (format: CSVFormat, layout: RowLayout)? {
    var own = format
    own.fixedColumns = nil
    own.columns = names.enumerated().map { index, name in
      if let known = format.columns.first(where: { $0.name == name }) { return known }
      // An unnamed column in front numbers nothing.
      let tells = !Self.bookkeeping.contains(name) && !TimeName(name).isMissing
      return CSVFormat.Column(name: name, content: tells ? .tag : .text)
    }
    let found = Set(names)
    func all(_ contents: Set<CSVFormat.Content>) -> [String] {
      format.columns.filter { contents.contains($0.content) }.map(\.name)
    }
    let needed = all([.time, .date, .clock, .part, .value, .quality, .unit])
    guard needed.allSatisfy({ found.contains($0) }), all([.tag]).contains(where: found.contains)
    else { return nil }
    // The parts of a tag's name stand in the order of the first header, new ones behind them.
    var ordered = own
    ordered.columns =
      format.columns.filter { found.contains($0.name) }
      + own.columns.filter { column in !format.columns.contains { $0.name == column.name } }
    let base = RowLayout(ordered)
    let slots = names.map { name in
      ordered.columns.firstIndex { $0.name == name }.map { base.slots[$0] } ?? .ignored
    }
    return (own, RowLayout(slots: slots, texts: base.texts, width: base.width))
  }
}
