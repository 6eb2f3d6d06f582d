internal import Ingest

/// The numbers of words over all sources: one table per tag, so that a word means one number
/// whichever file it stands in and in whatever order files come.
struct CategoryTables {
  /// The words by their numbers, by the tag.
  private(set) var words: [String: [String]] = [:]

  /// Takes what a source added: its columns of categories, and the words of its switches.
  mutating func learn(_ record: SourceRecord) {
    // Numbers of categories only grow from file to file.
    words.merge(record.categories) { _, newer in newer }
    for column in record.format.columns where column.content == .word {
      words[column.name] = words[column.name] ?? column.states ?? ["off", "on"]
    }
    for (tag, states) in record.switches ?? [:] { words[tag] = words[tag] ?? states }
  }

  /// A file's format under these tables: a switch is read by the words of its tag where other files
  /// have more of them.
  func applied(to format: CSVFormat) -> CSVFormat {
    var format = format
    for (index, column) in format.columns.enumerated() where column.content == .word {
      guard let known = words[column.name], !Self.isSwitchAlone(known) else { continue }
      format.columns[index].content = .category
      format.evidence.append(
        "categories: the words of column '\(column.name)' have numbers from other files")
    }
    return format
  }

  /// Whether the numbers that a source was read with are those of these tables.
  func agree(with record: SourceRecord) -> Bool {
    for (tag, own) in record.categories {
      guard let known = words[tag] else { continue }
      if CategoryNumbers.keepsSwitch(own) != CategoryNumbers.keepsSwitch(known) { return false }
      // The spelling of a switch's states numbers nothing.
      let first = CategoryNumbers.keepsSwitch(own) ? 2 : 0
      if zip(own, known).dropFirst(first).contains(where: { $0 != $1 }) { return false }
    }
    for column in record.format.columns where column.content == .word {
      if let known = words[column.name], !CategoryNumbers.keepsSwitch(known) { return false }
    }
    for tag in (record.switches ?? [:]).keys {
      if let known = words[tag], !CategoryNumbers.keepsSwitch(known) { return false }
    }
    return true
  }

  private static func isSwitchAlone(_ words: [String]) -> Bool {
    words.count == 2 && CategoryNumbers.keepsSwitch(words)
  }
}
