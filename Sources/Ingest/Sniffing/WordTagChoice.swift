internal import Diagnostics

/// Tells tags of words from tags of numbers in the long form, as far as the sample shows.
enum WordTagChoice {
  /// How many tags and how many of a tag's texts a sentence shows.
  private static let shown = 3

  /// A tag's name as the parts of a record give it.
  static func tagName(_ fields: [[UInt8]], _ parts: [Int]) -> String {
    parts.map { String(decoding: fields[$0], as: UTF8.self) }.joined(separator: ".")
  }

  /// Names the tags of words, and the tags of numbers that hold some text.
  static func choose(_ table: SampledTable, format: inout CSVFormat) {
    guard format.shape == .long else { return }
    let columns = format.columns
    let notices = columns.filter { $0.content == .value }.map { "column '\($0.name)' holds " }
    format.notices.removeAll { notice in notices.contains { notice.hasPrefix($0) } }
    format.evidence.removeAll { sentence in
      columns.contains {
        $0.content == .value && sentence.hasPrefix("categories: column '\($0.name)'")
      }
    }
    var tallies: [String: ValueTally] = [:]
    var examples: [String: [[UInt8]]] = [:]
    var order: [String] = []
    let named = columns.indices.filter { columns[$0].content == .tag }
    let rows = table.head.dropFirst(format.hasHeader ? 1 : 0).map(\.fields) + table.further
    // A header may name more columns than most rows have fields: such rows cannot be used.
    for fields in rows where fields.count == table.width && fields.count >= columns.count {
      let tag = tagName(fields, named)
      if tallies[tag] == nil { order.append(tag) }
      for index in columns.indices where columns[index].content == .value {
        let text = fields[index]
        switch CellKind(text, format) {
        case .missing: break
        case .number: tallies[tag, default: ValueTally()].addNumber()
        case .text, .time:
          let state = text.withUnsafeBufferPointer {
            tallies[tag, default: ValueTally()].add($0)
          }
          if state == nil, !(examples[tag] ?? []).contains(text) {
            examples[tag, default: []].append(text)
          }
        }
      }
    }
    func quoted(_ tag: String) -> String {
      (examples[tag] ?? []).prefix(shown).map { "'\(CellText.shown($0))'" }
        .joined(separator: ", ")
    }
    var wordTags: [String: [String]] = [:]
    var shownTags: [String] = []
    for tag in order {
      guard let tally = tallies[tag] else { continue }
      if let beginning = tally.beginning(known: nil) {
        wordTags[tag] = beginning
        shownTags.append("'\(CellText.cleaned(tag))' (\(quoted(tag)))")
      } else if tally.words > 0 {
        format.notices.append(
          "tag '\(CellText.cleaned(tag))' holds numbers, and text in \(tally.texts) of "
            + "\(tally.numbers + tally.texts) sampled values (\(quoted(tag))); if it means that nothing "
            + "was measured, declare it: data.missing")
      }
    }
    format.wordTags = wordTags
    guard !shownTags.isEmpty else { return }
    let more = shownTags.count > shown ? " and \(shownTags.count - shown) more" : ""
    format.evidence.append(
      "words: the values of \(shownTags.count == 1 ? "tag" : "tags") "
        + "\(shownTags.prefix(shown).joined(separator: ", "))\(more) are words, which get numbers")
  }
}
